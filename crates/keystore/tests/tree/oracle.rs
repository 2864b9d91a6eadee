//! Roots.

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{Builder, EMPTY, Node, NotAscending, Path, Tree};
use proptest::prelude::*;

use crate::{
    store::{Jmt, Leaves, Store, definition, flip, set, shape},
    strategies::{batches, config, random_steps, steps, valued_batches},
};

proptest! {
    #![proptest_config(config(48))]

    #[test]
    fn each_version_has_the_root_of_jmt(batches in valued_batches()) {
        let (mut store, mut jmt) = (Store::default(), Jmt::default());
        for batch in batches {
            let (root, _) = store.apply(&steps(&batch));
            prop_assert_eq!(root, jmt.apply(&batch));
        }
    }

    #[test]
    fn the_root_after_each_change_is_that_of_the_definition(batches in batches()) {
        let (mut store, mut leaves) = (Store::default(), Leaves::new());
        for batch in batches {
            let mut tree = Tree::open(&store, store.version).unwrap();
            prop_assert_eq!(tree.root(), definition(&leaves));
            for step in &batch {
                tree.set(&step.0, step.1).unwrap();
                set(&mut leaves, step);
                prop_assert_eq!(tree.root(), definition(&leaves));
            }
            let update = tree.finish(store.version + 1);
            store.save(&update);
            prop_assert_eq!(store.leaves(store.version), leaves.clone());
        }
    }

    #[test]
    fn batches_of_any_size_and_the_builder_give_the_same_nodes(
        batches in batches(),
        size in 1usize..40,
    ) {
        let all = batches.concat();
        let mut leaves = Leaves::new();
        all.iter().for_each(|step| set(&mut leaves, step));
        let mut shapes = Vec::new();
        for size in [size, 1, all.len().max(1)] {
            let chunks: Vec<_> = all.chunks(size).map(<[_]>::to_vec).collect();
            let mut store = Store::of(&chunks);
            // No steps, no version: one without changes then.
            let (root, _) = store.apply(&[]);
            prop_assert_eq!(root, definition(&leaves));
            let (nodes, found) = store.read(store.version);
            prop_assert_eq!(&found, &leaves);
            shapes.push(shape(nodes.iter().map(|((path, _), node)| (path, &**node))));
        }
        let (root, nodes) = build(&leaves, 1);
        prop_assert_eq!(root, definition(&leaves));
        shapes.push(shape(nodes.iter().map(|(path, node)| (path, node))));
        prop_assert!(shapes.windows(2).all(|pair| pair[0] == pair[1]));

        let mut built = Store::default();
        built.save(&mononym_keystore::Update { nodes, superseded: Vec::new() });
        prop_assert_eq!(built.leaves(1), leaves);
    }
}

fn build(leaves: &Leaves, version: u64) -> (B256, Vec<(Path, Node)>) {
    let mut nodes = Vec::new();
    let mut builder = Builder::new(version, |path, node| nodes.push((path, node)));
    for (key, value_hash) in leaves {
        builder.push(key, *value_hash).unwrap();
    }
    let root = builder.finish();
    (root, nodes)
}

#[test]
fn the_empty_tree_has_a_root_node() {
    let (root, update) = Store::default().apply(&[]);
    assert_eq!(root, EMPTY);
    assert_eq!(update.nodes.len(), 1);
    assert_eq!(update.nodes[0].0, Path::ROOT);
    assert_eq!(build(&Leaves::new(), 1), (EMPTY, update.nodes));
}

#[test]
fn a_builder_takes_ascending_keys_only() {
    let (low, high) = (B256::ZERO, flip(&B256::ZERO, 0));
    let mut builder = Builder::new(1, |_, _| {});
    builder.push(&high, low).unwrap();
    assert_eq!(builder.push(&high, low), Err(NotAscending(high)));
    assert_eq!(builder.push(&low, low), Err(NotAscending(low)));
    // What was refused is not there.
    assert_eq!(builder.finish(), definition(&[(high, low)].into()));
}

#[test]
fn a_builder_holds_one_node_a_level() {
    // Two keys that part at the last bit, at each end of the key space.
    let mut leaves = Leaves::new();
    for key in [B256::ZERO, B256::repeat_byte(0xff)] {
        leaves.insert(key, keccak256([0]));
        leaves.insert(flip(&key, 255), keccak256([1]));
    }
    let (root, nodes) = build(&leaves, 7);
    assert_eq!(root, definition(&leaves));
    assert_eq!(nodes.len(), 63 + 63 + 1);
    // Each after those below it.
    for (index, (path, _)) in nodes.iter().enumerate() {
        assert!(
            nodes[index + 1..]
                .iter()
                .all(|(later, _)| !later.as_bytes().starts_with(path.as_bytes()))
        );
    }
}

#[test]
fn thousands_of_leaves_have_the_root_of_jmt() {
    let keys: Vec<B256> = random_steps(5000).into_iter().map(|(key, _)| key).collect();
    let (mut store, mut jmt) = (Store::default(), Jmt::default());
    for (index, chunk) in (0u8..).zip(keys.chunks(1700)) {
        let mut batch: Vec<_> = chunk.iter().map(|key| (*key, Some(vec![2, index]))).collect();
        if index > 0 {
            // Some leaves of the first batch go, and some change.
            batch.extend(keys[..600].iter().map(|key| (*key, None)));
            batch.extend(keys[600..900].iter().map(|key| (*key, Some(vec![3, index]))));
        }
        let (root, _) = store.apply(&steps(&batch));
        assert_eq!(root, jmt.apply(&batch));
    }
    assert_eq!(store.leaves(store.version).len(), 4400);
}
