//! One condition on a request: its word, its value, whether it holds, and what the request has instead.

use std::{fmt, sync::Arc};

use super::normal::{contains, normal};
use crate::{
    directory::{dn::Dn, filter},
    transcript::Record,
    wire::{
        Filter, Operation, Request,
        request::{Authentication, Scope, SearchRequest},
    },
};

/// What a bind proves identity with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// No name and no password.
    Anonymous,
    /// A name with an empty password, RFC 4513 section 5.1.2.
    Unauthenticated,
    /// A name and a password.
    Simple,
    /// A SASL mechanism.
    Sasl,
}

impl Credential {
    pub(super) const ALL: [Self; 4] = [
        Self::Anonymous,
        Self::Unauthenticated,
        Self::Simple,
        Self::Sasl,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Unauthenticated => "unauthenticated",
            Self::Simple => "simple",
            Self::Sasl => "sasl",
        }
    }

    pub(super) fn of(request: &Request) -> Option<Self> {
        let Request::Bind(bind) = request else {
            return None;
        };
        Some(match &bind.authentication {
            Authentication::Simple(password) => match (bind.name.is_empty(), password.is_empty()) {
                (true, true) => Self::Anonymous,
                (false, true) => Self::Unauthenticated,
                _ => Self::Simple,
            },
            _ => Self::Sasl,
        })
    }
}

type Test = dyn Fn(&Record) -> bool + Send + Sync;

/// A condition.
#[derive(Clone)]
pub(super) enum Condition {
    Filter(Filter),
    FilterContains(Filter),
    Base(Dn),
    Dn(Dn),
    Scope(Scope),
    Attribute(String),
    AttributesExactly(Vec<String>),
    AttributesWithin(Vec<String>),
    Control(String),
    Oid(String),
    /// Empty for anonymous.
    Identity(String),
    Credential(Credential),
    Tls(bool),
    /// Whether the client showed a certificate.
    Certificate(bool),
    Connection(u64),
    /// What it is called, and the test.
    Where(String, Arc<Test>),
}

impl Condition {
    /// Its word in text.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Filter(_) => "filter",
            Self::FilterContains(_) => "filter-contains",
            Self::Base(_) => "base",
            Self::Dn(_) => "dn",
            Self::Scope(_) => "scope",
            Self::Attribute(_) => "attribute",
            Self::AttributesExactly(_) => "attributes",
            Self::AttributesWithin(_) => "attributes-within",
            Self::Control(_) => "control",
            Self::Oid(_) => "oid",
            Self::Identity(_) => "identity",
            Self::Credential(_) => "credential",
            Self::Tls(_) => "tls",
            Self::Certificate(_) => "certificate",
            Self::Connection(_) => "connection",
            Self::Where(..) => "where",
        }
    }

    /// Whether a request of an operation can have what it is about.
    pub(super) fn fits(&self, operation: Operation) -> bool {
        use Operation::{Add, Bind, Compare, Delete, Extended, Modify, ModifyDn, Search};
        let able: &[Operation] = match self {
            Self::Filter(_)
            | Self::FilterContains(_)
            | Self::Base(_)
            | Self::Scope(_)
            | Self::AttributesExactly(_)
            | Self::AttributesWithin(_) => &[Search],
            Self::Dn(_) => &[Bind, Search, Modify, Add, Delete, ModifyDn, Compare],
            Self::Attribute(_) => &[Search, Modify, Add, Compare],
            Self::Oid(_) => &[Extended],
            Self::Credential(_) => &[Bind],
            _ => return true,
        };
        able.contains(&operation)
    }

    /// Whether a request can meet it more than once.
    pub(super) fn repeats(&self) -> bool {
        matches!(
            self,
            Self::FilterContains(_) | Self::Attribute(_) | Self::Control(_) | Self::Where(..)
        )
    }

    /// Its value as text.
    pub(super) fn value(&self) -> String {
        match self {
            Self::Filter(wanted) | Self::FilterContains(wanted) => filter::print(wanted),
            Self::Base(dn) | Self::Dn(dn) => dn.as_str().to_owned(),
            Self::Scope(scope) => scope_word(*scope).to_owned(),
            Self::Attribute(name) | Self::Control(name) | Self::Oid(name) => name.clone(),
            Self::AttributesExactly(names) | Self::AttributesWithin(names) => names.join(","),
            Self::Identity(dn) if dn.is_empty() => "anonymous".to_owned(),
            Self::Identity(dn) => dn.clone(),
            Self::Credential(credential) => credential.word().to_owned(),
            Self::Tls(shown) | Self::Certificate(shown) => yes_or_no(*shown).to_owned(),
            Self::Connection(number) => number.to_string(),
            Self::Where(name, _) => name.clone(),
        }
    }

    pub(super) fn holds(&self, record: &Record) -> bool {
        let request = &record.request;
        let search = match request {
            Request::Search(search) => Some(search),
            _ => None,
        };
        match self {
            Self::Filter(wanted) => search.is_some_and(|search| normal(&search.filter) == *wanted),
            Self::FilterContains(part) => {
                search.is_some_and(|search| contains(&normal(&search.filter), part))
            }
            Self::Base(base) => search.is_some_and(|search| same(&search.base, base)),
            Self::Dn(dn) => target(request).is_some_and(|bytes| same(bytes, dn)),
            Self::Scope(scope) => search.is_some_and(|search| search.scope == *scope),
            Self::Attribute(name) => names(request)
                .iter()
                .any(|own| own.eq_ignore_ascii_case(name)),
            Self::AttributesExactly(wanted) => {
                let own = names(request);
                search.is_some() && within(&own, wanted) && within(wanted, &own)
            }
            Self::AttributesWithin(allowed) => {
                let own = names(request);
                // None at all means every attribute.
                search.is_some() && !own.is_empty() && within(&own, allowed)
            }
            Self::Control(oid) => record.controls.iter().any(|control| control.oid == *oid),
            Self::Oid(oid) => {
                matches!(request, Request::Extended(extended) if extended.name == *oid)
            }
            Self::Identity(dn) => same_identity(&record.identity, dn),
            Self::Credential(credential) => Credential::of(request) == Some(*credential),
            Self::Tls(tls) => record.tls == *tls,
            Self::Certificate(shown) => record.certificate.is_some() == *shown,
            Self::Connection(number) => record.connection == *number,
            Self::Where(_, test) => test(record),
        }
    }

    /// What the request has in the place that this condition is about.
    pub(super) fn seen(&self, record: &Record) -> String {
        let request = &record.request;
        let nothing = || {
            format!(
                "a {} has none",
                super::matcher::operation_word(record.operation())
            )
        };
        match (self, request) {
            (Self::Filter(_) | Self::FilterContains(_), Request::Search(search)) => {
                filter::print(&search.filter)
            }
            (Self::Base(_), Request::Search(search)) => lossy(&search.base),
            (Self::Dn(_), request) => target(request).map_or_else(nothing, lossy),
            (Self::Scope(_), Request::Search(search)) => scope_word(search.scope).to_owned(),
            (Self::Attribute(_) | Self::AttributesExactly(_) | Self::AttributesWithin(_), _) => {
                match names(request) {
                    none if none.is_empty() && record.operation() == Operation::Search => {
                        "all (none was named)".to_owned()
                    }
                    none if none.is_empty() => nothing(),
                    names => names.join(","),
                }
            }
            (Self::Control(_), _) => match record.controls.as_slice() {
                [] => "none".to_owned(),
                controls => {
                    let oids: Vec<&str> = controls
                        .iter()
                        .map(|control| control.oid.as_str())
                        .collect();
                    oids.join(",")
                }
            },
            (Self::Oid(_), Request::Extended(extended)) => extended.name.clone(),
            (Self::Identity(_), _) if record.identity.is_empty() => "anonymous".to_owned(),
            (Self::Identity(_), _) => record.identity.clone(),
            (Self::Credential(_), _) => Credential::of(request)
                .map_or_else(nothing, |credential| credential.word().to_owned()),
            (Self::Tls(_), _) => yes_or_no(record.tls).to_owned(),
            (Self::Certificate(_), _) => match &record.certificate {
                Some(subject) => format!("yes, {subject}"),
                None => "no".to_owned(),
            },
            (Self::Connection(_), _) => record.connection.to_string(),
            (Self::Where(..), _) => "it does not hold".to_owned(),
            _ => nothing(),
        }
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.word(), self.value())
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn yes_or_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

pub(super) fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Base => "base",
        Scope::One => "one",
        _ => "sub",
    }
}

fn within<A: AsRef<str>, B: AsRef<str>>(all: &[A], allowed: &[B]) -> bool {
    let known = |name: &A| {
        let mut allowed = allowed.iter();
        allowed.any(|other| other.as_ref().eq_ignore_ascii_case(name.as_ref()))
    };
    all.iter().all(known)
}

fn same(bytes: &[u8], dn: &Dn) -> bool {
    Dn::from_bytes(bytes).is_ok_and(|other| other == *dn)
}

fn same_identity(identity: &str, wanted: &str) -> bool {
    match (Dn::parse(identity), Dn::parse(wanted)) {
        (Ok(one), Ok(other)) => one == other,
        _ => identity.eq_ignore_ascii_case(wanted),
    }
}

/// The DN that a request is about.
pub(super) fn target(request: &Request) -> Option<&[u8]> {
    match request {
        Request::Bind(bind) => Some(&bind.name),
        Request::Search(SearchRequest { base, .. }) => Some(base),
        Request::Modify(modify) => Some(&modify.dn),
        Request::Add(add) => Some(&add.dn),
        Request::Delete(dn) => Some(dn),
        Request::ModifyDn(rename) => Some(&rename.dn),
        Request::Compare(compare) => Some(&compare.dn),
        Request::Unbind | Request::Abandon(_) | Request::Extended(_) => None,
    }
}

/// The attributes that a request names.
pub(super) fn names(request: &Request) -> Vec<&str> {
    match request {
        Request::Search(search) => search.attributes.iter().map(String::as_str).collect(),
        Request::Modify(modify) => modify
            .changes
            .iter()
            .map(|change| change.modification.description.as_str())
            .collect(),
        Request::Add(add) => add
            .attributes
            .iter()
            .map(|attribute| attribute.description.as_str())
            .collect(),
        Request::Compare(compare) => vec![&compare.attribute],
        _ => Vec::new(),
    }
}
