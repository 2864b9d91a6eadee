//! Readers: a read is a few microseconds, so it runs where it is asked for.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
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
        })
    }

    /// A free connection, or the next one as soon as it is free.
    pub(super) fn connection(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
        let start = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len().max(1);
        let (before, after) = self.connections.split_at_checked(start).unwrap_or_default();
        for connection in after.iter().chain(before) {
            if let Ok(connection) = connection.try_lock() {
                return Ok(connection);
            }
        }
        // A reader that panicked left no transaction open that the next statement would join.
        let connection = self.connections.get(start).ok_or(StoreError::Closed)?;
        Ok(connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        let mut connection = self.connection()?;
        if keys.len() <= KEYS_PER_FIND {
            return Ok(find_chunk(
                &mut *connection.prepare_cached(sql::FIND)?,
                node,
                keys,
            )?);
        }
        // Several statements see one state only within a transaction.
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(sql::FIND)?;
        let mut found: Option<Found> = None;
        for chunk in keys.chunks(KEYS_PER_FIND) {
            let Some(part) = find_chunk(&mut statement, node, chunk)? else {
                return Ok(None);
            };
            match &mut found {
                Some(found) => found.records.extend(part.records),
                None => found = Some(part),
            }
        }
        Ok(found)
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
