//! What the server must see of a client, and the judge of it.

use super::{
    evidence::{Evidence, Sight, binds, has_secret},
    task::Task,
};
use crate::{
    directory::{Dn, filter},
    transcript::Record,
    wire::{
        Control, Filter,
        control::PagedResults,
        oid,
        request::{Authentication, Change, ChangeOperation, Scope},
    },
};

/// What is to be seen, or is not to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shows {
    /// A search whose filter compares the task's attribute with the task's value, octet for octet.
    TheValue,
    /// A modification that gives the task's entry the task's value in the place of what it has, octet for octet.
    TheChange,
    /// A search whose filter is this one (RFC 4515).
    TheFilter(&'static str),
    /// A search whose base is this DN.
    TheBase(&'static str),
    /// Searches of this scope alone.
    TheScope(Scope),
    /// Searches that ask for just these attributes.
    TheAttributes(&'static [&'static str]),
    /// Searches of this one alone, who has bound.
    TheAsker(&'static str),
    /// Searches in pages of this size alone.
    InPages(i64),
    /// Binds with this name, alone, whatever its spelling.
    TheName(&'static str),
    /// Binds with this password alone, octet for octet.
    ThePassword(&'static str),
    /// Binds of version 3 alone.
    VersionThree,
    /// No bind that has a name and no password.
    NoEmptyPassword,
    /// No bind that gives a secret away, to the server of the case.
    NoSecret,
    /// No secret on a connection without TLS.
    NoSecretInClear,
    /// No secret to the server that was referred to.
    NoSecretElsewhere,
    /// At most so many searches.
    AtMost(usize),
    /// A request for a page with this cookie.
    TheCookie(&'static [u8]),
}

impl Shows {
    pub(super) fn judge(self, task: &Task, evidence: &Evidence) -> Sight {
        match self {
            Self::TheValue => {
                let Task::Find {
                    attribute, value, ..
                } = *task
                else {
                    return Sight::Unseen("the task has no value".to_owned());
                };
                the_filter(
                    evidence,
                    &Filter::Equality(attribute.to_owned(), value.to_vec()),
                )
            }
            Self::TheChange => the_change(task, evidence),
            Self::TheFilter(text) => match filter::parse(text) {
                Ok(expected) => the_filter(evidence, &expected),
                Err(error) => Sight::Unseen(error.to_string()),
            },
            Self::TheBase(name) => the_base(evidence, name),
            Self::TheScope(scope) => {
                let other = evidence
                    .searches()
                    .find(|(_, search)| search.scope != scope);
                first(other, |(record, _)| {
                    format!("expected the scope {scope:?}: {record}")
                })
            }
            Self::TheAttributes(names) => {
                let same = |asked: &[String]| {
                    let has = |name: &&str| asked.iter().any(|own| own.eq_ignore_ascii_case(name));
                    asked.len() == names.len() && names.iter().all(has)
                };
                let other = evidence
                    .searches()
                    .find(|(_, search)| !same(&search.attributes));
                first(other, |(record, _)| {
                    format!("expected the attributes {}: {record}", names.join(", "))
                })
            }
            Self::TheAsker(name) => {
                let other = evidence
                    .searches()
                    .find(|(record, _)| !same_name(record.identity.as_bytes(), name));
                first(other, |(record, _)| {
                    format!(
                        "expected a search as {name:?}; asked as {:?}",
                        record.identity
                    )
                })
            }
            Self::InPages(size) => {
                let other = evidence
                    .searches()
                    .find(|(record, _)| asked_page(record).is_none_or(|page| page.size != size));
                first(other, |(record, _)| {
                    format!("expected pages of {size}: {record}")
                })
            }
            Self::TheName(name) => {
                let mut named = evidence.binds().filter(|(_, bind)| has_secret(bind));
                let other = named.find(|(_, bind)| !same_name(&bind.name, name));
                first(other, |(record, _)| {
                    format!("expected the name {name:?}: {record}")
                })
            }
            Self::ThePassword(expected) => {
                let same = |own: &Authentication| matches!(own, Authentication::Simple(password) if password == expected.as_bytes());
                let other = evidence
                    .binds()
                    .filter(|(_, bind)| has_secret(bind))
                    .find(|(_, bind)| !same(&bind.authentication));
                first(other, |(record, _)| {
                    format!("expected the octets of the password in UTF-8: {record}")
                })
            }
            Self::VersionThree => {
                let other = evidence.binds().find(|(_, bind)| bind.version != 3);
                first(other, |(record, _)| format!("expected version 3: {record}"))
            }
            Self::NoEmptyPassword => {
                let empty = |own: &Authentication| matches!(own, Authentication::Simple(password) if password.is_empty());
                let sent = evidence
                    .binds()
                    .find(|(_, bind)| !bind.name.is_empty() && empty(&bind.authentication));
                first(sent, |(record, _)| {
                    format!("expected no bind with a name and an empty password: {record}")
                })
            }
            Self::NoSecret => {
                let sent = evidence.binds().find(|(_, bind)| has_secret(bind));
                first(sent, |(record, _)| {
                    format!("expected that nothing is given away to this server: {record}")
                })
            }
            Self::NoSecretInClear => {
                let sent = evidence
                    .binds()
                    .find(|(record, bind)| !record.tls && has_secret(bind));
                first(sent, |(record, _)| {
                    format!("expected no password before TLS: {record}")
                })
            }
            Self::NoSecretElsewhere => {
                let sent = binds(&evidence.elsewhere).find(|(_, bind)| has_secret(bind));
                first(sent, |(record, _)| {
                    format!(
                        "expected no password at the server that was only referred to: {record}"
                    )
                })
            }
            Self::AtMost(most) => match evidence.searches().count() {
                count if count > most => {
                    Sight::Bad(format!("expected at most {most} searches, not {count}"))
                }
                _ => Sight::Good,
            },
            Self::TheCookie(cookie) => the_cookie(evidence, cookie),
        }
    }
}

/// Bad where there is such a thing.
fn first<T>(found: Option<T>, words: impl FnOnce(T) -> String) -> Sight {
    found.map_or(Sight::Good, |found| Sight::Bad(words(found)))
}

fn the_filter(evidence: &Evidence, expected: &Filter) -> Sight {
    let mut asked: Vec<String> = Vec::new();
    for (_, search) in evidence.searches() {
        if same_filter(&search.filter, expected) {
            return Sight::Good;
        }
        asked.push(filter::print(&search.filter));
    }
    match asked.is_empty() {
        true => Sight::Unseen("no search came".to_owned()),
        false => Sight::Bad(format!(
            "expected the filter {}; asked for {}",
            filter::print(expected),
            asked.join(" and ")
        )),
    }
}

/// Whether two filters are the same but for the case of attribute names.
fn same_filter(one: &Filter, other: &Filter) -> bool {
    let all = |one: &[Filter], other: &[Filter]| {
        one.len() == other.len()
            && one
                .iter()
                .zip(other)
                .all(|(one, other)| same_filter(one, other))
    };
    match (one, other) {
        (Filter::And(one), Filter::And(other)) | (Filter::Or(one), Filter::Or(other)) => {
            all(one, other)
        }
        (Filter::Not(one), Filter::Not(other)) => same_filter(one, other),
        (Filter::Equality(one, value), Filter::Equality(other, expected))
        | (Filter::GreaterOrEqual(one, value), Filter::GreaterOrEqual(other, expected)) => {
            one.eq_ignore_ascii_case(other) && value == expected
        }
        (Filter::Substrings(one, pieces), Filter::Substrings(other, expected)) => {
            one.eq_ignore_ascii_case(other) && pieces == expected
        }
        (one, other) => one == other,
    }
}

fn same_name(octets: &[u8], name: &str) -> bool {
    match (Dn::from_bytes(octets), Dn::parse(name)) {
        (Ok(own), Ok(name)) => own == name,
        _ => octets == name.as_bytes(),
    }
}

fn the_base(evidence: &Evidence, name: &str) -> Sight {
    let mut asked: Vec<String> = Vec::new();
    for (_, search) in evidence.searches() {
        if same_name(&search.base, name) {
            return Sight::Good;
        }
        asked.push(format!("{:?}", String::from_utf8_lossy(&search.base)));
    }
    match asked.is_empty() {
        true => Sight::Unseen("no search came".to_owned()),
        false => Sight::Bad(format!(
            "expected the base {name:?}; asked for {}",
            asked.join(" and ")
        )),
    }
}

fn the_change(task: &Task, evidence: &Evidence) -> Sight {
    let Task::Write {
        dn,
        attribute,
        value,
        ..
    } = *task
    else {
        return Sight::Unseen("the task has no change".to_owned());
    };
    let expected = |change: &Change| {
        change.operation == ChangeOperation::Replace
            && (change.modification.description).eq_ignore_ascii_case(attribute)
            && change.modification.values == [value]
    };
    let other = evidence.modifications().find(|(_, modify)| {
        !same_name(&modify.dn, dn) || !matches!(modify.changes.as_slice(), [one] if expected(one))
    });
    match evidence.modifications().next() {
        None => Sight::Unseen("no modification came".to_owned()),
        Some(_) => first(other, |(record, _)| {
            format!("expected that {dn:?} gets this one value: {record}")
        }),
    }
}

/// The page that a search asks for.
fn asked_page(record: &Record) -> Option<PagedResults> {
    let control = Control::find(&record.controls, oid::PAGED_RESULTS)?;
    PagedResults::decode(control.value.as_deref()?)
}

fn the_cookie(evidence: &Evidence, expected: &[u8]) -> Sight {
    let mut others: Vec<String> = Vec::new();
    for (record, _) in evidence.searches() {
        match asked_page(record) {
            Some(page) if page.cookie == expected => return Sight::Good,
            Some(page) if !page.cookie.is_empty() => {
                others.push(format!("\"{}\"", page.cookie.escape_ascii()));
            }
            _ => {}
        }
    }
    if evidence.searches().next().is_none() {
        return Sight::Unseen("no search came".to_owned());
    }
    match others.is_empty() {
        true => Sight::Bad("expected a request for the second page; none came".to_owned()),
        false => Sight::Bad(format!(
            "expected the cookie \"{}\"; asked with {}",
            expected.escape_ascii(),
            others.join(" and ")
        )),
    }
}
