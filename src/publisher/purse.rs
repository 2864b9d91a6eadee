//! The keys that publish.

use std::fmt;

use alloy_primitives::{Address, B256, Bytes};

use crate::sign::{DigestSigner, SignError};

/// Who pays, and who approves.
#[derive(Clone)]
pub struct Purse {
    sender: DigestSigner,
    proposers: Vec<DigestSigner>,
}

impl Purse {
    /// `sender` sends the transactions and pays for them; `proposers` approve of the commits, or the
    /// sender if there are none.
    pub fn new(sender: DigestSigner, mut proposers: Vec<DigestSigner>) -> Self {
        if proposers.is_empty() {
            proposers.push(sender.clone());
        }
        proposers.sort_by_key(DigestSigner::address);
        proposers.dedup_by_key(|proposer| proposer.address());
        Self { sender, proposers }
    }

    /// The account that pays.
    pub fn address(&self) -> Address {
        self.sender.address()
    }

    /// Who signs transactions.
    pub(super) fn sender(&self) -> &DigestSigner {
        &self.sender
    }

    /// Signatures of all proposers, in ascending order of their addresses.
    pub(super) async fn approve(&self, digest: &B256) -> Result<Bytes, SignError> {
        let mut signatures = Vec::new();
        for key in &self.proposers {
            signatures.extend(key.sign(digest).await?);
        }
        Ok(signatures.into())
    }
}

impl fmt::Debug for Purse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Purse").field(&self.address()).finish()
    }
}
