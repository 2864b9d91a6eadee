//! Everything that is stored, as it stood at one moment: for exports and audits.

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};

use super::{LoggedOperation, Reservation, StoreError, StoredRecord};

/// A consistent view of a database, page by page. It changes nothing, and a service may have the
/// database open meanwhile.
#[async_trait]
pub trait Snapshot: Send {
    /// The deployment that the database belongs to.
    fn domain(&self) -> Domain;

    /// Operations in order, those after the sequence `after`, at most `limit`.
    async fn operations(&mut self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError>;

    /// Accounts in ascending order of their nodes, those after `after`, at most `limit`.
    async fn accounts(&mut self, after: Option<&B256>, limit: usize) -> Result<Vec<Account>, StoreError>;

    /// Records in ascending order of node and key, those after `after`, at most `limit`.
    async fn records(
        &mut self,
        after: Option<&(B256, B256)>,
        limit: usize,
    ) -> Result<Vec<KeyedRecord>, StoreError>;

    /// Reservations in ascending order of their names, those after `after`, at most `limit`.
    async fn reservations(
        &mut self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError>;
}

/// A record, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyedRecord {
    /// Whose it is.
    pub node: B256,
    /// Its key ([`mononym_ens::RecordCall::key`]).
    pub key: B256,
    /// The record.
    pub record: StoredRecord,
}
