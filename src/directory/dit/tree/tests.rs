use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// What stands in the tree, and that its nodes are of a lawful size and order.
fn contents(tree: &Tree<u16, u32>) -> BTreeMap<u16, u32> {
    let pairs: Vec<_> = tree.iter().map(|(&key, &value)| (key, value)).collect();
    assert!(pairs.is_sorted_by(|a, b| a.0 < b.0), "{pairs:?}");
    assert_eq!(pairs.len(), tree.len());
    pairs.into_iter().collect()
}

proptest! {
    #[test]
    fn a_tree_is_an_ordered_map_and_its_clones_stay(
        loaded in proptest::collection::btree_map(0_u16..2_000, any::<u32>(), 0..600),
        writes in vec((0_u16..2_000, proptest::option::weighted(0.4, any::<u32>())), 0..3_000),
        start in 0_u16..2_000,
    ) {
        let mut model = loaded.clone();
        let mut tree = Tree::from_sorted(loaded.clone().into_iter());
        let mut kept = Vec::new();
        for (turn, (key, value)) in writes.into_iter().enumerate() {
            if turn % 500 == 0 {
                kept.push((tree.clone(), model.clone()));
            }
            match value {
                Some(value) => prop_assert_eq!(tree.insert(key, value), model.insert(key, value)),
                None => prop_assert_eq!(tree.remove(&key), model.remove(&key)),
            }
            prop_assert_eq!(tree.get(&key), model.get(&key));
        }
        kept.push((tree, model));
        for (tree, model) in &kept {
            prop_assert_eq!(&contents(tree), model);
            let from: Vec<_> = tree.from(&start).map(|(&key, _)| key).collect();
            let expected: Vec<_> = model.range(start..).map(|(&key, _)| key).collect();
            prop_assert_eq!(from, expected);
        }
    }
}

#[test]
fn a_tree_that_grew_in_any_order_can_be_emptied_in_any_order() {
    // 7,919 is prime to 60,000: a walk over all numbers in a scattered order.
    let scattered = |step: u32| (0..60_000_u32).map(move |n| (n * step + 17) % 60_000);
    let orders = [scattered(1), scattered(7_919), scattered(59_999)];
    for grown in &orders {
        for emptied in &orders {
            let mut tree = Tree::default();
            for key in grown.clone() {
                tree.insert(key, ());
            }
            assert_eq!(tree.iter().count(), 60_000);
            for key in emptied.clone() {
                assert!(tree.remove(&key).is_some());
            }
            assert_eq!((tree.len(), tree.iter().count()), (0, 0));
        }
    }
}
