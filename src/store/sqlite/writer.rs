//! The writer: takes what has queued up, one transaction, then everybody gets an answer.

use std::{
    collections::HashSet,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use alloy_primitives::B256;
use mononym_keystore::{Change, RecordChange, RecordState, State, apply};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use tokio::sync::oneshot;

use super::{SqliteSettings, rows, sql};
use crate::{
    clock::Clock,
    store::{AcceptError, Accepted, OnChange, PendingChange, StoreError},
};

/// Most operations in one transaction: enough to share the cost of a sync, few enough that
/// nobody waits long.
const GROUP: usize = 256;

type Reply = oneshot::Sender<Result<Accepted, AcceptError>>;

pub(super) struct Writer {
    queue: Option<Sender<(PendingChange, Reply)>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection, settings: SqliteSettings) -> Result<Self, StoreError> {
        let (queue, incoming) = channel();
        let last_accepted_at = connection.query_row(sql::LAST_ACCEPTED_AT, [], |row| row.get(0))?;
        let loop_ = WriteLoop {
            connection,
            roots: settings.roots,
            records_per_account: settings.records_per_account,
            clock: settings.clock,
            on_change: settings.on_change,
            last_accepted_at,
        };
        let thread = thread::Builder::new()
            .name("mononym-writer".to_owned())
            .spawn(move || loop_.run(&incoming))
            .map_err(|error| StoreError::Database(format!("cannot start the writer: {error}")))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
        })
    }

    pub(super) async fn accept(&self, change: PendingChange) -> Result<Accepted, AcceptError> {
        let (reply, answer) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        queue.send((change, reply)).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Writer {
    /// What is queued is still written.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            // A panic in the writer was already reported to whoever waited.
            let _ = thread.join();
        }
    }
}

struct WriteLoop {
    connection: Connection,
    roots: HashSet<B256>,
    records_per_account: usize,
    clock: Clock,
    on_change: OnChange,
    last_accepted_at: u64,
}

impl WriteLoop {
    fn run(mut self, incoming: &Receiver<(PendingChange, Reply)>) {
        while let Ok(first) = incoming.recv() {
            let mut group = vec![first];
            group.extend(incoming.try_iter().take(GROUP - 1));
            let (changes, replies): (Vec<_>, Vec<_>) = group.into_iter().unzip();
            let results = match self.write(&changes) {
                Ok(results) => results,
                Err(error) => {
                    tracing::error!(%error, "a group of {} operations could not be stored", changes.len());
                    changes
                        .iter()
                        .map(|_| Err(AcceptError::Store(error.clone())))
                        .collect()
                }
            };
            for (result, reply) in results.into_iter().zip(replies) {
                if let Ok(accepted) = &result {
                    (self.on_change)(&accepted.account.node);
                }
                // Whoever asked may have hung up; the operation stands all the same.
                let _ = reply.send(result);
            }
        }
    }

    /// One transaction for all; an operation that is refused leaves no trace in it.
    fn write(&mut self, changes: &[PendingChange]) -> Result<Vec<Result<Accepted, AcceptError>>, StoreError> {
        let accepted_at = self.clock.now().max(self.last_accepted_at);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let results: Vec<_> = changes
            .iter()
            .map(|change| {
                match accept(
                    &transaction,
                    change,
                    accepted_at,
                    &self.roots,
                    self.records_per_account,
                ) {
                    // A database that fails within the group fails the group.
                    Err(AcceptError::Store(error)) => Err(error),
                    result => Ok(result),
                }
            })
            .collect::<Result<_, _>>()?;
        transaction.commit()?;
        self.last_accepted_at = accepted_at;
        Ok(results)
    }
}

/// Checks everything first, then writes.
fn accept(
    connection: &Connection,
    change: &PendingChange,
    accepted_at: u64,
    roots: &HashSet<B256>,
    records_per_account: usize,
) -> Result<Accepted, AcceptError> {
    let operation = &change.operation;
    let hash = operation.hash();
    if let Some((sequence, accepted_at)) = connection
        .prepare_cached(sql::SELECT_OPERATION)?
        .query_row([hash.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
    {
        return Err(AcceptError::Repeated {
            sequence,
            accepted_at,
        });
    }
    let node = operation.name().node();
    let account = rows::find_account(connection, &node)?;
    let parent = match operation.name().parent() {
        Some(parent) if account.is_none() => rows::find_account(connection, &parent.node())?,
        _ => None,
    };
    let state = State {
        account: account.as_ref(),
        parent: parent.as_ref(),
        is_root: roots.contains(&node),
    };
    let Change { account, records } = apply(state, operation, accepted_at)?;
    check_record_count(connection, &node, &records, records_per_account)?;

    let nonce = operation.operation().nonce();
    let sequence = connection.prepare_cached(sql::INSERT_OPERATION)?.query_row(
        params![hash.as_slice(), node.as_slice(), nonce, accepted_at, change.body],
        |row| row.get(0),
    )?;
    rows::upsert_account(connection, &account)?;
    for record in &records {
        write_record(connection, &node, record)?;
    }
    Ok(Accepted {
        sequence,
        hash,
        accepted_at,
        account,
    })
}

fn check_record_count(
    connection: &Connection,
    node: &B256,
    records: &[RecordChange],
    limit: usize,
) -> Result<(), AcceptError> {
    if records.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare_cached(sql::COUNT_RECORDS)?;
    let count: usize = statement.query_row([node.as_slice()], |row| row.get(0))?;
    let mut exists = connection.prepare_cached(sql::RECORD_EXISTS)?;
    let mut found = count;
    for record in records {
        let present = exists.exists([node.as_slice(), record.key.as_slice()])?;
        match (record.state == RecordState::Unset, present) {
            (true, true) => found = found.saturating_sub(1),
            (false, false) => found = found.saturating_add(1),
            _ => {}
        }
    }
    if found > limit && found > count {
        Err(AcceptError::TooManyRecords { limit, found })
    } else {
        Ok(())
    }
}

fn write_record(connection: &Connection, node: &B256, record: &RecordChange) -> rusqlite::Result<()> {
    if record.state == RecordState::Unset {
        connection
            .prepare_cached(sql::DELETE_RECORD)?
            .execute([node.as_slice(), record.key.as_slice()])?;
    } else {
        connection.prepare_cached(sql::UPSERT_RECORD)?.execute(params![
            node.as_slice(),
            record.key.as_slice(),
            record.call.as_ref(),
            record.state.code(),
            record.value.as_ref()
        ])?;
    }
    Ok(())
}

impl From<rusqlite::Error> for AcceptError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
