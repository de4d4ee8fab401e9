//! The server of a case, as data.

use super::craft::Craft;
use crate::tls::Scenario;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Plain,
    Ldaps,
    StartTls,
}

/// The requests on whose answers a craft works.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// Every search below the root DSE.
    Search,
    /// Every bind.
    Bind,
}

/// A server to be. In its texts `{other}` stands for the host and port of another server, to which it refers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    pub(super) ground: Ground,
    pub(super) over: Over,
    pub(super) rules: &'static [&'static str],
    pub(super) craft: Option<(On, Craft)>,
}

/// What is there before anything goes wrong: cases with the same ground share a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    /// A domain rather than an OpenLDAP.
    pub(super) domain: bool,
    /// Entries beside the usual ones.
    pub(super) ldif: &'static str,
    /// The certificate, where there is TLS.
    pub(super) scenario: Option<Scenario>,
    /// Whether a bind with a name and no password succeeds.
    pub(super) empty_passwords: bool,
}

impl Scene {
    /// An OpenLDAP with five people, over plain LDAP; everybody may read.
    pub(super) const ORDINARY: Self = Self {
        ground: Ground {
            domain: false,
            ldif: "",
            scenario: None,
            empty_passwords: false,
        },
        over: Over::Plain,
        rules: &[],
        craft: None,
    };

    /// A domain whose server gives at most two values of an attribute at a time.
    pub(super) const RANGES: Self = Self {
        ground: Ground {
            domain: true,
            ..Self::ORDINARY.ground
        },
        ..Self::ORDINARY
    };

    /// With more entries.
    pub(super) const fn ldif(mut self, ldif: &'static str) -> Self {
        self.ground.ldif = ldif;
        self
    }

    /// With rules of what goes wrong, as `--fault` takes them.
    pub(super) const fn rules(mut self, rules: &'static [&'static str]) -> Self {
        self.rules = rules;
        self
    }

    /// With answers that a function changes, before what the rules do.
    pub(super) const fn craft(mut self, on: On, craft: Craft) -> Self {
        self.craft = Some((on, craft));
        self
    }

    /// Over TLS, with this certificate.
    pub(super) const fn over(mut self, over: Over, scenario: Scenario) -> Self {
        self.over = over;
        self.ground.scenario = Some(scenario);
        self
    }

    /// A bind with a name and no password succeeds, as anonymous.
    pub(super) const fn empty_passwords(mut self) -> Self {
        self.ground.empty_passwords = true;
        self
    }
}
