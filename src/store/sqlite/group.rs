//! A group of operations in the database: what it reads, what it writes.

use alloy_primitives::B256;
use mononym_keystore::{RecordChange, next_history_hash};
use rusqlite::{Connection, params};

use super::{rows, sql};
use crate::store::{
    Accepted, StoreError,
    addresses::{AddressRow, key_of_record},
    plan::{Head, Loaded, NewOperation, Reads, SignerRow, Writes},
    row::to_i64,
};

/// The end of the log.
pub(super) fn head(connection: &Connection) -> Result<Head, StoreError> {
    let head = rows::find(connection, sql::SELECT_HEAD, [], |row| {
        Ok(Head {
            sequence: row.get(0)?,
            accepted_at: row.get(1)?,
        })
    })?;
    let mut head = head.unwrap_or_default();
    let seal = rows::find(connection, sql::SELECT_SEAL, [], |row| row.get(0))?;
    head.accepted_at = head.accepted_at.max(seal.unwrap_or_default());
    Ok(head)
}

pub(super) fn load(connection: &Connection, head: Head, reads: &Reads) -> Result<Loaded, StoreError> {
    let mut loaded = Loaded {
        head,
        ..Loaded::default()
    };
    for hash in &reads.hashes {
        if let Some(accepted) = find_accepted(connection, hash)? {
            loaded.accepted.insert(*hash, accepted);
        }
    }
    for node in &reads.accounts {
        if let Some(account) = rows::find_account(connection, node)? {
            loaded.accounts.insert(*node, account);
        }
    }
    for (node, key) in &reads.records {
        let parameters = [node.as_slice(), key.as_slice()];
        let record = rows::find(connection, sql::SELECT_RECORD, parameters, |row| {
            rows::record(row, 0)
        })?;
        if let Some(record) = record {
            let address = key_of_record(&record.call, record.state, &record.value);
            loaded.records.insert((*node, *key), address);
        }
    }
    for node in &reads.counts {
        let count = rows::find(connection, sql::COUNT_RECORDS, [node.as_slice()], |row| {
            row.get(0)
        })?;
        loaded.counts.insert(*node, count.unwrap_or_default());
    }
    for hash in &reads.tokens {
        if let Some(token) = rows::find(connection, sql::SELECT_TOKEN, [hash.as_slice()], rows::token)? {
            loaded.tokens.insert(*hash, token);
        }
    }
    for node in &reads.reservations {
        let claimant = rows::find(connection, sql::SELECT_CLAIMANT, [node.as_slice()], |row| {
            row.get::<_, [u8; 20]>(0)
        })?;
        loaded
            .reservations
            .extend(claimant.map(|claimant| (*node, claimant.into())));
    }
    Ok(loaded)
}

/// What was answered when the operation was accepted.
fn find_accepted(connection: &Connection, hash: &B256) -> Result<Option<Accepted>, StoreError> {
    let found = rows::find(connection, sql::SELECT_OPERATION, [hash.as_slice()], |row| {
        let before: u64 = row.get(2)?;
        Ok(Accepted {
            sequence: row.get(0)?,
            hash: *hash,
            accepted_at: row.get(3)?,
            name: row.get(4)?,
            node: rows::word(row, 1)?,
            nonce: before.saturating_add(1),
            history_hash: B256::ZERO,
        })
    })?;
    let Some(mut accepted) = found else {
        return Ok(None);
    };
    let parameters = params![accepted.node.as_slice(), accepted.nonce.saturating_sub(1)];
    let hashes = rows::list(connection, sql::LIST_HASHES, parameters, |row| rows::word(row, 0))?;
    accepted.history_hash = hashes
        .iter()
        .fold(B256::ZERO, |history, hash| next_history_hash(&history, hash));
    Ok(Some(accepted))
}

pub(super) fn write(connection: &Connection, writes: &Writes) -> Result<(), StoreError> {
    for operation in &writes.operations {
        insert_operation(connection, operation)?;
    }
    for account in &writes.accounts {
        rows::upsert_account(connection, account)?;
    }
    for (node, record) in &writes.records {
        upsert_record(connection, node, record)?;
    }
    for (node, key) in &writes.records_gone {
        rows::execute(connection, sql::DELETE_RECORD, [node.as_slice(), key.as_slice()])?;
    }
    for row in &writes.addresses_gone {
        let parameters = params![row.address.as_ref(), row.name, row.source.as_ref()];
        rows::execute(connection, sql::DELETE_ADDRESS, parameters)?;
    }
    for row in &writes.addresses {
        insert_address(connection, row)?;
    }
    for row in &writes.signers_gone {
        rows::execute(
            connection,
            sql::DELETE_SIGNER,
            params![row.signer.as_slice(), row.name],
        )?;
    }
    for row in &writes.signers {
        insert_signer(connection, row)?;
    }
    for (hash, used) in &writes.tokens {
        rows::execute(
            connection,
            sql::UPDATE_TOKEN,
            params![hash.as_slice(), to_i64(*used)?],
        )?;
    }
    for node in &writes.claimed {
        rows::execute(connection, sql::DELETE_RESERVATION, [node.as_slice()])?;
    }
    Ok(())
}

pub(super) fn insert_operation(connection: &Connection, operation: &NewOperation) -> Result<(), StoreError> {
    let parameters = params![
        to_i64(operation.sequence)?,
        operation.hash.as_slice(),
        operation.node.as_slice(),
        to_i64(operation.nonce)?,
        to_i64(operation.accepted_at)?,
        operation.body,
        operation.root.as_slice(),
    ];
    rows::execute(connection, sql::INSERT_OPERATION, parameters)?;
    Ok(())
}

pub(super) fn upsert_record(
    connection: &Connection,
    node: &B256,
    record: &RecordChange,
) -> Result<(), StoreError> {
    let parameters = params![
        node.as_slice(),
        record.key.as_slice(),
        record.call.as_ref(),
        record.state.code(),
        record.value.as_ref(),
    ];
    rows::execute(connection, sql::UPSERT_RECORD, parameters)?;
    Ok(())
}

pub(super) fn insert_address(connection: &Connection, row: &AddressRow) -> Result<(), StoreError> {
    let parameters = params![
        row.address.as_ref(),
        row.name,
        row.source.as_ref(),
        row.node.as_slice()
    ];
    rows::execute(connection, sql::INSERT_ADDRESS, parameters)?;
    Ok(())
}

pub(super) fn insert_signer(connection: &Connection, row: &SignerRow) -> Result<(), StoreError> {
    let parameters = params![row.signer.as_slice(), row.name, row.node.as_slice()];
    rows::execute(connection, sql::INSERT_SIGNER, parameters)?;
    Ok(())
}
