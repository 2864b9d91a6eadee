//! Learns what changed, by whichever replica: the log is read on, at once when somebody says that
//! there is something, and every so often anyway. The log is the truth; a notification only wakes.

use std::{sync::Arc, time::Duration};

use alloy_primitives::B256;
use sqlx::{
    PgConnection, PgPool,
    postgres::{PgConnectOptions, PgListener},
};
use tokio::{
    sync::{Notify, watch},
    task::AbortHandle,
    time::{sleep, timeout},
};

use super::{connection::connect, rows, sql};
use crate::store::{
    StoreError, Watcher,
    row::{bound, to_i64},
};

/// Longest between two looks at the log. With [`PATIENCE`] less than a second, after which nobody
/// answers from what another replica changed.
const INTERVAL: Duration = Duration::from_millis(250);
/// Longest that a look takes before this replica no longer follows.
const PATIENCE: Duration = Duration::from_millis(700);
/// Operations that are read at once.
const PAGE: usize = 1000;
/// Where writers notify: the channel of [`sql::NOTIFY`].
const CHANNEL: &str = "mononym_changes";

/// Follows until it is dropped.
pub(super) struct Follower {
    head: watch::Receiver<u64>,
    tasks: [AbortHandle; 2],
}

impl Follower {
    /// Begins at the present end of the log. Whoever notifies `wake` makes it look at once.
    pub(super) async fn start(
        options: PgConnectOptions,
        pool: PgPool,
        watcher: Arc<dyn Watcher>,
        wake: Arc<Notify>,
    ) -> Result<Self, StoreError> {
        let mut connection = connect(&options).await?;
        let row = sqlx::query(sql::SELECT_HEAD).fetch_one(&mut connection).await?;
        let last = rows::number(&row, 0)?;
        let (newest, head) = watch::channel(last);
        watcher.following(true);
        let following = Following {
            options,
            connection: Some(connection),
            watcher,
            last,
            newest,
            follows: true,
        };
        let tasks = [
            tokio::spawn(following.run(Arc::clone(&wake))).abort_handle(),
            tokio::spawn(listen(pool, wake)).abort_handle(),
        ];
        Ok(Self { head, tasks })
    }

    pub(super) fn head(&self) -> watch::Receiver<u64> {
        self.head.clone()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

struct Following {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
    watcher: Arc<dyn Watcher>,
    /// Sequence of the newest operation that the watcher knows.
    last: u64,
    newest: watch::Sender<u64>,
    follows: bool,
}

impl Following {
    async fn run(mut self, wake: Arc<Notify>) {
        loop {
            // Woken or not, it looks.
            let _ = timeout(INTERVAL, wake.notified()).await;
            match self.catch_up().await {
                Ok(()) => self.set(true),
                Err(error) => {
                    if self.follows {
                        tracing::warn!(%error, "the log cannot be followed: answers come from the database alone");
                    }
                    // What state it is in is not worth finding out.
                    self.connection = None;
                    self.set(false);
                }
            }
        }
    }

    fn set(&mut self, follows: bool) {
        if self.follows != follows {
            self.follows = follows;
            self.watcher.following(follows);
        }
    }

    async fn catch_up(&mut self) -> Result<(), StoreError> {
        loop {
            let page = timeout(PATIENCE, self.page())
                .await
                .map_err(|_| StoreError::Database("the server does not answer in time".to_owned()))??;
            for (sequence, node) in &page {
                self.watcher.changed(node);
                self.last = *sequence;
            }
            if !page.is_empty() {
                self.newest.send_replace(self.last);
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    async fn page(&mut self) -> Result<Vec<(u64, B256)>, StoreError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            None => self.connection.insert(connect(&self.options).await?),
        };
        let query = sqlx::query(sql::FOLLOW)
            .bind(to_i64(self.last)?)
            .bind(bound(PAGE));
        let rows = query.fetch_all(connection).await?;
        rows.iter()
            .map(|row| Ok((rows::number(row, 0)?, rows::word(row, 1)?)))
            .collect()
    }
}

impl Drop for Following {
    /// However it ends.
    fn drop(&mut self) {
        self.watcher.following(false);
    }
}

/// Wakes the follower at each notification, for as long as there is a connection, and again.
async fn listen(pool: PgPool, wake: Arc<Notify>) {
    loop {
        if let Err(error) = listen_once(&pool, &wake).await {
            tracing::debug!(%error, "no notifications for now");
        }
        sleep(INTERVAL).await;
    }
}

async fn listen_once(pool: &PgPool, wake: &Notify) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    while listener.try_recv().await?.is_some() {
        wake.notify_one();
    }
    Ok(())
}
