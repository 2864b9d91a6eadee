//! Readers: a read is a few microseconds, so it runs where it is asked for.
//!
//! Beginning and ending a read takes SQLite as long as the read itself: it locks and unlocks files.
//! So lookups leave the state that they read open for the next one. Nobody but the writer changes the
//! database, and before it begins it [pauses](Readers::pause) that: every state is given up, and
//! while it writes each read has one of its own. So no lookup sees an older state than without this,
//! and none holds up a checkpoint of the write-ahead log.

use std::{
    ops::Deref,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use alloy_primitives::B256;
use rusqlite::{Connection, Statement, params};

use super::{rows, sql};
use crate::store::{Found, FoundRecord, StoreError};

/// Keys that one [`sql::FIND`] takes.
const KEYS_PER_FIND: usize = 4;

pub(super) struct Readers {
    connections: Vec<Mutex<Connection>>,
    next: AtomicUsize,
    /// Whether the writer is at work, or about to.
    writing: AtomicBool,
}

/// As long as it lives, no reader keeps what it sees beyond one read.
pub(super) struct Pause<'a>(&'a AtomicBool);

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// A connection that sees one state.
pub(super) struct State<'a> {
    connection: MutexGuard<'a, Connection>,
    /// Whether the next read may see the same: if the writer begins meanwhile, it waits for us and
    /// ends it.
    keep: bool,
}

impl Deref for State<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl State<'_> {
    /// Whatever `read` reads. A state in which a read failed is not kept.
    fn read<T, E>(&mut self, read: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let result = read(&self.connection);
        self.keep &= result.is_ok();
        result
    }
}

impl Drop for State<'_> {
    fn drop(&mut self) {
        if !self.keep {
            give_up(&self.connection);
        }
    }
}

/// Ends what a connection sees, if it has something open.
fn give_up(connection: &Connection) {
    if connection.is_autocommit() {
        return;
    }
    let ended = connection
        .prepare_cached(sql::END)
        .and_then(|mut end| end.execute([]));
    if let Err(error) = ended {
        tracing::error!(%error, "a reader cannot end its transaction");
    }
}

impl Readers {
    /// As many connections as threads that may read at once.
    pub(super) fn open(open: impl Fn() -> rusqlite::Result<Connection>) -> Result<Self, StoreError> {
        let count = std::thread::available_parallelism()
            .map_or(4, usize::from)
            .saturating_mul(2);
        let connections = (0..count)
            .map(|_| open().map(Mutex::new))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            connections,
            next: AtomicUsize::new(0),
            writing: AtomicBool::new(false),
        })
    }

    /// A free connection, or the next one as soon as it is free. What it sees begins with each
    /// statement.
    pub(super) fn connection(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let connection = self.free()?;
        give_up(&connection);
        Ok(connection)
    }

    /// A connection that sees one state, the newest.
    fn state(&self) -> Result<State<'_>, StoreError> {
        let connection = self.free()?;
        // Behind the lock: a writer that begins from here on waits for it.
        let keep = !self.writing.load(Ordering::SeqCst);
        let state = State { connection, keep };
        if state.is_autocommit() {
            state.prepare_cached(sql::BEGIN)?.execute([])?;
        }
        Ok(state)
    }

    /// For the writer, before it begins: afterwards nothing is open of what was seen before. It waits
    /// for a read that is under way.
    pub(super) fn pause(&self) -> Pause<'_> {
        self.writing.store(true, Ordering::SeqCst);
        let pause = Pause(&self.writing);
        for connection in &self.connections {
            give_up(&connection.lock().unwrap_or_else(PoisonError::into_inner));
        }
        pause
    }

    fn free(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let start = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len().max(1);
        let (before, after) = self.connections.split_at_checked(start).unwrap_or_default();
        for connection in after.iter().chain(before) {
            if let Ok(connection) = connection.try_lock() {
                return Ok(connection);
            }
        }
        // A reader that panicked left nothing open but what it saw, if that.
        let connection = self.connections.get(start).ok_or(StoreError::Closed)?;
        Ok(connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(sql::FIND)?;
            let (first, others) = keys.split_at_checked(KEYS_PER_FIND).unwrap_or((keys, &[]));
            let mut found = find_chunk(&mut statement, node, first)?;
            if let Some(found) = &mut found {
                for chunk in others.chunks(KEYS_PER_FIND) {
                    let part = find_chunk(&mut statement, node, chunk)?;
                    found
                        .records
                        .extend(part.into_iter().flat_map(|part| part.records));
                }
            }
            Ok(found)
        })
    }

    /// Whatever `read` reads of one state.
    pub(super) fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.state()?.read(read)
    }
}

fn find_chunk(statement: &mut Statement<'_>, node: &B256, keys: &[B256]) -> rusqlite::Result<Option<Found>> {
    let key = |index: usize| keys.get(index).map(B256::as_slice);
    let mut rows = statement.query(params![node.as_slice(), key(0), key(1), key(2), key(3)])?;
    let mut found: Option<Found> = None;
    while let Some(row) = rows.next()? {
        let found = match &mut found {
            Some(found) => found,
            None => found.insert(Found {
                frozen_until: row.get(0)?,
                retired_from: row.get(1)?,
                records: Vec::new(),
            }),
        };
        if let Some(key) = row.get::<_, Option<[u8; 32]>>(2)? {
            found.records.push(FoundRecord {
                key: B256::from(key),
                state: rows::record_state(row, 3)?,
                value: rows::bytes(row, 4)?,
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn connection(path: &Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        super::super::configure(&connection).unwrap();
        connection
    }

    /// Readers of a table with a number, and who writes it.
    fn readers() -> (tempfile::TempDir, Readers, Connection) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.db");
        let writer = connection(&path);
        writer
            .execute_batch("CREATE TABLE number (number); INSERT INTO number VALUES (1)")
            .unwrap();
        let readers = Readers::open(|| Ok(connection(&path))).unwrap();
        (directory, readers, writer)
    }

    fn number(readers: &Readers) -> Result<i64, StoreError> {
        readers
            .read(|connection| Ok(connection.query_row("SELECT number FROM number", [], |row| row.get(0))?))
    }

    fn open(readers: &Readers) -> usize {
        let connections = readers.connections.iter();
        connections
            .filter(|connection| !connection.lock().unwrap().is_autocommit())
            .count()
    }

    #[test]
    fn every_reader_sees_what_was_written_before() {
        let (_directory, readers, writer) = readers();
        for written in 2..20 {
            for _ in 0..2 * readers.connections.len() {
                assert_eq!(number(&readers).unwrap(), written - 1);
            }
            assert_eq!(open(&readers), readers.connections.len());
            let pause = readers.pause();
            assert_eq!(open(&readers), 0);
            writer
                .execute("UPDATE number SET number = ?1", [written])
                .unwrap();
            drop(pause);
        }
    }

    #[test]
    fn what_was_seen_while_the_writer_was_at_work_is_not_kept() {
        let (_directory, readers, writer) = readers();
        let pause = readers.pause();
        let state = readers.state().unwrap();
        let before: i64 = state
            .query_row("SELECT number FROM number", [], |row| row.get(0))
            .unwrap();
        writer.execute("UPDATE number SET number = 2", []).unwrap();
        drop(pause);
        drop(state);
        assert_eq!(before, 1);
        for _ in 0..2 * readers.connections.len() {
            assert_eq!(number(&readers).unwrap(), 2);
        }
    }

    #[test]
    fn a_failed_read_is_not_kept_and_other_reads_see_the_newest() {
        let (_directory, readers, _writer) = readers();
        let failed = readers.read(|_| Err::<(), _>(StoreError::Closed));
        assert!(failed.is_err());
        assert_eq!(open(&readers), 0);
        for _ in 0..readers.connections.len() {
            number(&readers).unwrap();
        }
        for _ in 0..readers.connections.len() {
            assert!(readers.connection().unwrap().is_autocommit());
        }
    }

    #[test]
    fn open_states_hold_up_no_checkpoint_of_the_writer() {
        let (_directory, readers, writer) = readers();
        for written in 0..3 {
            for _ in 0..readers.connections.len() {
                number(&readers).unwrap();
            }
            let _pause = readers.pause();
            writer
                .execute("UPDATE number SET number = ?1", [written])
                .unwrap();
            let (busy, log): (i64, i64) = writer
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            assert_eq!((busy, log), (0, 0));
        }
    }
}
