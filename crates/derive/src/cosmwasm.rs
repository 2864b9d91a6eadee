//! CosmWasm: the predictable addresses of `instantiate2`
//! ([cosmwasm-std](https://docs.rs/cosmwasm-std), `instantiate2_address`; `BuildContractAddressPredictable` in
//! [wasmd](https://github.com/CosmWasm/wasmd)), written in Bech32 (BIP-173).

use alloy_primitives::{Address, B256, Bytes};
use bech32::{Bech32, Hrp, primitives::decode::CheckedHrpstring};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use crate::{
    constant::{self, ConstantError},
    family::{Family, Input},
};

/// [`instantiate2`] of the code by its creator, with the node as salt, and without the message, which
/// would make it the creator's choice what stands at an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CosmWasm {
    /// SHA-256 of the account's code.
    #[serde(deserialize_with = "constant::word")]
    pub checksum: B256,
    /// Who instantiates: the factory.
    #[serde(deserialize_with = "creator")]
    pub creator: Creator,
}

/// An address of a Cosmos chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Creator {
    /// What addresses of the chain begin with, such as "cosmos".
    pub prefix: Hrp,
    /// The canonical address: 20 or 32 bytes.
    pub canonical: Bytes,
}

fn creator<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Creator, D::Error> {
    constant::from_text(deserializer, |text| {
        let refused = |reason: &dyn ToString| {
            ConstantError::text(text, "address of a Cosmos chain", reason.to_string())
        };
        let address = CheckedHrpstring::new::<Bech32>(text).map_err(|error| refused(&error))?;
        let canonical: Bytes = address.byte_iter().collect();
        if !matches!(canonical.len(), 20 | 32) {
            return Err(refused(&"it is not of 20 or 32 bytes"));
        }
        if canonical.iter().all(|byte| *byte == 0) {
            return Err(ConstantError::Zero);
        }
        let prefix = address.hrp();
        Ok(Creator { prefix, canonical })
    })
}

impl CosmWasm {
    fn bech32(&self, address: &[u8]) -> Option<String> {
        bech32::encode::<Bech32>(self.creator.prefix, address).ok()
    }
}

impl Family for CosmWasm {
    fn address(&self, node: &B256, _keystore: &Address) -> Option<Bytes> {
        let address = instantiate2(&self.checksum, &self.creator.canonical, node.as_slice(), &[]);
        Some(Bytes::copy_from_slice(address.as_slice()))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        matches!(address.len(), 20 | 32)
            .then(|| self.bech32(address))
            .flatten()
    }

    fn constants(&self) -> Vec<Input> {
        let creator = self.bech32(&self.creator.canonical).unwrap_or_default();
        vec![
            Input::new("checksum", self.checksum),
            Input::new("creator", creator),
        ]
    }

    fn inputs(&self, node: &B256, _keystore: &Address) -> Vec<Input> {
        vec![Input::new("salt", node), Input::new("msg", "")]
    }
}

/// `sha256(sha256("module") ‖ "wasm\0" ‖ checksum ‖ creator ‖ salt ‖ msg)`, the last four each after its
/// length in 8 bytes, big-endian.
#[must_use]
pub fn instantiate2(checksum: &B256, creator: &[u8], salt: &[u8], msg: &[u8]) -> B256 {
    let mut hasher = Sha256::new();
    hasher.update(Sha256::digest(b"module"));
    hasher.update(b"wasm\0");
    for part in [checksum.as_slice(), creator, salt, msg] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    B256::from(<[u8; 32]>::from(hasher.finalize()))
}
