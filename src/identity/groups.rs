//! The groups of a user, nested ones included.

use std::time::Duration;

use super::Capabilities;
use crate::client::{Client, Counters, Entry, Error};

/// How nested groups are resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Strategy {
    /// In-chain where the root DSE says that the server resolves it, else the member walk.
    #[default]
    Auto,
    /// One search with `(member:1.2.840.113556.1.4.1941:=DN)`.
    InChain,
    /// One search a level, for the groups that have any of the last level's groups as member.
    MemberWalk,
    /// Reads `memberOf` of the user, of these groups, and so on.
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
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|strategy| strategy.name() == name)
    }
}

/// One group of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its DN.
    pub dn: String,
    /// Its name (`cn`), if it was returned.
    pub name: Option<String>,
    /// How many steps from the user, 1 for direct membership; `None` where the strategy does not tell.
    pub depth: Option<usize>,
}

/// The groups of a user and what it cost to learn them.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The strategy that was used, never [`Strategy::Auto`].
    pub strategy: Strategy,
    /// The groups by membership values, nearest first where the depth is known, else by DN.
    pub groups: Vec<Group>,
    /// AD's primary group, which no membership value holds.
    pub primary: Option<Group>,
    /// Round trips and bytes.
    pub cost: Counters,
    /// The time.
    pub elapsed: Duration,
}

/// A look-up of a user's groups below a base.
#[derive(Clone, Debug)]
pub struct Lookup {
    base: String,
    strategy: Strategy,
}

impl Lookup {
    /// A look-up below a base, choosing the strategy itself.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            strategy: Strategy::Auto,
        }
    }

    /// Sets the strategy.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Resolves the groups of an entry (as [`super::find_user`] returned it).
    ///
    /// # Errors
    /// What a search failed with.
    pub async fn run(
        &self,
        client: &mut Client,
        capabilities: &Capabilities,
        user: &Entry,
    ) -> Result<Groups, Error> {
        let _ = (client, capabilities, user, &self.base);
        todo!()
    }
}
