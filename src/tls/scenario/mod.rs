//! Broken TLS as data: one row a scenario. [`Material`](super::Material) interprets the rows, and the
//! test of all scenarios runs over them, so a new row is a new scenario with its test.

mod table;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::diagnosis::Code;

/// How the server's certificate comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chain {
    /// Issued by a root.
    Root,
    /// Issued by an intermediate CA below a root; `sent` says whether the server sends the intermediate's
    /// certificate.
    Intermediate { sent: bool },
    /// Signed by its own key; `ca` is CA:TRUE.
    SelfSigned { ca: bool },
}

/// What the client is meant to trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The root of the server's chain; of a self-signed certificate that certificate.
    Own,
    /// Another root, of another name.
    Stranger,
}

/// For which host names the certificate is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// The server's own, always with `localhost`, `127.0.0.1` and `::1`.
    Right,
    /// None of them.
    Wrong,
    /// None at all, and the server's own as common name.
    OnlyCommon,
    /// None of them, and the server's own as common name.
    WrongBesideCommon,
    /// For each of the server's own with a domain, `*` and that domain (for `corp.example` also itself, unless a host in it is given); and `localhost`, `127.0.0.1` and `::1`.
    Wildcard,
}

#[derive(Debug)]
pub(super) struct Row {
    name: &'static str,
    title: &'static str,
    pub(super) chain: Chain,
    pub(super) days: Range<i64>,
    pub(super) names: Names,
    pub(super) held: Held,
    expected: Option<Code>,
}

/// A way in which a server's TLS is right or wrong.
///
/// ```
/// use ldaplab::diagnosis::Code;
/// use ldaplab::tls::Scenario;
/// let scenario = Scenario::find("self-signed")?;
/// assert_eq!(scenario, Scenario::SELF_SIGNED);
/// assert_eq!(scenario.expected(), Some(Code::SELF_SIGNED));
/// # Ok::<(), ldaplab::tls::UnknownScenario>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scenario(&'static Row);

impl Scenario {
    /// Every scenario, in the order of the table.
    pub const ALL: &'static [Self] = table::ALL;

    /// The scenario of this name, such as `unknown-ca`.
    ///
    /// # Errors
    /// There is none; the error names the nearest.
    pub fn find(name: &str) -> Result<Self, UnknownScenario> {
        let found = Self::ALL.iter().find(|s| s.name() == name);
        found.copied().ok_or_else(|| UnknownScenario::new(name))
    }

    /// The name, lower case, words parted by hyphens.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// One sentence that says what is special.
    pub const fn title(self) -> &'static str {
        self.0.title
    }

    /// What the connection test must say; `None` where the client accepts the server.
    pub const fn expected(self) -> Option<Code> {
        self.0.expected
    }

    pub(super) const fn row(self) -> &'static Row {
        self.0
    }
}

impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Scenario {}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scenario({})", self.name())
    }
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, UnknownScenario> {
        Self::find(name)
    }
}

/// A text that is not the name of a scenario.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownScenario {
    name: String,
    nearest: &'static str,
}

impl UnknownScenario {
    fn new(name: &str) -> Self {
        let nearest = Scenario::ALL
            .iter()
            .map(|s| s.name())
            .min_by_key(|known| crate::diagnosis::distance(known, name))
            .unwrap_or_default();
        Self {
            name: name.chars().take(64).collect(),
            nearest,
        }
    }

    /// The name of the scenario that is most like the one asked for.
    pub fn nearest(&self) -> &'static str {
        self.nearest
    }
}

impl fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no TLS scenario {:?}; did you mean {}?",
            self.name, self.nearest
        )
    }
}

debug_is_display!(UnknownScenario);

impl std::error::Error for UnknownScenario {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_found() {
        let names: Vec<&str> = Scenario::ALL.iter().map(|s| s.name()).collect();
        assert_eq!(
            names,
            [
                "trusted",
                "self-signed",
                "unknown-ca",
                "expired",
                "not-yet-valid",
                "wrong-host",
                "missing-intermediate",
                "leaf-is-ca",
                "common-name-only",
                "names-disagree",
                "wildcard",
            ]
        );
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::find(scenario.name()), Ok(*scenario));
            assert!(scenario.title().ends_with('.'));
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        let nearest = |name: &str| Scenario::find(name).unwrap_err().nearest();
        assert_eq!(nearest("selfsigned"), "self-signed");
        assert_eq!(nearest("SELF_SIGNED"), "self-signed");
        assert_eq!(nearest("unkown-ca"), "unknown-ca");
        assert_eq!(nearest("wronghost"), "wrong-host");
        assert_eq!(
            Scenario::find("expird").unwrap_err().to_string(),
            "there is no TLS scenario \"expird\"; did you mean expired?"
        );
        let _no_panic = nearest(&"x".repeat(100_000));
        let _no_panic = nearest("");
    }
}
