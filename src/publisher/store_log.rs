//! The log as the store keeps it.

use std::sync::Arc;

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_ens::Limits;
use mononym_keystore::{Domain, EMPTY, Reason, SignedOperation, VerifiedOperation};

use super::{Log, LogError, LogHead, LoggedStep, Submitted};
use crate::{
    clock::Clock,
    sign::NativeCurves,
    store::{AcceptError, LogEnd, PendingChange, Refused, Store, StoreError, Tried},
};

/// [`Log`] over a [`Store`].
pub struct StoreLog {
    store: Arc<dyn Store>,
    domain: Domain,
    limits: Limits,
    clock: Clock,
}

impl StoreLog {
    /// The log of a deployment.
    pub fn new(store: Arc<dyn Store>, domain: Domain, limits: Limits, clock: Clock) -> Self {
        Self {
            store,
            domain,
            limits,
            clock,
        }
    }

    async fn operation(&self, sequence: u64) -> Result<Option<LoggedStep>, LogError> {
        let Some(after) = sequence.checked_sub(1) else {
            return Ok(None);
        };
        let found = self.steps(after, 1).await?.into_iter().next();
        Ok(found.filter(|step| step.sequence == sequence))
    }

    async fn with_root(&self, end: LogEnd) -> Result<LogHead, LogError> {
        let root = self.root_at(end.sequence).await?;
        Ok(LogHead {
            sequence: end.sequence,
            accepted_at: end.accepted_at,
            root: root.ok_or_else(|| LogError(format!("operation {} is missing", end.sequence)))?,
        })
    }

    /// Everything that does not depend on how things are.
    fn verify(&self, operation: &[u8]) -> Result<(SignedOperation, VerifiedOperation), Reason> {
        let signed = SignedOperation::from_bytes(operation).map_err(|_| Reason::Undecodable)?;
        if signed.to_bytes() != operation {
            return Err(Reason::Undecodable);
        }
        let verified = signed
            .verify_with(&NativeCurves, &self.domain, &self.limits)
            .map_err(|rejection| Reason::from(&rejection))?;
        Ok((signed, verified))
    }

    /// Whether everything behind an operation was accepted at a time or later, and always will be.
    async fn is_sealed(&self, after: u64, at: u64) -> Result<bool, LogError> {
        let end = self.store.seal(at).await?;
        if end.sequence == after {
            return Ok(true);
        }
        let next = self.operation(after.saturating_add(1)).await?;
        Ok(next.is_some_and(|next| next.accepted_at >= at))
    }
}

impl From<StoreError> for LogError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

#[async_trait]
impl Log for StoreLog {
    async fn head(&self) -> Result<LogHead, LogError> {
        let sequence = *self.store.head().borrow();
        let last = self.operation(sequence).await?;
        Ok(LogHead {
            sequence,
            accepted_at: last.as_ref().map_or(0, |last| last.accepted_at),
            root: last.map_or(EMPTY, |last| last.root),
        })
    }

    async fn seal(&self, not_before: u64) -> Result<LogHead, LogError> {
        let end = self.store.seal(not_before).await?;
        self.with_root(end).await
    }

    async fn root_at(&self, sequence: u64) -> Result<Option<B256>, LogError> {
        if sequence == 0 {
            return Ok(Some(EMPTY));
        }
        Ok(self.operation(sequence).await?.map(|step| step.root))
    }

    async fn boundary(&self, after: u64, at_most: u64) -> Result<Option<u64>, LogError> {
        let version = self.store.tree_version(at_most).await?;
        Ok(version.filter(|version| *version > after))
    }

    async fn steps(&self, after: u64, limit: usize) -> Result<Vec<LoggedStep>, LogError> {
        let operations = self.store.list_changes(after, limit).await?;
        let steps = operations.into_iter().map(|operation| LoggedStep {
            sequence: operation.sequence,
            accepted_at: operation.accepted_at,
            body: operation.body,
            root: operation.root,
        });
        Ok(steps.collect())
    }

    async fn take_turn(&self, seconds: u64) -> Result<bool, LogError> {
        Ok(self.store.take_turn(seconds).await?)
    }

    async fn submit(&self, operation: &[u8]) -> Result<Submitted, LogError> {
        let (signed, verified) = match self.verify(operation) {
            Ok(verified) => verified,
            Err(reason) => {
                let end = self.store.seal(self.clock.now()).await?;
                return Ok(Submitted::Rejected {
                    reason,
                    after: end.sequence,
                    at: end.accepted_at,
                });
            }
        };
        loop {
            let change = PendingChange {
                operation: verified.clone(),
                body: signed.to_bytes(),
                vouched_here: false,
                token: None,
                accepted_at: None,
            };
            let Refused { error, tried, .. } = match self.store.accept(vec![change]).await {
                Ok(accepted) => {
                    let accepted = accepted.first().ok_or(StoreError::Closed)?;
                    return Ok(Submitted::Accepted {
                        sequence: accepted.sequence,
                    });
                }
                Err(refused) => refused,
            };
            let reason = match error {
                AcceptError::Rejected(rejection) => Reason::from(&rejection),
                AcceptError::TooManyRecords { .. } => Reason::TooManyRecords,
                other => return Err(LogError(other.to_string())),
            };
            let Tried { after, at } = tried.as_deref().copied().ok_or(StoreError::Closed)?;
            if self.is_sealed(after, at).await? {
                return Ok(Submitted::Rejected { reason, after, at });
            }
        }
    }
}
