//! A ready-made expectation: what stands in a row of `rules`, and how it is watched.

use super::{
    Matcher,
    expectation::{Counted, Watch, counted},
    failure::Unmet,
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
    pub(super) name: &'static str,
    pub(super) why: &'static str,
    /// What has to come so often before the rule can be broken, and in words.
    pub(super) tried_by: (usize, fn(&Record) -> bool, &'static str),
    pub(super) watch: fn(Self) -> Box<dyn Watch>,
    /// Whether it is met where it was not tried.
    pub(super) if_tried: bool,
}

impl std::fmt::Debug for ReadyMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
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

    pub(super) fn never(self, matcher: Matcher) -> Box<dyn Watch> {
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
