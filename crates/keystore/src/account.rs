//! The keystore's record of one name.

use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::signer::Signer;

/// Who may change a name, and who may register names below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name in normalised form, without a final dot.
    pub name: String,
    /// The name's namehash.
    pub node: B256,
    /// Operations accepted so far, and so the nonce of the next one.
    pub nonce: u64,
    /// Hash over every accepted operation, in order: [`next_history_hash`].
    pub history_hash: B256,
    /// Whether the account answers.
    pub status: Status,
    /// Signatures that an operation needs.
    pub threshold: u8,
    /// The keys that may sign, in strictly ascending order of [`Signer::id`].
    pub signers: Vec<Signer>,
    /// Guardians that a recovery needs; 0 without guardians.
    pub guardian_threshold: u8,
    /// Salted hash of the guardians; zero without guardians.
    pub guardians_hash: B256,
    /// Seconds between the start and the end of a recovery.
    pub recovery_delay: u32,
    /// Logic of the mini-accounts; zero if not chosen yet.
    pub implementation: Address,
    /// Who vouches for names directly below this one; zero for nobody.
    pub registrar: Address,
    /// On what terms names below this one are registered.
    pub policy: Policy,
}

/// `keccak256(previous ‖ operation hash)`: tells two histories of equal length apart.
pub fn next_history_hash(previous: &B256, operation_hash: &B256) -> B256 {
    keccak256([previous.as_slice(), operation_hash.as_slice()].concat())
}

/// Whether an account answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Answers and can be changed.
    Active,
}

/// On what terms names below a parent are registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Nobody registers.
    Closed,
    /// Everybody does: the service signs the voucher.
    Open,
    /// Whoever has a voucher of the registrar.
    Voucher,
}

/// A stored or received code that this release does not know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} {code} is unknown to this release")]
pub struct UnknownCode {
    /// What the code stands for.
    pub what: &'static str,
    /// The code.
    pub code: u8,
}

impl Status {
    /// The code that is stored and hashed.
    pub fn code(self) -> u8 {
        match self {
            Self::Active => 0,
        }
    }
}

impl TryFrom<u8> for Status {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        match code {
            0 => Ok(Self::Active),
            code => Err(UnknownCode {
                what: "account status",
                code,
            }),
        }
    }
}

impl Policy {
    /// The code that is signed, stored and hashed.
    pub fn code(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Open => 1,
            Self::Voucher => 2,
        }
    }
}

impl TryFrom<u8> for Policy {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        match code {
            0 => Ok(Self::Closed),
            1 => Ok(Self::Open),
            2 => Ok(Self::Voucher),
            code => Err(UnknownCode {
                what: "registration policy",
                code,
            }),
        }
    }
}
