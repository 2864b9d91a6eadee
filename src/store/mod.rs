//! Where accounts, records and the log of operations are kept. The only place with SQL.

mod sqlite;

use std::sync::Arc;

use alloy_primitives::{B256, Bytes};
use async_trait::async_trait;
use mononym_keystore::{Account, RecordState, Rejection, Status, VerifiedOperation};
use thiserror::Error;

pub use sqlite::{SqliteSettings, SqliteStore};

/// What the service needs of a database.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// What a lookup needs: the account's status and those of its records whose keys are named.
    async fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError>;

    /// The account of a node.
    async fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError>;

    /// Every record of a node, in order of its call.
    async fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError>;

    /// Accepts an operation: applies the transition function and keeps operation, account and
    /// records in one transaction. Once this has returned, nothing is lost.
    async fn accept(&self, change: PendingChange) -> Result<Accepted, AcceptError>;
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whether the account answers.
    pub status: Status,
    /// The records that there are, of those asked for.
    pub records: Vec<FoundRecord>,
}

/// One record of a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// The record's key.
    pub key: B256,
    /// Set or none.
    pub state: RecordState,
    /// ABI encoding of the call's return values; empty unless set.
    pub value: Bytes,
}

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// The record's call, node argument zeroed.
    pub call: Bytes,
    /// Set or none.
    pub state: RecordState,
    /// ABI encoding of the call's return values; empty unless set.
    pub value: Bytes,
}

/// An operation whose signatures stand, on its way into the store.
#[derive(Clone, Debug)]
pub struct PendingChange {
    /// The operation.
    pub operation: VerifiedOperation,
    /// The same with its signatures, as the log keeps it.
    pub body: Vec<u8>,
}

/// What became of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its place in the log, ascending.
    pub sequence: u64,
    /// Its EIP-712 digest.
    pub hash: B256,
    /// When it was accepted, in Unix seconds; never decreasing along the log.
    pub accepted_at: u64,
    /// The account after it.
    pub account: Account,
}

/// Called with the node of every account that changed, after the change is stored and before its
/// sender hears of it.
pub type OnChange = Arc<dyn Fn(&B256) + Send + Sync>;

/// The database failed, or holds what it should not.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(String),
    /// A row does not decode.
    #[error("the database holds a damaged {what} of node {node}")]
    Damaged {
        /// Which kind of row.
        what: &'static str,
        /// Whose row.
        node: B256,
    },
    /// Another service has it open.
    #[error("the database {} is open in another service: stop that one, or use another data_dir", .0.display())]
    InUse(std::path::PathBuf),
    /// Opened under another deployment's domain.
    #[error(
        "this database belongs to another deployment: L1 chain {stored_chain} and Keystore {stored_keystore}; \
         configure those, or another data_dir"
    )]
    OtherDomain {
        /// L1 chain id in the database.
        stored_chain: u64,
        /// Keystore address in the database.
        stored_keystore: alloy_primitives::Address,
    },
    /// Written by a newer release.
    #[error("the database has schema {found} and this release knows {known}: run a newer release")]
    NewerSchema {
        /// Schema version of the database.
        found: u64,
        /// Latest that this release knows.
        known: u64,
    },
    /// The writer has stopped.
    #[error("the store is shutting down")]
    Closed,
}

/// Why an operation was not stored. Nothing was changed.
#[derive(Clone, Debug, Error)]
pub enum AcceptError {
    /// The transition function forbids it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// This very operation was accepted before.
    #[error("this operation was accepted before, as number {sequence} at {accepted_at} (Unix seconds)")]
    Repeated {
        /// Its place in the log.
        sequence: u64,
        /// When it was accepted.
        accepted_at: u64,
    },
    /// The account would have too many records.
    #[error(
        "an account has at most {limit} records, and this operation would make {found}: unset some first"
    )]
    TooManyRecords {
        /// The bound.
        limit: usize,
        /// How many there would be.
        found: usize,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
