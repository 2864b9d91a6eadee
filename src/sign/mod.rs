//! Signers of answers, and checking the signatures of owners.

mod curves;
mod key;
mod local;
mod owner;

use alloy_primitives::{Address, B256};
use thiserror::Error;

pub use curves::NativeCurves;
pub use key::{KeyError, KeySource, SecretKey};
pub use local::LocalSigner;
pub use owner::{OwnerKey, random_word};

/// Signs the digests of answers.
pub trait ResponseSigner: Send + Sync + 'static {
    /// The address that resolver contracts must list as a signer.
    fn address(&self) -> Address;

    /// Signs a digest: `r ‖ s ‖ v`, low s, v 27 or 28. Resolvers reject the 64-byte form.
    ///
    /// # Errors
    /// If the key cannot be used at present.
    fn sign(&self, digest: &B256) -> Result<[u8; 65], SignError>;
}

/// A signature could not be made.
#[derive(Clone, Debug, Error)]
#[error("the signing key cannot be used: {0}")]
pub struct SignError(pub String);
