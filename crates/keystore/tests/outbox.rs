//! What accounts publish, as viem and OpenZeppelin's own trees have it: `tests/vectors/outbox.json`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::SolValue;
use mononym_keystore::{Call, Limit, LimitsError, Outbox, OutboxError, OutboxOperation, limits_hash};
use proptest::prelude::*;
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/outbox.json")).unwrap()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

fn word(value: &Value) -> B256 {
    value.as_str().unwrap().parse().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn operation(vector: &Value) -> OutboxOperation {
    let call = |call: &Value| Call {
        target: text(call, "target").parse().unwrap(),
        value: text(call, "value").parse().unwrap(),
        data: text(call, "data").parse().unwrap(),
    };
    OutboxOperation {
        chain_id: text(vector, "chainId").parse().unwrap(),
        account: text(vector, "account").parse().unwrap(),
        nonce: text(vector, "nonce").parse().unwrap(),
        valid_from: text(vector, "validFrom").parse().unwrap(),
        deadline: text(vector, "deadline").parse().unwrap(),
        calls: list(&vector["calls"]).iter().map(call).collect(),
    }
}

#[test]
fn operations_are_encoded_and_hashed_as_elsewhere() {
    let vectors = vectors();
    let operations = list(&vectors["operations"]);
    assert_eq!(operations.len(), 7);
    for vector in operations {
        let operation = operation(vector);
        let encoded: Bytes = text(vector, "encoded").parse().unwrap();
        assert_eq!(operation.abi_encode(), encoded.to_vec());
        assert_eq!(operation.leaf(), word(&vector["leaf"]));
    }
}

#[test]
fn trees_are_those_of_openzeppelin() {
    let vectors = vectors();
    let all: Vec<OutboxOperation> = list(&vectors["operations"]).iter().map(operation).collect();
    let trees = list(&vectors["trees"]);
    assert_eq!(trees.len(), all.len());
    for vector in trees {
        let count = list(&vector["operations"]).len();
        let outbox = Outbox::new(&all[..count]).unwrap();
        assert_eq!(outbox.root(), word(&vector["root"]), "{count}");
        for (index, proof) in list(&vector["proofs"]).iter().enumerate() {
            let proof: Vec<B256> = list(proof).iter().map(word).collect();
            assert_eq!(outbox.proof(index), Some(proof), "{index} of {count}");
        }
        assert_eq!(outbox.proof(count), None);
    }
}

/// What MerkleProof.verify does (OpenZeppelin).
fn climb(leaf: B256, proof: &[B256]) -> B256 {
    proof.iter().fold(leaf, |node, sibling| {
        let (first, second) = (node.min(*sibling), node.max(*sibling));
        keccak256([first, second].concat())
    })
}

fn numbered(nonce: u64) -> OutboxOperation {
    OutboxOperation {
        chain_id: U256::from(1),
        account: Address::repeat_byte(1),
        nonce: U256::from(nonce),
        valid_from: 0,
        deadline: 1,
        calls: Vec::new(),
    }
}

proptest! {
    #[test]
    fn every_operation_is_proven(count in 1u64..70, seed in any::<u64>()) {
        let operations: Vec<_> = (0..count).map(|index| numbered(seed.wrapping_add(index))).collect();
        let outbox = Outbox::new(&operations).unwrap();
        for (index, operation) in operations.iter().enumerate() {
            let proof = outbox.proof(index).unwrap();
            prop_assert_eq!(climb(operation.leaf(), &proof), outbox.root());
        }
    }
}

#[test]
fn what_is_no_outbox_is_refused() {
    assert_eq!(Outbox::new(&[]), Err(OutboxError::Empty));
    let operations = [numbered(1), numbered(2), numbered(1)];
    assert_eq!(Outbox::new(&operations), Err(OutboxError::Same(0, 2)));
}

fn limit(token: u8, period: u32) -> Limit {
    Limit {
        token: Address::with_last_byte(token),
        amount: 1,
        period,
    }
}

#[test]
fn limits_are_hashed_as_elsewhere() {
    let vectors = vectors();
    let vectors = list(&vectors["limits"]);
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let limit = |limit: &Value| Limit {
            token: text(limit, "token").parse().unwrap(),
            amount: text(limit, "amount").parse().unwrap(),
            period: text(limit, "period").parse().unwrap(),
        };
        let limits: Vec<Limit> = list(&vector["limits"]).iter().map(limit).collect();
        assert_eq!(limits_hash(&limits), Ok(word(&vector["hash"])));
    }
}

#[test]
fn limits_that_accounts_refuse_are_refused() {
    assert_eq!(
        limits_hash(&[limit(2, 1), limit(1, 1)]),
        Err(LimitsError::Order(1))
    );
    assert_eq!(
        limits_hash(&[limit(1, 1), limit(1, 1)]),
        Err(LimitsError::Order(1))
    );
    assert_eq!(
        limits_hash(&[limit(1, 1), limit(2, 0)]),
        Err(LimitsError::Period(1))
    );
}
