//! ZK Stack chains without an EVM emulator: their own CREATE2, of their own bytecode
//! (`L2ContractHelper.computeCreate2Address` in
//! [era-contracts](https://github.com/matter-labs/era-contracts)).

use alloy_primitives::{Address, B256, Bytes, b256, keccak256};
use serde::{Deserialize, Deserializer};

use crate::{
    constant::{self, ConstantError},
    evm,
    family::{Family, Input},
};

/// keccak-256 of "zksyncCreate2".
const PREFIX: B256 = b256!("0x2020dba91b30cc0006188af794c2fb30dd8520db7e2c088b7fc7c103c00ca494");

/// [`create2`] by the factory, with the node as salt, of the proxy's bytecode with the constructor's
/// input `abi.encode(implementation, node, keystore)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZkStack {
    /// The factory, which creates the proxies.
    #[serde(deserialize_with = "constant::address")]
    pub factory: Address,
    /// The bootstrap implementation, which a new proxy delegates to.
    #[serde(deserialize_with = "constant::address")]
    pub implementation: Address,
    /// Hash of the proxy's bytecode: `01 00`, its length in words (big-endian, odd), then the end of
    /// its SHA-256.
    #[serde(deserialize_with = "bytecode_hash")]
    pub bytecode_hash: B256,
}

fn bytecode_hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<B256, D::Error> {
    constant::from_text(deserializer, |text| {
        let hash = constant::read_word(text)?;
        match hash.0 {
            [1, 0, _, low, ..] if low % 2 == 1 => Ok(hash),
            _ => Err(ConstantError::text(
                text,
                "bytecode hash of a ZK Stack chain",
                "it begins with 0x0100 and an odd number of words",
            )),
        }
    })
}

impl ZkStack {
    /// What the proxy's constructor is given.
    fn input(&self, node: &B256, keystore: &Address) -> [B256; 3] {
        [self.implementation.into_word(), *node, keystore.into_word()]
    }

    fn input_hash(&self, node: &B256, keystore: &Address) -> B256 {
        keccak256(self.input(node, keystore).concat())
    }
}

impl Family for ZkStack {
    fn address(&self, node: &B256, keystore: &Address) -> Option<Bytes> {
        let input_hash = self.input_hash(node, keystore);
        let address = create2(self.factory, *node, self.bytecode_hash, input_hash);
        Some(Bytes::copy_from_slice(address.as_slice()))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        evm::text(address)
    }

    fn constants(&self) -> Vec<Input> {
        vec![
            Input::new("factory", self.factory),
            Input::new("implementation", self.implementation),
            Input::new("bytecodeHash", self.bytecode_hash),
        ]
    }

    fn inputs(&self, node: &B256, keystore: &Address) -> Vec<Input> {
        vec![
            Input::new("salt", node),
            Input::new("keystore", keystore),
            Input::new("inputHash", self.input_hash(node, keystore)),
        ]
    }
}

/// `keccak256(keccak256("zksyncCreate2") ‖ pad32(deployer) ‖ salt ‖ bytecode_hash ‖ input_hash)[12:]`,
/// where `input_hash` is keccak-256 of the constructor's input.
#[must_use]
pub fn create2(deployer: Address, salt: B256, bytecode_hash: B256, input_hash: B256) -> Address {
    let words = [PREFIX, deployer.into_word(), salt, bytecode_hash, input_hash];
    Address::from_word(keccak256(words.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_the_hash_of_its_words() {
        assert_eq!(PREFIX, keccak256("zksyncCreate2"));
    }
}
