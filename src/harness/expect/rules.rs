//! Ready-made expectations: what a well-behaved client does, a row each. `offence` knows a request that breaks one, `connections` a connection.

use super::{
    Credential, Matcher, any, bind,
    canary::{Canaries, of_canary},
    connections::{BoundAfterStartTls, Reused, Unbound, is_work, start_tls},
    expectation::{Counted, Watch, counted},
    failure::Unmet,
    offence::{
        asks_for_everything, carries_password, is_search, is_subtree, is_wide, named_bind,
        of_root_dse, sasl, unlimited, unpaged,
    },
    ranges::Ranges,
    search,
};
use crate::{
    transcript::{Record, Requests},
    wire::response::SearchEntry,
};

/// An expectation that fits most programs; given to [`crate::server::LdapServer::keep`].
///
/// ```
/// use ldaplab::server::{LdapServer, ReadyMade};
///
/// let dc = LdapServer::openldap("dc=example,dc=org").start()?;
/// dc.keep(ReadyMade::NO_EMPTY_PASSWORD);
/// // … the program under test logs somebody in, and tries with an empty password …
/// let unmet = dc.verify().unwrap_err();
/// assert!(unmet.to_string().contains("not tried: the rule is tried by a bind with a name"));
/// # Ok::<(), ldaplab::server::StartError>(())
/// ```
#[derive(Clone, Copy)]
pub struct ReadyMade {
    name: &'static str,
    why: &'static str,
    /// What has to come so often before the rule can be broken, and in words.
    tried_by: (usize, fn(&Record) -> bool, &'static str),
    watch: fn(Self) -> Box<dyn Watch>,
    /// Whether it is met where it was not tried.
    if_tried: bool,
}

impl std::fmt::Debug for ReadyMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

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

impl ReadyMade {
    /// The same rule, met also where its subject never comes: for a test that cannot know whether its program does the thing at all.
    #[must_use]
    pub const fn if_tried(self) -> Self {
        Self {
            if_tried: true,
            ..self
        }
    }

    /// What it says, in words.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Why it matters, and what to do.
    pub fn why(self) -> &'static str {
        self.why
    }

    pub(super) fn watch(self, before: &Requests) -> Box<dyn Watch> {
        let (_, subject, _) = self.tried_by;
        Box::new(Kept {
            rule: self,
            watch: (self.watch)(self),
            seen: 0,
            before: before.iter().filter(|record| subject(record)).count(),
        })
    }

    fn never(self, matcher: Matcher) -> Box<dyn Watch> {
        let never = Counted::new(matcher.times(0), &Requests::default());
        Box::new(Never(self, never))
    }

    pub(super) fn broken(self, got: String, about: Option<Record>) -> Unmet {
        Unmet {
            expected: self.name.to_owned(),
            got,
            about,
            nearest: None,
            matcher: None,
            why: Some(self.why),
        }
    }
}

/// A rule with what it takes to try it: one that could not be broken is not met.
struct Kept {
    rule: ReadyMade,
    watch: Box<dyn Watch>,
    seen: usize,
    /// How often its subject came before the rule was given.
    before: usize,
}

impl Watch for Kept {
    fn see(&mut self, record: &Record) -> bool {
        let (_, subject, _) = self.rule.tried_by;
        self.seen += usize::from(subject(record));
        self.watch.see(record)
    }

    fn verdict(&self) -> Option<Unmet> {
        let (least, _, words) = self.rule.tried_by;
        let unmet = self.watch.verdict();
        let tried = self.seen >= least && self.watch.tried();
        if unmet.is_some() || tried || self.rule.if_tried {
            return unmet;
        }
        let before = match self.before {
            0 => String::new(),
            before => format!(" ({} before the rule was given)", counted(before)),
        };
        let got = format!(
            "not tried{before}: the rule is tried by {words}; let the program do that, or keep the rule `if_tried()`"
        );
        Some(self.rule.broken(got, None))
    }

    fn may_come(&self) -> bool {
        self.watch.may_come()
    }

    fn reads_answers(&self) -> bool {
        self.watch.reads_answers()
    }

    fn answered(&mut self, connection: u64, entry: &SearchEntry) {
        self.watch.answered(connection, entry);
    }

    fn forget(&mut self, connection: u64) {
        self.watch.forget(connection);
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
        Some(self.0.broken(unmet.got, unmet.about))
    }
}
