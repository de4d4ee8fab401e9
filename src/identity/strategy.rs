//! The ways to resolve nested groups, by name.

/// How nested groups are resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// In-chain where the root DSE says that the server resolves it, else the member walk.
    #[default]
    Auto,
    /// One search with `(member:1.2.840.113556.1.4.1941:=DN)`, MS-ADTS 3.1.1.3.4.4.3. Refused where the root DSE does not say that the
    /// server resolves it: such servers answer with an empty success.
    InChain,
    /// One search a level (and 50 groups), for the groups that have any of the last level's groups as member.
    MemberWalk,
    /// Reads `memberOf` of the user, of these groups, and so on: one search for each. Needs a server that keeps `memberOf`.
    MemberOfWalk,
}

impl Strategy {
    /// Every strategy that can be named.
    pub const ALL: &'static [Self] = &[
        Self::Auto,
        Self::InChain,
        Self::MemberWalk,
        Self::MemberOfWalk,
    ];

    /// `auto`, `in-chain`, `member-walk`, `member-of-walk`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::InChain => "in-chain",
            Self::MemberWalk => "member-walk",
            Self::MemberOfWalk => "member-of-walk",
        }
    }

    /// The strategy of a name.
    ///
    /// ```
    /// use ldaplab::identity::Strategy;
    /// assert_eq!(Strategy::find("in-chain"), Some(Strategy::InChain));
    /// ```
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|strategy| strategy.name() == name)
    }
}

impl std::fmt::Display for Strategy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
