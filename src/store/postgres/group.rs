//! A group of operations in the database: what it reads, what it writes, each kind of row at once.

use alloy_primitives::B256;
use mononym_keystore::{Account, RecordChange, account_key, next_history_hash};
use sqlx::{Executor, PgConnection};

use super::{copy, rows, sql};
use crate::store::{
    Accepted, StoreError,
    addresses::{AddressRow, key_of_record},
    plan::{Head, Loaded, NewOperation, Reads, SignerRow, Writes},
    row::{AccountRow, to_i64},
};

/// The end of the log, held until the end of the transaction: replicas write in turn, so sequences
/// have no gaps and times never go back.
pub(super) async fn lock_head(connection: &mut PgConnection) -> Result<Head, StoreError> {
    let row = sqlx::query(sql::LOCK_HEAD).fetch_one(connection).await?;
    Ok(Head {
        sequence: rows::number(&row, 0)?,
        accepted_at: rows::number(&row, 1)?,
    })
}

pub(super) async fn load(
    connection: &mut PgConnection,
    head: Head,
    reads: &Reads,
) -> Result<Loaded, StoreError> {
    let mut loaded = Loaded {
        head,
        ..Loaded::default()
    };
    for row in fetch_all(connection, sql::SELECT_OPERATIONS, &reads.hashes).await? {
        let before: u64 = rows::number(&row, 3)?;
        let mut accepted = Accepted {
            sequence: rows::number(&row, 0)?,
            hash: rows::word(&row, 1)?,
            accepted_at: rows::number(&row, 4)?,
            name: sqlx::Row::try_get(&row, 5)?,
            node: rows::word(&row, 2)?,
            nonce: before.saturating_add(1),
            history_hash: B256::ZERO,
        };
        accepted.history_hash = history_hash(connection, &accepted.node, before).await?;
        loaded.accepted.insert(accepted.hash, accepted);
    }
    for row in fetch_all(connection, sql::SELECT_ACCOUNTS, &reads.accounts).await? {
        let account = rows::account(&row)?;
        loaded.accounts.insert(account.node, account);
    }
    for row in fetch_all(connection, sql::COUNT_RECORDS, &reads.counts).await? {
        loaded.counts.insert(rows::word(&row, 0)?, rows::number(&row, 1)?);
    }
    for row in fetch_all(connection, sql::LOCK_TOKENS, &reads.tokens).await? {
        let token = rows::token(&row)?;
        loaded.tokens.insert(token.hash, token);
    }
    for row in fetch_all(connection, sql::SELECT_CLAIMANTS, &reads.reservations).await? {
        let claimant = rows::address(&row, 1)?;
        loaded.reservations.insert(rows::word(&row, 0)?, claimant);
    }
    if !reads.records.is_empty() {
        let nodes: Vec<&[u8]> = reads.records.iter().map(|(node, _)| node.as_slice()).collect();
        let keys: Vec<&[u8]> = reads.records.iter().map(|(_, key)| key.as_slice()).collect();
        let query = sqlx::query(sql::SELECT_RECORDS).bind(nodes).bind(keys);
        for row in query.fetch_all(&mut *connection).await? {
            let record = rows::record(&row, 2)?;
            let address = key_of_record(&record.call, record.state, &record.value);
            let place = (rows::word(&row, 0)?, rows::word(&row, 1)?);
            loaded.records.insert(place, address);
        }
    }
    Ok(loaded)
}

/// Rows of a statement that takes a list of 32 bytes each.
async fn fetch_all(
    connection: &mut PgConnection,
    statement: &'static str,
    words: &[B256],
) -> Result<Vec<sqlx::postgres::PgRow>, StoreError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query(statement)
        .bind(slices(words))
        .fetch_all(connection)
        .await?)
}

fn slices(words: &[B256]) -> Vec<&[u8]> {
    words.iter().map(B256::as_slice).collect()
}

/// An account's history hash after the operation with this nonce.
async fn history_hash(connection: &mut PgConnection, node: &B256, nonce: u64) -> Result<B256, StoreError> {
    let query = sqlx::query(sql::LIST_HASHES)
        .bind(node.as_slice())
        .bind(to_i64(nonce)?);
    let mut history = B256::ZERO;
    for row in query.fetch_all(connection).await? {
        history = next_history_hash(&history, &rows::word(&row, 0)?);
    }
    Ok(history)
}

pub(super) async fn write(connection: &mut PgConnection, writes: &Writes) -> Result<(), StoreError> {
    insert_operations(connection, sql::COPY_OPERATIONS, &writes.operations).await?;
    let (stored, new): (Vec<_>, Vec<_>) = writes
        .accounts
        .iter()
        .partition(|account| writes.stored_leaves.contains(&account_key(&account.node)));
    if !new.is_empty() {
        insert_accounts(connection, sql::COPY_ACCOUNTS, &new).await?;
    }
    if !stored.is_empty() {
        update_accounts(connection, &stored).await?;
    }
    write_records(connection, writes).await?;
    delete_addresses(connection, &writes.addresses_gone).await?;
    insert_addresses(connection, sql::COPY_ADDRESSES, &writes.addresses).await?;
    write_signers(connection, writes).await?;
    if !writes.tokens.is_empty() {
        let hashes: Vec<&[u8]> = writes.tokens.iter().map(|(hash, _)| hash.as_slice()).collect();
        let used = numbers(writes.tokens.iter().map(|(_, used)| *used))?;
        let query = sqlx::query(sql::UPDATE_TOKENS).bind(hashes).bind(used);
        query.execute(&mut *connection).await?;
    }
    if !writes.claimed.is_empty() {
        let query = sqlx::query(sql::DELETE_RESERVATIONS).bind(slices(&writes.claimed));
        query.execute(&mut *connection).await?;
    }
    set_head(connection, writes.head.sequence, writes.head.accepted_at).await?;
    connection.execute(sql::NOTIFY).await?;
    Ok(())
}

/// The end of the log, whose row is locked.
pub(super) async fn set_head(
    connection: &mut PgConnection,
    sequence: u64,
    accepted_at: u64,
) -> Result<(), StoreError> {
    let query = sqlx::query(sql::UPDATE_HEAD)
        .bind(to_i64(sequence)?)
        .bind(to_i64(accepted_at)?);
    query.execute(connection).await?;
    Ok(())
}

fn numbers(numbers: impl Iterator<Item = u64>) -> Result<Vec<i64>, StoreError> {
    numbers.map(to_i64).collect()
}

pub(super) async fn insert_operations(
    connection: &mut PgConnection,
    statement: &'static str,
    operations: &[NewOperation],
) -> Result<(), StoreError> {
    let mut rows = copy::Rows::new();
    for operation in operations {
        rows.push([
            to_i64(operation.sequence)?.into(),
            (&operation.hash).into(),
            (&operation.node).into(),
            to_i64(operation.nonce)?.into(),
            to_i64(operation.accepted_at)?.into(),
            operation.body.as_slice().into(),
            (&operation.root).into(),
        ])?;
    }
    rows.send(connection, statement).await
}

pub(super) async fn insert_accounts(
    connection: &mut PgConnection,
    statement: &'static str,
    accounts: &[&Account],
) -> Result<(), StoreError> {
    let mut rows = copy::Rows::new();
    for account in accounts {
        let row = AccountRow::new(account)?;
        rows.push([
            (&row.node).into(),
            row.name.as_bytes().into(),
            row.nonce.into(),
            row.history_hash.as_slice().into(),
            row.threshold.into(),
            row.signers.as_slice().into(),
            row.guardian_threshold.into(),
            row.guardians_hash.as_slice().into(),
            row.recovery_delay.into(),
            row.recovery_nonce.into(),
            row.recovery.as_deref().into(),
            row.outgoing_guardians.as_deref().into(),
            row.outgoing_signers.as_deref().into(),
            row.spent.into(),
            row.frozen_until.into(),
            row.retired_from.into(),
            row.implementation.as_slice().into(),
            row.outbox_root.as_slice().into(),
            row.limits_hash.as_slice().into(),
            row.registrar.as_slice().into(),
            row.policy.into(),
        ])?;
    }
    rows.send(connection, statement).await
}

async fn update_accounts(connection: &mut PgConnection, accounts: &[&Account]) -> Result<(), StoreError> {
    let rows: Vec<AccountRow> = accounts
        .iter()
        .map(|account| AccountRow::new(account))
        .collect::<Result<_, _>>()?;
    /// One column of all rows.
    fn column<'a, T>(rows: &'a [AccountRow], of: impl Fn(&'a AccountRow) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    sqlx::query(sql::UPDATE_ACCOUNTS)
        .bind(column(&rows, |row| row.node.as_slice()))
        .bind(column(&rows, |row| row.nonce))
        .bind(column(&rows, |row| row.history_hash.as_slice()))
        .bind(column(&rows, |row| row.threshold))
        .bind(column(&rows, |row| row.signers.as_slice()))
        .bind(column(&rows, |row| row.guardian_threshold))
        .bind(column(&rows, |row| row.guardians_hash.as_slice()))
        .bind(column(&rows, |row| row.recovery_delay))
        .bind(column(&rows, |row| row.recovery_nonce))
        .bind(column(&rows, |row| row.recovery.as_deref()))
        .bind(column(&rows, |row| row.outgoing_guardians.as_deref()))
        .bind(column(&rows, |row| row.outgoing_signers.as_deref()))
        .bind(column(&rows, |row| row.spent))
        .bind(column(&rows, |row| row.frozen_until))
        .bind(column(&rows, |row| row.retired_from))
        .bind(column(&rows, |row| row.implementation.as_slice()))
        .bind(column(&rows, |row| row.outbox_root.as_slice()))
        .bind(column(&rows, |row| row.limits_hash.as_slice()))
        .bind(column(&rows, |row| row.registrar.as_slice()))
        .bind(column(&rows, |row| row.policy))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert_records(
    connection: &mut PgConnection,
    statement: &'static str,
    records: &[&(B256, RecordChange)],
) -> Result<(), StoreError> {
    let mut rows = copy::Rows::new();
    for (node, record) in records {
        rows.push([
            node.into(),
            (&record.key).into(),
            record.call.as_ref().into(),
            i64::from(record.state.code()).into(),
            record.value.as_ref().into(),
        ])?;
    }
    rows.send(connection, statement).await
}

async fn write_records(connection: &mut PgConnection, writes: &Writes) -> Result<(), StoreError> {
    let (stored, new): (Vec<_>, Vec<_>) = writes
        .records
        .iter()
        .partition(|(_, record)| writes.stored_leaves.contains(&record.key));
    if !new.is_empty() {
        insert_records(connection, sql::COPY_RECORDS, &new).await?;
    }
    if !stored.is_empty() {
        let nodes: Vec<&[u8]> = stored.iter().map(|(node, _)| node.as_slice()).collect();
        let keys: Vec<&[u8]> = stored.iter().map(|(_, record)| record.key.as_slice()).collect();
        let states = stored.iter().map(|(_, record)| i64::from(record.state.code()));
        let values: Vec<&[u8]> = stored.iter().map(|(_, record)| record.value.as_ref()).collect();
        sqlx::query(sql::UPDATE_RECORDS)
            .bind(nodes)
            .bind(keys)
            .bind(states.collect::<Vec<_>>())
            .bind(values)
            .execute(&mut *connection)
            .await?;
    }
    if !writes.records_gone.is_empty() {
        let nodes: Vec<&[u8]> = writes
            .records_gone
            .iter()
            .map(|(node, _)| node.as_slice())
            .collect();
        let keys: Vec<&[u8]> = writes
            .records_gone
            .iter()
            .map(|(_, key)| key.as_slice())
            .collect();
        let query = sqlx::query(sql::DELETE_RECORDS).bind(nodes).bind(keys);
        query.execute(connection).await?;
    }
    Ok(())
}

pub(super) async fn insert_addresses(
    connection: &mut PgConnection,
    statement: &'static str,
    addresses: &[AddressRow],
) -> Result<(), StoreError> {
    if addresses.is_empty() {
        return Ok(());
    }
    let mut rows = copy::Rows::new();
    for row in addresses {
        rows.push([
            row.address.as_ref().into(),
            row.name.as_bytes().into(),
            row.source.as_ref().into(),
            (&row.node).into(),
        ])?;
    }
    rows.send(connection, statement).await
}

async fn delete_addresses(connection: &mut PgConnection, addresses: &[AddressRow]) -> Result<(), StoreError> {
    if addresses.is_empty() {
        return Ok(());
    }
    let keys: Vec<&[u8]> = addresses.iter().map(|row| row.address.as_ref()).collect();
    let names: Vec<&str> = addresses.iter().map(|row| row.name.as_str()).collect();
    let sources: Vec<&[u8]> = addresses.iter().map(|row| row.source.as_ref()).collect();
    let query = sqlx::query(sql::DELETE_ADDRESSES)
        .bind(keys)
        .bind(names)
        .bind(sources);
    query.execute(connection).await?;
    Ok(())
}

async fn write_signers(connection: &mut PgConnection, writes: &Writes) -> Result<(), StoreError> {
    if !writes.signers_gone.is_empty() {
        let gone = &writes.signers_gone;
        let signers: Vec<&[u8]> = gone.iter().map(|row| row.signer.as_slice()).collect();
        let names: Vec<&str> = gone.iter().map(|row| row.name.as_str()).collect();
        let query = sqlx::query(sql::DELETE_SIGNERS).bind(signers).bind(names);
        query.execute(&mut *connection).await?;
    }
    if !writes.signers.is_empty() {
        insert_signers(connection, sql::COPY_SIGNERS, &writes.signers).await?;
    }
    Ok(())
}

pub(super) async fn insert_signers(
    connection: &mut PgConnection,
    statement: &'static str,
    signers: &[SignerRow],
) -> Result<(), StoreError> {
    let mut rows = copy::Rows::new();
    for row in signers {
        rows.push([
            row.signer.as_slice().into(),
            row.name.as_bytes().into(),
            (&row.node).into(),
        ])?;
    }
    rows.send(connection, statement).await
}
