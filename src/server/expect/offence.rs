//! Single requests that break a ready-made rule.

use super::rules::CANARY;
use crate::{
    transcript::Record,
    wire::{
        Filter, Request, is_secret, oid,
        request::{Authentication, Scope},
    },
};

/// What of the canary reaches the server also when it was not escaped.
const CANARY_HEAD: &[u8] = b"ldaplab-canary";

pub(super) fn carries_password(record: &Record) -> bool {
    match &record.request {
        Request::Bind(bind) => match &bind.authentication {
            Authentication::Simple(password) => !password.is_empty(),
            Authentication::Sasl { mechanism, .. } => mechanism == "PLAIN",
            _ => true,
        },
        Request::Add(add) => add.attributes.iter().any(|one| is_secret(&one.description)),
        Request::Modify(modify) => modify
            .changes
            .iter()
            .any(|change| is_secret(&change.modification.description)),
        Request::Compare(compare) => is_secret(&compare.attribute),
        Request::Extended(extended) => extended.name == oid::PASSWORD_MODIFY,
        _ => false,
    }
}

pub(super) fn sasl(record: &Record) -> bool {
    matches!(&record.request, Request::Bind(bind) if matches!(bind.authentication, Authentication::Sasl { .. }))
}

pub(super) fn of_root_dse(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.base.is_empty() && search.scope == Scope::Base)
}

pub(super) fn asks_for_everything(record: &Record) -> bool {
    match &record.request {
        Request::Search(search) => {
            search.attributes.is_empty() || search.attributes.iter().any(|name| name == "*")
        }
        _ => false,
    }
}

pub(super) fn unpaged(record: &Record) -> bool {
    let paged = record
        .controls
        .iter()
        .any(|control| control.oid == oid::PAGED_RESULTS);
    matches!(&record.request, Request::Search(search) if search.scope == Scope::Sub && !paged)
}

pub(super) fn unlimited(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.scope != Scope::Base && search.size_limit == 0)
}

/// Whether the canary's beginning is in a value that has not the whole canary.
pub(super) fn canary_torn(record: &Record) -> bool {
    let Request::Search(search) = &record.request else {
        return false;
    };
    let mut left = vec![&search.filter];
    while let Some(filter) = left.pop() {
        let torn_here = match filter {
            Filter::And(parts) | Filter::Or(parts) => {
                left.extend(parts);
                false
            }
            Filter::Not(part) => {
                left.push(part);
                false
            }
            Filter::Equality(_, value)
            | Filter::GreaterOrEqual(_, value)
            | Filter::LessOrEqual(_, value)
            | Filter::Approx(_, value) => torn(value),
            Filter::Substrings(_, parts) => {
                let mut values = parts.initial.iter().chain(&parts.any).chain(&parts.last);
                values.any(|value| torn(value))
            }
            Filter::Extensible(assertion) => torn(&assertion.value),
            Filter::Present(_) => false,
        };
        if torn_here {
            return true;
        }
    }
    false
}

fn torn(value: &[u8]) -> bool {
    let holds = |part: &[u8]| value.windows(part.len()).any(|window| window == part);
    holds(CANARY_HEAD) && !holds(CANARY.as_bytes())
}
