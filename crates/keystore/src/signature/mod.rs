//! Signatures over EIP-712 digests, of each kind of signer.

mod curves;
mod secp256k1;
mod webauthn;

use core::{fmt, str::FromStr};

use alloy_primitives::{Address, B256, Bytes};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use curves::{Curves, PureCurves};
pub use secp256k1::Secp256k1Signature;
pub use webauthn::{Assertion, AssertionError};

use crate::signer::Signer;

/// A signature in canonical form, told apart by its length: 65 bytes for a secp256k1 key
/// (`r ‖ s ‖ v`), 64 for a P-256 key (`r ‖ s`), more for a WebAuthn assertion
/// (`abi.encode(authenticatorData, clientDataJSON, r, s)`). s is always low.
///
/// As JSON: 0x-hex of these bytes. An assertion may also be given as the browser has it:
/// `{"authenticatorData", "clientDataJSON", "signature"}`, each in base64url or 0x-hex.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Bytes")]
pub enum Signature {
    /// By a secp256k1 key.
    Secp256k1(Secp256k1Signature),
    /// By a P-256 key: `r ‖ s`.
    P256([u8; 64]),
    /// By a passkey.
    WebAuthn(Assertion),
}

/// How JSON may write a signature.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a signature in 0x-hex, or a WebAuthn assertion {authenticatorData, clientDataJSON, signature}"
)]
enum Written {
    Hex(Bytes),
    Assertion(webauthn::BrowserAssertion),
}

impl TryFrom<Written> for Signature {
    type Error = SignatureError;

    fn try_from(written: Written) -> Result<Self, SignatureError> {
        match written {
            Written::Hex(bytes) => Self::try_from(bytes),
            Written::Assertion(assertion) => Ok(Self::WebAuthn(assertion.try_into()?)),
        }
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = SignatureError;

    fn try_from(bytes: &[u8]) -> Result<Self, SignatureError> {
        match bytes.len() {
            65 => Secp256k1Signature::try_from(bytes).map(Self::Secp256k1),
            64 => curves::low_s(bytes).map(Self::P256).ok_or(SignatureError::NoKey),
            length if length < 64 => Err(SignatureError::Length(length)),
            _ => Ok(Self::WebAuthn(Assertion::from_bytes(bytes)?)),
        }
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
        match signature {
            Signature::Secp256k1(signature) => signature.into(),
            Signature::P256(bytes) => Bytes::copy_from_slice(&bytes),
            Signature::WebAuthn(assertion) => assertion.to_bytes().into(),
        }
    }
}

impl From<Secp256k1Signature> for Signature {
    fn from(signature: Secp256k1Signature) -> Self {
        Self::Secp256k1(signature)
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
        Bytes::from(self.clone()).fmt(f)
    }
}

/// One key's approval of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Whose approval this is: a signer, a new signer, or a guardian.
    pub signer: Signer,
    /// The key's signature over the operation's EIP-712 digest.
    pub signature: Signature,
}

impl Approval {
    /// Checks that the signature is this key's over `digest`.
    ///
    /// # Errors
    /// [`SignatureError`] says why it is not.
    pub fn verify(&self, digest: &B256, curves: &impl Curves) -> Result<(), SignatureError> {
        match (&self.signer, &self.signature) {
            (Signer::Secp256k1(address), Signature::Secp256k1(signature)) => {
                let recovered = curves.recover(signature, digest).ok_or(SignatureError::NoKey)?;
                if recovered == *address {
                    Ok(())
                } else {
                    Err(SignatureError::OtherKey {
                        claimed: *address,
                        recovered,
                    })
                }
            }
            (Signer::P256(key), Signature::P256(signature)) => {
                let message = Sha256::digest(digest).into();
                if curves.verify_p256(key, &message, signature) {
                    Ok(())
                } else {
                    Err(SignatureError::OtherP256Key(self.signer))
                }
            }
            (Signer::WebAuthn { key, rp_id_hash }, Signature::WebAuthn(assertion)) => {
                assertion.check(digest, rp_id_hash)?;
                if curves.verify_p256(key, &assertion.message(), assertion.signature()) {
                    Ok(())
                } else {
                    Err(SignatureError::OtherP256Key(self.signer))
                }
            }
            _ => Err(SignatureError::OtherKind(self.signer)),
        }
    }
}

/// Why a signature does not stand.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    /// Not 0x-hex.
    #[error("a signature is written as 0x and hexadecimal digits")]
    NotHex,
    /// Of no kind's length.
    #[error("a signature has 65 bytes (secp256k1: r, s, v), 64 (P-256: r, s) or more (WebAuthn), not {0}")]
    Length(usize),
    /// The last byte is no recovery id.
    #[error("the last byte of a secp256k1 signature is 27 or 28 (or 0 or 1), not {0}")]
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
    /// Not by this P-256 key over this operation, or the key is no point of the curve.
    #[error(
        "the signature is not {0}'s over this operation: \
         check the key, the domain and that nothing was changed after signing"
    )]
    OtherP256Key(Signer),
    /// A signature of another kind than the signer's.
    #[error("the signature is of another kind than its signer {0}")]
    OtherKind(Signer),
    /// A WebAuthn assertion that does not say what it must.
    #[error(transparent)]
    Assertion(#[from] AssertionError),
}
