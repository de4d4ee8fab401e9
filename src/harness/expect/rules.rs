//! Ready-made expectations: what a well-behaved client does, a row each. `offence` knows a request that breaks one, `connections` a connection.

use super::{
    Credential, ReadyMade, any, bind,
    canary::{Canaries, of_canary},
    connections::{BoundAfterStartTls, Reused, Unbound, is_work, start_tls},
    offence::{
        asks_for_everything, carries_password, is_search, is_subtree, is_wide, named_bind,
        of_root_dse, sasl, unlimited, unpaged,
    },
    ranges::Ranges,
    search,
};

macro_rules! ready_made {
    ($(#[$about:meta])* $list:ident: $($(#[$doc:meta])* $constant:ident = $name:literal $why:literal ($least:literal $tried:expr, $words:literal) $watch:expr;)*) => {
        impl ReadyMade {
            $($(#[$doc])*
              ///
              #[doc = concat!("It is tried by ", $words, ".")]
              pub const $constant: Self = Self {
                  name: $name,
                  why: $why,
                  tried_by: ($least, $tried, $words),
                  watch: $watch,
                  if_tried: false,
              };)*

            $(#[$about])*
            pub const $list: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

ready_made! {
    /// Every rule that any program can keep. [`NO_CREDENTIALS`](Self::NO_CREDENTIALS) is not among them: it is for the second server of a
    /// referral, and a login breaks it. No program tries all of them in one test: keep each [`if_tried`](Self::if_tried).
    ///
    /// ```
    /// use ldaplab::server::{LdapServer, ReadyMade};
    ///
    /// let dc = LdapServer::openldap("dc=example,dc=org").start()?;
    /// for rule in ReadyMade::ALL {
    ///     dc.keep(rule.if_tried());
    /// }
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    ALL:

    /// No bind with a name and an empty password: it succeeds on many servers and proves nothing, RFC 4513 section 5.1.2.
    NO_EMPTY_PASSWORD = "no bind with an empty password"
        "many servers answer a name with an empty password with success: whoever leaves the field empty is logged in; refuse it before the bind (RFC 4513 section 5.1.2)"
        (1 named_bind, "a bind with a name")
        |rule| rule.never(bind().credential(Credential::Unauthenticated));
    /// No password over a connection without TLS: in binds, in changes of passwords, in new entries.
    NO_PASSWORD_IN_CLEAR = "no password in clear"
        "everybody on the way can read the password; use ldaps:// or StartTLS first"
        (1 carries_password, "a request with a password in it")
        |rule| rule.never(any().tls(false).that("a password in it", carries_password));
    /// [`CANARY`](super::canary::CANARY) and [`WILDCARD_CANARY`](super::canary::WILDCARD_CANARY), used as login names, each arrive as one value. Let the program log in with both.
    FILTERS_ARE_ESCAPED = "what goes into a filter is escaped"
        "what a user types becomes part of the filter: a login name such as * or *)(uid=* then finds somebody else; send * ( ) \\ and NUL as \\2a \\28 \\29 \\5c \\00 (RFC 4515 section 3)"
        (1 of_canary, "logins with the names CANARY and WILDCARD_CANARY")
        |rule| Box::new(Canaries::new(rule));
    /// Every search names the attributes that it needs.
    ATTRIBUTES_ARE_NAMED = "searches name the attributes they need"
        "a search that names no attribute gets them all: photos, certificates, a group's members; name those that are used, 1.1 for none"
        (1 is_search, "a search")
        |rule| rule.never(search().that("no attribute or * asked for", asks_for_everything));
    /// Every search of a subtree uses paging, RFC 2696.
    SUBTREES_ARE_PAGED = "searches of subtrees are paged"
        "a server cuts a large answer off at its size limit (1000 entries on Active Directory); ask page by page (control 1.2.840.113556.1.4.319, RFC 2696)"
        (1 is_subtree, "a search of a subtree")
        |rule| rule.never(search().that("a subtree without paging", unpaged));
    /// Of every attribute that Active Directory answers in parts (`member;range=0-1499`), the rest is asked for; MS-ADTS 3.1.1.3.1.3.3.
    RANGES_ARE_FOLLOWED = "the rest of large attributes is asked for"
        "Active Directory answers an attribute of more than 1500 values in parts; who takes the first part for the whole misses members without an error; ask for the attribute with ;range= from the next value on until the answer ends with -*"
        (0 |_| true, "an answer with a part of an attribute's values")
        |rule| Box::new(Ranges::new(rule));
    /// No search without a size limit, but those for one entry.
    SEARCHES_ARE_LIMITED = "searches have a size limit"
        "a filter that matches more than expected brings the whole directory; set the size limit of the request"
        (1 is_wide, "a search of more than one entry")
        |rule| rule.never(search().that("no size limit", unlimited));
    /// No anonymous search but that for the root DSE.
    NO_ANONYMOUS_SEARCH = "no anonymous search"
        "nobody is bound on this connection: many servers then find nothing, without an error, or refuse with operationsError; bind first, and check its result"
        (1 |record| is_search(record) && !of_root_dse(record), "a search of anything but the root DSE")
        |rule| rule.never(search().identity("").that("not of the root DSE", |record| !of_root_dse(record)));
    /// Behind StartTLS a connection binds again before it does anything else but reading the root DSE: whoever was bound was so in clear,
    /// RFC 4513 section 3.1.5.
    BOUND_AFTER_START_TLS = "a connection binds again behind StartTLS"
        "what was agreed in clear may have been changed on the way, and the server may have dropped the identity; bind once TLS is on (RFC 4513 section 3.1.5)"
        (1 start_tls, "a StartTLS")
        |rule| Box::new(BoundAfterStartTls::new(rule));
    /// Every connection ends with an unbind. One that ends on a fault, or on a failed StartTLS, needs none.
    CONNECTIONS_ARE_UNBOUND = "every connection is unbound"
        "a connection that is dropped or forgotten holds its place at the server until that times out; unbind when done, also after an error"
        (1 |_| true, "any request")
        |rule| Box::new(Unbound::new(rule));
    /// All requests come over one connection.
    CONNECTIONS_ARE_REUSED = "connections are reused"
        "every connection costs round trips for TCP, TLS and bind, and ports under load; keep one, or a pool"
        (2 is_work, "two requests other than bind, unbind and StartTLS")
        |rule| Box::new(Reused::new(rule));
}

ready_made! {
    /// The rules that only some programs can keep.
    APART:

    /// No credentials at all: for a server that a client is only referred to. Given to that server, it says whether the client sends the
    /// credentials of the first one after a referral; RFC 4513 section 6.4.
    NO_CREDENTIALS = "no credentials to this server"
        "whoever can place a referral collects passwords; go to a referred host anonymously, or with credentials meant for it"
        (1 |_| true, "any request")
        |rule| rule.never(any().that("credentials in it", |record| carries_password(record) || sasl(record)));
}
