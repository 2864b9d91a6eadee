//! Signatures over EIP-712 digests.

use std::{fmt, str::FromStr};

use alloy_primitives::{Address, B256, Bytes};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::signer::Signer;

/// A secp256k1 signature in canonical form: `r ‖ s ‖ v`, low s, v 27 or 28.
///
/// Other spellings that wallets produce (high s, v 0 or 1) are brought to this form on the way
/// in, so that one approval has one form in the log.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Bytes", into = "Bytes")]
pub struct Signature([u8; 65]);

impl Signature {
    /// The 65 bytes `r ‖ s ‖ v`.
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }

    /// The address whose key signed `digest`.
    ///
    /// # Errors
    /// [`SignatureError::NoKey`] if no key can have made this signature.
    pub fn recover(&self, digest: &B256) -> Result<Address, SignatureError> {
        alloy_primitives::Signature::from_raw_array(&self.0)
            .and_then(|signature| signature.recover_address_from_prehash(digest))
            .map_err(|_| SignatureError::NoKey)
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = SignatureError;

    fn try_from(bytes: &[u8]) -> Result<Self, SignatureError> {
        let [rs @ .., v] = bytes else {
            return Err(SignatureError::Length(0));
        };
        if rs.len() != 64 {
            return Err(SignatureError::Length(bytes.len()));
        }
        if !matches!(v, 0 | 1 | 27 | 28) {
            return Err(SignatureError::RecoveryId(*v));
        }
        let signature = alloy_primitives::Signature::from_raw(bytes).map_err(|_| SignatureError::NoKey)?;
        Ok(Self(signature.normalized_s().as_bytes()))
    }
}

impl TryFrom<Bytes> for Signature {
    type Error = SignatureError;

    fn try_from(bytes: Bytes) -> Result<Self, SignatureError> {
        Self::try_from(bytes.as_ref())
    }
}

impl From<Signature> for Bytes {
    fn from(signature: Signature) -> Self {
        Bytes::copy_from_slice(&signature.0)
    }
}

impl FromStr for Signature {
    type Err = SignatureError;

    fn from_str(text: &str) -> Result<Self, SignatureError> {
        let bytes: Bytes = text.parse().map_err(|_| SignatureError::NotHex)?;
        Self::try_from(bytes)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Bytes::from(*self).fmt(f)
    }
}

/// One signer's approval of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Whose approval this is.
    pub signer: Signer,
    /// The signer's signature over the operation's EIP-712 digest.
    pub signature: Signature,
}

impl Approval {
    /// Checks that the signature is this signer's over `digest`.
    ///
    /// # Errors
    /// [`SignatureError::OtherKey`] if another key signed, or another text was signed.
    pub fn verify(&self, digest: &B256) -> Result<(), SignatureError> {
        let Signer::Secp256k1(address) = self.signer;
        let recovered = self.signature.recover(digest)?;
        if recovered == address {
            Ok(())
        } else {
            Err(SignatureError::OtherKey {
                claimed: address,
                recovered,
            })
        }
    }
}

/// Why a signature does not stand.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// Not 0x-hex.
    #[error("a signature is written as 0x and hexadecimal digits")]
    NotHex,
    /// Not 65 bytes.
    #[error("a secp256k1 signature has 65 bytes (r, s, v), not {0}")]
    Length(usize),
    /// The last byte is no recovery id.
    #[error("the last byte of a signature is 27 or 28 (or 0 or 1), not {0}")]
    RecoveryId(u8),
    /// r or s is out of range.
    #[error("no key can have made this signature")]
    NoKey,
    /// Made by another key, or over another text.
    #[error(
        "the signature is not {claimed}'s over this operation: it recovers to {recovered}; \
         check the domain and that nothing was changed after signing"
    )]
    OtherKey {
        /// The address that the approval names.
        claimed: Address,
        /// The address that the signature gives for this operation.
        recovered: Address,
    },
}
