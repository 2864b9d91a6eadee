//! Accounts of parents, kept in memory: every registration asks for one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use alloy_primitives::B256;
use mononym_keystore::Account;

use crate::{
    gateway::{Epoch, Epochs},
    store::{Store, StoreError},
};

/// Most accounts that are kept.
const KEPT: usize = 1024;

/// Accounts as of the epoch in which they were read.
pub(super) struct Parents {
    epochs: Epochs,
    kept: Mutex<HashMap<B256, (Epoch, Arc<Account>)>>,
}

impl Parents {
    pub(super) fn new(epochs: Epochs) -> Self {
        Self {
            epochs,
            kept: Mutex::default(),
        }
    }

    /// The account of a node, as it stands now.
    pub(super) async fn find(
        &self,
        store: &dyn Store,
        node: &B256,
    ) -> Result<Option<Arc<Account>>, StoreError> {
        if let Some(account) = self.kept(node) {
            return Ok(Some(account));
        }
        // Before the read: a change after it makes what was read stale.
        let epoch = self.epochs.of(node);
        let Some(account) = store.find_account(node).await?.map(Arc::new) else {
            return Ok(None);
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(*node, (epoch, Arc::clone(&account)));
        Ok(Some(account))
    }

    fn kept(&self, node: &B256) -> Option<Arc<Account>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (epoch, account) = kept.get(node)?;
        self.epochs.is_present(*epoch).then(|| Arc::clone(account))
    }
}
