//! The writer: takes what has queued up, one transaction, then everybody gets an answer.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::{oneshot, watch};

use super::{
    group,
    reader::Readers,
    rows, sql,
    tree::{self, StoredNodes},
};
use crate::{
    clock::Clock,
    store::{
        Accepted, LogEnd, PendingChange, Refused, StoreError, Watcher,
        plan::{Head, Plan, Reads, Rules},
        row::to_i64,
        tree::NodeCache,
    },
};

/// Most operations in one transaction, save those of one caller: enough to share the cost of a
/// sync, few enough that nobody waits long.
const GROUP: usize = 256;

type Answer = Result<Vec<Accepted>, Refused>;

/// The changes of one caller, and who waits for the answer.
struct Unit {
    changes: Vec<PendingChange>,
    reply: oneshot::Sender<Answer>,
}

enum Job {
    Accept(Unit),
    /// Accepts nothing before a time any more.
    Seal(u64, oneshot::Sender<Result<LogEnd, StoreError>>),
    /// Anything else that writes; it answers by itself.
    Other(Box<dyn FnOnce(&mut Connection) + Send>),
}

pub(super) struct Writer {
    queue: Option<Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
    head: watch::Receiver<u64>,
}

/// What the writer needs besides its connection.
pub(super) struct WriterSettings {
    pub(super) readers: Arc<Readers>,
    pub(super) rules: Rules,
    pub(super) clock: Clock,
    pub(super) watcher: Arc<dyn Watcher>,
    pub(super) nodes: NodeCache,
    /// The oldest version of the tree that stays.
    pub(super) keep_from: Arc<AtomicU64>,
}

impl Writer {
    pub(super) fn start(connection: Connection, settings: WriterSettings) -> Result<Self, StoreError> {
        let (queue, incoming) = channel();
        let head = group::head(&connection)?;
        let (newest, watching) = watch::channel(head.sequence);
        let mut writing = Writing {
            connection,
            settings,
            head,
            newest,
        };
        let thread = thread::Builder::new()
            .name("mononym-writer".to_owned())
            .spawn(move || writing.run(&incoming))
            .map_err(|error| StoreError::Database(format!("cannot start the writer: {error}")))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            head: watching,
        })
    }

    pub(super) fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }

    pub(super) async fn accept(&self, changes: Vec<PendingChange>) -> Answer {
        let (reply, answer) = oneshot::channel();
        let closed = || Refused::from(StoreError::Closed);
        self.send(Job::Accept(Unit { changes, reply }))
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    pub(super) async fn seal(&self, not_before: u64) -> Result<LogEnd, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Seal(not_before, reply))?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs something else that writes, in its turn.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        write: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Job::Other(Box::new(move |connection| {
            // Whoever asked may have hung up.
            let _ = reply.send(write(connection));
        })))?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    fn send(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        queue.send(job).map_err(|_| StoreError::Closed)
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

/// The connection last, so that it is closed last.
struct Writing {
    settings: WriterSettings,
    connection: Connection,
    head: Head,
    newest: watch::Sender<u64>,
}

impl Writing {
    fn run(&mut self, incoming: &Receiver<Job>) {
        while let Ok(first) = incoming.recv() {
            let mut next = Some(first);
            while let Some(job) = next.take() {
                let readers = Arc::clone(&self.settings.readers);
                let _pause = readers.pause();
                match job {
                    Job::Other(write) => write(&mut self.connection),
                    Job::Seal(not_before, reply) => {
                        // Whoever asked may have hung up.
                        let _ = reply.send(self.seal(not_before));
                    }
                    Job::Accept(unit) => {
                        let mut count = unit.changes.len();
                        let mut units = vec![unit];
                        while count < GROUP {
                            match incoming.try_recv() {
                                Ok(Job::Accept(unit)) => {
                                    count = count.saturating_add(unit.changes.len());
                                    units.push(unit);
                                }
                                Ok(other) => {
                                    next = Some(other);
                                    break;
                                }
                                Err(_) => break,
                            }
                        }
                        self.accept(units);
                    }
                }
            }
        }
    }

    fn seal(&mut self, not_before: u64) -> Result<LogEnd, StoreError> {
        if not_before > self.head.accepted_at {
            rows::execute(&self.connection, sql::UPSERT_SEAL, [to_i64(not_before)?])?;
            self.head.accepted_at = not_before;
        }
        Ok(LogEnd {
            sequence: self.head.sequence,
            accepted_at: self.head.accepted_at,
        })
    }

    fn accept(&mut self, units: Vec<Unit>) {
        let (changes, replies): (Vec<_>, Vec<_>) =
            units.into_iter().map(|unit| (unit.changes, unit.reply)).unzip();
        match self.write(changes) {
            Ok(answers) => {
                for (answer, reply) in answers.into_iter().zip(replies) {
                    // Whoever asked may have hung up; the operations stand all the same.
                    let _ = reply.send(answer);
                }
            }
            Err(error) => {
                tracing::error!(%error, "a group of operations could not be stored");
                for reply in replies {
                    let _ = reply.send(Err(error.clone().into()));
                }
            }
        }
    }

    /// One transaction for all; what is refused leaves no trace in it. Returns when it is committed
    /// and the watcher knows.
    fn write(&mut self, units: Vec<Vec<PendingChange>>) -> Result<Vec<Answer>, StoreError> {
        let now = self.settings.clock.now();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let reads = Reads::of(units.iter().flatten());
        let loaded = group::load(&transaction, self.head, &reads)?;
        let mut plan = Plan::new(&self.settings.rules, loaded);
        let answers = units.into_iter().map(|unit| plan.apply(unit, now)).collect();
        let Some(mut writes) = plan.finish() else {
            return Ok(answers);
        };
        let nodes = StoredNodes::new(&transaction, &self.settings.nodes);
        let growth = writes
            .grow(&nodes, self.head.sequence)
            .map_err(|missing| nodes.failure(missing))?;
        group::write(&transaction, &writes)?;
        tree::write(
            &transaction,
            &growth,
            self.settings.keep_from.load(Ordering::Relaxed),
        )?;
        transaction.commit()?;
        growth.remember(&self.settings.nodes);
        self.head = writes.head;
        let changed: BTreeSet<_> = writes.operations.iter().map(|operation| operation.node).collect();
        for node in &changed {
            self.settings.watcher.changed(node);
        }
        self.newest.send_replace(writes.head.sequence);
        Ok(answers)
    }
}
