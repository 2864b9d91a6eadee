//! A tree in parts, one for each first byte of the keys, joined again.

use std::collections::BTreeMap;

use alloy_primitives::B256;
use mononym_keystore::{Crown, Part, Tree};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Few first bytes and many alike further on, so that parts are empty, single leaves and deep.
    #[test]
    fn parts_joined_have_the_root_of_the_whole(
        changes in prop::collection::vec((0_u8..4, 0_u8..3, any::<u8>(), any::<Option<u8>>()), 1..120)
    ) {
        let mut whole = Tree::empty(BTreeMap::new());
        let mut parts: BTreeMap<u8, Tree<BTreeMap<_, _>>> = BTreeMap::new();
        let mut crown = Crown::default();
        for (first, second, last, value) in changes {
            let mut key = [0; 32];
            // Neighbours below one half of the tree, and others far away.
            key[0] = if first == 3 { 0xf0 } else { first };
            key[1] = second;
            key[31] = last;
            let (key, value) = (B256::from(key), value.map(B256::repeat_byte));
            whole.set(&key, value).unwrap();
            let part = parts.entry(key[0]).or_insert_with(|| Tree::empty(BTreeMap::new()));
            part.set(&key, value).unwrap();
            let part = part.part(key[0]);
            prop_assert_eq!(Part::from_bytes(&part.to_bytes()), Some(part));
            crown.set(key[0], part);
            prop_assert_eq!(crown.root(), whole.root());
        }
    }
}
