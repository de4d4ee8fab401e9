//! Transitive membership: what a node reaches over edges that the caller supplies.
//!
//! Down (from a group to its members) and up (from a member to its groups) differ only in the edges.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// Everything that `start` reaches, nearest first, each node once.
///
/// The start itself is in the result only if an edge leads back to it: a group in a cycle and a group that
/// is its own member match themselves, any other does not (recorded cases `chain.cycle.*`, `chain.selfie`,
/// `chain.group_itself` of LDAP_MATCHING_RULE_IN_CHAIN).
///
/// ```
/// use ldaplab::directory::membership::closure;
///
/// let groups = |user: &&str| match *user {
///     "ada" => vec!["left", "right"],
///     "left" | "right" => vec!["top"],
///     _ => vec![],
/// };
/// assert_eq!(closure("ada", groups), ["left", "right", "top"]);
/// ```
pub fn closure<N, I>(start: N, mut edges: impl FnMut(&N) -> I) -> Vec<N>
where
    N: Clone + Eq + Hash,
    I: IntoIterator<Item = N>,
{
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut reach = |neighbours: I, found: &mut Vec<N>| {
        for next in neighbours {
            if seen.insert(next.clone()) {
                found.push(next);
            }
        }
    };
    reach(edges(&start), &mut found);
    let mut at = 0;
    while let Some(node) = found.get(at) {
        let neighbours = edges(node);
        reach(neighbours, &mut found);
        at += 1;
    }
    found
}

/// Whether `start` reaches `goal` over at least one edge; stops at the first way.
pub fn reaches<N, I>(start: &N, goal: &N, edges: impl FnMut(&N) -> I) -> bool
where
    N: Clone + Eq + Hash,
    I: IntoIterator<Item = N>,
{
    path(start, goal, edges).is_some()
}

/// A shortest way from `start` to `goal`, both included; of at least one edge, so that a way from a node to
/// itself is a cycle.
pub fn path<N, I>(start: &N, goal: &N, mut edges: impl FnMut(&N) -> I) -> Option<Vec<N>>
where
    N: Clone + Eq + Hash,
    I: IntoIterator<Item = N>,
{
    let mut came_from: HashMap<N, N> = HashMap::new();
    let mut queue = VecDeque::from([start.clone()]);
    while let Some(node) = queue.pop_front() {
        for next in edges(&node) {
            if next == *goal {
                let mut way = vec![next, node.clone()];
                let mut at = &node;
                while at != start {
                    at = came_from.get(at)?;
                    way.push(at.clone());
                }
                way.reverse();
                return Some(way);
            }
            if next != *start && !came_from.contains_key(&next) {
                came_from.insert(next.clone(), node.clone());
                queue.push_back(next);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    type Graph = &'static [(&'static str, &'static [&'static str])];

    /// Member to its groups.
    const UP: Graph = &[
        ("cycuser", &["cycA"]),
        ("cycA", &["cycB"]),
        ("cycB", &["cycA"]),
        ("selfie", &["selfie"]),
        ("diauser", &["diaBottom"]),
        ("diaBottom", &["diaL", "diaR"]),
        ("diaL", &["diaTop"]),
        ("diaR", &["diaTop"]),
        ("twice", &["one", "one"]),
    ];

    fn up(node: &&'static str) -> Vec<&'static str> {
        UP.iter()
            .filter(|(from, _)| from == node)
            .flat_map(|(_, to)| to.iter().copied())
            .collect()
    }

    fn down(node: &&'static str) -> Vec<&'static str> {
        UP.iter()
            .filter(|(_, to)| to.contains(node))
            .map(|(from, _)| *from)
            .collect()
    }

    #[test]
    fn closures_are_those_of_the_recorded_server() {
        for (name, start, upwards, expected) in [
            ("cycle from a user", "cycuser", true, vec!["cycA", "cycB"]),
            ("cycle from within", "cycA", true, vec!["cycB", "cycA"]),
            (
                "members of a cycle",
                "cycA",
                false,
                vec!["cycuser", "cycB", "cycA"],
            ),
            ("itself", "selfie", true, vec!["selfie"]),
            (
                "diamond up",
                "diauser",
                true,
                vec!["diaBottom", "diaL", "diaR", "diaTop"],
            ),
            (
                "diamond down",
                "diaTop",
                false,
                vec!["diaL", "diaR", "diaBottom", "diauser"],
            ),
            ("nothing", "diaTop", true, vec![]),
            ("unknown", "nobody", true, vec![]),
            ("double edge", "twice", true, vec!["one"]),
        ] {
            let got = if upwards {
                closure(start, up)
            } else {
                closure(start, down)
            };
            assert_eq!(got, expected, "{name}");
        }
    }

    #[test]
    fn paths_are_shortest_and_need_an_edge() {
        for (start, goal, expected) in [
            (
                "diauser",
                "diaTop",
                Some(vec!["diauser", "diaBottom", "diaL", "diaTop"]),
            ),
            ("cycA", "cycA", Some(vec!["cycA", "cycB", "cycA"])),
            ("selfie", "selfie", Some(vec!["selfie", "selfie"])),
            ("diaTop", "diaTop", None),
            ("diaTop", "diauser", None),
        ] {
            assert_eq!(path(&start, &goal, up), expected, "{start} {goal}");
            assert_eq!(reaches(&start, &goal, up), expected.is_some());
        }
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_walked() {
        let next = |node: &u32| (*node < 100_000).then_some(*node + 1);
        assert_eq!(closure(0, next).len(), 100_000);
        assert_eq!(path(&0, &100_000, next).unwrap().len(), 100_001);
    }
}
