//! Audits of L1: the tree is rebuilt from what the Keystore contract was given, and every root is
//! compared with what follows from signed operations (docs/proofs.md, "Commit").

mod fraud;
mod judge;

use std::collections::VecDeque;

use alloy_primitives::{B256, Bytes};
use async_trait::async_trait;
use mononym_keystore::EMPTY;
use serde::Serialize;
use thiserror::Error;

pub use fraud::{Fraud, FraudKind};

use self::judge::Judge;
use super::{Progress, Rules};

/// Something that the Keystore contract announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum L1Event {
    /// `Committed`.
    Committed(Committed),
    /// `Forced`.
    Forced(Forced),
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Its number.
    pub number: u64,
    /// The root after it.
    pub root: B256,
    /// The root before it.
    pub pre_root: B256,
    /// The time of the log that it shows, in Unix seconds.
    pub as_of: u64,
    /// Operations applied up to its end.
    pub sequence: u64,
    /// Hash over its steps.
    pub steps_hash: B256,
    /// The steps.
    pub steps: Bytes,
    /// The transaction.
    pub transaction: B256,
    /// Its block.
    pub block: u64,
}

/// An operation that was put into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forced {
    /// Its place in the queue.
    pub index: u64,
    /// keccak256 of the body.
    pub operation_hash: B256,
    /// The operation as it travels.
    pub body: Bytes,
}

/// Where the events come from, in the order of L1.
#[async_trait(?Send)]
pub trait L1History {
    /// The next event; nothing at the end.
    ///
    /// # Errors
    /// If L1 cannot be read.
    async fn next_event(&mut self) -> Result<Option<L1Event>, HistoryError>;
}

/// L1 cannot be read.
#[derive(Debug, Error)]
#[error("L1 cannot be read: {0}")]
pub struct HistoryError(pub Box<dyn std::error::Error + Send + Sync>);

/// What an audit of L1 that found nothing wrong has seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditedL1 {
    /// Commits, the empty ones among them.
    pub commits: u64,
    /// Commits without a step.
    pub heartbeats: u64,
    /// Operations applied.
    pub operations: u64,
    /// Those of them that came out of the queue.
    pub forced_applied: u64,
    /// Operations of the queue that were rejected, rightly.
    pub forced_rejected: u64,
    /// Operations that wait in the queue.
    pub forced_waiting: u64,
    /// Accounts.
    pub accounts: u64,
    /// Records.
    pub records: u64,
    /// The newest root.
    pub root: B256,
    /// The time of the log that it shows, in Unix seconds.
    pub as_of: u64,
    /// Hash over all operations: whoever finds the same has seen the same log.
    pub log_hash: B256,
}

/// Why an audit of L1 does not come to its end.
#[derive(Debug, Error)]
pub enum L1AuditError {
    /// A commit does not follow from signed operations.
    #[error(transparent)]
    Fraud(#[from] Box<Fraud>),
    /// L1 cannot be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// There is no Keystore contract, or it never announced anything.
    #[error(
        "the Keystore contract has announced nothing on this L1: --keystore and --l1 name contract and network"
    )]
    Nothing,
}

/// Rebuilds the tree from L1 alone.
///
/// # Errors
/// [`L1AuditError::Fraud`] says which commit is the first that does not follow, and what proves it.
pub async fn audit_l1(
    history: &mut dyn L1History,
    rules: Rules,
    progress: &dyn Progress,
) -> Result<AuditedL1, L1AuditError> {
    let mut judge = Judge::new(rules);
    let mut queue: VecDeque<Forced> = VecDeque::new();
    let mut audited = AuditedL1 {
        root: EMPTY,
        ..AuditedL1::default()
    };
    let mut next = 0_u64;
    while let Some(event) = history.next_event().await? {
        match event {
            L1Event::Forced(forced) => queue.push_back(forced),
            L1Event::Committed(commit) => {
                judge.check_commit(&commit, next, &mut queue, &mut audited)?;
                next = next.saturating_add(1);
                progress.operations(audited.operations);
            }
        }
    }
    if next == 0 {
        return Err(L1AuditError::Nothing);
    }
    audited.forced_waiting = queue.len() as u64;
    Ok(judge.finish(audited))
}
