//! The strategies: from one entry to all groups above it.

use std::collections::HashSet;

use super::{Capabilities, Group, Strategy, may_hold_people};
use crate::{
    client::{Client, Entry, Error, Kind, Search, error::not_bound},
    diagnosis::{Code, Stage},
    directory::dn::Dn,
    wire::{Filter, LdapResult, ResultCode, filter::MatchingRuleAssertion, oid},
};

/// Most DNs in one filter, and most bytes of them.
const CHUNK: (usize, usize) = (50, 16 * 1024);
/// Entries a page: AD's usual MaxPageSize.
const PAGE: u32 = 1000;
/// Most places that a look-up is told to have been referred to.
const REFERENCES: usize = 100;
/// Most groups of one user. A server that invents a new one for every question comes to an end here.
const MOST: usize = 100_000;

/// Where groups are, and which of their attributes hold members.
pub(super) struct Membership<'a> {
    base: &'a str,
    /// Attributes whose values are DNs.
    dn_attributes: Vec<&'a str>,
    /// The attribute whose values are login names, RFC 2307.
    uid_attribute: Option<&'a str>,
    /// The class of groups; any where there is none.
    object_class: Option<&'a str>,
    /// The attribute that names a group.
    name_attribute: &'a str,
}

impl<'a> Membership<'a> {
    /// AD keeps `member` alone; elsewhere groups of names, of unique names, and POSIX groups live side by side.
    pub(super) fn of(capabilities: &Capabilities, base: &'a str) -> Self {
        let active_directory = capabilities.active_directory;
        Self {
            base,
            dn_attributes: if active_directory {
                vec!["member"]
            } else {
                vec!["member", "uniqueMember"]
            },
            uid_attribute: (!active_directory).then_some("memberUid"),
            object_class: None,
            name_attribute: "cn",
        }
    }

    /// As settings describe it.
    #[cfg(feature = "http")]
    pub(super) fn described(members: &'a super::members::Members, base: &'a str) -> Self {
        Self {
            base,
            dn_attributes: vec![&members.attribute],
            // Only by its values can be told whether a group holds DNs or login names.
            uid_attribute: (!members.by_dn_only()).then_some(&members.attribute),
            object_class: members.object_class.as_deref(),
            name_attribute: &members.name_attribute,
        }
    }

    /// The filter, of groups only.
    fn of_class(&self, filter: Filter) -> Filter {
        let Some(class) = self.object_class else {
            return filter;
        };
        let class = Filter::Equality("objectClass".into(), class.as_bytes().to_vec());
        Filter::And(vec![class, filter])
    }
}

/// Whose groups are wanted.
pub(super) struct Start<'a> {
    pub(super) dn: &'a str,
    pub(super) uid: Option<&'a [u8]>,
}

/// What a walk came to.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) groups: Vec<Group>,
    /// Where the server referred to, each place once. Nobody was asked there.
    pub(super) references: Vec<String>,
}

/// All groups above the start. The start itself is among them only if a cycle leads back to it, as AD answers.
pub(super) async fn resolve(
    client: &mut Client,
    strategy: Strategy,
    membership: &Membership<'_>,
    start: &Start<'_>,
) -> Result<Walked, Error> {
    let mut references = Vec::new();
    let elsewhere = &mut references;
    let groups = match strategy {
        Strategy::InChain => in_chain(client, membership, start, elsewhere).await,
        Strategy::MemberOfWalk => member_of_walk(client, start).await,
        Strategy::MemberWalk | Strategy::Auto => {
            member_walk(client, membership, start, elsewhere).await
        }
    };
    let groups = groups.map_err(failed)?;
    Ok(Walked { groups, references })
}

async fn in_chain(
    client: &mut Client,
    membership: &Membership<'_>,
    start: &Start<'_>,
    references: &mut Vec<String>,
) -> Result<Vec<Group>, Error> {
    let filter = in_chain_filter(membership.dn_attributes[0], start.dn);
    let mut groups: Vec<Group> = search(client, membership, filter, references)
        .await?
        .into_iter()
        .map(|entry| group(entry, None, membership.name_attribute))
        .collect();
    groups.sort_by_cached_key(|group| key(&group.dn));
    Ok(groups)
}

/// `(member:1.2.840.113556.1.4.1941:=DN)`
pub(super) fn in_chain_filter(attribute: &str, dn: &str) -> Filter {
    Filter::Extensible(MatchingRuleAssertion {
        rule: Some(oid::IN_CHAIN.into()),
        attribute: Some(attribute.to_owned()),
        value: dn.as_bytes().to_vec(),
        dn_attributes: false,
    })
}

async fn member_walk(
    client: &mut Client,
    membership: &Membership<'_>,
    start: &Start<'_>,
    references: &mut Vec<String>,
) -> Result<Vec<Group>, Error> {
    let mut found = Found::default();
    let mut level = vec![start.dn.to_owned()];
    let mut depth = 0;
    while !level.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for chunk in chunks(&level) {
            let mut parts: Vec<Filter> = Vec::new();
            for dn in chunk {
                for name in &membership.dn_attributes {
                    parts.push(Filter::Equality((*name).into(), dn.as_bytes().to_vec()));
                }
            }
            if let (1, Some(name), Some(uid)) = (depth, membership.uid_attribute, start.uid) {
                parts.push(Filter::Equality(name.into(), uid.to_vec()));
            }
            let entries = search(client, membership, Filter::Or(parts), references).await;
            for entry in entries.map_err(|error| found.by_then(error, depth))? {
                let dn = entry.dn.clone();
                if found.add(group(entry, Some(depth), membership.name_attribute))? {
                    next.push(dn);
                }
            }
        }
        level = next;
    }
    Ok(found.groups)
}

async fn member_of_walk(client: &mut Client, start: &Start<'_>) -> Result<Vec<Group>, Error> {
    let mut found = Found::default();
    let mut level = member_of(client, start.dn).await?.1;
    let mut depth = 0;
    while !level.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for dn in level {
            let at = found.groups.len();
            let fresh = Group {
                dn,
                name: None,
                depth: Some(depth),
                through_primary: false,
            };
            if found.add(fresh)? {
                let above = member_of(client, &found.groups[at].dn).await;
                let (name, above) = above.map_err(|error| found.by_then(error, depth))?;
                found.groups[at].name = name;
                next.extend(above);
            }
        }
        level = next;
    }
    Ok(found.groups)
}

/// The name and memberOf of one entry; nothing of one that cannot be seen.
async fn member_of(client: &mut Client, dn: &str) -> Result<(Option<String>, Vec<String>), Error> {
    let search = Search::entry(dn).attributes(["cn", "memberOf"]);
    let entry = match client.search(&search).await {
        Ok(found) => found.entries.into_iter().next(),
        Err(error) if error.result_code() == Some(ResultCode::NO_SUCH_OBJECT) => None,
        Err(error) => return Err(error),
    };
    Ok(entry.map_or((None, Vec::new()), |entry| {
        let above = entry.texts("memberOf").map(str::to_owned).collect();
        (entry.text("cn").map(str::to_owned), above)
    }))
}

async fn search(
    client: &mut Client,
    membership: &Membership<'_>,
    filter: Filter,
    references: &mut Vec<String>,
) -> Result<Vec<Entry>, Error> {
    let search = Search::new(membership.base)
        .filter(membership.of_class(filter))
        .attributes([membership.name_attribute])
        .paged(PAGE);
    let found = client.search(&search).await?;
    for url in found
        .references
        .into_iter()
        .filter_map(|urls| urls.into_iter().next())
    {
        if may_hold_people(&url) && references.len() < REFERENCES && !references.contains(&url) {
            references.push(url);
        }
    }
    Ok(found.entries)
}

/// The names of groups, of those that have one.
#[cfg(feature = "http")]
pub(super) fn names(groups: Vec<Group>) -> Vec<String> {
    groups.into_iter().filter_map(|group| group.name).collect()
}

fn group(entry: Entry, depth: Option<usize>, name: &str) -> Group {
    Group {
        name: entry.text(name).map(str::to_owned),
        dn: entry.dn,
        depth,
        through_primary: false,
    }
}

/// Groups in the order in which they were found, each once.
#[derive(Default)]
struct Found {
    groups: Vec<Group>,
    keys: HashSet<String>,
}

impl Found {
    /// A failure of the time, with how far the walk had got.
    fn by_then(&self, error: Error, depth: usize) -> Error {
        if error.kind() != Kind::Timeout {
            return error;
        }
        let groups = match self.groups.len() {
            1 => "1 group was found".to_owned(),
            many => format!("{many} groups were found"),
        };
        let detail = format!(
            "{}; {groups} by then, at depth {depth} of the walk",
            error.detail()
        );
        error.with_detail(detail)
    }

    /// Whether it was new.
    fn add(&mut self, group: Group) -> Result<bool, Error> {
        if !self.keys.insert(key(&group.dn)) {
            return Ok(false);
        }
        if self.groups.len() == MOST {
            return Err(Error::new(
                Stage::Groups,
                Code::GROUP_LIMIT,
                format!(
                    "the user is in more than {MOST} groups, or the server goes on inventing them"
                ),
            ));
        }
        self.groups.push(group);
        Ok(true)
    }
}

/// A DN for comparing; one that does not parse (AD has such) is compared without regard to case.
pub(super) fn key(dn: &str) -> String {
    Dn::parse(dn).map_or_else(|_| dn.to_lowercase(), |dn| dn.normalized().to_owned())
}

/// Pieces of a level that fit into one filter.
fn chunks(level: &[String]) -> Vec<&[String]> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for (at, dn) in level.iter().enumerate() {
        if at > start && (at - start == CHUNK.0 || bytes + dn.len() > CHUNK.1) {
            pieces.push(&level[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += dn.len();
    }
    if start < level.len() {
        pieces.push(&level[start..]);
    }
    pieces
}

/// The same failure under a code of the groups stage, if the server refused.
pub(super) fn failed(error: Error) -> Error {
    let code = match error.result() {
        Some(result) if error.code() == Code::LDAP_FAILED => refused(result),
        _ => error.code(),
    };
    error.recoded(code).at(Stage::Groups)
}

/// The code of a refused search for groups.
pub(super) fn refused(result: &LdapResult) -> Code {
    match result.code {
        _ if not_bound(result) => Code::GROUP_DENIED,
        ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::GROUP_DENIED,
        ResultCode::NO_SUCH_OBJECT => Code::BASE_NOT_FOUND,
        ResultCode::SIZE_LIMIT_EXCEEDED
        | ResultCode::TIME_LIMIT_EXCEEDED
        | ResultCode::ADMIN_LIMIT_EXCEEDED => Code::GROUP_LIMIT,
        _ => Code::GROUP_FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_cut_by_count_and_by_bytes() {
        let many: Vec<String> = (0..101).map(|n| format!("cn={n}")).collect();
        let lengths: Vec<usize> = chunks(&many).iter().map(|piece| piece.len()).collect();
        assert_eq!(lengths, [50, 50, 1]);
        let long = vec!["x".repeat(10_000); 3];
        let lengths: Vec<usize> = chunks(&long).iter().map(|piece| piece.len()).collect();
        assert_eq!(lengths, [1, 1, 1]);
        assert!(chunks(&[]).is_empty());
    }

    #[test]
    fn dns_are_compared_by_their_normal_form() {
        assert_eq!(key("CN=Ops, DC=corp"), key("cn=ops,dc=CORP"));
        assert_ne!(key("cn=ops,dc=corp"), key("cn=ops,dc=corpus"));
    }
}
