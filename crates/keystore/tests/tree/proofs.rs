//! Proofs: those of the tree hold, and nothing else does.

use alloy_primitives::{B256, Bytes, keccak256};
use mononym_keystore::{EMPTY, End, MAX_SIBLINGS, Proof, ProofError, TreeProof, prove};
use proptest::{collection::vec, prelude::*};

use crate::{
    store::{Store, bit, flip, hash},
    strategies::{batches, config, key, steps, valued_batches},
};

fn shared_bits(left: &B256, right: &B256) -> usize {
    (0..256)
        .find(|index| bit(left, *index) != bit(right, *index))
        .unwrap_or(256)
}

/// What a proof with this other leaf, under a wrong root, fails with first.
fn wrong(proof: &Proof, key: &B256) -> ProofError {
    let depth = proof.siblings.len();
    let other = &proof.other_key;
    if depth > MAX_SIBLINGS {
        ProofError::TooLong { found: depth }
    } else if other.is_zero() && proof.other_value_hash.is_zero() {
        ProofError::WrongRoot
    } else if !proof.value.is_empty() {
        ProofError::NeedlessLeaf
    } else if other == key {
        ProofError::OwnLeaf
    } else if shared_bits(other, key) < depth {
        ProofError::LeafElsewhere
    } else {
        ProofError::WrongRoot
    }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn every_key_is_proven_present_or_absent(batches in valued_batches(), keys in vec(key(), 1..20)) {
        let mut store = Store::default();
        let mut values = std::collections::BTreeMap::new();
        let mut roots = Vec::new();
        for batch in &batches {
            let (root, _) = store.apply(&steps(batch));
            for (key, value) in batch {
                values.insert(*key, value.clone());
            }
            roots.push((root, values.clone()));
        }
        // In every version, not only in the last.
        for (version, (root, values)) in (1..).zip(roots) {
            for key in values.keys().chain(&keys) {
                let value = values.get(key).cloned().flatten().map(Bytes::from);
                let proof = prove(&store, version, key).unwrap();
                prop_assert_eq!(proof.root(key), Ok(root));
                let wire = Proof::new(proof, value.clone()).unwrap();
                prop_assert_eq!(wire.check(&root, key), Ok(value.as_ref()));
            }
        }
    }

    #[test]
    fn what_is_present_is_not_proven_absent_nor_the_other_way(
        batches in valued_batches(),
        absent in key(),
    ) {
        let store = Store::of(&batches.iter().map(|batch| steps(batch)).collect::<Vec<_>>());
        let all = store.leaves(store.version);
        let value = Bytes::from_static(&[2, 0]);
        let siblings = |key| prove(&store, store.version, key).unwrap().siblings;
        let others: Vec<_> = all.iter().map(|(key, value_hash)| (*key, wire(&siblings(key), *key, *value_hash))).collect();
        for key in all.keys().chain([&absent]) {
            let proof = prove(&store, store.version, key).unwrap();
            let root = proof.root(key).unwrap();
            let siblings = proof.siblings.clone();
            if let End::Leaf { value_hash } = proof.end {
                // By nothing, by itself, and by every other leaf, wherever that stands.
                let proof = wire(&siblings, B256::ZERO, B256::ZERO);
                prop_assert_eq!(proof.check(&root, key), Err(ProofError::WrongRoot));
                let proof = wire(&siblings, *key, value_hash);
                prop_assert_eq!(proof.check(&root, key), Err(ProofError::OwnLeaf));
                for (_, theirs) in others.iter().filter(|(other, _)| other != key) {
                    let here = Proof { siblings: siblings.clone(), ..theirs.clone() };
                    prop_assert_eq!(here.check(&root, key), Err(ProofError::LeafElsewhere));
                    prop_assert_eq!(theirs.check(&root, key), Err(ProofError::LeafElsewhere));
                }
            } else {
                let proof = Proof { value: value.clone(), ..wire(&siblings, B256::ZERO, B256::ZERO) };
                prop_assert_eq!(proof.check(&root, key), Err(ProofError::WrongRoot));
            }
        }
    }

    #[test]
    fn every_damage_fails_with_its_own_error(
        batches in valued_batches(),
        (choice, absent) in (any::<prop::sample::Index>(), key()),
        (first, second) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        at in 0usize..256,
    ) {
        let mut values = std::collections::BTreeMap::new();
        let mut store = Store::default();
        let mut root = EMPTY;
        for batch in &batches {
            values.extend(batch.iter().cloned());
            root = store.apply(&steps(batch)).0;
        }
        values.entry(absent).or_insert(None);
        let (key, value) = values.iter().nth(choice.index(values.len())).unwrap();
        let value = value.clone().map(Bytes::from);
        let proof = Proof::new(prove(&store, store.version, key).unwrap(), value).unwrap();
        let depth = proof.siblings.len();

        let mut damaged = Vec::new();
        let mut with = |change: &dyn Fn(&mut Proof)| {
            let mut copy = proof.clone();
            change(&mut copy);
            if copy != proof {
                damaged.push(copy);
            }
        };
        with(&|proof| proof.siblings.push(EMPTY));
        with(&|proof| proof.siblings.insert(0, EMPTY));
        with(&|proof| proof.siblings.push(root));
        with(&|proof| proof.siblings.resize(257, EMPTY));
        with(&|proof| proof.siblings.reverse());
        if depth > 0 {
            let (first, second) = (first.index(depth), second.index(depth));
            with(&|proof| proof.siblings.swap(first, second));
            with(&|proof| { proof.siblings.remove(first); });
            with(&|proof| proof.siblings.truncate(first));
            with(&|proof| { proof.siblings.pop(); });
            with(&|proof| { let twice = proof.siblings[first]; proof.siblings.insert(second, twice); });
            with(&|proof| proof.siblings[first] = flip(&proof.siblings[first], at));
        }
        with(&|proof| proof.other_key = flip(&proof.other_key, at));
        with(&|proof| proof.other_key = *key);
        with(&|proof| proof.other_value_hash = flip(&proof.other_value_hash, at));
        with(&|proof| (proof.other_key, proof.other_value_hash) = (flip(key, at), EMPTY));
        with(&|proof| (proof.other_key, proof.other_value_hash) = (*key, keccak256(&proof.value)));
        with(&|proof| (proof.other_key, proof.other_value_hash) = (B256::ZERO, B256::ZERO));
        with(&|proof| proof.value = Bytes::new());
        with(&|proof| proof.value = [&proof.value[..], &[1]].concat().into());
        with(&|proof| {
            proof.value = Bytes::from_static(&[3]);
            (proof.other_key, proof.other_value_hash) = (B256::ZERO, B256::ZERO);
        });
        for damaged in damaged {
            let expected = wrong(&damaged, key);
            prop_assert_eq!(damaged.check(&root, key), Err(expected), "{:?}", damaged);
        }
        // Under another key or root.
        let other = flip(key, at);
        prop_assert!(matches!(proof.check(&root, &other), Err(_) | Ok(None)));
        if !proof.value.is_empty() {
            prop_assert_eq!(proof.check(&root, &other), Err(ProofError::WrongRoot));
        }
        prop_assert_eq!(proof.check(&flip(&root, at), key), Err(ProofError::WrongRoot));
    }

    #[test]
    fn a_proof_of_absence_holds_for_its_place_only(batches in batches(), absent in key(), at in 0usize..256) {
        let store = Store::of(&batches);
        let proof = prove(&store, store.version, &absent).unwrap();
        let root = proof.root(&absent).unwrap();
        let neighbour = flip(&absent, at);
        let depth = proof.siblings.len();
        let expected = match proof.end {
            End::Other { key, .. } if key == neighbour => Err(ProofError::OwnLeaf),
            End::Other { .. } if at < depth => Err(ProofError::LeafElsewhere),
            End::Empty | End::Other { .. } if at >= depth => Ok(root),
            _ => return Ok(()),
        };
        prop_assert_eq!(proof.root(&neighbour), expected);
    }
}

fn wire(siblings: &[B256], other_key: B256, other_value_hash: B256) -> Proof {
    Proof {
        value: Bytes::new(),
        siblings: siblings.to_vec(),
        other_key,
        other_value_hash,
    }
}

const LOW: B256 = B256::ZERO;
const VALUE: Bytes = Bytes::from_static(&[2, 7]);

#[test]
fn an_inner_node_is_no_leaf() {
    // An inner node hashes its two children; read as a leaf they are key and value's hash.
    let value_hash = keccak256(VALUE);
    let mut store = Store::default();
    let (root, _) = store.apply(&[(LOW, Some(value_hash)), (flip(&LOW, 0), Some(value_hash))]);
    let [left, right] = [LOW, flip(&LOW, 0)].map(|key| hash("JMT::LeafNode", &key, &value_hash));
    assert_eq!(root, hash("JMT::IntrnalNode", &left, &right));
    let forged = TreeProof {
        siblings: Vec::new(),
        end: End::Leaf { value_hash: right },
    };
    assert_ne!(forged.root(&left), Ok(root));
    // The present key as absent.
    let forged = wire(&[], left, right);
    assert_eq!(forged.check(&root, &LOW), Err(ProofError::WrongRoot));
}

#[test]
fn a_leaf_is_no_inner_node() {
    // A leaf hashes its key and its value's hash; read as an inner node they are its children, and
    // a key can be the hash of another leaf.
    let value_hash = keccak256(VALUE);
    let key = hash("JMT::LeafNode", &LOW, &value_hash);
    let mut store = Store::default();
    let (root, _) = store.apply(&[(key, Some(value_hash))]);
    let forged = Proof {
        value: VALUE,
        ..wire(&[value_hash], B256::ZERO, B256::ZERO)
    };
    assert_eq!(forged.check(&root, &LOW), Err(ProofError::WrongRoot));
    let honest = wire(&[], key, value_hash);
    assert_eq!(honest.check(&root, &LOW), Ok(None));
}

#[test]
fn a_proof_has_at_most_256_siblings() {
    let twin = flip(&LOW, 255);
    let value_hash = keccak256(VALUE);
    let mut store = Store::default();
    let (root, _) = store.apply(&[(LOW, Some(value_hash)), (twin, Some(value_hash))]);
    for key in [LOW, twin] {
        let proof = prove(&store, 1, &key).unwrap();
        assert_eq!(proof.siblings.len(), 256);
        let proof = Proof::new(proof, Some(VALUE)).unwrap();
        assert_eq!(proof.check(&root, &key), Ok(Some(&VALUE)));
        let mut longer = proof.clone();
        longer.siblings.push(EMPTY);
        let too_long = Err(ProofError::TooLong { found: 257 });
        assert_eq!(longer.check(&root, &key), too_long);
        // Even where it leads to the root.
        let end = End::Leaf { value_hash };
        let longer = TreeProof {
            siblings: longer.siblings,
            end,
        };
        assert_eq!(longer.root(&key), Err(ProofError::TooLong { found: 257 }));
    }
}

#[test]
fn a_value_is_that_of_the_leaf() {
    let value_hash = keccak256(VALUE);
    let siblings = vec![EMPTY];
    let new = |end, value: Option<&Bytes>| {
        let siblings = siblings.clone();
        Proof::new(TreeProof { siblings, end }, value.cloned())
    };
    let leaf = End::Leaf { value_hash };
    let other = End::Other { key: LOW, value_hash };
    let wrong = Err(ProofError::WrongValue);
    assert_eq!(new(leaf, None), wrong);
    assert_eq!(new(leaf, Some(&Bytes::from_static(&[2]))), wrong);
    assert_eq!(new(leaf, Some(&Bytes::new())), wrong);
    assert_eq!(new(other, Some(&VALUE)), wrong);
    assert_eq!(new(End::Empty, Some(&VALUE)), wrong);
    // A leaf without a value would read as a proof of absence.
    let end = End::Leaf {
        value_hash: keccak256([]),
    };
    assert_eq!(new(end, Some(&Bytes::new())), wrong);
    assert!(new(leaf, Some(&VALUE)).is_ok());
    assert!(new(other, None).is_ok());
    assert!(new(End::Empty, None).is_ok());
}
