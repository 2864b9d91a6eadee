//! Rows to values and back.

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{Account, Policy, RecordState, Signer, Status};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::sql;
use crate::store::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// A blob of a fixed length.
pub(super) fn blob<const N: usize>(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; N]> {
    row.get(column)
}

/// A code that one of the keystore's enums knows.
pub(super) fn code<T: TryFrom<u8>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T::Error: std::error::Error + Send + Sync + 'static,
{
    T::try_from(row.get(column)?).map_err(|error| damaged(column, error))
}

fn damaged(column: usize, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, error.into())
}

pub(super) fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    Ok(Bytes::from(row.get::<_, Vec<u8>>(column)?))
}

pub(super) fn find_account(connection: &Connection, node: &B256) -> rusqlite::Result<Option<Account>> {
    connection
        .prepare_cached(sql::SELECT_ACCOUNT)?
        .query_row([node.as_slice()], |row| {
            Ok(Account {
                node: *node,
                name: row.get(0)?,
                nonce: row.get(1)?,
                history_hash: B256::from(blob::<32>(row, 2)?),
                status: code::<Status>(row, 3)?,
                threshold: row.get(4)?,
                signers: signers_from_blob(row.get_ref(5)?.as_blob()?).map_err(|error| damaged(5, error))?,
                guardian_threshold: row.get(6)?,
                guardians_hash: B256::from(blob::<32>(row, 7)?),
                recovery_delay: row.get(8)?,
                implementation: Address::from(blob::<20>(row, 9)?),
                registrar: Address::from(blob::<20>(row, 10)?),
                policy: code::<Policy>(row, 11)?,
            })
        })
        .optional()
}

pub(super) fn upsert_account(connection: &Connection, account: &Account) -> rusqlite::Result<()> {
    connection.prepare_cached(sql::UPSERT_ACCOUNT)?.execute(params![
        account.node.as_slice(),
        account.name,
        account.nonce,
        account.history_hash.as_slice(),
        account.status.code(),
        account.threshold,
        signers_to_blob(&account.signers),
        account.guardian_threshold,
        account.guardians_hash.as_slice(),
        account.recovery_delay,
        account.implementation.as_slice(),
        account.registrar.as_slice(),
        account.policy.code(),
    ])?;
    Ok(())
}

/// Signers in order, each behind its length in two bytes, big-endian.
fn signers_to_blob(signers: &[Signer]) -> Vec<u8> {
    let mut blob = Vec::new();
    for signer in signers {
        let bytes = signer.to_bytes();
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        blob.extend_from_slice(&length.to_be_bytes());
        blob.extend_from_slice(&bytes);
    }
    blob
}

fn signers_from_blob(mut blob: &[u8]) -> Result<Vec<Signer>, Box<dyn std::error::Error + Send + Sync>> {
    let mut signers = Vec::new();
    while let Some((length, rest)) = blob.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (signer, rest) = rest
            .split_at_checked(length)
            .ok_or("signers end in the middle of one")?;
        signers.push(Signer::try_from(signer)?);
        blob = rest;
    }
    if blob.is_empty() {
        Ok(signers)
    } else {
        Err("a byte is left behind the signers".into())
    }
}

/// The state of a stored record.
pub(super) fn record_state(row: &Row<'_>, column: usize) -> rusqlite::Result<RecordState> {
    code(row, column)
}
