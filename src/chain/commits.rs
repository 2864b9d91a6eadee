//! Commits by their numbers.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use thiserror::Error;

use super::{Anchor, ChainError, L1, view::KEPT};

/// The final commits that L1 keeps. It is asked for each of them once: what is final stays as it is.
#[derive(Debug)]
pub struct Commits {
    l1: L1,
    known: Mutex<BTreeMap<u64, Anchor>>,
}

/// Why there is no final commit of a number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommitError {
    /// There is none yet.
    #[error("commit {number} is not final: the newest final one is {newest}")]
    NotFinal {
        /// The number.
        number: u64,
        /// The newest final commit's.
        newest: u64,
    },
    /// The Keystore has forgotten it.
    #[error("commit {number} is not kept any more: the oldest that the Keystore keeps is {oldest}")]
    Forgotten {
        /// The number.
        number: u64,
        /// The oldest kept commit's.
        oldest: u64,
    },
    /// L1 cannot be asked.
    #[error("L1 cannot be asked for commit {number}: {error}")]
    L1 {
        /// The number.
        number: u64,
        /// Why.
        error: ChainError,
    },
}

impl Commits {
    /// Those of the Keystore on L1.
    pub fn new(l1: L1) -> Self {
        Self {
            l1,
            known: Mutex::default(),
        }
    }

    /// The final commit of a number, where `newest` is the newest final one.
    ///
    /// # Errors
    /// [`CommitError`] says why there is none.
    pub async fn find(&self, number: u64, newest: Anchor) -> Result<Anchor, CommitError> {
        if number >= newest.number {
            return if number == newest.number {
                Ok(newest)
            } else {
                Err(CommitError::NotFinal {
                    number,
                    newest: newest.number,
                })
            };
        }
        let oldest = newest.number.saturating_sub(KEPT - 1);
        if number < oldest {
            return Err(CommitError::Forgotten { number, oldest });
        }
        if let Some(commit) = self.known().get(&number) {
            return Ok(*commit);
        }
        let found = self
            .l1
            .ask(async |node| {
                let block = node.latest_block().await?;
                node.commit_at(number, block.hash).await
            })
            .await;
        // It is final since a newer one is.
        let commit = found.map_err(|error| CommitError::L1 { number, error })?.anchor;
        let mut known = self.known();
        known.insert(number, commit);
        *known = known.split_off(&oldest);
        Ok(commit)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Anchor>> {
        // What is in it is whole, whoever panicked.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
