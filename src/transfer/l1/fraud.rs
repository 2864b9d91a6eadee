//! What proves that a commit does not follow from signed operations.

use std::fmt;

use alloy_primitives::{B256, Bytes};
use serde::Serialize;
use serde_json::Value;

/// The first thing on L1 that does not follow, with all that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fraud {
    /// Number of the commit.
    pub commit: u64,
    /// Its transaction.
    pub transaction: B256,
    /// Its block.
    pub block: u64,
    /// Place of the step in the commit, from 0; nothing where the commit as a whole is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// The root before the step, or before the commit.
    pub root_before: B256,
    /// The operation as it travelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Bytes>,
    /// The operation, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Value>,
    /// What is wrong.
    #[serde(flatten)]
    pub kind: FraudKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FraudKind {
    /// A commit is missing, or comes twice.
    Number {
        /// The number that should have come.
        expected: u64,
    },
    /// It goes on from another root than the last commit's.
    PreRoot {
        /// The last commit's.
        found: B256,
    },
    /// The steps are no steps.
    Steps {
        /// Why.
        reason: String,
    },
    /// The hash over the steps is another one.
    StepsHash {
        /// That of the steps.
        expected: B256,
        /// The contract's.
        found: B256,
    },
    /// A step goes back in time, or beyond the commit's own time.
    Time {
        /// When the step says that it was accepted.
        accepted_at: u64,
        /// The earliest that it may be.
        earliest: u64,
        /// The latest that it may be.
        latest: u64,
    },
    /// An operation that cannot be read.
    Undecodable {
        /// Why.
        reason: String,
    },
    /// An operation that the rules do not allow: nobody who may has signed it, or not like this.
    Forbidden {
        /// Which part of it.
        field: String,
        /// What would have been right.
        expected: String,
        /// What is there.
        found: String,
    },
    /// Another root than the one that follows.
    Root {
        /// The one that follows.
        expected: B256,
        /// The commit's.
        found: B256,
    },
    /// An operation of the queue was rejected although the rules allow it.
    Censored,
    /// A step takes an operation from an empty queue.
    Queue,
    /// The contract counts other operations.
    Sequence {
        /// Those that there are.
        expected: u64,
        /// The contract's.
        found: u64,
    },
}

impl std::error::Error for Fraud {}

impl fmt::Display for Fraud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "commit {}", self.commit)?;
        if let Some(step) = self.step {
            write!(f, ", step {step}")?;
        }
        write!(f, " (transaction {}, block {}): ", self.transaction, self.block)?;
        match &self.kind {
            FraudKind::Number { expected } => write!(f, "commit {expected} should have come"),
            FraudKind::PreRoot { found } => write!(
                f,
                "it goes on from {found}, and the root before it is {}",
                self.root_before
            ),
            FraudKind::Steps { reason } => write!(f, "its steps cannot be read: {reason}"),
            FraudKind::StepsHash { expected, found } => {
                write!(f, "its steps hash to {expected}, and the contract says {found}")
            }
            FraudKind::Time {
                accepted_at,
                earliest,
                latest,
            } => write!(
                f,
                "accepted at {accepted_at}, which is not from {earliest} to {latest}"
            ),
            FraudKind::Undecodable { reason } => write!(f, "the operation cannot be read: {reason}"),
            FraudKind::Forbidden {
                field,
                expected,
                found,
            } => write!(f, "{field}: expected {expected}, found {found}"),
            FraudKind::Root { expected, found } => write!(
                f,
                "the root that follows from {} is {expected}, and the commit says {found}",
                self.root_before
            ),
            FraudKind::Censored => write!(
                f,
                "an operation of the queue was rejected although the rules allow it"
            ),
            FraudKind::Queue => write!(f, "it takes an operation from the queue, which is empty"),
            FraudKind::Sequence { expected, found } => {
                write!(
                    f,
                    "{expected} operations were applied so far, and the contract counts {found}"
                )
            }
        }
    }
}
