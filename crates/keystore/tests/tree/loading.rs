//! Nodes loaded one by one.

use std::slice;

use alloy_primitives::B256;
use mononym_keystore::{MissingNode, Path, Tree, missing, prove};
use proptest::{collection::vec, prelude::*};

use crate::{
    store::{Lazy, Store, flip},
    strategies::{batches, config, key, random_steps},
};

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn a_change_that_misses_a_node_changes_nothing(before in batches(), batch in batches()) {
        let store = Store::of(&before);
        let lazy = Lazy::new(&store);
        let root = Path::ROOT;
        let version = store.version;
        prop_assert_eq!(Tree::open(&lazy, version).err(), Some(MissingNode { path: root, version }));
        lazy.load(root, version);
        let mut tree = Tree::open(&lazy, version).unwrap();
        let mut full = Tree::open(&store, version).unwrap();
        for (key, value_hash) in batch.concat() {
            loop {
                let unchanged = tree.root();
                match tree.set(&key, value_hash) {
                    Ok(()) => break,
                    Err(MissingNode { path, version }) => {
                        prop_assert!(path.is_prefix_of(&key));
                        prop_assert_eq!(tree.root(), unchanged);
                        lazy.load(path, version);
                    }
                }
            }
            full.set(&key, value_hash).unwrap();
            prop_assert_eq!(tree.root(), full.root());
        }
        prop_assert_eq!(tree.finish(version + 1), full.finish(version + 1));
    }

    #[test]
    fn missing_names_level_by_level_what_is_needed(before in batches(), keys in vec(key(), 0..20)) {
        let store = Store::of(&before);
        let lazy = Lazy::new(&store);
        loop {
            let wanted = missing(&lazy, store.version, &keys);
            prop_assert!(wanted.is_sorted());
            for key in &keys {
                // Proving asks for the same.
                match prove(&lazy, store.version, key) {
                    Ok(proof) => prop_assert_eq!(Ok(proof), prove(&store, store.version, key)),
                    Err(node) => prop_assert!(wanted.contains(&node)),
                }
            }
            if wanted.is_empty() {
                break;
            }
            // Each is loaded once, and lies on somebody's way.
            for MissingNode { path, version } in wanted {
                prop_assert!(keys.iter().any(|key| path.is_prefix_of(key)));
                lazy.load(path, version);
            }
        }
        let mut tree = match Tree::open(&lazy, store.version) {
            Ok(tree) => tree,
            Err(_) => {
                prop_assert!(keys.is_empty());
                return Ok(());
            }
        };
        for key in &keys {
            tree.set(key, Some(B256::ZERO)).unwrap();
            tree.set(key, None).unwrap();
        }
    }
}

#[test]
fn the_empty_tree_needs_no_node() {
    let store = Store::default();
    assert_eq!(missing(&store, 0, &[B256::ZERO]), []);
    assert!(Tree::open(&store, 0).is_ok());
    assert!(prove(&store, 0, &B256::ZERO).is_ok());
    let root = MissingNode {
        path: Path::ROOT,
        version: 1,
    };
    assert_eq!(missing(&store, 1, &[B256::ZERO, B256::repeat_byte(1)]), [root]);
    assert_eq!(missing(&store, 1, &[]), []);
}

#[test]
fn a_node_other_than_its_parent_names_is_not_taken() {
    let steps = random_steps(300);
    let mut store = Store::of(slice::from_ref(&steps));
    let key = steps[0].0;
    let at = (Path::of(&key, 1), 1);
    // Another node of the same place.
    let other = Store::of(&[[steps.clone(), vec![(flip(&key, 200), Some(key))]].concat()]);
    let good = store.nodes.insert(at, other.nodes[&at].clone()).unwrap();
    assert_ne!(good, store.nodes[&at]);
    let (path, version) = at;
    let damaged = MissingNode { path, version };
    assert_eq!(missing(&store, 1, &[key]), [damaged]);
    assert_eq!(prove(&store, 1, &key), Err(damaged));
    let mut tree = Tree::open(&store, 1).unwrap();
    assert_eq!(tree.set(&key, None), Err(damaged));
    // A root that cannot stand there: another place's node.
    let elsewhere = Path::of(&steps[1].0, 1);
    let node = store.nodes[&(elsewhere, 1)].clone();
    store.nodes.insert((Path::ROOT, 1), node);
    assert!(Tree::open(&store, 1).is_err());
}
