//! Rows to values and back.

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{Account, RecordState};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::sql;
use crate::store::{
    ListedName, LoggedOperation, Reservation, StoreError, StoredRecord, Token,
    encoding::{Damage, body_from_stored},
    row::AccountRow,
};

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// Every row of a statement.
pub(super) fn list<T>(
    connection: &Connection,
    statement: &str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(statement)?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row of a statement that has one at most.
pub(super) fn find<T>(
    connection: &Connection,
    statement: &str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(statement)?;
    Ok(statement.query_row(parameters, read).optional()?)
}

/// Runs a statement; the number of rows that it changed.
pub(super) fn execute(
    connection: &Connection,
    statement: &str,
    parameters: impl Params,
) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(statement)?.execute(parameters)?)
}

/// A blob of 32 bytes.
pub(super) fn word(row: &Row<'_>, column: usize) -> rusqlite::Result<B256> {
    Ok(B256::from(row.get::<_, [u8; 32]>(column)?))
}

pub(super) fn address(row: &Row<'_>, column: usize) -> rusqlite::Result<Address> {
    Ok(Address::from(row.get::<_, [u8; 20]>(column)?))
}

pub(super) fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    Ok(Bytes::from(row.get::<_, Vec<u8>>(column)?))
}

/// The state of a stored record.
pub(super) fn record_state(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordState> {
    RecordState::try_from(row.get::<_, u8>(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Integer, error.into())
    })
}

/// Columns `call, state, value`, from `first` on.
pub(super) fn record(row: &Row<'_>, first: usize) -> rusqlite::Result<StoredRecord> {
    Ok(StoredRecord {
        call: bytes(row, first)?,
        state: record_state(row, first.saturating_add(1))?,
        value: bytes(row, first.saturating_add(2))?,
    })
}

pub(super) fn listed_name(row: &Row<'_>) -> rusqlite::Result<ListedName> {
    Ok(ListedName {
        name: row.get(0)?,
        node: word(row, 1)?,
        nonce: row.get(2)?,
        frozen_until: row.get(3)?,
        retired_from: row.get(4)?,
    })
}

pub(super) fn logged_operation(row: &Row<'_>) -> rusqlite::Result<LoggedOperation> {
    Ok(LoggedOperation {
        sequence: row.get(0)?,
        hash: word(row, 1)?,
        node: word(row, 2)?,
        nonce: row.get(3)?,
        accepted_at: row.get(4)?,
        body: body(row, 5)?,
        root: word(row, 6)?,
    })
}

fn body(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    match body_from_stored(row.get(column)?) {
        Ok(body) => Ok(body.into()),
        Err(Damage) => Err(rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Blob,
            "the database holds a damaged operation".into(),
        )),
    }
}

pub(super) fn reservation(row: &Row<'_>) -> rusqlite::Result<Reservation> {
    Ok(Reservation {
        name: row.get(0)?,
        node: word(row, 1)?,
        claimant: address(row, 2)?,
        records: bytes(row, 3)?,
        reserved_at: row.get(4)?,
    })
}

pub(super) fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        hash: word(row, 0)?,
        parent: word(row, 1)?,
        label: row.get(2)?,
        quota: row.get(3)?,
        used: row.get(4)?,
        created_at: row.get(5)?,
        revoked_at: row.get(6)?,
    })
}

pub(super) fn find_account(connection: &Connection, node: &B256) -> Result<Option<Account>, StoreError> {
    find(connection, sql::SELECT_ACCOUNT, [node.as_slice()], |row| {
        Ok(AccountRow {
            node: *node,
            name: row.get(0)?,
            nonce: row.get(1)?,
            history_hash: row.get(2)?,
            threshold: row.get(3)?,
            signers: row.get(4)?,
            guardian_threshold: row.get(5)?,
            guardians_hash: row.get(6)?,
            recovery_delay: row.get(7)?,
            recovery_nonce: row.get(8)?,
            recovery: row.get(9)?,
            outgoing_guardians: row.get(10)?,
            outgoing_signers: row.get(11)?,
            spent: row.get(12)?,
            frozen_until: row.get(13)?,
            retired_from: row.get(14)?,
            implementation: row.get(15)?,
            outbox_root: row.get(16)?,
            limits_hash: row.get(17)?,
            registrar: row.get(18)?,
            policy: row.get(19)?,
        })
    })?
    .map(AccountRow::into_account)
    .transpose()
}

pub(super) fn upsert_account(connection: &Connection, account: &Account) -> Result<(), StoreError> {
    let row = AccountRow::new(account)?;
    let parameters = params![
        row.node.as_slice(),
        row.name,
        row.nonce,
        row.history_hash,
        row.threshold,
        row.signers,
        row.guardian_threshold,
        row.guardians_hash,
        row.recovery_delay,
        row.recovery_nonce,
        row.recovery,
        row.outgoing_guardians,
        row.outgoing_signers,
        row.spent,
        row.frozen_until,
        row.retired_from,
        row.implementation,
        row.outbox_root,
        row.limits_hash,
        row.registrar,
        row.policy,
    ];
    execute(connection, sql::UPSERT_ACCOUNT, parameters)?;
    Ok(())
}
