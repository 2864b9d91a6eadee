//! What the publisher needs of the log.

use alloy_primitives::{B256, Bytes};
use async_trait::async_trait;
use mononym_keystore::Reason;
use thiserror::Error;

/// The log of operations and the roots of its tree.
#[async_trait]
pub trait Log: Send + Sync + 'static {
    /// The log's end.
    async fn head(&self) -> Result<LogHead, LogError>;

    /// The log's end, behind which from now on nothing is accepted before `not_before` (Unix
    /// seconds), by any replica. A commit says of its time that nothing older is to come.
    async fn seal(&self, not_before: u64) -> Result<LogHead, LogError>;

    /// The root after an operation; that of the empty tree for 0. Nothing if the log has no such
    /// operation.
    async fn root_at(&self, sequence: u64) -> Result<Option<B256>, LogError>;

    /// The greatest version of the tree that is kept, above `after` and not above `at_most`.
    /// Nothing if there is none.
    async fn boundary(&self, after: u64, at_most: u64) -> Result<Option<u64>, LogError>;

    /// The operations after a sequence in order, at most `limit`.
    async fn steps(&self, after: u64, limit: usize) -> Result<Vec<LoggedStep>, LogError>;

    /// Takes the turn at publishing, which of all replicas one has, or keeps it, for so many seconds from
    /// now; for 0 it gives it up. Whether this replica has it.
    async fn take_turn(&self, seconds: u64) -> Result<bool, LogError>;

    /// Submits an operation as the log keeps it, verified and accepted like any other. One that is
    /// in the log already stays where it is.
    async fn submit(&self, operation: &[u8]) -> Result<Submitted, LogError>;
}

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogHead {
    /// Sequence of the last operation, 0 if there is none.
    pub sequence: u64,
    /// When it was accepted, in Unix seconds; 0 if there is none.
    pub accepted_at: u64,
    /// The root after it.
    pub root: B256,
}

/// An operation of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedStep {
    /// Its place, ascending by one.
    pub sequence: u64,
    /// When it was accepted, in Unix seconds; never decreasing along the log.
    pub accepted_at: u64,
    /// [`mononym_keystore::SignedOperation::to_bytes`].
    pub body: Bytes,
    /// The root after it.
    pub root: B256,
}

/// What became of an operation that was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// It is in the log, since now or since before.
    Accepted {
        /// Its place.
        sequence: u64,
    },
    /// The rules reject it.
    Rejected {
        /// Why.
        reason: Reason,
        /// The last operation of the log when it was tried: directly behind it, it is rejected.
        after: u64,
        /// The time at which it was tried, in Unix seconds: not before that operation's, and not
        /// after that of any operation behind it.
        at: u64,
    },
}

/// The log failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the log failed: {0}")]
pub struct LogError(pub String);
