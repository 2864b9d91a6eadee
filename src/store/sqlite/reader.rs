//! Readers: a read is a few microseconds, so it runs where it is asked for.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use alloy_primitives::B256;
use mononym_keystore::{Account, Status};
use rusqlite::{Connection, Statement, params};

use super::{rows, sql};
use crate::store::{Found, FoundRecord, StoreError, StoredRecord};

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
    fn connection(&self) -> Result<MutexGuard<'_, Connection>, StoreError> {
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

    pub(super) fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError> {
        Ok(rows::find_account(&*self.connection()?, node)?)
    }

    pub(super) fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError> {
        let connection = self.connection()?;
        let mut statement = connection.prepare_cached(sql::LIST_RECORDS)?;
        let records = statement.query_map([node.as_slice()], |row| {
            Ok(StoredRecord {
                call: rows::bytes(row, 0)?,
                state: rows::record_state(row, 1)?,
                value: rows::bytes(row, 2)?,
            })
        })?;
        Ok(records.collect::<Result<_, _>>()?)
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
                status: rows::code::<Status>(row, 0)?,
                records: Vec::new(),
            }),
        };
        if let Some(key) = row.get::<_, Option<[u8; 32]>>(1)? {
            found.records.push(FoundRecord {
                key: B256::from(key),
                state: rows::record_state(row, 2)?,
                value: rows::bytes(row, 3)?,
            });
        }
    }
    Ok(found)
}
