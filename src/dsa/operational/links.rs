//! Links between entries, followed backwards: memberOf, and the groups of a token.

use std::{borrow::Cow, collections::HashSet};

use super::super::naming::Naming;
use crate::directory::{dit::Dit, entry::Entry, sid};

/// The DNs of the entries that name this one in an attribute.
pub(super) fn referrers<'a>(dit: &'a Dit, attribute: &str, entry: &Entry) -> Vec<Cow<'a, [u8]>> {
    dit.referrers(attribute, entry.dn())
        .map(|group| Cow::Borrowed(group.dn().as_str().as_bytes()))
        .collect()
}

/// `GROUP_TYPE_SECURITY_ENABLED`, MS-ADTS 2.2.12.
const SECURITY_ENABLED: i64 = 0x8000_0000;

/// The SIDs of the security groups that an account is in, its primary group included.
pub(super) fn token_groups(naming: &Naming, dit: &Dit, entry: &Entry) -> Vec<Vec<u8>> {
    let primary = primary_group(naming, dit, entry);
    let own = |group: &Entry| group.first("objectSid").map(<[u8]>::to_vec);
    let mut sids: Vec<Vec<u8>> = primary.and_then(own).into_iter().collect();
    let mut known: HashSet<Vec<u8>> = sids.iter().cloned().collect();
    for start in std::iter::once(entry).chain(primary) {
        for group in dit.reached_up_through("member", start.dn(), &is_security_group) {
            if let Some(sid) = own(group).filter(|sid| known.insert(sid.clone())) {
                sids.push(sid);
            }
        }
    }
    sids
}

fn is_security_group(group: &Entry) -> bool {
    group
        .text("groupType")
        .and_then(|text| text.parse::<i64>().ok())
        .is_some_and(|kind| kind & SECURITY_ENABLED != 0)
}

fn primary_group<'a>(naming: &Naming, dit: &'a Dit, entry: &Entry) -> Option<&'a Entry> {
    let domain = naming.domain.as_ref()?;
    let rid = entry.text("primaryGroupID")?.parse().ok()?;
    let sid = sid::with_rid(&domain.sid, rid)?;
    dit.find("objectSid", &sid).next().map(|group| &**group)
}
