//! The tree's vectors in this EVM: keys, leaves, statuses, good and bad proofs.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::{SolInterface, sol};
use mononym_keystore::{AccountLeaf, Proof, Status, account_key};
use serde_json::Value;

use super::{Evm, artifact, code, vectors::field};

sol! {
    struct WireProof {
        bytes value;
        bytes32[] siblings;
        bytes32 otherKey;
        bytes32 otherValueHash;
    }

    /// contracts/test/VectorHarness.sol
    interface TreeHarness {
        error TooLong(uint256 count);
        error WrongRoot(bytes32 root, bytes32 computed);
        error OwnLeaf(bytes32 key);
        error LeafElsewhere(bytes32 otherKey, uint256 depth);
        error NeedlessLeaf(bytes32 otherKey);

        function accountKey(bytes32 node) external returns (bytes32);
        function accountStatus(bytes value, uint256 time) external returns (uint8);
        function recordLeaf(bytes value) external returns (uint8 state, bytes answer);
        function leafHash(bytes32 key, bytes32 valueHash) external returns (bytes32);
        function checkProof(bytes32 root, bytes32 key, WireProof proof) external returns (bytes);
    }
}

fn harness() -> (Evm, Address) {
    let mut evm = Evm::new(1);
    let address = evm.create(code(&artifact("VectorHarness"), "bytecode"));
    (evm, address)
}

fn rows(list: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/tree.json")).unwrap();
    let rows = vectors[list].as_array().unwrap().clone();
    assert!(rows.len() >= 3, "{list}");
    rows
}

fn number(row: &Value, name: &str) -> u64 {
    field::<String>(row, name).parse().unwrap()
}

fn proof(row: &Value) -> (B256, B256, WireProof, Proof) {
    let siblings: Vec<B256> = serde_json::from_value(row["siblings"].clone()).unwrap();
    let ours = Proof {
        value: field(row, "value"),
        siblings: siblings.clone(),
        other_key: field(row, "otherKey"),
        other_value_hash: field(row, "otherValueHash"),
    };
    let wire = WireProof {
        value: ours.value.clone(),
        siblings,
        otherKey: ours.other_key,
        otherValueHash: ours.other_value_hash,
    };
    (field(row, "root"), field(row, "key"), wire, ours)
}

#[test]
fn keys_and_leaves() {
    let (mut evm, harness) = harness();
    for row in rows("accountKeys") {
        let (node, key): (B256, B256) = (field(&row, "node"), field(&row, "key"));
        assert_eq!(account_key(&node), key);
        assert_eq!(evm.call(harness, &TreeHarness::accountKeyCall { node }), key);
    }
    let mut zero = Vec::new();
    for row in rows("accountLeaves") {
        let leaf: Bytes = field(&row, "leaf");
        let (frozen, retired) = (number(&row, "frozenUntil"), number(&row, "retiredFrom"));
        for time in [
            0,
            frozen.saturating_sub(1),
            frozen,
            retired.saturating_sub(1),
            retired,
        ] {
            let expected = match AccountLeaf::from_bytes(&leaf).unwrap().status(time) {
                Status::Active => 0,
                Status::Frozen => 1,
                Status::Retired => 2,
            };
            let call = TreeHarness::accountStatusCall {
                value: leaf.clone(),
                time: U256::from(time),
            };
            let found = evm.call(harness, &call);
            assert_eq!(found, expected, "{row} at {time}");
            zero.push(found);
        }
    }
    assert!([0, 1, 2].iter().all(|status| zero.contains(status)));
    for row in rows("recordLeaves").iter().filter(|row| row["state"] == "set") {
        let call = TreeHarness::recordLeafCall {
            value: field(row, "leaf"),
        };
        let found = evm.call(harness, &call);
        assert_eq!((found.state, found.answer), (2, field::<Bytes>(row, "value")));
    }
}

#[test]
fn good_proofs() {
    let (mut evm, harness) = harness();
    let mut kinds = Vec::new();
    for row in rows("proofs") {
        let (root, key, proof, ours) = proof(&row);
        let expected = ours.check(&root, &key).unwrap().cloned().unwrap_or_default();
        let call = TreeHarness::checkProofCall { root, key, proof };
        assert_eq!(evm.call(harness, &call), expected, "{row}");
        kinds.push((expected.is_empty(), ours.other_key.is_zero()));
    }
    // A value, an empty place, another leaf.
    assert!(
        [(false, true), (true, true), (true, false)]
            .iter()
            .all(|kind| kinds.contains(kind))
    );
}

#[test]
fn bad_proofs_each_with_its_error() {
    let (mut evm, harness) = harness();
    for row in rows("badProofs") {
        let (root, key, proof, ours) = proof(&row);
        assert!(ours.check(&root, &key).is_err(), "{row}");
        let call = TreeHarness::checkProofCall { root, key, proof };
        let revert = evm.try_call(harness, &call).unwrap_err();
        let name = match TreeHarness::TreeHarnessErrors::abi_decode(&revert).unwrap() {
            TreeHarness::TreeHarnessErrors::TooLong(_) => "TooLong",
            TreeHarness::TreeHarnessErrors::WrongRoot(_) => "WrongRoot",
            TreeHarness::TreeHarnessErrors::OwnLeaf(_) => "OwnLeaf",
            TreeHarness::TreeHarnessErrors::LeafElsewhere(_) => "LeafElsewhere",
            TreeHarness::TreeHarnessErrors::NeedlessLeaf(_) => "NeedlessLeaf",
        };
        assert_eq!(name, row["error"].as_str().unwrap(), "{row}");
    }
}

#[test]
fn leaves_hash_alike() {
    let (mut evm, harness) = harness();
    for row in rows("trees")
        .iter()
        .filter(|row| row["keys"].as_array().unwrap().len() == 1)
    {
        let key: B256 = row["keys"][0].as_str().unwrap().parse().unwrap();
        let value: Bytes = row["values"][0].as_str().unwrap().parse().unwrap();
        let call = TreeHarness::leafHashCall {
            key,
            valueHash: keccak256(&value),
        };
        assert_eq!(evm.call(harness, &call), field::<B256>(row, "root"), "{row}");
    }
}
