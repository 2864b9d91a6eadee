//! Signatures by Ethereum keys.

use core::fmt;

use alloy_primitives::Bytes;
use serde::{Deserialize, Serialize};

use super::SignatureError;

/// A secp256k1 signature in canonical form: `r ‖ s ‖ v`, low s, v 27 or 28.
///
/// Other spellings that wallets produce (high s, v 0 or 1) are brought to this form on the way
/// in, so that one approval has one form in the log.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Bytes", into = "Bytes")]
pub struct Secp256k1Signature([u8; 65]);

impl Secp256k1Signature {
    /// The 65 bytes `r ‖ s ‖ v`.
    pub fn as_bytes(&self) -> &[u8; 65] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Secp256k1Signature {
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

impl TryFrom<Bytes> for Secp256k1Signature {
    type Error = SignatureError;

    fn try_from(bytes: Bytes) -> Result<Self, SignatureError> {
        Self::try_from(bytes.as_ref())
    }
}

impl From<Secp256k1Signature> for Bytes {
    fn from(signature: Secp256k1Signature) -> Self {
        Bytes::copy_from_slice(&signature.0)
    }
}

impl fmt::Debug for Secp256k1Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Bytes::from(*self).fmt(f)
    }
}
