//! A case: one clause, what is sent to find out, and every legal reaction.

use super::step::Step;

/// How binding a clause is (RFC 2119), or that it is a vendor's habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A server that does otherwise breaks the RFC.
    Must,
    /// A server that does otherwise needs a good reason.
    Should,
    /// The RFC leaves it open; the case says what was left open and how it is used.
    May,
    /// What a vendor documents or does beyond the RFCs.
    Quirk,
}

impl Level {
    /// All, the most binding first.
    pub const ALL: [Self; 4] = [Self::Must, Self::Should, Self::May, Self::Quirk];

    /// `must`, `should`, `may` or `quirk`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
            Self::Quirk => "quirk",
        }
    }
}

/// What a server or target must have for a case to be run; else it is skipped, and the report says which of these was missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A place below which the case may write; every case with entries of its own needs it.
    Scratch,
    /// A name and a password to bind with.
    Identity,
    /// A name and a password of somebody with fewer rights.
    Second,
    /// The connection is protected by TLS.
    Tls,
    /// The connection is not protected, and the server offers StartTLS.
    StartTls,
    /// The root DSE lists this control.
    Control(&'static str),
    /// The root DSE lists this extended operation.
    Extension(&'static str),
    /// The root DSE lists this feature.
    Feature(&'static str),
    /// The root DSE lists this SASL mechanism.
    Mechanism(&'static str),
    /// The subschema has this attribute type.
    Attribute(&'static str),
    /// The subschema has this object class.
    Class(&'static str),
    /// The server publishes a subschema.
    Subschema,
    /// The server is no Active Directory: some of its habits are documented deviations that make a case say nothing.
    NotActiveDirectory,
    /// The server is an Active Directory, or says so.
    ActiveDirectory,
}

/// One case of the suite. Made in tables by `must`, `should`, `may` and `quirk`.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Made of names: document, section, and what is found out, such as `rfc4511/4.5.1.3/size-limit-exceeded`. Never reused for another.
    pub id: &'static str,
    /// The clause in our words.
    pub clause: &'static str,
    /// How binding it is.
    pub level: Level,
    /// What must be there.
    pub needs: &'static [Need],
    /// Entries that are made before and removed afterwards, as LDIF with placeholders.
    pub(super) fixture: &'static str,
    pub(super) steps: &'static [Step],
}

impl Case {
    const fn new(level: Level, id: &'static str, clause: &'static str) -> Self {
        Self {
            id,
            clause,
            level,
            needs: &[],
            fixture: "",
            steps: &[],
        }
    }

    pub(super) const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    /// Entries below `{here}`, the case's own organizational unit, which is there already.
    pub(super) const fn fixture(mut self, ldif: &'static str) -> Self {
        self.fixture = ldif;
        self
    }

    pub(super) const fn steps(mut self, steps: &'static [Step]) -> Self {
        self.steps = steps;
        self
    }

    /// Document and section: the id without its last part.
    #[must_use]
    pub fn section(&self) -> &'static str {
        self.id
            .rsplit_once('/')
            .map_or(self.id, |(section, _)| section)
    }

    /// Whether it needs a place of its own: it has entries, says so, or sends what may change something.
    #[must_use]
    pub fn writes(&self) -> bool {
        let declared = !self.fixture.is_empty() || self.needs.contains(&Need::Scratch);
        declared || self.steps.iter().any(Step::changes)
    }
}

pub(super) const fn must(id: &'static str, clause: &'static str) -> Case {
    Case::new(Level::Must, id, clause)
}

pub(super) const fn should(id: &'static str, clause: &'static str) -> Case {
    Case::new(Level::Should, id, clause)
}

pub(super) const fn may(id: &'static str, clause: &'static str) -> Case {
    Case::new(Level::May, id, clause)
}

pub(super) const fn quirk(id: &'static str, clause: &'static str) -> Case {
    Case::new(Level::Quirk, id, clause)
}
