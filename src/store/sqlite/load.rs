//! A new database file, written once from beginning to end under another name.

use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
};

use alloy_primitives::B256;
use mononym_keystore::{Account, Domain, RecordChange};
use rusqlite::{Connection, params};

use super::{group, lock, rows, schema, sql};
use crate::store::{
    Load, LoadSettings, StoreError,
    addresses::AddressRow,
    load::Sink,
    plan::{Head, NewOperation, SignerRow},
    row::to_i64,
};

/// Statements before a load.
const BEGIN: &str = include_str!("load_begin.sql");
/// Statements after it: the same indexes as the migrations make.
const END: &str = include_str!("load_end.sql");

/// Opens a load into a database file that does not exist yet; nothing if it does.
///
/// # Errors
/// If the file cannot be made, or another load is under way.
pub fn load_sqlite(path: &Path, domain: &Domain, settings: LoadSettings) -> Result<Option<Load>, StoreError> {
    let lock = lock(path)?;
    if path.exists() {
        return Ok(None);
    }
    let part = with_ending(path, ".part");
    remove(&part)?;
    let connection = Connection::open(&part)
        .map_err(|error| StoreError::Database(format!("cannot make {}: {error}", part.display())))?;
    let mut file = SqliteLoad {
        connection: Some(connection),
        part,
        path: path.to_owned(),
        fingerprint: settings.addresses.fingerprint,
        _lock: lock,
    };
    file.begin(domain)?;
    Load::new(Box::new(file), settings).map(Some)
}

struct SqliteLoad {
    /// Closed before the file gets its name.
    connection: Option<Connection>,
    part: PathBuf,
    path: PathBuf,
    fingerprint: B256,
    /// As long as this is there, no service opens the database.
    _lock: File,
}

impl SqliteLoad {
    /// Nothing of the file is of use until it is finished, so nothing protects it until then.
    fn begin(&mut self, domain: &Domain) -> Result<(), StoreError> {
        let Some(connection) = &mut self.connection else {
            return Err(StoreError::Closed);
        };
        schema::migrate(connection)?;
        schema::bind_domain(connection, domain)?;
        connection.pragma_update(None, "journal_mode", "OFF")?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "foreign_keys", false)?;
        // In KiB: two indexes of the log come in no order, and are kept in memory as far as possible.
        connection.pragma_update(None, "cache_size", -1_048_576)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(BEGIN)?;
        connection.execute_batch("BEGIN EXCLUSIVE")?;
        Ok(())
    }

    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or(StoreError::Closed)
    }
}

impl Sink for SqliteLoad {
    fn accounts(&mut self, rows: &[Account]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        rows.iter()
            .try_for_each(|account| rows::upsert_account(connection, account))
    }

    fn records(&mut self, rows: &[(B256, RecordChange)]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        rows.iter()
            .try_for_each(|(node, record)| group::upsert_record(connection, node, record))
    }

    fn signers(&mut self, rows: &[SignerRow]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        rows.iter()
            .try_for_each(|row| group::insert_signer(connection, row))
    }

    fn addresses(&mut self, rows: &[AddressRow]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        rows.iter()
            .try_for_each(|row| group::insert_address(connection, row))
    }

    fn contents(&mut self, version: u64, rows: &[(Vec<u8>, Vec<u8>)]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let version = to_i64(version)?;
        for (place, content) in rows {
            rows::execute(connection, sql::INSERT_CONTENT, params![place, version, content])?;
        }
        Ok(())
    }

    fn operations(&mut self, rows: &[NewOperation]) -> Result<(), StoreError> {
        let connection = self.connection()?;
        rows.iter()
            .try_for_each(|operation| group::insert_operation(connection, operation))
    }

    fn finish(mut self: Box<Self>, _: Head) -> Result<(), StoreError> {
        let connection = self.connection()?;
        connection.execute_batch(END)?;
        let fingerprint = [self.fingerprint.as_slice()];
        rows::execute(connection, sql::UPSERT_FINGERPRINT, fingerprint)?;
        connection.execute_batch("COMMIT")?;
        if let Some(connection) = self.connection.take() {
            connection.close().map_err(|(_, error)| error)?;
        }
        File::open(&self.part)?.sync_all()?;
        // Left by a database that was removed: they would be taken for this one's.
        for ending in ["-wal", "-shm"] {
            remove(&with_ending(&self.path, ending))?;
        }
        std::fs::rename(&self.part, &self.path)?;
        if let Some(directory) = self.path.parent().filter(|path| !path.as_os_str().is_empty()) {
            File::open(directory)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for SqliteLoad {
    fn drop(&mut self) {
        drop(self.connection.take());
        // Once it has its name there is no such file any more.
        let _ = remove(&self.part);
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut text = OsString::from(path);
    text.push(ending);
    text.into()
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
