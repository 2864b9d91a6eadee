//! Paths, and nodes as bytes.

use std::collections::BTreeMap;

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{Child, Node, NodeError, Path};
use proptest::{array::uniform16, collection::vec, prelude::*};

use crate::{
    fuzz_bodies,
    store::{Store, bit, definition, flip},
    strategies::{config, key, random_steps},
};

const LEAF: Child = Child::Leaf {
    key: B256::repeat_byte(0x5a),
    value_hash: B256::repeat_byte(2),
};
const INNER: Child = Child::Inner {
    version: 3,
    hash: B256::repeat_byte(4),
};

fn child() -> impl Strategy<Value = Child> {
    let hash = || any::<[u8; 32]>().prop_map(B256::from);
    prop_oneof![
        Just(Child::Empty),
        (hash(), hash()).prop_map(|(key, value_hash)| Child::Leaf { key, value_hash }),
        (1u64.., hash()).prop_map(|(version, hash)| Child::Inner { version, hash }),
    ]
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn a_node_has_one_form(children in uniform16(child())) {
        let node = Node::new(children);
        let bytes = node.to_bytes();
        prop_assert_eq!(&Node::from_bytes(&bytes).unwrap(), &node);
        prop_assert_eq!(node.children(), &children);
        prop_assert_eq!(Node::from_bytes(&bytes[..bytes.len() - 1]), Err(NodeError::Length));
        prop_assert_eq!(Node::from_bytes(&[&bytes[..], &[0]].concat()), Err(NodeError::Length));
        prop_assert_eq!(node.clone().hash(), node.hash());
    }

    #[test]
    fn any_bytes_are_a_node_or_an_error(
        random in vec(any::<u8>(), 0..300),
        children in uniform16(child()),
        (place, byte) in (any::<prop::sample::Index>(), any::<u8>()),
    ) {
        fuzz_bodies::stored_node(&random);
        let mut bytes = Node::new(children).to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        fuzz_bodies::stored_node(&bytes);
        bytes.truncate(place);
        fuzz_bodies::stored_node(&bytes);
    }

    #[test]
    fn paths_are_prefixes(left in key(), right in key(), nibbles in 0usize..70) {
        let path = Path::of(&left, nibbles);
        let bits = 4 * nibbles.min(64);
        let shared = (0..bits).all(|index| bit(&left, index) == bit(&right, index));
        prop_assert_eq!(path.is_prefix_of(&right), shared);
        prop_assert!(path.is_prefix_of(&left));
        prop_assert_eq!(path.len(), nibbles.min(64));
        prop_assert_eq!(path.is_empty(), nibbles == 0);
        prop_assert_eq!(Path::from_bytes(path.as_bytes()), Some(path));
        prop_assert!(left.to_string().starts_with(&["0x", &path.to_string()].concat()));
        prop_assert_eq!(path.to_string().len(), path.len());
        let other = Path::of(&right, 64 - nibbles.min(64));
        prop_assert_eq!(path.cmp(&other), path.as_bytes().cmp(other.as_bytes()));
    }
}

#[test]
fn a_path_has_at_most_64_nibbles_below_16() {
    assert_eq!(Path::from_bytes(&[0; 65]), None);
    assert_eq!(Path::from_bytes(&[0, 16]), None);
    assert_eq!(Path::from_bytes(&[]), Some(Path::ROOT));
    let whole = Path::of(&B256::repeat_byte(0xab), 64);
    assert_eq!(whole.child(3), whole);
    assert_eq!(Path::ROOT.child(0x1f), Path::ROOT.child(0xf));
    assert_eq!(Path::ROOT.child(10).child(11).as_bytes(), [10, 11]);
}

#[test]
fn a_node_is_stored_like_this() {
    let mut children = [Child::Empty; 16];
    children[0] = INNER;
    children[5] = LEAF;
    children[15] = LEAF;
    let expected = [
        &[0x80, 0x10, 0x00, 0x01][..],
        &[0, 0, 0, 0, 0, 0, 0, 3],
        &[4; 32],
        &[0x5a; 32],
        &[2; 32],
        &[0x5a; 32],
        &[2; 32],
    ]
    .concat();
    assert_eq!(Node::new(children).to_bytes(), expected);
    assert_eq!(Node::new([Child::Empty; 16]).to_bytes(), [0; 4]);
}

#[test]
fn damaged_nodes_are_refused() {
    let mut children = [Child::Empty; 16];
    children[1] = INNER;
    let good = Node::new(children).to_bytes();
    let damaged = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        Node::from_bytes(&bytes)
    };
    assert_eq!(damaged(0, 0x30), Err(NodeError::UnknownKind(3)));
    assert_eq!(damaged(3, 0x03), Err(NodeError::UnknownKind(3)));
    assert_eq!(damaged(0, 0x10), Err(NodeError::Length));
    assert_eq!(damaged(0, 0), Err(NodeError::Length));
    assert_eq!(damaged(11, 0), Err(NodeError::VersionZero));
    assert_eq!(Node::from_bytes(&[]), Err(NodeError::Length));
    assert_eq!(Node::from_bytes(&[0; 3]), Err(NodeError::Length));
}

#[test]
fn a_node_fits_its_place() {
    // Its leaf's key is 5a5a…: below the root it belongs to 5, below 5 to a.
    let place = Path::of(&B256::repeat_byte(0x5a), 1);
    let node = |nibbles: &[(usize, Child)]| {
        let mut children = [Child::Empty; 16];
        nibbles
            .iter()
            .for_each(|(nibble, child)| children[*nibble] = *child);
        Node::new(children)
    };
    let misplaced = Err(NodeError::Misplaced(B256::repeat_byte(0x5a)));
    assert_eq!(node(&[(5, LEAF)]).check(&Path::ROOT, 1), Ok(()));
    assert_eq!(node(&[]).check(&Path::ROOT, 1), Ok(()));
    assert_eq!(node(&[(6, LEAF)]).check(&Path::ROOT, 1), misplaced);
    let two = node(&[(10, LEAF), (1, INNER)]);
    assert_eq!(two.check(&place, 3), Ok(()));
    assert_eq!(
        two.check(&place, 2),
        Err(NodeError::NewerChild { node: 2, child: 3 })
    );
    assert_eq!(two.check(&Path::ROOT, 3), misplaced);
    assert_eq!(two.check(&Path::ROOT.child(6), 3), misplaced);
    assert_eq!(node(&[(10, LEAF)]).check(&place, 3), Err(NodeError::TooFewLeaves));
    assert_eq!(node(&[]).check(&place, 3), Err(NodeError::TooFewLeaves));
    assert_eq!(node(&[(1, INNER)]).check(&place, 3), Ok(()));
    let whole = Path::of(&B256::repeat_byte(0x5a), 64);
    assert_eq!(node(&[(1, INNER)]).check(&whole, 3), Err(NodeError::TooDeep));
}

#[test]
fn a_hash_is_that_of_the_leaves_below() {
    let store = Store::of(&[random_steps(200)]);
    let (nodes, leaves) = store.read(1);
    for ((path, _), node) in nodes {
        // A subtree by itself, its depth put back: every leaf below, and none elsewhere.
        let below: BTreeMap<_, _> = leaves
            .iter()
            .filter(|(key, _)| path.is_prefix_of(key))
            .map(|(key, value)| (*key, *value))
            .collect();
        if path.is_empty() {
            assert_eq!(node.hash(), definition(&below));
        }
        assert!(below.len() >= 2);
    }
    let single = Node::new({
        let mut children = [Child::Empty; 16];
        children[5] = LEAF;
        children
    });
    let key = B256::repeat_byte(0x5a);
    assert_eq!(single.hash(), definition(&[(key, B256::repeat_byte(2))].into()));
    assert_ne!(
        single.hash(),
        definition(&[(flip(&key, 9), keccak256([]))].into())
    );
}
