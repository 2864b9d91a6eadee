//! A key that signs digests, wherever it is.

use std::{sync::Arc, time::Duration};

use alloy_primitives::{Address, B256};
use thiserror::Error;

use super::{LocalSigner, RemoteSigner};

/// Signs the digests of answers, of commits and of transactions.
#[derive(Clone, Debug)]
pub enum DigestSigner {
    /// A key in memory, which signs at once.
    Local(LocalSigner),
    /// A key in a KMS.
    Remote(Arc<RemoteSigner>),
}

impl DigestSigner {
    /// The address that contracts must know.
    pub fn address(&self) -> Address {
        match self {
            Self::Local(signer) => signer.address(),
            Self::Remote(signer) => signer.address(),
        }
    }

    /// Signs a digest: `r ‖ s ‖ v`, low s, v 27 or 28. Resolvers reject the 64-byte form.
    ///
    /// # Errors
    /// If the key cannot be used at present; one in memory always can.
    pub async fn sign(&self, digest: &B256) -> Result<[u8; 65], SignError> {
        match self {
            Self::Local(signer) => Ok(signer.sign_digest(digest)),
            // Boxed, so that it takes no room in the futures of those who sign in memory.
            Self::Remote(signer) => Box::pin(signer.sign(digest)).await,
        }
    }
}

impl From<LocalSigner> for DigestSigner {
    fn from(signer: LocalSigner) -> Self {
        Self::Local(signer)
    }
}

/// A signature could not be made. Never shows a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// No key is there that may sign.
    #[error("no key may sign: the resolvers list none of this service's keys; `mononym keys list` shows why")]
    NoKey,
    /// More is to be signed than the KMS signs.
    #[error("the KMS is busy with other signatures")]
    Busy,
    /// The KMS did not answer.
    #[error("the KMS gave no signature within {} ms", .0.as_millis())]
    Timeout(Duration),
    /// The KMS failed so often that it is left alone for a while.
    #[error("the KMS failed again and again, and is not asked for {} ms", .0.as_millis())]
    Resting(Duration),
    /// The KMS refused, or cannot be reached.
    #[error("the KMS gave no signature: {0}")]
    Kms(String),
    /// What the KMS gave is no signature of this key.
    #[error("what the KMS gave is no signature by {0}")]
    NotBy(Address),
    /// What was signed cannot be put together.
    #[error("a bad signature: {0}")]
    Bad(String),
}

impl SignError {
    /// After how many seconds it is worth to ask again.
    pub fn retry_after(&self) -> u64 {
        match self {
            Self::Resting(rest) => rest.as_secs().saturating_add(1),
            _ => 1,
        }
    }
}
