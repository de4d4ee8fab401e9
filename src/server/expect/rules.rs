//! Ready-made expectations: what a well-behaved client does, a row each. `offence` knows a request that breaks one, `connections` a connection.

use super::{
    Credential, Matcher, any, bind,
    connections::{BoundAfterStartTls, Reused, Unbound},
    expectation::{Counted, Watch},
    failure::Unmet,
    offence::{
        asks_for_everything, canary_torn, carries_password, of_root_dse, sasl, unlimited, unpaged,
    },
    ranges::Ranges,
    search,
};
use crate::transcript::Record;

/// A login name with metacharacters. A client that escapes what it puts into filters (RFC 4515 section 3) sends it as one value; see
/// [`ReadyMade::FILTERS_ARE_ESCAPED`].
pub const CANARY: &str = "ldaplab-canary*)(uid=*";

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
    why: &'static str,
    watch: fn(Self) -> Box<dyn Watch>,
}

impl std::fmt::Debug for ReadyMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! ready_made {
    ($($(#[$doc:meta])* $constant:ident = $name:literal $why:literal $watch:expr;)*) => {
        impl ReadyMade {
            $($(#[$doc])* pub const $constant: Self = Self { name: $name, why: $why, watch: $watch };)*

            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

ready_made! {
    /// No bind with a name and an empty password: it succeeds on many servers and proves nothing, RFC 4513 section 5.1.2.
    NO_EMPTY_PASSWORD = "no bind with an empty password"
        "many servers answer a name with an empty password with success: whoever leaves the field empty is logged in; refuse it before the bind (RFC 4513 section 5.1.2)"
        |rule| rule.never(bind().credential(Credential::Unauthenticated));
    /// No password over a connection without TLS: in binds, in changes of passwords, in new entries.
    NO_PASSWORD_IN_CLEAR = "no password in clear"
        "everybody on the way can read the password; use ldaps:// or StartTLS first"
        |rule| rule.never(any().tls(false).that("a password in it", carries_password));
    /// [`CANARY`], used as a login name, arrives as one value.
    FILTERS_ARE_ESCAPED = "what goes into a filter is escaped"
        "the login name ldaplab-canary*)(uid=* was put into the filter as it stands, so that a user writes part of the filter; send * ( ) \\ and NUL as \\2a \\28 \\29 \\5c \\00 (RFC 4515 section 3)"
        |rule| rule.never(search().that("the canary not as one value", canary_torn));
    /// Every search names the attributes that it needs.
    ATTRIBUTES_ARE_NAMED = "searches name the attributes they need"
        "a search that names no attribute gets them all: photos, certificates, a group's members; name those that are used, 1.1 for none"
        |rule| rule.never(search().that("no attribute or * asked for", asks_for_everything));
    /// Every search of a subtree uses paging, RFC 2696.
    SUBTREES_ARE_PAGED = "searches of subtrees are paged"
        "a server cuts a large answer off at its size limit (1000 entries on Active Directory); ask page by page (control 1.2.840.113556.1.4.319, RFC 2696)"
        |rule| rule.never(search().that("a subtree without paging", unpaged));
    /// Of every attribute that Active Directory answers in parts (`member;range=0-1499`), the rest is asked for; MS-ADTS 3.1.1.3.1.3.3.
    RANGES_ARE_FOLLOWED = "the rest of large attributes is asked for"
        "Active Directory answers an attribute of more than 1500 values in parts; who takes the first part for the whole misses members without an error; ask for the attribute with ;range= from the next value on until the answer ends with -*"
        |rule| Box::new(Ranges::new(rule));
    /// No search without a size limit, but those for one entry.
    SEARCHES_ARE_LIMITED = "searches have a size limit"
        "a filter that matches more than expected brings the whole directory; set the size limit of the request"
        |rule| rule.never(search().that("no size limit", unlimited));
    /// No anonymous search but that for the root DSE.
    NO_ANONYMOUS_SEARCH = "no anonymous search"
        "nobody is bound on this connection: many servers then find nothing, without an error, or refuse with operationsError; bind first, and check its result"
        |rule| rule.never(search().identity("").that("not of the root DSE", |record| !of_root_dse(record)));
    /// No credentials at all: for a server that a client is only referred to. Given to that server, it says whether the client sends the
    /// credentials of the first one after a referral; RFC 4513 section 6.4.
    NO_CREDENTIALS = "no credentials to this server"
        "whoever can place a referral collects passwords; go to a referred host anonymously, or with credentials meant for it"
        |rule| rule.never(any().that("credentials in it", |record| carries_password(record) || sasl(record)));
    /// Behind StartTLS a connection binds again before it does anything else but reading the root DSE: whoever was bound was so in clear,
    /// RFC 4513 section 3.1.5.
    BOUND_AFTER_START_TLS = "a connection binds again behind StartTLS"
        "what was agreed in clear may have been changed on the way, and the server may have dropped the identity; bind once TLS is on (RFC 4513 section 3.1.5)"
        |rule| Box::new(BoundAfterStartTls::new(rule));
    /// Every connection ends with an unbind. One that ends on a fault, or on a failed StartTLS, needs none.
    CONNECTIONS_ARE_UNBOUND = "every connection is unbound"
        "a connection that is dropped or forgotten holds its place at the server until that times out; unbind when done, also after an error"
        |rule| Box::new(Unbound::new(rule));
    /// All requests come over one connection.
    CONNECTIONS_ARE_REUSED = "connections are reused"
        "every connection costs round trips for TCP, TLS and bind, and ports under load; keep one, or a pool"
        |rule| Box::new(Reused::new(rule));
}

impl ReadyMade {
    /// What it says, in words.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Why it matters, and what to do.
    pub fn why(self) -> &'static str {
        self.why
    }

    pub(super) fn watch(self) -> Box<dyn Watch> {
        (self.watch)(self)
    }

    fn never(self, matcher: Matcher) -> Box<dyn Watch> {
        let never = Counted::new(matcher.times(0));
        Box::new(Never(self, never))
    }

    pub(super) fn broken(self, got: String, about: Record) -> Unmet {
        Unmet {
            expected: self.name.to_owned(),
            got,
            about: Some(about),
            nearest: None,
            matcher: None,
            why: Some(self.why),
        }
    }
}

/// Ready-made rules say what must not be; they make no request an expected one.
struct Never(ReadyMade, Counted);

impl Watch for Never {
    fn see(&mut self, record: &Record) -> bool {
        self.1.see(record);
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        let unmet = self.1.verdict()?;
        Some(self.0.broken(unmet.got, unmet.about?))
    }
}
