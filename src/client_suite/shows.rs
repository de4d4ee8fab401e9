//! What the server must see of a client, and the judge of it.

use super::{
    evidence::{Evidence, Sight, binds, has_secret},
    look::{asked, asked_page, first, same_name, the_base, the_change, the_cookie, the_filter},
    task::Task,
};
use crate::{
    directory::filter,
    wire::{
        Filter,
        request::{Authentication, Scope},
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
                    format!("expected the scope {scope:?}: {}", asked(record))
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
                    format!(
                        "expected the attributes {}: {}",
                        names.join(", "),
                        asked(record)
                    )
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
                    format!("expected pages of {size}: {}", asked(record))
                })
            }
            Self::TheName(name) => {
                let mut named = evidence.binds().filter(|(_, bind)| has_secret(bind));
                let other = named.find(|(_, bind)| !same_name(&bind.name, name));
                first(other, |(record, _)| {
                    format!("expected the name {name:?}: {}", asked(record))
                })
            }
            Self::ThePassword(expected) => {
                let same = |own: &Authentication| matches!(own, Authentication::Simple(password) if password == expected.as_bytes());
                let other = evidence
                    .binds()
                    .filter(|(_, bind)| has_secret(bind))
                    .find(|(_, bind)| !same(&bind.authentication));
                first(other, |(record, _)| {
                    format!(
                        "expected the octets of the password in UTF-8: {}",
                        asked(record)
                    )
                })
            }
            Self::VersionThree => {
                let other = evidence.binds().find(|(_, bind)| bind.version != 3);
                first(other, |(record, _)| {
                    format!("expected version 3: {}", asked(record))
                })
            }
            Self::NoEmptyPassword => {
                let empty = |own: &Authentication| matches!(own, Authentication::Simple(password) if password.is_empty());
                let sent = evidence
                    .binds()
                    .find(|(_, bind)| !bind.name.is_empty() && empty(&bind.authentication));
                first(sent, |(record, _)| {
                    format!(
                        "expected no bind with a name and an empty password: {}",
                        asked(record)
                    )
                })
            }
            Self::NoSecret => {
                let sent = evidence.binds().find(|(_, bind)| has_secret(bind));
                first(sent, |(record, _)| {
                    format!(
                        "expected that nothing is given away to this server: {}",
                        asked(record)
                    )
                })
            }
            Self::NoSecretInClear => {
                let sent = evidence
                    .binds()
                    .find(|(record, bind)| !record.tls && has_secret(bind));
                first(sent, |(record, _)| {
                    format!("expected no password before TLS: {}", asked(record))
                })
            }
            Self::NoSecretElsewhere => {
                let sent = binds(&evidence.elsewhere).find(|(_, bind)| has_secret(bind));
                first(sent, |(record, _)| {
                    format!(
                        "expected no password at the server that was only referred to: {}",
                        asked(record)
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
