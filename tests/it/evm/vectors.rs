//! The vectors that Rust, this EVM and Foundry share: three implementations, one result.

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym_derive::{Deployment, mini_account};
use mononym_ens::{Limits, Name, RecordCall, response_digest};
use serde_json::Value;

use super::{Accounts, Evm, VectorHarness, artifact, code};

fn harness() -> (Evm, Address) {
    let mut evm = Evm::new(1);
    let address = evm.create(code(&artifact("VectorHarness"), "bytecode"));
    (evm, address)
}

fn rows(json: &str) -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(json).unwrap();
    assert!(rows.len() >= 5);
    rows
}

pub(super) fn field<T: std::str::FromStr>(row: &Value, field: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    row[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} in {row}"))
        .parse()
        .unwrap()
}

#[test]
fn digests() {
    let (mut evm, harness) = harness();
    for row in rows(include_str!("../../vectors/digest.json")) {
        let call = VectorHarness::responseDigestCall {
            resolver: field(&row, "resolver"),
            expires: row["expires"].as_u64().unwrap(),
            callData: field(&row, "callData"),
            result: field(&row, "result"),
        };
        let expected: B256 = field(&row, "digest");
        let digest = response_digest(&call.resolver, call.expires, &call.callData, &call.result);
        assert_eq!(digest, expected, "{row}");
        assert_eq!(evm.call(harness, &call), expected, "{row}");
    }
}

#[test]
fn namehashes() {
    let (mut evm, harness) = harness();
    for row in rows(include_str!("../../vectors/namehash.json")) {
        let (dns, expected): (Bytes, B256) = (field(&row, "dns"), field(&row, "node"));
        let name = Name::from_dns(&dns, &Limits::default()).unwrap();
        assert_eq!(name.node(), expected, "{row}");
        assert_eq!(
            evm.call(harness, &VectorHarness::namehashCall { name: dns }),
            expected,
            "{row}"
        );
    }
}

#[test]
fn record_keys() {
    let (mut evm, harness) = harness();
    for row in rows(include_str!("../../vectors/records.json")) {
        let (node, call): (B256, Bytes) = (field(&row, "node"), field(&row, "call"));
        let expected: B256 = field(&row, "recordKey");
        let record = RecordCall::parse(&call, &Limits::default()).unwrap();
        assert_eq!(record.key(&node), expected, "{row}");
        assert_eq!(
            evm.call(harness, &VectorHarness::recordKeyCall { node, call }),
            expected,
            "{row}"
        );
    }
}

#[test]
fn mini_accounts() {
    let (mut evm, harness) = harness();
    for row in rows(include_str!("../../vectors/addresses.json")) {
        let node: B256 = field(&row, "node");
        let deployment = Deployment {
            factory: field(&row, "factory"),
            implementation: field(&row, "implementation"),
            keystore: field(&row, "keystore"),
        };
        let Deployment {
            factory,
            implementation,
            keystore,
        } = deployment;
        let hash: B256 = field(&row, "initCodeHash");
        assert_eq!(mini_account::init_code_hash(&node, &deployment), hash, "{row}");
        let call = VectorHarness::miniAccountInitCodeHashCall {
            implementation,
            node,
            keystore,
        };
        assert_eq!(evm.call(harness, &call), hash, "{row}");
        let call = VectorHarness::miniAccountInitCodeCall {
            implementation,
            node,
            keystore,
        };
        assert_eq!(keccak256(evm.call(harness, &call)), hash, "{row}");

        let address: Address = field(&row, "address");
        assert_eq!(mini_account::address(&node, &deployment), address, "{row}");
        let call = VectorHarness::miniAccountAddressCall {
            factory,
            implementation,
            node,
            keystore,
        };
        assert_eq!(evm.call(harness, &call), address, "{row}");
    }
}

#[test]
fn a_name_that_is_cut_short_or_goes_on_has_no_namehash() {
    let (mut evm, harness) = harness();
    for name in [&b""[..], b"\x03eth", b"\x04eth\0", b"\x03eth\0\0"] {
        let name = Bytes::copy_from_slice(name);
        assert!(Name::from_dns(&name, &Limits::default()).is_err());
        assert!(
            evm.try_call(harness, &VectorHarness::namehashCall { name: name.clone() })
                .is_err(),
            "{name}"
        );
    }
}

/// EIP-1014's examples; CreateX's rule is that of its own address.
#[test]
fn create2_addresses() {
    let stand_in = code(&artifact("CreateXStandIn"), "deployedBytecode");
    for row in rows(include_str!("../../vectors/evm.json")) {
        let (deployer, init_code): (Address, Bytes) = (field(&row, "deployer"), field(&row, "initCode"));
        let (salt, hash) = (field(&row, "salt"), keccak256(init_code));
        let expected: Address = field(&row, "address");
        assert_eq!(
            mononym_derive::evm::create2(deployer, salt, hash),
            expected,
            "{row}"
        );
        let mut evm = Evm::new(1);
        evm.install(deployer, stand_in.clone());
        let call = Accounts::computeCreate2AddressCall {
            salt,
            initCodeHash: hash,
        };
        assert_eq!(evm.call(deployer, &call), expected, "{row}");
    }
}
