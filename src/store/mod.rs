//! Where accounts, records and the log of operations are kept. The only place with SQL.

mod addresses;
mod encoding;
mod load;
mod plan;
mod postgres;
mod range;
mod row;
mod snapshot;
mod sqlite;
mod tree;

use std::sync::Arc;

use alloy_primitives::{B256, Bytes};
use async_trait::async_trait;
use mononym_keystore::{Account, Proof, RecordState, Rejection, Status, VerifiedOperation};
use thiserror::Error;
use tokio::sync::watch;

pub use load::{Applied, Applier, Load, LoadError, LoadFailure, LoadSettings, LogEntry, Parents};
pub(crate) use load::{Sorted, Sorter, in_order};
pub use postgres::{PostgresSettings, PostgresSnapshot, PostgresStore, load_postgres};
pub use snapshot::{KeyedRecord, Snapshot};
pub use sqlite::{SqliteSettings, SqliteSnapshot, SqliteStore, backup, load_sqlite};

/// What the service needs of a database.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// What a lookup needs: whether the account answers, and those of its records whose keys are
    /// named.
    async fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError>;

    /// The account of a node.
    async fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError>;

    /// Every record of a node, in order of its call.
    async fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError>;

    /// Names in ascending order of their UTF-8 bytes, those after `after`, at most `limit`.
    async fn list_names(
        &self,
        filter: &NameFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError>;

    /// Names that may have this address, derived or by a record, in ascending order as above.
    /// What they answer now is for the caller to find out.
    async fn list_names_at(
        &self,
        address: &[u8],
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError>;

    /// Operations of an account in order, from the nonce `from` on, at most `limit`.
    async fn list_operations(
        &self,
        node: &B256,
        from: u64,
        limit: usize,
    ) -> Result<Vec<LoggedOperation>, StoreError>;

    /// Operations of all accounts in order, those after the sequence `after`, at most `limit`.
    /// Following it from 0 misses none and repeats none.
    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError>;

    /// Proves keys of the tree, all under one root: as it was after the operation `version`, or is
    /// now.
    async fn prove(&self, version: Option<u64>, keys: &[B256]) -> Result<Proven, ProveError>;

    /// The greatest version of the tree that is kept and not above `at_most`; nothing if there is
    /// none.
    async fn tree_version(&self, at_most: u64) -> Result<Option<u64>, StoreError>;

    /// From now on keeps versions of the tree from this one on; `u64::MAX`, the default, keeps none
    /// but the newest.
    fn keep_versions_from(&self, version: u64);

    /// Sequence of the newest operation that this replica knows of, 0 if there is none; changes as
    /// it learns of more.
    fn head(&self) -> watch::Receiver<u64>;

    /// Accepts operations, all or none: applies the transition function to each in turn and keeps
    /// operations, accounts and records in one transaction. Once this has returned, nothing is
    /// lost. An operation that was accepted before is answered as then.
    async fn accept(&self, changes: Vec<PendingChange>) -> Result<Vec<Accepted>, Refused>;

    /// The end of the log, behind which from now on nothing is accepted before `not_before` (Unix
    /// seconds), by any replica and for good.
    async fn seal(&self, not_before: u64) -> Result<LogEnd, StoreError>;

    /// Takes the turn at publishing, which of all replicas one has, or keeps it, for so many seconds from
    /// now by the database's clock; for 0 it gives it up. Whether this replica has it.
    async fn take_turn(&self, seconds: u64) -> Result<bool, StoreError>;

    /// Reserves names for their claimants; those that are registered or reserved stay as they are.
    /// The number of new reservations.
    async fn reserve(&self, reservations: &[Reservation]) -> Result<u64, StoreError>;

    /// The reservation of a node that nobody has claimed yet.
    async fn find_reservation(&self, node: &B256) -> Result<Option<Reservation>, StoreError>;

    /// Reservations in ascending order of their names, those after `after`, at most `limit`.
    async fn list_reservations(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError>;

    /// Keeps a new API key; one with the same hash stays as it is. Whether it is new.
    async fn insert_token(&self, token: &Token) -> Result<bool, StoreError>;

    /// The API key with this hash.
    async fn find_token(&self, hash: &B256) -> Result<Option<Token>, StoreError>;

    /// The API keys of a parent, oldest first.
    async fn list_tokens(&self, parent: &B256) -> Result<Vec<Token>, StoreError>;

    /// Revokes an API key; one that is revoked already stays as it is. Whether there is one.
    async fn revoke_token(&self, hash: &B256, revoked_at: u64) -> Result<bool, StoreError>;
}

/// What a lookup found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// [`Account::frozen_until`].
    pub frozen_until: u64,
    /// [`Account::retired_from`].
    pub retired_from: u64,
    /// The records that there are, of those asked for.
    pub records: Vec<FoundRecord>,
}

impl Found {
    /// Whether the account answers at `time` (Unix seconds).
    pub fn status(&self, time: u64) -> Status {
        Status::at(time, self.frozen_until, self.retired_from)
    }

    /// When the status after `time` changes by itself next; `u64::MAX` for never.
    pub fn next_status(&self, time: u64) -> u64 {
        [self.frozen_until, self.retired_from]
            .into_iter()
            .filter(|change| *change > time)
            .min()
            .unwrap_or(u64::MAX)
    }
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

/// Which names a list holds: those that fit all that is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameFilter {
    /// Directly below this name.
    pub parent: Option<String>,
    /// Beginning with this text.
    pub prefix: Option<String>,
    /// With this signer ([`mononym_keystore::Signer::id`]).
    pub signer: Option<B256>,
}

/// A name of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The name.
    pub name: String,
    /// Its namehash.
    pub node: B256,
    /// [`Account::nonce`].
    pub nonce: u64,
    /// [`Account::frozen_until`].
    pub frozen_until: u64,
    /// [`Account::retired_from`].
    pub retired_from: u64,
}

/// An operation of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedOperation {
    /// Its place in the log of all operations, ascending by one.
    pub sequence: u64,
    /// Its EIP-712 digest.
    pub hash: B256,
    /// The account that it changed.
    pub node: B256,
    /// The account's nonce before it.
    pub nonce: u64,
    /// When it was accepted, in Unix seconds; never decreasing along the log.
    pub accepted_at: u64,
    /// [`mononym_keystore::SignedOperation::to_bytes`].
    pub body: Bytes,
    /// The tree's root after it.
    pub root: B256,
}

/// An operation whose signatures stand, on its way into the store.
#[derive(Clone, Debug)]
pub struct PendingChange {
    /// The operation.
    pub operation: VerifiedOperation,
    /// The same with its signatures, as the log keeps it.
    pub body: Vec<u8>,
    /// Whether the service vouched for a registration on the registrar's behalf: then a reservation
    /// of the name binds it.
    pub vouched_here: bool,
    /// Hash of the API key whose quota a registration uses.
    pub token: Option<B256>,
    /// When it was accepted elsewhere, for an import; else now.
    pub accepted_at: Option<u64>,
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
    /// The account's name.
    pub name: String,
    /// The account's node.
    pub node: B256,
    /// The account's nonce after it.
    pub nonce: u64,
    /// The account's history hash after it.
    pub history_hash: B256,
}

/// A name that is kept for whoever owned it elsewhere, until that key registers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// The name.
    pub name: String,
    /// Its namehash.
    pub node: B256,
    /// The address whose key must be among the signers of the registration.
    pub claimant: alloy_primitives::Address,
    /// The records that the name had: suggestions for its claimant to sign, as
    /// `abi.encode((bytes call, bytes value)[])`.
    pub records: Bytes,
    /// When it was imported, in Unix seconds.
    pub reserved_at: u64,
}

/// An API key: what it allows, and what of it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// keccak256 of the secret, which is not kept.
    pub hash: B256,
    /// Node of the parent below which it registers names.
    pub parent: B256,
    /// Whose it is, for people.
    pub label: String,
    /// Most registrations in all.
    pub quota: u64,
    /// Registrations so far.
    pub used: u64,
    /// Since when there is it, in Unix seconds.
    pub created_at: u64,
    /// Since when it is revoked, in Unix seconds.
    pub revoked_at: Option<u64>,
}

/// Keys proven under one root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The sequence of the operation after which the root is the tree's.
    pub version: u64,
    /// The root.
    pub root: B256,
    /// A proof for each key, in their order.
    pub proofs: Vec<Proof>,
}

/// Why there is no proof.
#[derive(Clone, Debug, Error)]
pub enum ProveError {
    /// The tree of that version is not kept, or never was.
    #[error("the tree after operation {0} is not kept here")]
    NoVersion(u64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the store tells the cache.
pub trait Watcher: Send + Sync + 'static {
    /// An account changed: after the change is stored and before its sender hears of it.
    fn changed(&self, node: &B256);

    /// Whether this replica learns of changes by others at present. As long as it does not,
    /// nothing that was read before may be given out.
    fn following(&self, follows: bool);
}

/// What the address index of the store holds besides the owners' records.
#[derive(Clone)]
pub struct AddressIndex {
    /// Tells derivations apart: where it changes, the index is built anew.
    pub fingerprint: B256,
    /// The rule for what it derives.
    pub derive: Arc<DeriveAddresses>,
}

/// The distinct derived addresses of a node, each in its chain's binary form.
pub type DeriveAddresses = dyn Fn(&B256) -> Vec<Bytes> + Send + Sync;

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

/// Operations were not stored, none of them.
#[derive(Clone, Debug, Error)]
#[error("operation {index}: {error}")]
pub struct Refused {
    /// Place of the one that stands in the way, from 0.
    pub index: usize,
    /// Why.
    pub error: AcceptError,
    /// When it was tried; nothing where the database failed.
    pub tried: Option<Box<Tried>>,
}

/// When an operation was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Sequence of the newest operation then.
    pub after: u64,
    /// The time, in Unix seconds.
    pub at: u64,
}

impl From<StoreError> for Refused {
    /// For all of them.
    fn from(error: StoreError) -> Self {
        Self {
            index: 0,
            error: error.into(),
            tried: None,
        }
    }
}

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEnd {
    /// Sequence of the newest operation, 0 if there is none.
    pub sequence: u64,
    /// Nothing is accepted before this time any more, in Unix seconds.
    pub accepted_at: u64,
}

/// Why an operation was not stored. Nothing was changed.
#[derive(Clone, Debug, Error)]
pub enum AcceptError {
    /// The transition function forbids it.
    #[error(transparent)]
    Rejected(#[from] Rejection),
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
    /// The name is kept for its owner elsewhere.
    #[error("{name} is reserved for {claimant}, who owned it elsewhere: that key must be one of the signers")]
    Reserved {
        /// The name.
        name: String,
        /// Whose key must sign.
        claimant: alloy_primitives::Address,
    },
    /// No such API key for this parent, or a revoked one.
    #[error("the API key is unknown, revoked, or another parent's")]
    UnknownToken,
    /// The API key's quota is used up.
    #[error("the API key has registered the {quota} names of its quota")]
    TokenSpent {
        /// Its quota.
        quota: u64,
    },
    /// An import goes back in time.
    #[error("an operation accepted at {found} cannot follow one accepted at {last} (Unix seconds)")]
    BackInTime {
        /// The newest operation's time.
        last: u64,
        /// This one's.
        found: u64,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
