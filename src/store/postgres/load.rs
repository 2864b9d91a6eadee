//! A whole log into an empty database, in one transaction.

use alloy_primitives::B256;
use mononym_keystore::{Account, Domain, RecordChange};
use sqlx::{Executor, PgConnection, Row};
use tokio::runtime::Handle;

use super::{
    connection::{self, in_time},
    group, schema, sql, tree,
};
use crate::store::{
    Load, LoadSettings, StoreError,
    addresses::AddressRow,
    load::Sink,
    plan::{Head, NewOperation, SignerRow},
    row::to_i64,
};

/// Statements before a load: what is written in no order is indexed when all of it is there.
const BEGIN: &str = include_str!("load_begin.sql");
/// Statements after it: the same indexes and constraints as the migrations make.
const END: &str = include_str!("load_end.sql");

/// Opens a load into a database whose log is empty, and in which no name waits for its claimant;
/// nothing if it is not. Until the load is finished, other sessions wait for these tables. Its work
/// is done on the runtime that this is called on, by threads outside of it.
///
/// # Errors
/// If the server cannot be reached, or the database belongs to another deployment or to a newer
/// release.
pub async fn load_postgres(
    url: &str,
    domain: &Domain,
    settings: LoadSettings,
) -> Result<Option<Load>, StoreError> {
    let options = connection::options(url)?;
    let mut connection = in_time(async { Ok(connection::connect(&options).await?) }).await?;
    schema::migrate(&mut connection, domain).await?;
    connection.execute(sql::BEGIN).await?;
    connection.execute(sql::TAKE_TIME_FOR_LOAD).await?;
    let head = group::lock_head(&mut connection).await?;
    let is_empty: bool = connection.fetch_one(sql::LOAD_IS_EMPTY).await?.try_get(0)?;
    if head.sequence > 0 || !is_empty {
        return Ok(None);
    }
    connection.execute(sqlx::raw_sql(BEGIN)).await?;
    let database = PostgresLoad {
        connection,
        runtime: Handle::current(),
        fingerprint: settings.addresses.fingerprint,
        // Where nothing is accepted before a time, it stays so.
        accepted_at: head.accepted_at,
    };
    Load::new(Box::new(database), settings).map(Some)
}

/// Dropped before its end, the server rolls everything back.
struct PostgresLoad {
    connection: PgConnection,
    runtime: Handle,
    fingerprint: B256,
    accepted_at: u64,
}

impl Sink for PostgresLoad {
    fn accounts(&mut self, rows: &[Account]) -> Result<(), StoreError> {
        let rows: Vec<&Account> = rows.iter().collect();
        let work = group::insert_accounts(&mut self.connection, sql::LOAD_ACCOUNTS, &rows);
        self.runtime.block_on(work)
    }

    fn records(&mut self, rows: &[(B256, RecordChange)]) -> Result<(), StoreError> {
        let rows: Vec<&(B256, RecordChange)> = rows.iter().collect();
        let work = group::insert_records(&mut self.connection, sql::LOAD_RECORDS, &rows);
        self.runtime.block_on(work)
    }

    fn signers(&mut self, rows: &[SignerRow]) -> Result<(), StoreError> {
        let work = group::insert_signers(&mut self.connection, sql::LOAD_SIGNERS, rows);
        self.runtime.block_on(work)
    }

    fn addresses(&mut self, rows: &[AddressRow]) -> Result<(), StoreError> {
        let work = group::insert_addresses(&mut self.connection, sql::LOAD_ADDRESSES, rows);
        self.runtime.block_on(work)
    }

    fn contents(&mut self, version: u64, rows: &[(Vec<u8>, Vec<u8>)]) -> Result<(), StoreError> {
        let version = to_i64(version)?;
        let work = tree::insert(&mut self.connection, sql::LOAD_CONTENTS, version, rows);
        self.runtime.block_on(work)
    }

    fn operations(&mut self, rows: &[NewOperation]) -> Result<(), StoreError> {
        let work = group::insert_operations(&mut self.connection, sql::LOAD_OPERATIONS, rows);
        self.runtime.block_on(work)
    }

    fn finish(mut self: Box<Self>, head: Head) -> Result<(), StoreError> {
        let runtime = self.runtime.clone();
        runtime.block_on(async {
            let connection = &mut self.connection;
            connection.execute(sqlx::raw_sql(END)).await?;
            sqlx::query(sql::UPSERT_FINGERPRINT)
                .bind(self.fingerprint.as_slice())
                .execute(&mut *connection)
                .await?;
            let accepted_at = head.accepted_at.max(self.accepted_at);
            group::set_head(connection, head.sequence, accepted_at).await?;
            connection.execute(sql::NOTIFY).await?;
            connection.execute(sql::COMMIT).await?;
            sqlx::Connection::close(self.connection).await?;
            Ok(())
        })
    }
}
