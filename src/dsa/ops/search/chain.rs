//! LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3: resolved once for a search, by following links.

use std::sync::Arc;

use crate::{
    directory::{
        dit::{Closures, Dit},
        dn::Dn,
        filter::Extensible,
        membership,
    },
    dsa::{
        agent::Dsa,
        effort::Effort,
        naming::{Named, read_dn},
    },
    vendor::Constructed,
    wire::filter::MatchingRuleAssertion,
};

/// Which way an attribute's links lead.
enum Direction {
    /// From the value to the entries that name it.
    Up(String),
    /// From the value's own entry to those that it names.
    Down(String),
}

/// The entries whose attribute leads to the asserted entry over any number of links.
pub(super) fn resolve(
    dsa: &Dsa,
    dit: &Dit,
    assertion: &MatchingRuleAssertion,
    known: &mut Closures,
    effort: &Effort<'_>,
) -> Extensible {
    let Some(direction) = assertion
        .attribute
        .as_deref()
        .and_then(|name| direction(dsa, name))
    else {
        return Extensible::Undefined;
    };
    let Ok(named) = read_dn(&dsa.naming, dit, &assertion.value) else {
        return Extensible::False;
    };
    let Named::Dn(target) = named else {
        return Extensible::False;
    };
    let go_on = |links| effort.spend(links);
    Extensible::InSet(Arc::new(match direction {
        Direction::Up(attribute) => dit.reached_up_while(&attribute, &target, known, &go_on),
        Direction::Down(attribute) => dit.reached_down_while(&attribute, &target, known, &go_on),
    }))
}

/// A link attribute, or the attribute whose back link it is; anything else has no chain. Where the schema knows no links,
/// every attribute of DNs is one.
fn direction(dsa: &Dsa, attribute: &str) -> Option<Direction> {
    let kind = dsa.schema.attribute_type(attribute)?;
    match kind.link_id() {
        Some(link) if link % 2 == 0 => Some(Direction::Up(kind.name().to_owned())),
        Some(_) => {
            let forward = dsa.schema.link_partner(attribute)?;
            Some(Direction::Down(forward.name().to_owned()))
        }
        None if dsa.conduct().chains_links_only => None,
        None => match dsa.vendor.constructed(kind.name()) {
            Some(Constructed::MemberOf) => Some(Direction::Down("member".to_owned())),
            Some(_) => None,
            None => kind
                .is_dn_valued()
                .then(|| Direction::Up(kind.name().to_owned())),
        },
    }
}

/// A shortest chain of links by which an entry matches the assertion, from the entry to the asserted one; `None` where it does not match.
pub(super) fn way(
    dsa: &Dsa,
    dit: &Dit,
    assertion: &MatchingRuleAssertion,
    entry: &Dn,
) -> Option<Vec<Dn>> {
    let direction = direction(dsa, assertion.attribute.as_deref()?)?;
    let Ok(Named::Dn(target)) = read_dn(&dsa.naming, dit, &assertion.value) else {
        return None;
    };
    let mut way = membership::path(&target, entry, |dn| next(dit, dn, &direction))?;
    way.reverse();
    Some(way)
}

/// One step along the links.
fn next(dit: &Dit, dn: &Dn, direction: &Direction) -> Vec<Dn> {
    match direction {
        Direction::Up(attribute) => dit
            .referrers(attribute, dn)
            .map(|entry| entry.dn().clone())
            .collect(),
        Direction::Down(attribute) => dit.get(dn).map_or_else(Vec::new, |entry| {
            entry
                .values(attribute)
                .filter_map(|value| Dn::from_bytes(value).ok())
                .collect()
        }),
    }
}
