//! What holds for every node, in every family.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use alloy_primitives::{Address, B256, Bytes, U256, uint};
use bech32::Hrp;
use mononym_derive::{
    Family,
    cosmwasm::{CosmWasm, Creator},
    evm::Evm,
    solana::{Solana, is_on_curve},
    starknet::Starknet,
    tron::Tron,
    zk_stack::ZkStack,
};
use proptest::prelude::*;

/// Addresses of Starknet are below it.
const STARKNET_BOUND: U256 = uint!(0x07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00_U256);

/// One of each family with constants made of these bytes, and the length of its addresses.
fn families(word: B256) -> Vec<(Box<dyn Family>, usize)> {
    let address = Address::from_word(word);
    let creator = Creator {
        prefix: Hrp::parse("cosmos").expect("prefix"),
        canonical: Bytes::copy_from_slice(word.as_slice()),
    };
    vec![
        (
            Box::new(Evm {
                factory: address,
                implementation: address,
            }),
            20,
        ),
        (
            Box::new(ZkStack {
                factory: address,
                implementation: address,
                bytecode_hash: word,
            }),
            20,
        ),
        (
            Box::new(Tron {
                factory: address,
                implementation: address,
            }),
            21,
        ),
        (Box::new(Starknet { class_hash: word }), 32),
        (Box::new(Solana { program: word }), 32),
        (
            Box::new(CosmWasm {
                checksum: word,
                creator,
            }),
            32,
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Every bit of the node counts, those too that do not fit a field element of Starknet.
    #[test]
    fn distinct_nodes_have_distinct_addresses(node: [u8; 32], word: [u8; 32], bit in 0_usize..256) {
        let (node, keystore) = (B256::from(node), Address::repeat_byte(3));
        let mut other = node;
        if let Some(byte) = other.0.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
        }
        for (family, length) in families(B256::from(word)) {
            let address = family.address(&node, &keystore).expect("an address");
            prop_assert_eq!(address.len(), length);
            prop_assert!(family.text(&address).is_some());
            prop_assert_ne!(Some(address), family.address(&other, &keystore));
        }
    }

    /// Two services, or two deployments, never share an address.
    #[test]
    fn constants_move_every_address(node: [u8; 32], word: [u8; 32], bit in 96_usize..256) {
        let (node, keystore) = (B256::from(node), Address::repeat_byte(3));
        let mut other = B256::from(word);
        if let Some(byte) = other.0.get_mut(bit / 8) {
            *byte ^= 1 << (bit % 8);
        }
        for ((ours, _), (theirs, _)) in families(B256::from(word)).iter().zip(families(other)) {
            prop_assert_ne!(ours.address(&node, &keystore), theirs.address(&node, &keystore));
            prop_assert_ne!(ours.constants(), theirs.constants());
        }
    }

    #[test]
    fn nobody_has_a_key_to_an_address_of_solana(node: [u8; 32], program: [u8; 32]) {
        let family = Solana { program: B256::from(program) };
        let address = family.address(&B256::from(node), &Address::ZERO).expect("an address");
        prop_assert!(!is_on_curve(&B256::try_from(address.as_ref()).expect("32 bytes")));
    }

    #[test]
    fn addresses_of_starknet_are_in_range(node: [u8; 32], class_hash: [u8; 32]) {
        let family = Starknet { class_hash: B256::from(class_hash) };
        let address = family.address(&B256::from(node), &Address::ZERO).expect("an address");
        prop_assert!(U256::try_from_be_slice(&address).expect("32 bytes") < STARKNET_BOUND);
    }

    /// The text leads back to the bytes.
    #[test]
    fn texts_lead_back(node: [u8; 32], word: [u8; 32]) {
        let (node, keystore) = (B256::from(node), Address::ZERO);
        let back: [ReadBack; 6] = [hex, hex, base58check, hex, base58, bech32];
        for ((family, _), back) in families(B256::from(word)).iter().zip(back) {
            let address = family.address(&node, &keystore).expect("an address");
            let text = family.text(&address).expect("a text");
            prop_assert_eq!(back(&text), Some(address.to_vec()), "{}", text);
        }
    }
}

/// From a text to its bytes.
type ReadBack = fn(&str) -> Option<Vec<u8>>;

fn hex(text: &str) -> Option<Vec<u8>> {
    alloy_primitives::hex::decode(text).ok()
}

fn base58check(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text).with_check(None).into_vec().ok()
}

fn base58(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text).into_vec().ok()
}

fn bech32(text: &str) -> Option<Vec<u8>> {
    bech32::decode(text).ok().map(|(_, bytes)| bytes)
}
