//! A copy of the database file as it stands at one moment, made while a service writes.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::schema;
use crate::store::StoreError;

/// Copies a database into a new file (`VACUUM INTO`, which reads one state, and waits for nobody).
///
/// # Errors
/// If there is no database of this release, or the file cannot be written.
pub fn backup(database: &Path, file: &Path) -> Result<(), StoreError> {
    let failed = |error: rusqlite::Error| {
        StoreError::Database(format!(
            "cannot copy {} to {}: {error}",
            database.display(),
            file.display()
        ))
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).map_err(failed)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    schema::check_version(&connection)?;
    connection
        .execute("VACUUM INTO ?1", [file.to_string_lossy()])
        .map_err(failed)?;
    Ok(())
}
