//! Ready-made expectations: what a well-behaved client does, a row each.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Credential, Matcher, any, bind, expectation::Counted, expectation::Watch, failure::Unmet,
    search,
};
use crate::{
    transcript::{Operation, Record},
    wire::{
        Filter, Request, oid,
        request::{Authentication, Scope},
    },
};

/// A login name with metacharacters. A client that escapes what it puts into filters (RFC 4515 section 3) sends it as one value; see
/// [`ReadyMade::FILTERS_ARE_ESCAPED`].
pub const CANARY: &str = "ldaplab-canary*)(uid=*";
/// What of it reaches the server also when it was not escaped.
const CANARY_HEAD: &[u8] = b"ldaplab-canary";

/// An expectation that fits most programs; given to [`crate::server::LdapServer::keep`].
///
/// ```
/// use ldaplab::server::{LdapServer, ReadyMade};
///
/// let dc = LdapServer::openldap("dc=example,dc=org").start()?;
/// for rule in [ReadyMade::NO_EMPTY_PASSWORD, ReadyMade::NO_PASSWORD_IN_CLEAR] {
///     dc.keep(rule);
/// }
/// assert!(dc.verify().is_ok());
/// # Ok::<(), ldaplab::server::StartError>(())
/// ```
#[derive(Clone, Copy)]
pub struct ReadyMade {
    name: &'static str,
    watch: fn(&'static str) -> Box<dyn Watch>,
}

impl std::fmt::Debug for ReadyMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! ready_made {
    ($($(#[$doc:meta])* $constant:ident = $name:literal $watch:expr;)*) => {
        impl ReadyMade {
            $($(#[$doc])* pub const $constant: Self = Self { name: $name, watch: $watch };)*

            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

ready_made! {
    /// No bind with a name and an empty password: it succeeds on many servers and proves nothing, RFC 4513 section 5.1.2.
    NO_EMPTY_PASSWORD = "no bind with an empty password"
        |name| never(name, bind().credential(Credential::Unauthenticated));
    /// No password over a connection without TLS: in binds, in changes of passwords, in new entries.
    NO_PASSWORD_IN_CLEAR = "no password in clear"
        |name| never(name, any().tls(false).that("a password in it", carries_password));
    /// [`CANARY`], used as a login name, arrives as one value.
    FILTERS_ARE_ESCAPED = "what goes into a filter is escaped"
        |name| never(name, search().that("the canary not as one value", canary_escaped_from));
    /// Every search names the attributes that it needs.
    ATTRIBUTES_ARE_NAMED = "searches name the attributes they need"
        |name| never(name, search().that("no attribute or * asked for", asks_for_everything));
    /// Every search of a subtree uses paging, RFC 2696.
    SUBTREES_ARE_PAGED = "searches of subtrees are paged"
        |name| never(name, search().that("a subtree without paging", unpaged));
    /// No search without a size limit, but those for one entry.
    SEARCHES_ARE_LIMITED = "searches have a size limit"
        |name| never(name, search().that("no size limit", unlimited));
    /// No anonymous search but that for the root DSE.
    NO_ANONYMOUS_SEARCH = "no anonymous search"
        |name| never(name, search().identity("").that("not of the root DSE", |record| !of_root_dse(record)));
    /// No credentials at all: for a server that a client is only referred to.
    NO_CREDENTIALS = "no credentials to this server"
        |name| never(name, any().that("credentials in it", |record| carries_password(record) || sasl(record)));
    /// Behind StartTLS a connection binds again before it does anything else: whoever was bound was so in clear, RFC 4513 section 3.1.5.
    BOUND_AFTER_START_TLS = "a connection binds again behind StartTLS"
        |name| Box::new(BoundAfterStartTls::new(name));
    /// Every connection ends with an unbind.
    CONNECTIONS_ARE_UNBOUND = "every connection is unbound"
        |name| Box::new(Unbound { name, open: BTreeMap::new() });
    /// All requests come over one connection.
    CONNECTIONS_ARE_REUSED = "connections are reused"
        |name| Box::new(Reused { name, seen: BTreeSet::new(), last: None });
}

impl ReadyMade {
    /// What it says, in words.
    pub fn name(self) -> &'static str {
        self.name
    }

    pub(super) fn watch(self) -> Box<dyn Watch> {
        (self.watch)(self.name)
    }
}

/// Ready-made rules say what must not be; they make no request an expected one.
struct Never(Counted);

impl Watch for Never {
    fn see(&mut self, record: &Record) -> bool {
        self.0.see(record);
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        self.0.verdict()
    }
}

fn never(name: &'static str, matcher: Matcher) -> Box<dyn Watch> {
    Box::new(Never(Counted::new(matcher.times(0).named(name))))
}

fn carries_password(record: &Record) -> bool {
    use crate::wire::is_secret;
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

fn sasl(record: &Record) -> bool {
    matches!(&record.request, Request::Bind(bind) if matches!(bind.authentication, Authentication::Sasl { .. }))
}

fn of_root_dse(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.base.is_empty() && search.scope == Scope::Base)
}

fn asks_for_everything(record: &Record) -> bool {
    match &record.request {
        Request::Search(search) => {
            search.attributes.is_empty() || search.attributes.iter().any(|name| name == "*")
        }
        _ => false,
    }
}

fn unpaged(record: &Record) -> bool {
    let paged = record
        .controls
        .iter()
        .any(|control| control.oid == oid::PAGED_RESULTS);
    matches!(&record.request, Request::Search(search) if search.scope == Scope::Sub && !paged)
}

fn unlimited(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if search.scope != Scope::Base && search.size_limit == 0)
}

/// Whether the canary's beginning is in a filter in which no value is the whole canary.
fn canary_escaped_from(record: &Record) -> bool {
    let Request::Search(search) = &record.request else {
        return false;
    };
    let mut left = vec![&search.filter];
    while let Some(filter) = left.pop() {
        let holds = |value: &[u8]| {
            value
                .windows(CANARY_HEAD.len())
                .any(|part| part == CANARY_HEAD)
        };
        let torn = match filter {
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
            | Filter::Approx(_, value) => {
                holds(value)
                    && !value
                        .windows(CANARY.len())
                        .any(|part| part == CANARY.as_bytes())
            }
            Filter::Substrings(_, parts) => {
                let whole = |value: &Vec<u8>| {
                    value
                        .windows(CANARY.len())
                        .any(|part| part == CANARY.as_bytes())
                };
                let mut values = parts.initial.iter().chain(&parts.any).chain(&parts.last);
                values.any(|value| holds(value) && !whole(value))
            }
            Filter::Extensible(assertion) => {
                holds(&assertion.value) && assertion.value != CANARY.as_bytes()
            }
            Filter::Present(_) => false,
        };
        if torn {
            return true;
        }
    }
    false
}

/// Per connection whether StartTLS came and no bind yet.
struct BoundAfterStartTls {
    name: &'static str,
    unbound: BTreeSet<u64>,
    wrong: Option<Record>,
}

impl BoundAfterStartTls {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            unbound: BTreeSet::new(),
            wrong: None,
        }
    }
}

impl Watch for BoundAfterStartTls {
    fn see(&mut self, record: &Record) -> bool {
        match &record.request {
            Request::Extended(extended) if extended.name == oid::START_TLS => {
                self.unbound.insert(record.connection);
            }
            Request::Bind(_) | Request::Unbind => {
                self.unbound.remove(&record.connection);
            }
            // Refused, it changes nothing.
            _ if !record.tls => {}
            _ if self.unbound.contains(&record.connection) => {
                self.wrong.get_or_insert_with(|| record.clone());
            }
            _ => {}
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let wrong = self.wrong.as_ref()?;
        Some(broken(
            self.name,
            "another operation first",
            Some(wrong.clone()),
        ))
    }
}

/// The last request of every connection that is not unbound.
struct Unbound {
    name: &'static str,
    open: BTreeMap<u64, Record>,
}

impl Watch for Unbound {
    fn see(&mut self, record: &Record) -> bool {
        match record.operation() {
            Operation::Unbind => {
                self.open.remove(&record.connection);
            }
            _ => {
                self.open.insert(record.connection, record.clone());
            }
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let (_, last) = self.open.first_key_value()?;
        let got = match self.open.len() {
            1 => "one that is not; its last request:".to_owned(),
            more => format!("{more} that are not; the last request of the first:"),
        };
        Some(broken(self.name, &got, Some(last.clone())))
    }
}

struct Reused {
    name: &'static str,
    seen: BTreeSet<u64>,
    last: Option<Record>,
}

impl Watch for Reused {
    fn see(&mut self, record: &Record) -> bool {
        if self.seen.insert(record.connection) {
            self.last = Some(record.clone());
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let got = format!("{} connections; the last begins with:", self.seen.len());
        (self.seen.len() > 1).then(|| broken(self.name, &got, self.last.clone()))
    }
}

fn broken(name: &str, got: &str, about: Option<Record>) -> Unmet {
    Unmet {
        expected: name.to_owned(),
        got: got.to_owned(),
        about,
        nearest: None,
        matcher: None,
    }
}
