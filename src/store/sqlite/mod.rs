//! The embedded database: one writer thread, a few readers, WAL.

mod backup;
mod group;
mod index;
mod lists;
mod load;
mod reader;
mod rows;
mod schema;
mod snapshot;
mod sql;
mod tree;
mod writer;

use std::{
    collections::HashSet,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};
use rusqlite::{Connection, OpenFlags, params};
use tokio::sync::watch;

use self::{
    reader::Readers,
    writer::{Writer, WriterSettings},
};
use super::{
    Accepted, AddressIndex, Found, ListedName, LogEnd, LoggedOperation, NameFilter, PendingChange,
    ProveError, Proven, Refused, Reservation, Store, StoreError, StoredRecord, Token, Watcher, plan::Rules,
    row::to_i64, tree::NodeCache,
};
use crate::clock::Clock;

pub use self::{backup::backup, load::load_sqlite, snapshot::SqliteSnapshot};

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
    /// What the address index holds besides the owners' records.
    pub addresses: AddressIndex,
    /// Hears of each account that changed.
    pub watcher: Arc<dyn Watcher>,
}

/// [`Store`] on SQLite.
pub struct SqliteStore {
    /// Closed before the writer, whose last checkpoint they would hold up.
    readers: Arc<Readers>,
    writer: Writer,
    nodes: NodeCache,
    keep_from: Arc<AtomicU64>,
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
        let rules = Rules {
            roots: settings.roots,
            records_per_account: settings.records_per_account,
            addresses: settings.addresses,
        };
        index::bring_up_to_date(&mut connection, &rules)?;
        tree::bring_up_to_date(&mut connection, settings.domain, &rules.roots)?;
        let readers = Arc::new(Readers::open(|| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&settings.path, flags)?;
            configure(&connection)?;
            Ok(connection)
        })?);
        let watcher = Arc::clone(&settings.watcher);
        let nodes = NodeCache::default();
        let keep_from = Arc::new(AtomicU64::new(u64::MAX));
        let writer = Writer::start(
            connection,
            WriterSettings {
                readers: Arc::clone(&readers),
                rules,
                clock: settings.clock,
                watcher: settings.watcher,
                nodes: nodes.clone(),
                keep_from: Arc::clone(&keep_from),
            },
        )?;
        // Nobody else writes: there is nothing that it could miss.
        watcher.following(true);
        Ok(Self {
            readers,
            writer,
            nodes,
            keep_from,
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
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

#[async_trait]
impl Store for SqliteStore {
    async fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        self.readers.find(node, keys)
    }

    async fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError> {
        rows::find_account(&*self.readers.connection()?, node)
    }

    async fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError> {
        let connection = self.readers.connection()?;
        rows::list(&connection, sql::LIST_RECORDS, [node.as_slice()], |row| {
            rows::record(row, 0)
        })
    }

    async fn list_names(
        &self,
        filter: &NameFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError> {
        lists::names(&*self.readers.connection()?, filter, after, limit)
    }

    async fn list_names_at(
        &self,
        address: &[u8],
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError> {
        lists::names_at(&*self.readers.connection()?, address, after, limit)
    }

    async fn list_operations(
        &self,
        node: &B256,
        from: u64,
        limit: usize,
    ) -> Result<Vec<LoggedOperation>, StoreError> {
        lists::operations(&*self.readers.connection()?, node, from, limit)
    }

    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError> {
        lists::changes(&*self.readers.connection()?, after, limit)
    }

    async fn prove(&self, version: Option<u64>, keys: &[B256]) -> Result<Proven, ProveError> {
        self.readers
            .read(|connection| tree::prove(connection, &self.nodes, version, keys))
    }

    async fn tree_version(&self, at_most: u64) -> Result<Option<u64>, StoreError> {
        tree::version(&*self.readers.connection()?, at_most)
    }

    fn keep_versions_from(&self, version: u64) {
        self.keep_from.store(version, Ordering::Relaxed);
    }

    fn head(&self) -> watch::Receiver<u64> {
        self.writer.head()
    }

    async fn accept(&self, changes: Vec<PendingChange>) -> Result<Vec<Accepted>, Refused> {
        self.writer.accept(changes).await
    }

    async fn seal(&self, not_before: u64) -> Result<LogEnd, StoreError> {
        self.writer.seal(not_before).await
    }

    async fn take_turn(&self, _seconds: u64) -> Result<bool, StoreError> {
        // One service has the file.
        Ok(true)
    }

    async fn reserve(&self, reservations: &[Reservation]) -> Result<u64, StoreError> {
        let reservations = reservations.to_vec();
        self.writer
            .run(move |connection| {
                let transaction = connection.transaction()?;
                let mut count: u64 = 0;
                for reservation in &reservations {
                    let parameters = params![
                        reservation.node.as_slice(),
                        reservation.name,
                        reservation.claimant.as_slice(),
                        reservation.records.as_ref(),
                        to_i64(reservation.reserved_at)?,
                    ];
                    let new = rows::execute(&transaction, sql::INSERT_RESERVATION, parameters)?;
                    count = count.saturating_add(new as u64);
                }
                transaction.commit()?;
                Ok(count)
            })
            .await
    }

    async fn find_reservation(&self, node: &B256) -> Result<Option<Reservation>, StoreError> {
        let connection = self.readers.connection()?;
        rows::find(
            &connection,
            sql::SELECT_RESERVATION,
            [node.as_slice()],
            rows::reservation,
        )
    }

    async fn list_reservations(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError> {
        lists::reservations(&*self.readers.connection()?, after, limit)
    }

    async fn insert_token(&self, token: &Token) -> Result<bool, StoreError> {
        let token = token.clone();
        self.writer
            .run(move |connection| {
                let parameters = params![
                    token.hash.as_slice(),
                    token.parent.as_slice(),
                    token.label,
                    to_i64(token.quota)?,
                    to_i64(token.used)?,
                    to_i64(token.created_at)?,
                    token.revoked_at.map(to_i64).transpose()?,
                ];
                Ok(rows::execute(connection, sql::INSERT_TOKEN, parameters)? > 0)
            })
            .await
    }

    async fn find_token(&self, hash: &B256) -> Result<Option<Token>, StoreError> {
        let connection = self.readers.connection()?;
        rows::find(&connection, sql::SELECT_TOKEN, [hash.as_slice()], rows::token)
    }

    async fn list_tokens(&self, parent: &B256) -> Result<Vec<Token>, StoreError> {
        lists::tokens(&*self.readers.connection()?, parent)
    }

    async fn revoke_token(&self, hash: &B256, revoked_at: u64) -> Result<bool, StoreError> {
        let hash = *hash;
        self.writer
            .run(move |connection| {
                let parameters = params![hash.as_slice(), to_i64(revoked_at)?];
                Ok(rows::execute(connection, sql::REVOKE_TOKEN, parameters)? > 0)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Address;

    use super::*;

    struct Deaf;

    impl Watcher for Deaf {
        fn changed(&self, _: &B256) {}
        fn following(&self, _: bool) {}
    }

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
            addresses: AddressIndex {
                fingerprint: B256::ZERO,
                derive: Arc::new(|_| Vec::new()),
            },
            watcher: Arc::new(Deaf),
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
