//! Whether a server really resolves LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3), by asking it.

use std::{collections::HashSet, fmt};

use super::{Group, walk};
use crate::{
    client::{Client, Error, Search},
    wire::ResultCode,
};

/// Groups that a probe looks at.
const MOST: u32 = 1000;

/// What a server makes of an in-chain search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InChain {
    /// It resolves it.
    Resolved,
    /// It answers with success and without a group, although there are some: it does not know the rule.
    Empty,
    /// It finds the groups that hold the user and none of those above: it takes the rule for equality.
    DirectOnly,
    /// It refuses: inappropriateMatching (18), unavailableCriticalExtension (12), operationsError (1) and the like.
    Refused(ResultCode),
    /// It answers with success and without a group, and nothing else tells of one either.
    Undecided,
}

impl InChain {
    /// What an answer with this code and this many groups means, when `expected` says whether there is a group at all.
    pub(super) fn of(code: ResultCode, groups: usize, expected: bool) -> Self {
        match (code, groups) {
            (ResultCode::SUCCESS, 0) if expected => Self::Empty,
            (ResultCode::SUCCESS, 0) => Self::Undecided,
            (ResultCode::SUCCESS, _) => Self::Resolved,
            (ResultCode::SIZE_LIMIT_EXCEEDED, 1..) => Self::Resolved,
            (code, _) => Self::Refused(code),
        }
    }

    /// Whether a server that answers so has to be asked in another way.
    pub(super) fn is_missing(self) -> bool {
        match self {
            Self::Resolved | Self::Undecided => false,
            Self::Empty | Self::DirectOnly => true,
            Self::Refused(code) => [
                ResultCode::OPERATIONS_ERROR,
                ResultCode::PROTOCOL_ERROR,
                ResultCode::UNAVAILABLE_CRITICAL_EXTENSION,
                ResultCode::UNDEFINED_ATTRIBUTE_TYPE,
                ResultCode::INAPPROPRIATE_MATCHING,
                ResultCode::UNWILLING_TO_PERFORM,
                ResultCode::OTHER,
            ]
            .contains(&code),
        }
    }
}

impl fmt::Display for InChain {
    /// For people, in half a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolved => f.write_str("resolved"),
            Self::Empty => f.write_str("not resolved: success without a group"),
            Self::DirectOnly => f.write_str("not resolved: direct membership only"),
            Self::Refused(code) => write!(f, "not resolved: {code}"),
            Self::Undecided => f.write_str("undecided: no group was found in any way"),
        }
    }
}

/// Asks the server in-chain for the groups of an entry whose groups are `known` by another way.
///
/// # Errors
/// Only what broke the conversation.
pub async fn probe_in_chain(
    client: &mut Client,
    base: &str,
    user: &str,
    known: &[Group],
) -> Result<InChain, Error> {
    let search = Search::new(base)
        .filter(walk::in_chain_filter("member", user))
        .attributes(["1.1"])
        .size_limit(MOST);
    let found = client.search_outcome(&search).await?;
    let outcome = InChain::of(found.result.code, found.entries.len(), !known.is_empty());
    let complete = found.result.code == ResultCode::SUCCESS;
    if outcome != InChain::Resolved || !complete {
        return Ok(outcome);
    }
    let keys: HashSet<String> = found.entries.iter().map(|e| walk::key(&e.dn)).collect();
    let nested = known
        .iter()
        .filter(|group| group.depth.is_some_and(|depth| depth > 1) && !group.through_primary);
    Ok(
        match nested.map(|g| walk::key(&g.dn)).any(|k| !keys.contains(&k)) {
            true => InChain::DirectOnly,
            false => InChain::Resolved,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_ways_of_not_having_it_are_told_apart() {
        for (code, groups, expected, words) in [
            (0, 3, true, "resolved"),
            (4, 1000, true, "resolved"),
            (0, 0, true, "not resolved: success without a group"),
            (0, 0, false, "undecided: no group was found in any way"),
            (1, 0, true, "not resolved: operationsError (1)"),
            (
                12,
                0,
                true,
                "not resolved: unavailableCriticalExtension (12)",
            ),
            (18, 0, true, "not resolved: inappropriateMatching (18)"),
        ] {
            let outcome = InChain::of(ResultCode(code), groups, expected);
            assert_eq!(outcome.to_string(), words);
            assert_eq!(outcome.is_missing(), words.starts_with("not"), "{words}");
        }
        // A limit is no reason to ask a thousand times instead of once.
        assert!(!InChain::Refused(ResultCode::TIME_LIMIT_EXCEEDED).is_missing());
    }
}
