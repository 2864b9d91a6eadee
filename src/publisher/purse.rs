//! The keys that publish.

use std::{fmt, sync::Arc};

use alloy_primitives::{Address, B256, Bytes};

use crate::sign::{ResponseSigner, SignError};

/// Who pays, and who approves.
#[derive(Clone)]
pub struct Purse {
    sender: Arc<dyn ResponseSigner>,
    proposers: Vec<Arc<dyn ResponseSigner>>,
}

impl Purse {
    /// `sender` sends the transactions and pays for them; `proposers` approve of the commits, or the
    /// sender if there are none.
    pub fn new(sender: Arc<dyn ResponseSigner>, mut proposers: Vec<Arc<dyn ResponseSigner>>) -> Self {
        if proposers.is_empty() {
            proposers.push(Arc::clone(&sender));
        }
        proposers.sort_by_key(|proposer| proposer.address());
        proposers.dedup_by_key(|proposer| proposer.address());
        Self { sender, proposers }
    }

    /// The account that pays.
    pub fn address(&self) -> Address {
        self.sender.address()
    }

    /// Who signs transactions.
    pub(super) fn sender(&self) -> &dyn ResponseSigner {
        self.sender.as_ref()
    }

    /// Signatures of all proposers, in ascending order of their addresses.
    pub(super) fn approve(&self, digest: &B256) -> Result<Bytes, SignError> {
        let signatures: Result<Vec<_>, _> = self.proposers.iter().map(|key| key.sign(digest)).collect();
        Ok(signatures?.concat().into())
    }
}

impl fmt::Debug for Purse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Purse").field(&self.address()).finish()
    }
}
