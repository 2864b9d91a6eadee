//! Stored nodes: which are written, which are superseded, and what pruning leaves readable.

use std::{collections::BTreeSet, slice};

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{Path, Tree, Update};
use proptest::prelude::*;

use crate::{
    store::{Leaves, Store, flip, set},
    strategies::{batches, config, random_steps},
};

/// What an update must say, from what the versions before and after it read.
fn check_update(store: &Store, update: &Update) {
    let (before, after) = (store.live(store.version - 1), store.live(store.version));
    let written: BTreeSet<_> = update
        .nodes
        .iter()
        .map(|(path, _)| (*path, store.version))
        .collect();
    assert_eq!(written, after.difference(&before).copied().collect());
    let superseded: Vec<_> = before.difference(&after).copied().collect();
    assert_eq!(update.superseded, superseded);
    // Nothing is written that was there already.
    let (before, _) = store.read(store.version - 1);
    for (path, node) in &update.nodes {
        if !path.is_empty() {
            let old = before.iter().find(|((old, _), _)| old == path);
            assert_ne!(old.map(|(_, node)| node.hash()), Some(node.hash()), "{path:?}");
        }
    }
    // Each after those below it, the root last.
    assert_eq!(update.nodes.last().unwrap().0, Path::ROOT);
    for (index, (path, _)) in update.nodes.iter().enumerate() {
        let later = &update.nodes[index + 1..];
        assert!(
            later
                .iter()
                .all(|(later, _)| !later.as_bytes().starts_with(path.as_bytes()))
        );
    }
}

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn an_update_writes_and_supersedes_exactly_what_changes(batches in batches()) {
        let mut store = Store::default();
        for batch in &batches {
            let (_, update) = store.apply(batch);
            check_update(&store, &update);
        }
    }

    #[test]
    fn old_versions_stay_readable_until_pruned(batches in batches()) {
        let mut store = Store::default();
        let mut superseded = Vec::new();
        let (mut leaves, mut all) = (Leaves::new(), Vec::new());
        for batch in &batches {
            let (root, update) = store.apply(batch);
            superseded.push(update.superseded);
            batch.iter().for_each(|step| set(&mut leaves, step));
            all.push((root, leaves.clone()));
        }
        for (version, (root, leaves)) in (1..).zip(&all) {
            prop_assert_eq!(&store.leaves(version), leaves);
            prop_assert_eq!(Tree::open(&store, version).unwrap().root(), *root);
        }
        // With each version goes what the next one superseded.
        for (oldest, superseded) in (1..).zip(superseded) {
            for node in superseded {
                prop_assert!(store.nodes.remove(&node).is_some(), "superseded twice: {:?}", node);
            }
            for (version, (root, leaves)) in (1..).zip(&all) {
                if version < oldest {
                    prop_assert!(Tree::open(&store, version).is_err());
                } else {
                    prop_assert_eq!(&store.leaves(version), leaves);
                    prop_assert_eq!(Tree::open(&store, version).unwrap().root(), *root);
                }
            }
        }
        // Nothing is left over either.
        let live = store.live(store.version);
        prop_assert_eq!(store.nodes.keys().copied().collect::<BTreeSet<_>>(), live);
    }

    #[test]
    fn changes_that_take_each_other_back_leave_every_node(batches in batches(), extra in batches()) {
        let mut store = Store::of(&batches);
        let before = store.read(store.version);
        // There and back: each key ends with the value that it had.
        let there = extra.concat();
        let back = there.iter().map(|(key, _)| (*key, before.1.get(key).copied()));
        let batch: Vec<_> = there.iter().copied().chain(back).collect();
        let (_, update) = store.apply(&batch);
        prop_assert_eq!(update.nodes.len(), 1);
        prop_assert_eq!(&update.superseded, &[(Path::ROOT, store.version - 1)]);
        prop_assert_eq!(&update.nodes[0].1, &*before.0[&(Path::ROOT, store.version - 1)]);
    }
}

#[test]
fn a_change_writes_its_way_only() {
    let steps = random_steps(2000);
    let mut store = Store::of(slice::from_ref(&steps));
    let key = steps[17].0;
    let (_, update) = store.apply(&[(key, Some(B256::ZERO))]);
    for (path, _) in &update.nodes {
        assert!(path.is_prefix_of(&key));
    }
    let depth = update.nodes.len();
    assert!((2..6).contains(&depth), "{depth}");
    let superseded: Vec<_> = update.superseded.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        superseded,
        (0..depth)
            .map(|nibbles| Path::of(&key, nibbles))
            .collect::<Vec<_>>()
    );
}

#[test]
fn what_changes_nothing_writes_the_root_only() {
    let steps = random_steps(500);
    let mut store = Store::of(slice::from_ref(&steps));
    let absent = keccak256(b"absent");
    for batch in [vec![], vec![steps[3]], vec![(absent, None)], steps.clone()] {
        let (_, update) = store.apply(&batch);
        assert_eq!(update.nodes.len(), 1);
        assert_eq!(update.superseded, [(Path::ROOT, store.version - 1)]);
    }
}

#[test]
fn nodes_collapse_up_to_where_a_second_leaf_is() {
    // `low` and `twin` share 255 bits, `other` parts from them in the second nibble.
    let low = B256::ZERO;
    let (twin, other) = (flip(&low, 255), flip(&low, 7));
    let value = Some(keccak256([1]));
    let mut store = Store::of(&[vec![(low, value), (twin, value), (other, value)]]);
    assert_eq!(store.live(1).len(), 64);
    let (_, update) = store.apply(&[(twin, None)]);
    assert_eq!(store.live(2).len(), 2);
    assert_eq!(update.nodes.len(), 2);
    assert_eq!(update.superseded.len(), 64);
    let (_, update) = store.apply(&[(other, None)]);
    assert_eq!(store.live(3).len(), 1);
    assert_eq!(update.superseded, [(Path::ROOT, 2), (Path::of(&low, 1), 2)]);
    // And back.
    let (_, update) = store.apply(&[(twin, value)]);
    assert_eq!(update.nodes.len(), 64);
    assert_eq!(update.superseded, [(Path::ROOT, 3)]);
}
