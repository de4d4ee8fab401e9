//! What the server saw, looked at in detail: filters, names, pages, changes.

use super::{
    evidence::{Evidence, Sight},
    task::Task,
};
use crate::{
    directory::{Dn, filter},
    transcript::{Record, Requests},
    wire::{
        Control, Filter,
        control::PagedResults,
        oid,
        request::{Change, ChangeOperation},
    },
};

/// A request in one line, without passwords: `bind uid=ada password "***", version 3 (connection 1, in clear)`.
pub(super) fn asked(record: &Record) -> String {
    let timeline = Requests::new(vec![record.clone()], 0).timeline();
    let line = timeline.lines().find_map(|line| {
        let (_, asked) = line.trim_start().strip_prefix("-> ")?.split_once(' ')?;
        Some(asked.to_owned())
    });
    let over = if record.tls { "over TLS" } else { "in clear" };
    let connection = record.connection;
    format!(
        "{} (connection {connection}, {over})",
        line.unwrap_or_default()
    )
}

/// Bad where there is such a thing.
pub(super) fn first<T>(found: Option<T>, words: impl FnOnce(T) -> String) -> Sight {
    found.map_or(Sight::Good, |found| Sight::Bad(words(found)))
}

pub(super) fn the_filter(evidence: &Evidence, expected: &Filter) -> Sight {
    let mut others: Vec<String> = Vec::new();
    for (_, search) in evidence.searches() {
        if same_filter(&search.filter, expected) {
            return Sight::Good;
        }
        others.push(filter::print(&search.filter));
    }
    match others.is_empty() {
        true => Sight::Unseen("no search came".to_owned()),
        false => Sight::Bad(format!(
            "expected the filter {}; asked for {}",
            filter::print(expected),
            others.join(" and ")
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

pub(super) fn same_name(octets: &[u8], name: &str) -> bool {
    match (Dn::from_bytes(octets), Dn::parse(name)) {
        (Ok(own), Ok(name)) => own == name,
        _ => octets == name.as_bytes(),
    }
}

pub(super) fn the_base(evidence: &Evidence, name: &str) -> Sight {
    let mut others: Vec<String> = Vec::new();
    for (_, search) in evidence.searches() {
        if same_name(&search.base, name) {
            return Sight::Good;
        }
        others.push(format!("{:?}", String::from_utf8_lossy(&search.base)));
    }
    match others.is_empty() {
        true => Sight::Unseen("no search came".to_owned()),
        false => Sight::Bad(format!(
            "expected the base {name:?}; asked for {}",
            others.join(" and ")
        )),
    }
}

pub(super) fn the_change(task: &Task, evidence: &Evidence) -> Sight {
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
            format!(
                "expected that {dn:?} gets this one value: {}",
                asked(record)
            )
        }),
    }
}

/// The page that a search asks for.
pub(super) fn asked_page(record: &Record) -> Option<PagedResults> {
    let control = Control::find(&record.controls, oid::PAGED_RESULTS)?;
    PagedResults::decode(control.value.as_deref()?)
}

pub(super) fn the_cookie(evidence: &Evidence, expected: &[u8]) -> Sight {
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
