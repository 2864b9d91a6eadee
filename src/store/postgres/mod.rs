//! PostgreSQL, for any number of replicas: each has a writer, which waits its turn, and a follower,
//! which learns what the others wrote.

mod connection;
mod copy;
mod follower;
mod group;
mod index;
mod lists;
mod load;
mod rows;
mod schema;
mod snapshot;
mod sql;
mod tree;
mod turn;
mod writer;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};
use tokio::sync::{Notify, watch};

use self::{
    connection::{Pools, in_time},
    follower::Follower,
    turn::Turn,
    writer::{Writer, Writing},
};
use super::{
    Accepted, AddressIndex, Found, FoundRecord, ListedName, LogEnd, LoggedOperation, NameFilter,
    PendingChange, ProveError, Proven, Refused, Reservation, Store, StoreError, StoredRecord, Token, Watcher,
    plan::Rules, row::to_i64, tree::NodeCache,
};
use crate::clock::Clock;

pub use self::{load::load_postgres, snapshot::PostgresSnapshot};

/// How to open a PostgreSQL database.
pub struct PostgresSettings {
    /// `postgres://user:password@host:port/database`: straight to the server, since sessions listen
    /// and keep prepared statements. It is never shown.
    pub url: String,
    /// The deployment whose operations it keeps.
    pub domain: Domain,
    /// Nodes of the parents that this deployment serves.
    pub roots: HashSet<B256>,
    /// Most records of one account.
    pub records_per_account: usize,
    /// Where acceptance takes its time from.
    pub clock: Clock,
    /// What the address index holds besides the owners' records.
    pub addresses: AddressIndex,
    /// Hears of each account that changed, by whichever replica.
    pub watcher: Arc<dyn Watcher>,
}

/// [`Store`] on PostgreSQL.
pub struct PostgresStore {
    pools: Pools,
    writer: Writer,
    follower: Follower,
    nodes: NodeCache,
    keep_from: Arc<AtomicU64>,
    turn: Turn,
}

impl PostgresStore {
    /// Connects, brings the schema up to date, and starts to write and to follow. Needs Tokio.
    ///
    /// # Errors
    /// If the server cannot be reached, or the database belongs to another deployment or to a newer
    /// release.
    pub async fn open(settings: PostgresSettings) -> Result<Self, StoreError> {
        let options = connection::options(&settings.url)?;
        let rules = Rules {
            roots: settings.roots,
            records_per_account: settings.records_per_account,
            addresses: settings.addresses,
        };
        let mut connection = in_time(async { Ok(connection::connect(&options).await?) }).await?;
        schema::migrate(&mut connection, &settings.domain).await?;
        index::bring_up_to_date(&mut connection, &rules).await?;
        tree::bring_up_to_date(&mut connection, settings.domain, &rules.roots).await?;
        sqlx::Connection::close(connection).await?;
        let pools = Pools::new(&options);
        let wake = Arc::new(Notify::new());
        let watcher = Arc::clone(&settings.watcher);
        let follower = Follower::start(options.clone(), pools.writes.clone(), watcher, Arc::clone(&wake));
        let follower = in_time(follower).await?;
        let nodes = NodeCache::default();
        let keep_from = Arc::new(AtomicU64::new(u64::MAX));
        let writer = Writer::start(Writing {
            options,
            rules,
            clock: settings.clock,
            watcher: settings.watcher,
            wake,
            domain: settings.domain,
            nodes: nodes.clone(),
            keep_from: Arc::clone(&keep_from),
        })
        .map_err(|error| StoreError::Database(format!("cannot start the writer: {error}")))?;
        Ok(Self {
            pools,
            writer,
            follower,
            nodes,
            keep_from,
            turn: Turn::default(),
        })
    }

    async fn read_found(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        let keys: Vec<&[u8]> = keys.iter().map(B256::as_slice).collect();
        let rows = sqlx::query(sql::FIND)
            .bind(node.as_slice())
            .bind(keys)
            .fetch_all(&self.pools.reads)
            .await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let mut found = Found {
            frozen_until: rows::number(first, 0)?,
            retired_from: rows::number(first, 1)?,
            records: Vec::new(),
        };
        for row in &rows {
            if sqlx::Row::try_get::<Option<&[u8]>, _>(row, 2)?.is_some() {
                found.records.push(FoundRecord {
                    key: rows::word(row, 2)?,
                    state: rows::record_state(row, 3)?,
                    value: rows::bytes(row, 4)?,
                });
            }
        }
        Ok(Some(found))
    }

    async fn read_account(&self, node: &B256) -> Result<Option<Account>, StoreError> {
        let nodes: [&[u8]; 1] = [node.as_slice()];
        let row = sqlx::query(sql::SELECT_ACCOUNTS)
            .bind(&nodes[..])
            .fetch_optional(&self.pools.reads)
            .await?;
        row.map(|row| rows::account(&row)).transpose()
    }

    async fn write_reservations(&self, reservations: &[Reservation]) -> Result<u64, StoreError> {
        let nodes: Vec<&[u8]> = reservations.iter().map(|one| one.node.as_slice()).collect();
        let names: Vec<&str> = reservations.iter().map(|one| one.name.as_str()).collect();
        let claimants: Vec<&[u8]> = reservations.iter().map(|one| one.claimant.as_slice()).collect();
        let records: Vec<&[u8]> = reservations.iter().map(|one| one.records.as_ref()).collect();
        let times = reservations.iter().map(|one| to_i64(one.reserved_at));
        let times: Vec<i64> = times.collect::<Result<_, _>>()?;
        let mut transaction = self.pools.writes.begin_with(sql::BEGIN).await?;
        // So that nobody registers one of them meanwhile.
        group::lock_head(&mut transaction).await?;
        let done = sqlx::query(sql::INSERT_RESERVATIONS)
            .bind(nodes)
            .bind(names)
            .bind(claimants)
            .bind(records)
            .bind(times)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }

    async fn write_token(&self, token: &Token) -> Result<bool, StoreError> {
        let done = sqlx::query(sql::INSERT_TOKEN)
            .bind(token.hash.as_slice())
            .bind(token.parent.as_slice())
            .bind(&token.label)
            .bind(to_i64(token.quota)?)
            .bind(to_i64(token.used)?)
            .bind(to_i64(token.created_at)?)
            .bind(token.revoked_at.map(to_i64).transpose()?)
            .execute(&self.pools.writes)
            .await?;
        Ok(done.rows_affected() > 0)
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn find(&self, node: &B256, keys: &[B256]) -> Result<Option<Found>, StoreError> {
        in_time(self.read_found(node, keys)).await
    }

    async fn find_account(&self, node: &B256) -> Result<Option<Account>, StoreError> {
        in_time(self.read_account(node)).await
    }

    async fn list_records(&self, node: &B256) -> Result<Vec<StoredRecord>, StoreError> {
        in_time(lists::records(&self.pools.reads, node)).await
    }

    async fn list_names(
        &self,
        filter: &NameFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError> {
        in_time(lists::names(&self.pools.reads, filter, after, limit)).await
    }

    async fn list_names_at(
        &self,
        address: &[u8],
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListedName>, StoreError> {
        in_time(lists::names_at(&self.pools.reads, address, after, limit)).await
    }

    async fn list_operations(
        &self,
        node: &B256,
        from: u64,
        limit: usize,
    ) -> Result<Vec<LoggedOperation>, StoreError> {
        in_time(lists::operations(&self.pools.reads, node, from, limit)).await
    }

    async fn list_changes(&self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError> {
        in_time(lists::changes(&self.pools.reads, after, limit)).await
    }

    async fn prove(&self, version: Option<u64>, keys: &[B256]) -> Result<Proven, ProveError> {
        // A proof that cannot be had is no failure of the database.
        in_time(async {
            let mut connection = self.pools.reads.acquire().await?;
            match tree::prove(&mut connection, &self.nodes, version, keys).await {
                Err(ProveError::Store(error)) => Err(error),
                other => Ok(other),
            }
        })
        .await?
    }

    async fn tree_version(&self, at_most: u64) -> Result<Option<u64>, StoreError> {
        in_time(async {
            let mut connection = self.pools.reads.acquire().await?;
            tree::version(&mut connection, at_most).await
        })
        .await
    }

    fn keep_versions_from(&self, version: u64) {
        self.keep_from.store(version, Ordering::Relaxed);
    }

    fn head(&self) -> watch::Receiver<u64> {
        self.follower.head()
    }

    async fn accept(&self, changes: Vec<PendingChange>) -> Result<Vec<Accepted>, Refused> {
        self.writer.accept(changes).await
    }

    async fn seal(&self, not_before: u64) -> Result<LogEnd, StoreError> {
        in_time(async {
            let mut transaction = self.pools.writes.begin_with(sql::BEGIN).await?;
            let head = group::lock_head(&mut transaction).await?;
            let accepted_at = head.accepted_at.max(not_before);
            group::set_head(&mut transaction, head.sequence, accepted_at).await?;
            transaction.commit().await?;
            Ok(LogEnd {
                sequence: head.sequence,
                accepted_at,
            })
        })
        .await
    }

    async fn take_turn(&self, seconds: u64) -> Result<bool, StoreError> {
        in_time(self.turn.take(&self.pools.writes, seconds)).await
    }

    async fn reserve(&self, reservations: &[Reservation]) -> Result<u64, StoreError> {
        in_time(self.write_reservations(reservations)).await
    }

    async fn find_reservation(&self, node: &B256) -> Result<Option<Reservation>, StoreError> {
        in_time(lists::reservation(&self.pools.reads, node)).await
    }

    async fn list_reservations(
        &self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError> {
        in_time(lists::reservations(&self.pools.reads, after, limit)).await
    }

    async fn insert_token(&self, token: &Token) -> Result<bool, StoreError> {
        in_time(self.write_token(token)).await
    }

    async fn find_token(&self, hash: &B256) -> Result<Option<Token>, StoreError> {
        in_time(lists::token(&self.pools.reads, hash)).await
    }

    async fn list_tokens(&self, parent: &B256) -> Result<Vec<Token>, StoreError> {
        in_time(lists::tokens(&self.pools.reads, parent)).await
    }

    async fn revoke_token(&self, hash: &B256, revoked_at: u64) -> Result<bool, StoreError> {
        in_time(async {
            let done = sqlx::query(sql::REVOKE_TOKEN)
                .bind(hash.as_slice())
                .bind(to_i64(revoked_at)?)
                .execute(&self.pools.writes)
                .await?;
            Ok(done.rows_affected() > 0)
        })
        .await
    }
}
