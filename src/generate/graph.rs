use std::collections::BTreeSet;

use crate::clock::SplitMix64;

/// How groups hold each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// Each group holds the next; everybody is in the last. As deep as it is large.
    Chain,
    /// Each group holds four others, group 0 at the root; people are in the leaves.
    Tree,
    /// Diamonds on top of each other: one group holds two that hold one that holds two …; everybody is at the bottom. The
    /// number of ways from top to bottom doubles with every diamond, which punishes a walk that forgets where it was.
    Diamond,
    /// Each group holds the next, the last holds the first; people are spread evenly. Of size 1: a group that holds itself.
    Cycle,
    /// Group 0 holds all others; people are spread over those.
    Wide,
    /// Each group holds up to three others anywhere, cycles included; each person is in one to four groups.
    Random,
}

impl Shape {
    /// Every shape.
    pub const ALL: &'static [Self] = &[
        Self::Chain,
        Self::Tree,
        Self::Diamond,
        Self::Cycle,
        Self::Wide,
        Self::Random,
    ];

    /// The shape's name on the command line: `chain`, `tree`, `diamond`, `cycle`, `wide`, `random`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Tree => "tree",
            Self::Diamond => "diamond",
            Self::Cycle => "cycle",
            Self::Wide => "wide",
            Self::Random => "random",
        }
    }

    /// The shape with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|shape| shape.name() == name)
    }
}

/// Which group holds which groups and which people, by number.
///
/// ```
/// use ldaplab::generate::{Graph, Shape};
///
/// let graph = Graph::new(Shape::Cycle, 3, 3, 0);
/// assert_eq!(graph.groups_in(2), [0]);
/// assert_eq!(graph.groups_of(1).into_iter().collect::<Vec<_>>(), [0, 1, 2]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    groups: Vec<Vec<usize>>,
    people: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph of `size` groups and `people` people. `seed` matters for [`Shape::Random`] only.
    pub fn new(shape: Shape, size: usize, people: usize, seed: u64) -> Self {
        let mut random = SplitMix64::new(seed);
        let groups = (0..size)
            .map(|group| held_by(shape, group, size, &mut random))
            .collect();
        let mut graph = Self {
            groups,
            people: vec![Vec::new(); size],
        };
        for person in 0..people {
            for group in joined_by(shape, person, size, &mut random) {
                graph.people[group].push(person);
            }
        }
        graph
    }

    /// How many groups there are.
    pub fn size(&self) -> usize {
        self.groups.len()
    }

    /// The groups that a group holds directly.
    ///
    /// # Panics
    /// When there is no such group, as everywhere here.
    pub fn groups_in(&self, group: usize) -> &[usize] {
        &self.groups[group]
    }

    /// The people that a group holds directly.
    pub fn people_in(&self, group: usize) -> &[usize] {
        &self.people[group]
    }

    /// Every group that holds a person, directly or through others.
    ///
    /// The reference: it adds groups until nothing changes, and shares no code with [`crate::directory::membership`].
    pub fn groups_of(&self, person: usize) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> = (0..self.size())
            .filter(|group| self.people[*group].contains(&person))
            .collect();
        loop {
            let before = found.len();
            for group in 0..self.size() {
                if self.groups[group].iter().any(|held| found.contains(held)) {
                    found.insert(group);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// Every person that a group holds, directly or through others; the reference, as above.
    pub fn people_of(&self, group: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([group]);
        loop {
            let next: BTreeSet<usize> = reached
                .iter()
                .flat_map(|group| self.groups[*group].iter().copied())
                .chain(reached.iter().copied())
                .collect();
            if next == reached {
                return reached
                    .iter()
                    .flat_map(|group| self.people[*group].iter().copied())
                    .collect();
            }
            reached = next;
        }
    }
}

/// The groups that `group` holds.
fn held_by(shape: Shape, group: usize, size: usize, random: &mut SplitMix64) -> Vec<usize> {
    let wanted: Vec<usize> = match shape {
        Shape::Chain => vec![group + 1],
        Shape::Tree => (4 * group + 1..=4 * group + 4).collect(),
        // Numbered 0, (1 2), 3, (4 5), 6 …
        Shape::Diamond => match group % 3 {
            0 => vec![group + 1, group + 2],
            1 => vec![group + 2],
            _ => vec![group + 1],
        },
        Shape::Cycle => vec![(group + 1) % size],
        Shape::Wide if group == 0 => (1..size).collect(),
        Shape::Wide => Vec::new(),
        Shape::Random => {
            let mut held: Vec<usize> = (0..random.below(4)).map(|_| random.below(size)).collect();
            held.sort_unstable();
            held.dedup();
            held
        }
    };
    wanted.into_iter().filter(|held| *held < size).collect()
}

/// The groups that `person` is in directly.
fn joined_by(shape: Shape, person: usize, size: usize, random: &mut SplitMix64) -> Vec<usize> {
    if size == 0 {
        return Vec::new();
    }
    match shape {
        Shape::Chain | Shape::Diamond => vec![size - 1],
        Shape::Tree => {
            let first_leaf = (size + 2) / 4;
            vec![first_leaf + person % (size - first_leaf)]
        }
        Shape::Cycle => vec![person % size],
        Shape::Wide if size == 1 => vec![0],
        Shape::Wide => vec![1 + person % (size - 1)],
        Shape::Random => {
            let mut joined: Vec<usize> =
                (0..=random.below(4)).map(|_| random.below(size)).collect();
            joined.sort_unstable();
            joined.dedup();
            joined
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Graph, Shape};

    fn groups_of(graph: &Graph, person: usize) -> Vec<usize> {
        graph.groups_of(person).into_iter().collect()
    }

    #[test]
    fn a_chain_is_as_deep_as_it_is_large() {
        let graph = Graph::new(Shape::Chain, 4, 2, 0);
        assert_eq!(
            (0..4)
                .map(|group| graph.groups_in(group).to_vec())
                .collect::<Vec<_>>(),
            [vec![1], vec![2], vec![3], vec![]]
        );
        assert_eq!(graph.people_in(3), [0, 1]);
        assert_eq!(groups_of(&graph, 1), [0, 1, 2, 3]);
    }

    #[test]
    fn a_tree_keeps_its_people_in_the_leaves() {
        let graph = Graph::new(Shape::Tree, 6, 5, 0);
        assert_eq!(graph.groups_in(0), [1, 2, 3, 4]);
        assert_eq!(graph.groups_in(1), [5]);
        assert_eq!(
            (graph.people_in(2), graph.people_in(5)),
            (&[0, 4][..], &[3][..])
        );
        assert!(graph.people_in(1).is_empty());
        assert_eq!(groups_of(&graph, 3), [0, 1, 5]);
    }

    #[test]
    fn diamonds_meet_again_below_and_a_walk_ends() {
        let graph = Graph::new(Shape::Diamond, 7, 1, 0);
        assert_eq!(
            (graph.groups_in(0), graph.groups_in(1), graph.groups_in(2)),
            (&[1, 2][..], &[3][..], &[3][..])
        );
        assert_eq!(groups_of(&graph, 0), [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(Graph::new(Shape::Diamond, 91, 1, 0).groups_of(0).len(), 91);
    }

    #[test]
    fn in_a_cycle_everybody_is_in_every_group_and_a_cycle_of_one_holds_itself() {
        let graph = Graph::new(Shape::Cycle, 3, 4, 0);
        assert_eq!(graph.people_in(0), [0, 3]);
        assert_eq!(graph.people_of(2).len(), 4);
        let myself = Graph::new(Shape::Cycle, 1, 1, 0);
        assert_eq!(
            (myself.groups_in(0), groups_of(&myself, 0)),
            (&[0][..], vec![0])
        );
    }

    #[test]
    fn a_wide_group_holds_all_others() {
        let graph = Graph::new(Shape::Wide, 4, 4, 0);
        assert_eq!(graph.groups_in(0), [1, 2, 3]);
        assert_eq!(groups_of(&graph, 3), [0, 1]);
        assert_eq!(graph.people_of(0).len(), 4);
    }

    #[test]
    fn random_graphs_repeat_with_their_seed_and_differ_with_another() {
        let graph = Graph::new(Shape::Random, 50, 50, 1);
        assert_eq!(graph, Graph::new(Shape::Random, 50, 50, 1));
        assert_ne!(graph, Graph::new(Shape::Random, 50, 50, 2));
        for person in 0..50 {
            for group in 0..50 {
                assert_eq!(
                    graph.groups_of(person).contains(&group),
                    graph.people_of(group).contains(&person)
                );
            }
        }
    }

    #[test]
    fn no_shape_minds_being_empty_or_tiny() {
        for shape in Shape::ALL {
            assert_eq!(Shape::find(shape.name()), Some(*shape));
            for size in 0..6 {
                for people in 0..3 {
                    let graph = Graph::new(*shape, size, people, 9);
                    assert_eq!(graph.size(), size);
                    assert!(
                        (0..size)
                            .all(|group| graph.groups_in(group).iter().all(|held| *held < size))
                    );
                    assert!(
                        size == 0 || (0..people).all(|person| !graph.groups_of(person).is_empty()),
                        "{shape:?} {size}"
                    );
                }
            }
        }
    }
}
