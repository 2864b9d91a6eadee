//! Guardians: hidden behind a salted hash until they act.

use alloc::vec::Vec;

use alloy_primitives::{B256, keccak256};
use alloy_sol_types::{
    SolType,
    sol_data::{Array, FixedBytes, Uint},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::signer::Signer;

/// Most guardians of one account.
pub const MAX_GUARDIANS: usize = 16;

/// A set of guardians, opened: who they are by their ids, and the salt that hid them. Those who do
/// not sign stay behind their id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardianSet {
    /// [`Signer::id`] of each guardian, in strictly ascending order.
    pub guardians: Vec<B256>,
    /// The salt.
    pub salt: B256,
}

impl GuardianSet {
    /// A set of these guardians.
    pub fn new(guardians: &[Signer], salt: B256) -> Self {
        let mut ids: Vec<B256> = guardians.iter().map(Signer::id).collect();
        ids.sort_unstable();
        Self { guardians: ids, salt }
    }

    /// Whether a key is one of the guardians.
    pub fn contains(&self, signer: &Signer) -> bool {
        self.guardians.contains(&signer.id())
    }

    /// Checks that it is a set in canonical order.
    ///
    /// # Errors
    /// [`GuardianError`] says why not.
    pub fn check(&self) -> Result<(), GuardianError> {
        if self.guardians.is_empty() || self.guardians.len() > MAX_GUARDIANS {
            return Err(GuardianError::Count(self.guardians.len()));
        }
        if !self.guardians.is_sorted_by(|before, after| before < after) {
            return Err(GuardianError::Order);
        }
        Ok(())
    }
}

/// Why a list of guardians is no set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GuardianError {
    /// None at all, or more than [`MAX_GUARDIANS`].
    #[error("an account has 1 to {MAX_GUARDIANS} guardians, not {0}")]
    Count(usize),
    /// Not sorted, or one twice.
    #[error("guardians' ids stand in strictly ascending order, each once")]
    Order,
}

/// `keccak256(abi.encode(threshold, bytes32[] ids, bytes32 salt))`: what an account commits to.
pub fn guardians_hash(threshold: u8, set: &GuardianSet) -> B256 {
    type Commitment = (Uint<8>, Array<FixedBytes<32>>, FixedBytes<32>);
    keccak256(Commitment::abi_encode_params(&(
        threshold,
        set.guardians.clone(),
        set.salt,
    )))
}
