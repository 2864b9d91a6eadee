//! One moment of the database: a read transaction that stays open, beside whoever writes.

use std::path::Path;

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};
use rusqlite::{Connection, OpenFlags, params};

use super::{lists, rows, schema, sql};
use crate::store::{KeyedRecord, LoggedOperation, Reservation, Snapshot, StoreError, row::bound};

/// [`Snapshot`] of a SQLite file.
pub struct SqliteSnapshot {
    connection: Connection,
    domain: Domain,
}

impl SqliteSnapshot {
    /// Opens a database as it is now.
    ///
    /// # Errors
    /// If there is none, or one of another release.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| StoreError::Database(format!("cannot open {}: {error}", path.display())))?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.execute_batch("BEGIN DEFERRED")?;
        schema::check_version(&connection)?;
        // The first read is where the transaction stands from now on.
        let domain = schema::find_domain(&connection)?
            .ok_or_else(|| StoreError::Database(format!("{} belongs to no deployment", path.display())))?;
        Ok(Self { connection, domain })
    }
}

#[async_trait]
impl Snapshot for SqliteSnapshot {
    fn domain(&self) -> Domain {
        self.domain
    }

    async fn operations(&mut self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError> {
        lists::changes(&self.connection, after, limit)
    }

    async fn accounts(&mut self, after: Option<&B256>, limit: usize) -> Result<Vec<Account>, StoreError> {
        // The zero node is the root, which is no account.
        let parameters = params![after.unwrap_or(&B256::ZERO).as_slice(), bound(limit)];
        let nodes = rows::list(&self.connection, sql::REBUILD_LIST_ACCOUNTS, parameters, |row| {
            rows::word(row, 0)
        })?;
        nodes
            .iter()
            .filter_map(|node| rows::find_account(&self.connection, node).transpose())
            .collect()
    }

    async fn records(
        &mut self,
        after: Option<&(B256, B256)>,
        limit: usize,
    ) -> Result<Vec<KeyedRecord>, StoreError> {
        let (node, key) = after.copied().unwrap_or_default();
        let parameters = params![node.as_slice(), key.as_slice(), bound(limit)];
        rows::list(&self.connection, sql::LIST_ALL_RECORDS, parameters, |row| {
            Ok(KeyedRecord {
                node: rows::word(row, 0)?,
                key: rows::word(row, 1)?,
                record: rows::record(row, 2)?,
            })
        })
    }

    async fn reservations(
        &mut self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError> {
        lists::reservations(&self.connection, after, limit)
    }
}
