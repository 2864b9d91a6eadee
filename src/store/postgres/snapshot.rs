//! One moment of the database: a read transaction that stays open, beside whoever writes.

use alloy_primitives::B256;
use async_trait::async_trait;
use mononym_keystore::{Account, Domain};
use sqlx::{Executor, PgConnection};

use super::{
    connection::{self, in_time},
    rows, schema, sql,
};
use crate::store::{KeyedRecord, LoggedOperation, Reservation, Snapshot, StoreError, row::bound};

/// [`Snapshot`] of a PostgreSQL database.
pub struct PostgresSnapshot {
    connection: PgConnection,
    domain: Domain,
}

impl PostgresSnapshot {
    /// Opens a database as it is now.
    ///
    /// # Errors
    /// If it cannot be reached, or is one of another release.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = connection::options(url)?;
        in_time(async {
            let mut connection = connection::connect(&options).await?;
            connection.execute(sql::BEGIN_SNAPSHOT).await?;
            connection.execute(sql::TAKE_TIME_FOR_SNAPSHOT).await?;
            schema::check_version(&mut connection).await?;
            let domain = schema::find_domain(&mut connection)
                .await?
                .ok_or_else(|| StoreError::Database("it belongs to no deployment".to_owned()))?;
            Ok(Self { connection, domain })
        })
        .await
    }
}

#[async_trait]
impl Snapshot for PostgresSnapshot {
    fn domain(&self) -> Domain {
        self.domain
    }

    async fn operations(&mut self, after: u64, limit: usize) -> Result<Vec<LoggedOperation>, StoreError> {
        let query = sqlx::query(sql::LIST_CHANGES)
            .bind(bound(after))
            .bind(bound(limit));
        let rows = query.fetch_all(&mut self.connection).await?;
        rows.iter().map(rows::logged_operation).collect()
    }

    async fn accounts(&mut self, after: Option<&B256>, limit: usize) -> Result<Vec<Account>, StoreError> {
        // The zero node is the root, which is no account.
        let query = sqlx::query(sql::LIST_ALL_ACCOUNTS)
            .bind(after.unwrap_or(&B256::ZERO).as_slice())
            .bind(bound(limit));
        let rows = query.fetch_all(&mut self.connection).await?;
        rows.iter().map(rows::account).collect()
    }

    async fn records(
        &mut self,
        after: Option<&(B256, B256)>,
        limit: usize,
    ) -> Result<Vec<KeyedRecord>, StoreError> {
        let (node, key) = after.copied().unwrap_or_default();
        let query = sqlx::query(sql::LIST_ALL_RECORDS)
            .bind(node.as_slice())
            .bind(key.as_slice())
            .bind(bound(limit));
        let rows = query.fetch_all(&mut self.connection).await?;
        rows.iter()
            .map(|row| {
                Ok(KeyedRecord {
                    node: rows::word(row, 0)?,
                    key: rows::word(row, 1)?,
                    record: rows::record(row, 2)?,
                })
            })
            .collect()
    }

    async fn reservations(
        &mut self,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Reservation>, StoreError> {
        let query = sqlx::query(sql::LIST_RESERVATIONS)
            .bind(after.unwrap_or_default())
            .bind(bound(limit));
        let rows = query.fetch_all(&mut self.connection).await?;
        rows.iter().map(rows::reservation).collect()
    }
}
