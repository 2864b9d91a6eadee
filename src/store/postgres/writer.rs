//! The writer: takes what has queued up, one transaction, then everybody gets an answer.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use alloy_primitives::B256;
use mononym_keystore::{Domain, Nodes, Path};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    runtime,
    sync::{Notify, mpsc, oneshot},
    time::Instant,
};

use super::{
    connection::{RESTED, connect, in_time},
    group, sql, tree,
};
use crate::{
    clock::Clock,
    store::{
        Accepted, PendingChange, Refused, StoreError, Watcher,
        plan::{Plan, Reads, Rules},
        tree::NodeCache,
    },
};

/// Most operations in one transaction, save those of one caller: enough to share the cost of a
/// commit, few enough that nobody waits long.
const GROUP: usize = 256;

type Answer = Result<Vec<Accepted>, Refused>;

/// The changes of one caller, and who waits for the answer.
struct Unit {
    changes: Vec<PendingChange>,
    reply: oneshot::Sender<Answer>,
}

/// The way to the writer, which ends when this is dropped and what is queued is written.
pub(super) struct Writer(mpsc::UnboundedSender<Unit>);

impl Writer {
    /// On a thread of its own: elsewhere each answer of the server would wait until signatures are
    /// checked that came later.
    pub(super) fn start(writing: Writing) -> std::io::Result<Self> {
        let (queue, incoming) = mpsc::unbounded_channel();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new()
            .name("mononym-writer".to_owned())
            .spawn(move || runtime.block_on(writing.run(incoming)))?;
        Ok(Self(queue))
    }

    pub(super) async fn accept(&self, changes: Vec<PendingChange>) -> Answer {
        let (reply, answer) = oneshot::channel();
        let closed = || Refused::from(StoreError::Closed);
        self.0.send(Unit { changes, reply }).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

/// What the writer needs.
pub(super) struct Writing {
    pub(super) options: PgConnectOptions,
    pub(super) rules: Rules,
    pub(super) clock: Clock,
    pub(super) watcher: Arc<dyn Watcher>,
    /// Wakes this replica's follower.
    pub(super) wake: Arc<Notify>,
    pub(super) domain: Domain,
    pub(super) nodes: NodeCache,
    /// The oldest version of the tree that stays.
    pub(super) keep_from: Arc<AtomicU64>,
}

/// A connection that did its last work well.
struct Ready {
    connection: PgConnection,
    since: Instant,
}

/// What a group came to: answers for its callers, and the accounts that changed.
type Outcome = (Vec<Answer>, BTreeSet<B256>);

impl Writing {
    async fn run(self, mut incoming: mpsc::UnboundedReceiver<Unit>) {
        let mut ready = None;
        while let Some(first) = incoming.recv().await {
            let mut count = first.changes.len();
            let mut units = vec![first];
            while count < GROUP
                && let Ok(unit) = incoming.try_recv()
            {
                count = count.saturating_add(unit.changes.len());
                units.push(unit);
            }
            self.accept(&mut ready, units).await;
        }
    }

    async fn accept(&self, ready: &mut Option<Ready>, units: Vec<Unit>) {
        let (changes, replies): (Vec<_>, Vec<_>) =
            units.into_iter().map(|unit| (unit.changes, unit.reply)).unzip();
        match in_time(self.write(ready, changes)).await {
            Ok((answers, changed)) => {
                for node in &changed {
                    self.watcher.changed(node);
                }
                self.wake.notify_one();
                for (answer, reply) in answers.into_iter().zip(replies) {
                    // Whoever asked may have hung up; the operations stand all the same.
                    let _ = reply.send(answer);
                }
            }
            // Also where nobody knows how a commit ended: whoever asks again hears it.
            Err(error) => {
                tracing::error!(%error, "a group of operations could not be stored");
                for reply in replies {
                    let _ = reply.send(Err(error.clone().into()));
                }
            }
        }
    }

    /// Returns when the group is committed. A connection that failed is not used again.
    async fn write(
        &self,
        ready: &mut Option<Ready>,
        units: Vec<Vec<PendingChange>>,
    ) -> Result<Outcome, StoreError> {
        let mut connection = self.connection(ready.take()).await?;
        let outcome = self.transact(&mut connection, units).await?;
        *ready = Some(Ready {
            connection,
            since: Instant::now(),
        });
        Ok(outcome)
    }

    async fn connection(&self, ready: Option<Ready>) -> Result<PgConnection, StoreError> {
        if let Some(mut ready) = ready
            && (ready.since.elapsed() < RESTED || ready.connection.ping().await.is_ok())
        {
            return Ok(ready.connection);
        }
        Ok(connect(&self.options).await?)
    }

    async fn transact(
        &self,
        connection: &mut PgConnection,
        units: Vec<Vec<PendingChange>>,
    ) -> Result<Outcome, StoreError> {
        // Each statement sees what was committed before it: so, once the head is locked, everything.
        let mut transaction = connection.begin_with(sql::BEGIN).await?;
        let head = group::lock_head(&mut transaction).await?;
        let reads = Reads::of(units.iter().flatten());
        let loaded = group::load(&mut transaction, head, &reads).await?;
        let now = self.clock.now();
        let mut plan = Plan::new(&self.rules, loaded);
        let answers = units.into_iter().map(|unit| plan.apply(unit, now)).collect();
        let Some(mut writes) = plan.finish() else {
            transaction.rollback().await?;
            return Ok((answers, BTreeSet::new()));
        };
        let before = head.sequence;
        // Whoever wrote last here knows that there is a tree; else a replica of a release without one may
        // have written.
        if self.nodes.node(&Path::ROOT, before).is_none()
            && tree::version(&mut transaction, u64::MAX).await?.unwrap_or(0) != before
        {
            tree::rebuild(&mut transaction, self.domain, &self.rules.roots).await?;
        }
        let growth = tree::grow(&mut transaction, &self.nodes, &mut writes, before).await?;
        group::write(&mut transaction, &writes).await?;
        tree::write(&mut transaction, &growth, self.keep_from.load(Ordering::Relaxed)).await?;
        transaction.commit().await?;
        growth.remember(&self.nodes);
        let changed = writes.operations.iter().map(|operation| operation.node).collect();
        Ok((answers, changed))
    }
}
