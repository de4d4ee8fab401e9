//! Single requests that break a ready-made rule.

use crate::{
    transcript::Record,
    wire::{
        Request, is_secret, oid,
        request::{Authentication, Scope},
    },
};

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

pub(super) fn is_search(record: &Record) -> bool {
    matches!(record.request, Request::Search(_))
}

pub(super) fn is_subtree(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.scope == Scope::Sub)
}

/// Whether a search can find more than one entry.
pub(super) fn is_wide(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.scope != Scope::Base)
}

pub(super) fn named_bind(record: &Record) -> bool {
    matches!(&record.request, Request::Bind(bind) if !bind.name.is_empty())
}
