//! Solana: program-derived addresses
//! ([Solana's documentation](https://solana.com/docs/core/pda); `find_program_address` in
//! [solana-sdk](https://github.com/anza-xyz/solana-sdk)).

use alloy_primitives::{Address, B256, Bytes};
use curve25519_dalek::edwards::CompressedEdwardsY;
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use crate::{
    constant::{self, ConstantError},
    family::{Family, Input},
};

/// The first seed: what kind of account it is.
const SEED: &[u8] = b"mini-account";
/// What sets these addresses apart from other hashes.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// [`find_program_address`] of the program for the seeds "mini-account" and the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Solana {
    /// The program whose accounts these are.
    #[serde(deserialize_with = "program")]
    pub program: B256,
}

fn program<'de, D: Deserializer<'de>>(deserializer: D) -> Result<B256, D::Error> {
    constant::from_text(deserializer, |text| {
        let refused =
            |reason: &dyn ToString| ConstantError::text(text, "program of Solana", reason.to_string());
        let bytes = bs58::decode(text).into_vec().map_err(|error| refused(&error))?;
        let program =
            B256::try_from(bytes.as_slice()).map_err(|_| refused(&"it is not 32 bytes in base58"))?;
        // Zero is the system program, which has no accounts of ours.
        if program.is_zero() {
            return Err(ConstantError::Zero);
        }
        Ok(program)
    })
}

impl Solana {
    fn find(&self, node: &B256) -> Option<(B256, u8)> {
        find_program_address(&[SEED, node.as_slice()], &self.program)
    }
}

impl Family for Solana {
    fn address(&self, node: &B256, _keystore: &Address) -> Option<Bytes> {
        self.find(node)
            .map(|(address, _)| Bytes::copy_from_slice(address.as_slice()))
    }

    fn text(&self, address: &[u8]) -> Option<String> {
        (address.len() == B256::len_bytes()).then(|| bs58::encode(address).into_string())
    }

    fn constants(&self) -> Vec<Input> {
        vec![Input::new("program", bs58::encode(self.program).into_string())]
    }

    fn inputs(&self, node: &B256, _keystore: &Address) -> Vec<Input> {
        let bump = self.find(node).map(|(_, bump)| Input::new("bump", bump));
        let seeds = Input::new("seeds", format!("\"mini-account\",{node}"));
        [Some(seeds), bump].into_iter().flatten().collect()
    }
}

/// The first address off the curve, and its bump, from 255 down to 1: nobody can hold a key to it.
/// Nothing if there is none, which nobody has ever seen.
#[must_use]
pub fn find_program_address(seeds: &[&[u8]], program: &B256) -> Option<(B256, u8)> {
    (1..=u8::MAX).rev().find_map(|bump| {
        let mut hasher = Sha256::new();
        for seed in seeds {
            hasher.update(seed);
        }
        hasher.update([bump]);
        hasher.update(program);
        hasher.update(MARKER);
        let address = B256::from(<[u8; 32]>::from(hasher.finalize()));
        (!is_on_curve(&address)).then_some((address, bump))
    })
}

/// Whether these bytes are a point of Curve25519, so that there is a key to them.
#[must_use]
pub fn is_on_curve(bytes: &B256) -> bool {
    CompressedEdwardsY(bytes.0).decompress().is_some()
}
