//! The embedded database: one writer thread, a few readers, WAL.

mod reader;
mod rows;
mod schema;
mod sql;
mod writer;

use std::{
    collections::HashSet,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};
use rusqlite::{Connection, OpenFlags};

use self::{reader::Readers, writer::Writer};
use super::{AcceptError, Accepted, Found, OnChange, PendingChange, Store, StoreError, StoredRecord};
use crate::clock::Clock;

/// How to open the embedded database.
pub struct SqliteSettings {
    /// The database file; made if it is missing.
    pub path: PathBuf,
    /// The deployment whose operations it keeps.
    pub domain: Domain,
    /// Nodes of the parents that this deployment serves.
    pub roots: HashSet<B256>,
    /// Most records of one account.
    pub records_per_account: usize,
    /// Where acceptance takes its time from.
    pub clock: Clock,
    /// Called for each account that changed.
    pub on_change: OnChange,
}

/// [`Store`] on SQLite.
pub struct SqliteStore {
    readers: Readers,
    writer: Writer,
    /// Held as long as the store is open; after the writer, so that it is given up last.
    _lock: File,
}

impl SqliteStore {
    /// Opens the database, brings its schema up to date and starts the writer.
    ///
    /// # Errors
    /// If the file cannot be opened, is open in another service, belongs to another deployment or
    /// to a newer release.
    pub fn open(settings: SqliteSettings) -> Result<Self, StoreError> {
        let lock = lock(&settings.path)?;
        let mut connection = Connection::open(&settings.path).map_err(|error| {
            StoreError::Database(format!("cannot open {}: {error}", settings.path.display()))
        })?;
        configure(&connection)?;
        schema::migrate(&mut connection)?;
        schema::bind_domain(&connection, &settings.domain)?;
        let readers = Readers::open(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&settings.path, flags)?;
            configure(&connection)?;
            Ok(connection)
        })?;
        let writer = Writer::start(connection, settings)?;
        Ok(Self {
            readers,
            writer,
            _lock: lock,
        })
    }
}

/// One service for one database file: another's changes would leave old answers in our cache.
fn lock(database: &Path) -> Result<File, StoreError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let failed =
        |error: std::io::Error| StoreError::Database(format!("cannot lock {}: {error}", database.display()));
    let file = File::create(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(database.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Write-ahead log, so that readers never wait for the writer; synced at each commit, so that
/// nothing acknowledged is lost.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

#[async_trait]
impl Store for SqliteStore {
    async fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        self.readers.find(node, keys)
    }

    async fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError> {
        self.readers.find_account(node)
    }

    async fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError> {
        self.readers.list_records(node)
    }

    async fn accept(&self, change: PendingChange) -> Result<Accepted, AcceptError> {
        self.writer.accept(change).await
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;

    use super::*;

    fn settings(path: PathBuf) -> SqliteSettings {
        SqliteSettings {
            path,
            domain: Domain {
                l1_chain_id: 31337,
                keystore: Address::repeat_byte(3),
            },
            roots: HashSet::new(),
            records_per_account: 10,
            clock: Clock::fixed(1_700_000_000),
            on_change: std::sync::Arc::new(|_| {}),
        }
    }

    #[test]
    fn one_service_at_a_time_has_the_database() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mononym.db");
        let first = SqliteStore::open(settings(path.clone())).unwrap();
        assert!(matches!(
            SqliteStore::open(settings(path.clone())),
            Err(StoreError::InUse(_))
        ));
        drop(first);
        assert!(SqliteStore::open(settings(path)).is_ok());
    }
}
