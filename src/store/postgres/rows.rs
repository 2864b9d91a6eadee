//! Rows to values.

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{Account, RecordState};
use sqlx::{Row, postgres::PgRow};

use crate::store::{
    ListedName, LoggedOperation, Reservation, StoreError, StoredRecord, Token,
    encoding::{Damage, body_from_stored},
    row::AccountRow,
};

fn damaged(column: usize) -> StoreError {
    StoreError::Database(format!("column {column} holds what it should not"))
}

/// A number from 0.
pub(super) fn number<T: TryFrom<i64>>(row: &PgRow, column: usize) -> Result<T, StoreError> {
    T::try_from(row.try_get(column)?).map_err(|_| damaged(column))
}

/// 32 bytes.
pub(super) fn word(row: &PgRow, column: usize) -> Result<B256, StoreError> {
    B256::try_from(row.try_get::<&[u8], _>(column)?).map_err(|_| damaged(column))
}

pub(super) fn address(row: &PgRow, column: usize) -> Result<Address, StoreError> {
    Address::try_from(row.try_get::<&[u8], _>(column)?).map_err(|_| damaged(column))
}

pub(super) fn bytes(row: &PgRow, column: usize) -> Result<Bytes, StoreError> {
    Ok(Bytes::copy_from_slice(row.try_get(column)?))
}

/// The state of a stored record.
pub(super) fn record_state(row: &PgRow, column: usize) -> Result<RecordState, StoreError> {
    RecordState::try_from(number::<u8>(row, column)?).map_err(|_| damaged(column))
}

/// Columns `call, state, value`, from `first` on.
pub(super) fn record(row: &PgRow, first: usize) -> Result<StoredRecord, StoreError> {
    Ok(StoredRecord {
        call: bytes(row, first)?,
        state: record_state(row, first.saturating_add(1))?,
        value: bytes(row, first.saturating_add(2))?,
    })
}

pub(super) fn listed_name(row: &PgRow) -> Result<ListedName, StoreError> {
    Ok(ListedName {
        name: row.try_get(0)?,
        node: word(row, 1)?,
        nonce: number(row, 2)?,
        frozen_until: number(row, 3)?,
        retired_from: number(row, 4)?,
    })
}

pub(super) fn logged_operation(row: &PgRow) -> Result<LoggedOperation, StoreError> {
    let node = word(row, 2)?;
    let body = body_from_stored(row.try_get(5)?).map_err(|Damage| StoreError::Damaged {
        what: "operation",
        node,
    })?;
    Ok(LoggedOperation {
        sequence: number(row, 0)?,
        hash: word(row, 1)?,
        node,
        nonce: number(row, 3)?,
        accepted_at: number(row, 4)?,
        body: body.into(),
        root: word(row, 6)?,
    })
}

pub(super) fn reservation(row: &PgRow) -> Result<Reservation, StoreError> {
    Ok(Reservation {
        name: row.try_get(0)?,
        node: word(row, 1)?,
        claimant: address(row, 2)?,
        records: bytes(row, 3)?,
        reserved_at: number(row, 4)?,
    })
}

pub(super) fn token(row: &PgRow) -> Result<Token, StoreError> {
    let revoked_at: Option<i64> = row.try_get(6)?;
    Ok(Token {
        hash: word(row, 0)?,
        parent: word(row, 1)?,
        label: row.try_get(2)?,
        quota: number(row, 3)?,
        used: number(row, 4)?,
        created_at: number(row, 5)?,
        revoked_at: revoked_at
            .map(u64::try_from)
            .transpose()
            .map_err(|_| damaged(6))?,
    })
}

pub(super) fn account(row: &PgRow) -> Result<Account, StoreError> {
    AccountRow {
        node: word(row, 0)?,
        name: row.try_get(1)?,
        nonce: row.try_get(2)?,
        history_hash: row.try_get(3)?,
        threshold: row.try_get(4)?,
        signers: row.try_get(5)?,
        guardian_threshold: row.try_get(6)?,
        guardians_hash: row.try_get(7)?,
        recovery_delay: row.try_get(8)?,
        recovery_nonce: row.try_get(9)?,
        recovery: row.try_get(10)?,
        outgoing_guardians: row.try_get(11)?,
        outgoing_signers: row.try_get(12)?,
        spent: row.try_get(13)?,
        frozen_until: row.try_get(14)?,
        retired_from: row.try_get(15)?,
        implementation: row.try_get(16)?,
        outbox_root: row.try_get(17)?,
        limits_hash: row.try_get(18)?,
        registrar: row.try_get(19)?,
        policy: row.try_get(20)?,
    }
    .into_account()
}
