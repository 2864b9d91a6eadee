//! Every family against other people's libraries, and against vectors that its makers published.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use alloy_primitives::{Address, B256, Bytes, address, b256, bytes, hex, keccak256};
use bech32::Hrp;
use mononym_derive::{
    Family,
    cosmwasm::{CosmWasm, Creator, instantiate2},
    evm::Evm,
    solana::{Solana, find_program_address, is_on_curve},
    starknet::{Starknet, contract_address},
    tron::Tron,
    zk_stack::{self, ZkStack},
};
use serde::Deserialize;
use starknet_types_core::felt::Felt;

/// Random nodes and constants, and what independent libraries make of them (viem, zksync-ethers,
/// tronweb, starknet.js, @solana/web3.js, CosmJS).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Vectors {
    evm: Vec<EvmVector>,
    zk_stack: Vec<ZkStackVector>,
    tron: Vec<TronVector>,
    starknet: Vec<StarknetVector>,
    solana: Vec<SolanaVector>,
    cosmwasm: Vec<CosmWasmVector>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EvmVector {
    node: B256,
    keystore: Address,
    factory: Address,
    implementation: Address,
    address: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ZkStackVector {
    node: B256,
    keystore: Address,
    factory: Address,
    implementation: Address,
    bytecode_hash: B256,
    address: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TronVector {
    node: B256,
    keystore: Address,
    factory: Address,
    implementation: Address,
    address: Bytes,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StarknetVector {
    node: B256,
    class_hash: B256,
    address: Bytes,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SolanaVector {
    node: B256,
    program: B256,
    bump: u8,
    address: Bytes,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CosmWasmVector {
    node: B256,
    checksum: B256,
    creator: Bytes,
    prefix: String,
    address: Bytes,
    text: String,
}

fn vectors() -> Vectors {
    let vectors: Vectors =
        serde_json::from_str(include_str!("../../../tests/vectors/families.json")).expect("vectors");
    for count in [
        vectors.evm.len(),
        vectors.zk_stack.len(),
        vectors.tron.len(),
        vectors.starknet.len(),
        vectors.solana.len(),
        vectors.cosmwasm.len(),
    ] {
        assert!(count > 0, "every family has vectors");
    }
    vectors
}

/// That the family gives this address and, if there is one, this text.
fn check(family: &dyn Family, node: &B256, keystore: Address, address: &Bytes, text: Option<&str>) {
    assert_eq!(family.address(node, &keystore).as_ref(), Some(address), "{node}");
    if let Some(text) = text {
        assert_eq!(family.text(address).as_deref(), Some(text), "{node}");
    }
}

#[test]
fn evm() {
    for vector in vectors().evm {
        let family = Evm {
            factory: vector.factory,
            implementation: vector.implementation,
        };
        check(&family, &vector.node, vector.keystore, &vector.address, None);
    }
}

#[test]
fn zk_stack() {
    for vector in vectors().zk_stack {
        let family = ZkStack {
            factory: vector.factory,
            implementation: vector.implementation,
            bytecode_hash: vector.bytecode_hash,
        };
        check(&family, &vector.node, vector.keystore, &vector.address, None);
    }
}

/// zksync-ethers, tests/unit/utils.test.ts; its salt and its input are one byte there, unpadded. So
/// the formula, written out once more, is held against both the vector and ours.
#[test]
fn zk_stack_formula() {
    let sender = address!("0x36615Cf349d7F6344891B1e7CA7C72883F5dc049");
    let bytecode_hash = b256!("0x010001cb6a6e8d5f6829522f19fa9568660e0a9cd53b2e8be4deb0a679452e41");
    let formula = |salt: &[u8], input: &[u8]| {
        let (prefix, sender, input_hash) = (keccak256("zksyncCreate2"), sender.into_word(), keccak256(input));
        let parts = [
            prefix.as_slice(),
            &sender[..],
            salt,
            &bytecode_hash[..],
            &input_hash[..],
        ];
        Address::from_word(keccak256(parts.concat()))
    };
    let published = address!("0x29bac3E5E8FFE7415F97C956BFA106D70316ad50");
    assert_eq!(formula(&[1], &[1]), published);
    let salt = keccak256("a salt");
    let ours = zk_stack::create2(sender, salt, bytecode_hash, keccak256([1]));
    assert_eq!(ours, formula(salt.as_slice(), &[1]));
}

#[test]
fn tron() {
    for vector in vectors().tron {
        let family = Tron {
            factory: vector.factory,
            implementation: vector.implementation,
        };
        let text = Some(vector.text.as_str());
        check(&family, &vector.node, vector.keystore, &vector.address, text);
    }
}

#[test]
fn starknet() {
    for vector in vectors().starknet {
        let family = Starknet {
            class_hash: vector.class_hash,
        };
        let text = vector.address.to_string();
        check(&family, &vector.node, Address::ZERO, &vector.address, Some(&text));
    }
}

/// starknet-rs, starknet-core/src/utils.rs.
#[test]
fn starknet_formula() {
    let felt = |hex: &str| Felt::from_hex(hex).expect("felt");
    let address = contract_address(
        felt("0x0018a7a329d1d85b621350f2b5fc9c64b2e57dfe708525f0aff2c90de1e5b9c8"),
        felt("0x0750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062"),
        &[Felt::ONE],
    );
    assert_eq!(
        B256::from(address),
        b256!("0x00da27ef7c3869c3a6cc6a0f7bf07a51c3e590825adba8a51cae27d815839eec")
    );
}

#[test]
fn solana() {
    for vector in vectors().solana {
        let family = Solana {
            program: vector.program,
        };
        let text = Some(vector.text.as_str());
        check(&family, &vector.node, Address::ZERO, &vector.address, text);
        let seeds: [&[u8]; 2] = [b"mini-account", vector.node.as_slice()];
        let (_, bump) = find_program_address(&seeds, &vector.program).expect("an address");
        assert_eq!(bump, vector.bump);
    }
}

/// solana-sdk, address/src/syscalls.rs.
#[test]
fn solana_formula() {
    let decode = |text: &str| -> B256 {
        let bytes = bs58::decode(text).into_vec().expect("base58");
        B256::try_from(bytes.as_slice()).expect("32 bytes")
    };
    let program = decode("BPFLoaderUpgradeab1e11111111111111111111111");
    // Without a bump: that the first one found is the published address says so for both.
    let published = decode("2fnQrngrQT4SeLcdToJAD96phoEjNL2man2kfRLCASVk");
    let without_bump = {
        use sha2::{Digest, Sha256};
        let parts: [&[u8]; 4] = [b"Talking", b"Squirrels", &program[..], b"ProgramDerivedAddress"];
        B256::from(<[u8; 32]>::from(Sha256::digest(parts.concat())))
    };
    assert_eq!(without_bump, published);
    assert!(!is_on_curve(&published));
    // The base point is on the curve.
    let base = b256!("0x5866666666666666666666666666666666666666666666666666666666666666");
    assert!(is_on_curve(&base));
}

#[test]
fn cosmwasm() {
    for vector in vectors().cosmwasm {
        let family = CosmWasm {
            checksum: vector.checksum,
            creator: Creator {
                prefix: Hrp::parse(&vector.prefix).expect("prefix"),
                canonical: vector.creator,
            },
        };
        let text = Some(vector.text.as_str());
        check(&family, &vector.node, Address::ZERO, &vector.address, text);
    }
}

/// cosmwasm-std, `instantiate2_address_impl_works`; wasmd's golden master has the text.
#[test]
fn cosmwasm_formula() {
    let checksum = b256!("0x13a1fc994cc6d1c81b746ee0c0ff6f90043875e0bf1d9be6b7d779fc978dc2a5");
    let canonical = bytes!("9999999999aaaaaaaaaabbbbbbbbbbcccccccccc");
    for (msg, expected) in [
        (
            &b""[..],
            b256!("0x5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847"),
        ),
        (
            &b"{}"[..],
            b256!("0x0995499608947a5281e2c7ebd71bdb26a1ad981946dad57f6c4d3ee35de77835"),
        ),
    ] {
        assert_eq!(instantiate2(&checksum, &canonical, &hex!("61"), msg), expected);
    }
    let prefix = Hrp::parse("purple").expect("prefix");
    let family = CosmWasm {
        checksum,
        creator: Creator { prefix, canonical },
    };
    let address = hex!("5e865d3e45ad3e961f77fd77d46543417ced44d924dc3e079b5415ff6775f847");
    assert_eq!(
        family.text(&address).as_deref(),
        Some("purple1t6r960j945lfv8mhl4mage2rg97w63xeynwrupum2s2l7em4lprs9ce5hk")
    );
}

/// What is no address of a family has no text of it.
#[test]
fn other_bytes_have_no_text() {
    let families: [(&dyn Family, &[usize]); 3] = [
        (
            &Evm {
                factory: Address::ZERO,
                implementation: Address::ZERO,
            },
            &[20],
        ),
        (
            &Starknet {
                class_hash: B256::ZERO,
            },
            &[32],
        ),
        (&Solana { program: B256::ZERO }, &[32]),
    ];
    for (family, lengths) in families {
        for length in 0..40 {
            let bytes = vec![0x41; length];
            assert_eq!(
                family.text(&bytes).is_some(),
                lengths.contains(&length),
                "{length}"
            );
        }
    }
    let tron = Tron {
        factory: Address::ZERO,
        implementation: Address::ZERO,
    };
    assert_eq!(tron.text(&[0x41; 20]), None);
    assert_eq!(tron.text(&[0xa0; 21]), None);
    assert!(tron.text(&[0x41; 21]).is_some());
}
