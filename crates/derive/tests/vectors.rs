//! The shared vectors, and values computed with viem.

use alloy_primitives::{Address, B256, Bytes, address, keccak256};
use mononym_derive::{Catalogue, Deployment, createx, evm, mini_account};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MiniAccount {
    comment: String,
    node: B256,
    factory: Address,
    implementation: Address,
    keystore: Address,
    init_code_hash: B256,
    address: Address,
}

/// Made with Solady's LibClone, compiled and run in an EVM, and with viem.
#[test]
fn mini_accounts() {
    let vectors: Vec<MiniAccount> =
        serde_json::from_str(include_str!("../../../tests/vectors/addresses.json")).unwrap();
    assert!(vectors.len() >= 7);
    for vector in vectors {
        let deployment = Deployment {
            factory: vector.factory,
            implementation: vector.implementation,
            keystore: vector.keystore,
        };
        let hash = mini_account::init_code_hash(&vector.node, &deployment);
        assert_eq!(hash, vector.init_code_hash, "{}", vector.comment);
        let address = mini_account::address(&vector.node, &deployment);
        assert_eq!(address, vector.address, "{}", vector.comment);
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Create2 {
    comment: String,
    deployer: Address,
    salt: B256,
    init_code: Bytes,
    address: Address,
}

#[test]
fn eip_1014_examples() {
    let vectors: Vec<Create2> =
        serde_json::from_str(include_str!("../../../tests/vectors/evm.json")).unwrap();
    assert_eq!(vectors.len(), 7);
    for vector in vectors {
        let address = evm::create2(vector.deployer, vector.salt, keccak256(&vector.init_code));
        assert_eq!(address, vector.address, "{}", vector.comment);
    }
}

/// viem's getCreate2Address and getContractAddress under CreateX's rule.
#[test]
fn createx_addresses() {
    let salt = keccak256("a salt");
    assert_eq!(
        createx::create2_address(createx::CREATEX, salt, keccak256("code")),
        Some(address!("0x7163e19e82E01B26710200076Fd962f15630f0e9")),
    );
    assert_eq!(
        createx::create3_address(createx::CREATEX, salt),
        Some(address!("0x8361cCbA192cF539A25c59C142a81e26096f5a48")),
    );
}

/// viem's checksumAddress, without and with chain id 30.
#[test]
fn checksums() {
    let account = address!("0x37D4D2DB8966B8737ef8F16b05B43f184599e0c5");
    let common = "0x37D4D2DB8966B8737ef8F16b05B43f184599e0c5";
    let text = |chain_id| {
        let catalogue = Catalogue::builtin().unwrap();
        let chain = catalogue.by_chain_id(chain_id).unwrap();
        chain.format_address(account.as_slice())
    };
    assert_eq!(text(1), common);
    assert_eq!(text(8453), common);
    assert_eq!(text(30), "0x37D4d2db8966b8737ef8f16B05B43f184599e0c5");
}
