//! Keys that meet in long prefixes, and batches that overwrite and remove.

use alloy_primitives::{B256, keccak256};
use proptest::{collection::vec, prelude::*};

use crate::store::{Step, flip};

/// From a small world, so that keys come again: one of three, or one that parts from it at a bit.
pub(crate) fn key() -> impl Strategy<Value = B256> {
    let bits = prop_oneof![0usize..12, 0usize..256, 248usize..256];
    (0u8..3, proptest::option::weighted(0.8, (bits, 0u8..3))).prop_map(|(base, parting)| {
        let base = keccak256([base]);
        match parting {
            None => base,
            Some((bit, 0)) => flip(&base, bit),
            Some((bit, rest)) => {
                let rest = keccak256([rest, bit.to_be_bytes()[7]]);
                // The base up to the bit, another bit, and then something else.
                (bit + 1..256).fold(flip(&base, bit), |key, index| {
                    if crate::store::bit(&key, index) == crate::store::bit(&rest, index) {
                        key
                    } else {
                        flip(&key, index)
                    }
                })
            }
        }
    })
}

pub(crate) fn value() -> impl Strategy<Value = Option<Vec<u8>>> {
    proptest::option::weighted(0.65, (0u8..4).prop_map(|value| vec![2, value]))
}

/// Keys with values, in batches.
pub(crate) fn valued_batches() -> impl Strategy<Value = Vec<Vec<(B256, Option<Vec<u8>>)>>> {
    vec(vec((key(), value()), 0..16), 1..6)
}

pub(crate) fn batches() -> impl Strategy<Value = Vec<Vec<Step>>> {
    valued_batches().prop_map(|batches| batches.iter().map(|batch| steps(batch)).collect())
}

pub(crate) fn steps(batch: &[(B256, Option<Vec<u8>>)]) -> Vec<Step> {
    batch
        .iter()
        .map(|(key, value)| (*key, value.as_ref().map(keccak256)))
        .collect()
}

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// `count` leaves with random keys.
pub(crate) fn random_steps(count: u32) -> Vec<Step> {
    (0..count)
        .map(|index| {
            let index = index.to_be_bytes();
            (keccak256(index), Some(keccak256([&index[..], b"value"].concat())))
        })
        .collect()
}
