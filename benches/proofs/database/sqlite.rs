//! SQLite: prepared statements, the service's own.

use std::{path::Path, time::Instant};

use rusqlite::{Connection, params};

use super::{Rows, each_row};
use crate::{Result, leaves::Leaves, memory::VERSION};

const INSERT: &str = "INSERT INTO tree (place, version, content) VALUES (?1, ?2, ?3)";
const DELETE: &str = "DELETE FROM tree WHERE place = ?1 AND version < ?2";

pub(super) fn fill(file: &Path, leaves: &Leaves) -> Result<()> {
    let mut connection = Connection::open(file)?;
    let transaction = connection.transaction()?;
    transaction.execute("DELETE FROM tree", [])?;
    let mut insert = transaction.prepare(INSERT)?;
    each_row(leaves, |place, content| {
        insert.execute(params![place, VERSION, content])?;
        Ok(())
    })?;
    drop(insert);
    transaction.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

pub(super) fn write(file: &Path, rows: &Rows) -> Result<f64> {
    let mut connection = Connection::open(file)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let start = Instant::now();
    let transaction = connection.transaction()?;
    let mut insert = transaction.prepare(INSERT)?;
    for (place, content) in &rows.contents {
        insert.execute(params![place, rows.version, content])?;
    }
    let mut delete = transaction.prepare(DELETE)?;
    for place in &rows.superseded {
        delete.execute(params![place, rows.version])?;
    }
    drop((insert, delete));
    transaction.commit()?;
    Ok(start.elapsed().as_secs_f64())
}
