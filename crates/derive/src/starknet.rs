//! Starknet: contract addresses
//! ([Starknet's book](https://docs.starknet.io/learn/protocol/accounts), "contract address";
//! `get_contract_address` in [starknet-rs](https://github.com/xJonathanLEI/starknet-rs)).
//!
//! A node does not always fit a field element, so the account's constructor is given it in two
//! halves. The salt, which need not say all of it, is its low 250 bits.

use alloy_primitives::{Address, B256, Bytes, U256, uint};
use serde::{Deserialize, Deserializer};
use starknet_types_core::{
    felt::Felt,
    hash::{Pedersen, StarkHash},
};

use crate::{
    constant::{self, ConstantError},
    family::{Family, Input},
};

const PREFIX: &[u8] = b"STARKNET_CONTRACT_ADDRESS";
/// Addresses are below 2^251 - 256.
const ADDRESS_BOUND: U256 = uint!(0x07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00_U256);
/// 2^250 - 1.
const SALT_MASK: U256 = uint!(0x03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff_U256);
/// 2^128 - 1.
const LOW_MASK: U256 = uint!(0xffffffffffffffffffffffffffffffff_U256);

/// [`contract_address`] of a contract of this class, deployed by nobody in particular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starknet {
    /// The class of the account: a field element.
    #[serde(deserialize_with = "class_hash")]
    pub class_hash: B256,
}

fn class_hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<B256, D::Error> {
    constant::from_text(deserializer, |text| {
        let word = constant::read_word(text)?;
        if Felt::from_bytes_be(&word.0).to_bytes_be() != word.0 {
            return Err(ConstantError::text(
                text,
                "class hash",
                "it is not below the field's prime",
            ));
        }
        Ok(word)
    })
}

/// The node as Starknet takes it: the salt, and the constructor's call data.
fn split(node: &B256) -> (Felt, [Felt; 2]) {
    let number = U256::from_be_bytes(node.0);
    let halves = [number & LOW_MASK, number >> 128_usize];
    (felt(number & SALT_MASK), halves.map(felt))
}

fn felt(number: U256) -> Felt {
    Felt::from_bytes_be(&number.to_be_bytes())
}

impl Family for Starknet {
    fn address(&self, node: &B256, _keystore: &Address) -> Option<Bytes> {
        let (salt, calldata) = split(node);
        let class_hash = Felt::from_bytes_be(&self.class_hash.0);
        let address = contract_address(salt, class_hash, &calldata);
        Some(Bytes::copy_from_slice(&address.to_be_bytes::<32>()))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        B256::try_from(address).ok().map(|address| address.to_string())
    }

    fn constants(&self) -> Vec<Input> {
        vec![Input::new("classHash", self.class_hash)]
    }

    fn inputs(&self, node: &B256, _keystore: &Address) -> Vec<Input> {
        let (salt, [low, high]) = split(node);
        vec![
            Input::new("deployer", "0x0"),
            Input::new("salt", format!("{salt:#x}")),
            Input::new("calldata", format!("{low:#x},{high:#x}")),
        ]
    }
}

/// Address of a contract without a deployer: `pedersen("STARKNET_CONTRACT_ADDRESS", 0, salt,
/// class_hash, pedersen(calldata)) mod (2^251 - 256)`, with Pedersen hashes of arrays.
#[must_use]
pub fn contract_address(salt: Felt, class_hash: Felt, calldata: &[Felt]) -> U256 {
    let hash = Pedersen::hash_array(&[
        Felt::from_bytes_be_slice(PREFIX),
        Felt::ZERO,
        salt,
        class_hash,
        Pedersen::hash_array(calldata),
    ]);
    U256::from_be_bytes(hash.to_bytes_be()) % ADDRESS_BOUND
}
