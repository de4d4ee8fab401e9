//! The groups of a user, nested ones included, and what it costs to learn them.

use std::time::{Duration, Instant};

use super::{
    Capabilities, Group, InChain, Strategy,
    walk::{self, Membership, Start},
};
use crate::{
    client::{Client, Counters, Entry, Error, Search},
    diagnosis::{Code, Stage},
    directory::sid,
    wire::{Filter, ResultCode},
};

/// The groups of a user and what it cost to learn them.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The strategy that was used, never [`Strategy::Auto`].
    pub strategy: Strategy,
    /// The groups by membership values, nearest first where the depth is known, else by DN; those that only the primary group leads to
    /// come last.
    pub groups: Vec<Group>,
    /// AD's primary group, which no membership value holds.
    pub primary: Option<Group>,
    /// What the server made of an in-chain search, if it was asked. Where it does not resolve it after all, [`Strategy::Auto`] walks.
    pub in_chain: Option<InChain>,
    /// The places to which the server referred for parts of the base (RFC 4511 section 4.5.3), each once and at most 100. Groups
    /// there are not among [`groups`](Groups::groups).
    pub references: Vec<String>,
    /// Round trips and bytes.
    pub cost: Counters,
    /// The time.
    pub elapsed: Duration,
}

/// A look-up of a user's groups below a base.
///
/// ```no_run
/// # async fn example(mut client: ldaplab::client::Client) -> Result<(), ldaplab::client::Error> {
/// use ldaplab::identity::{Capabilities, Lookup, Strategy, find_user};
///
/// let base = "dc=corp,dc=example";
/// let capabilities = Capabilities::read(&mut client).await?;
/// for user in find_user(&mut client, &capabilities, base, "ada", None).await? {
///     let lookup = Lookup::new(base).strategy(Strategy::MemberWalk);
///     let groups = lookup.run(&mut client, &capabilities, &user).await?;
///     println!("{} groups in {} round trips", groups.groups.len(), groups.cost.round_trips);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Lookup {
    base: String,
    strategy: Strategy,
    primary_group: bool,
}

impl Lookup {
    /// A look-up below a base, choosing the strategy itself.
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            strategy: Strategy::Auto,
            primary_group: true,
        }
    }

    /// Sets the strategy.
    #[must_use]
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Leaves AD's primary group and the groups above it aside: two searches less.
    #[must_use]
    pub fn without_primary_group(mut self) -> Self {
        self.primary_group = false;
        self
    }

    /// Resolves the groups of an entry (as [`super::find_user`] returned it).
    ///
    /// # Errors
    /// What a search failed with, under the codes of [`Stage::Groups`].
    pub async fn run(
        &self,
        client: &mut Client,
        capabilities: &Capabilities,
        user: &Entry,
    ) -> Result<Groups, Error> {
        let (began, before) = (Instant::now(), client.counters());
        let mut strategy = self.chosen(capabilities)?;
        let membership = Membership::of(capabilities, &self.base);
        let start = Start {
            dn: &user.dn,
            uid: user.first("uid"),
        };
        let mut outcome = walk::resolve(client, strategy, &membership, &start).await;
        let in_chain = (strategy == Strategy::InChain)
            .then(|| answered(&outcome, user.text("memberOf").is_some()))
            .flatten();
        if self.strategy == Strategy::Auto && in_chain.is_some_and(InChain::is_missing) {
            strategy = Strategy::MemberWalk;
            outcome = walk::resolve(client, strategy, &membership, &start).await;
        }
        let walk::Walked {
            mut groups,
            mut references,
        } = outcome?;
        let primary = match self.primary_group {
            true => self.primary(client, capabilities, user).await?,
            false => None,
        };
        if let Some(primary) = &primary {
            let start = Start {
                dn: &primary.dn,
                uid: None,
            };
            let known: std::collections::HashSet<String> =
                groups.iter().map(|group| walk::key(&group.dn)).collect();
            let above = walk::resolve(client, strategy, &membership, &start).await?;
            references.extend(above.references);
            groups.extend(
                above
                    .groups
                    .into_iter()
                    .filter(|group| !known.contains(&walk::key(&group.dn)))
                    .map(|group| Group {
                        through_primary: true,
                        ..group
                    }),
            );
        }
        Ok(Groups {
            strategy,
            groups,
            primary,
            in_chain,
            references: once(references),
            cost: client.counters().since(before),
            elapsed: began.elapsed(),
        })
    }

    fn chosen(&self, capabilities: &Capabilities) -> Result<Strategy, Error> {
        match (self.strategy, capabilities.resolves_in_chain()) {
            (Strategy::Auto, true) => Ok(Strategy::InChain),
            (Strategy::Auto, false) => Ok(Strategy::MemberWalk),
            (Strategy::InChain, false) => Err(Error::new(
                Stage::Groups,
                Code::GROUP_STRATEGY,
                "the root DSE does not say that this server resolves in-chain; it might answer with an empty success, so it was not asked",
            )),
            (strategy, _) => Ok(strategy),
        }
    }

    /// The group whose SID is the user's with primaryGroupID as last part, MS-ADTS 3.1.1.4.5.
    async fn primary(
        &self,
        client: &mut Client,
        capabilities: &Capabilities,
        user: &Entry,
    ) -> Result<Option<Group>, Error> {
        let rid: Option<u32> = user.text("primaryGroupID").and_then(|rid| rid.parse().ok());
        let (Some(rid), Some(own)) = (rid, user.first("objectSid")) else {
            return Ok(None);
        };
        if sid::rid(own).is_none() {
            return Ok(None);
        }
        // The same domain, another relative identifier: the last four octets, little-endian.
        let mut wanted = own[..own.len() - 4].to_vec();
        wanted.extend_from_slice(&rid.to_le_bytes());
        let base = capabilities.default_base.as_deref().unwrap_or(&self.base);
        let search = Search::new(base)
            .filter(Filter::Equality("objectSid".into(), wanted))
            .attributes(["cn"]);
        let found = client.search(&search).await.map_err(walk::failed)?;
        Ok(found.entries.into_iter().next().map(|entry| Group {
            name: entry.text("cn").map(str::to_owned),
            dn: entry.dn,
            depth: Some(1),
            through_primary: false,
        }))
    }
}

/// What the server made of an in-chain search; `None` when the conversation broke.
fn answered(outcome: &Result<walk::Walked, Error>, expected: bool) -> Option<InChain> {
    match outcome {
        Ok(found) => Some(InChain::of(
            ResultCode::SUCCESS,
            found.groups.len(),
            expected,
        )),
        Err(error) => error.result_code().map(InChain::Refused),
    }
}

/// Each place once, in the order in which they came.
fn once(mut references: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    references.retain(|url| seen.insert(url.clone()));
    references
}
