use std::fmt;

/// A step of a connection test, in the order in which the steps happen.
///
/// ```
/// use ldaplab::diagnosis::Stage;
/// assert_eq!(Stage::RootDse.name(), "root_dse");
/// assert_eq!(Stage::Secure.exit_code(), 12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// The host name becomes addresses.
    Resolve,
    /// A TCP connection to one of them.
    Connect,
    /// TLS, at once or through StartTLS.
    Secure,
    /// The service account's bind.
    Bind,
    /// Reading the root DSE.
    RootDse,
    /// Reading the search base.
    Base,
    /// Finding the user's entry.
    FindUser,
    /// Binding with the user's password.
    BindAsUser,
    /// Finding the user's groups.
    Groups,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 9] = [
        Self::Resolve,
        Self::Connect,
        Self::Secure,
        Self::Bind,
        Self::RootDse,
        Self::Base,
        Self::FindUser,
        Self::BindAsUser,
        Self::Groups,
    ];

    /// The stable name, as reports print it: `resolve`, `root_dse`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Secure => "secure",
            Self::Bind => "bind",
            Self::RootDse => "root_dse",
            Self::Base => "base",
            Self::FindUser => "find_user",
            Self::BindAsUser => "bind_as_user",
            Self::Groups => "groups",
        }
    }

    /// The exit code of `ldaplab test` when this stage fails: 10 (resolve) to 18 (groups).
    pub const fn exit_code(self) -> u8 {
        10 + self as u8
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_exit_codes_are_the_contract_of_the_command_line() {
        let listed: Vec<(&str, u8)> = Stage::ALL
            .iter()
            .map(|s| (s.name(), s.exit_code()))
            .collect();
        assert_eq!(
            listed,
            [
                ("resolve", 10),
                ("connect", 11),
                ("secure", 12),
                ("bind", 13),
                ("root_dse", 14),
                ("base", 15),
                ("find_user", 16),
                ("bind_as_user", 17),
                ("groups", 18),
            ]
        );
    }
}
