//! The schema and its versions, one file per step in `migrations/postgres`.

use mononym_keystore::Domain;
use sqlx::{Connection, Executor, PgConnection};

use super::{rows, sql};
use crate::store::{StoreError, row::to_i64};

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/postgres/0001_accounts.sql"),
    include_str!("../../../migrations/postgres/0002_listed_names.sql"),
    include_str!("../../../migrations/postgres/0003_tree.sql"),
    include_str!("../../../migrations/postgres/0004_publisher_turn.sql"),
];
/// The oldest release that works with this schema, by the newest version that it knows: while replicas are
/// upgraded one by one, those that are still to come go on, and may start again (docs/faults.md).
const WORKS_FROM: u64 = 4;

/// Brings the schema to this release's version and binds a new database to its deployment: all or
/// nothing, and one replica at a time.
pub(super) async fn migrate(connection: &mut PgConnection, domain: &Domain) -> Result<(), StoreError> {
    let encoding: String = sqlx::query_scalar(sql::SELECT_ENCODING)
        .fetch_one(&mut *connection)
        .await?;
    if encoding != "UTF8" {
        return Err(StoreError::Database(format!(
            "names need a database with the encoding UTF8, and this one has {encoding}"
        )));
    }
    let mut transaction = connection.begin().await?;
    transaction.execute(sql::TAKE_TIME).await?;
    transaction.execute(sql::LOCK_SCHEMA).await?;
    transaction.execute(sql::CREATE_SCHEMA_VERSION).await?;
    let version = sqlx::query(sql::SELECT_SCHEMA_VERSION)
        .fetch_optional(&mut *transaction)
        .await?;
    let found: usize = version.map_or(Ok(0), |row| rows::number(&row, 0))?;
    if found > MIGRATIONS.len() {
        check_newer(&mut transaction, found as u64).await?;
    } else {
        for migration in MIGRATIONS.iter().copied().skip(found) {
            transaction.execute(sqlx::raw_sql(migration)).await?;
        }
        sqlx::query(sql::UPSERT_SCHEMA_VERSION)
            .bind(to_i64(MIGRATIONS.len() as u64)?)
            .bind(to_i64(WORKS_FROM)?)
            .execute(&mut *transaction)
            .await?;
    }
    bind_domain(&mut transaction, domain).await?;
    transaction.commit().await?;
    Ok(())
}

/// Refuses a schema that a newer release made, unless that says that this one works with it.
async fn check_newer(connection: &mut PgConnection, found: u64) -> Result<(), StoreError> {
    let known = MIGRATIONS.len() as u64;
    let row = sqlx::query(sql::SELECT_WORKS_FROM).fetch_one(connection).await?;
    match rows::number::<u64>(&row, 0)? {
        works_from if works_from > known => Err(StoreError::NewerSchema { found, known }),
        _ => Ok(()),
    }
}

/// Binds a new database to its deployment, and refuses one that is bound to another.
async fn bind_domain(connection: &mut PgConnection, domain: &Domain) -> Result<(), StoreError> {
    match find_domain(connection).await? {
        None => {
            sqlx::query(sql::INSERT_DOMAIN)
                .bind(to_i64(domain.l1_chain_id)?)
                .bind(domain.keystore.as_slice())
                .execute(connection)
                .await?;
            Ok(())
        }
        Some(stored) if stored == *domain => Ok(()),
        Some(stored) => Err(StoreError::OtherDomain {
            stored_chain: stored.l1_chain_id,
            stored_keystore: stored.keystore,
        }),
    }
}

/// The deployment that a database is bound to.
pub(super) async fn find_domain(connection: &mut PgConnection) -> Result<Option<Domain>, StoreError> {
    let stored = sqlx::query(sql::SELECT_DOMAIN).fetch_optional(connection).await?;
    stored
        .map(|row| {
            Ok(Domain {
                l1_chain_id: rows::number(&row, 0)?,
                keystore: rows::address(&row, 1)?,
            })
        })
        .transpose()
}

/// Refuses a database that only another release can read.
pub(super) async fn check_version(connection: &mut PgConnection) -> Result<(), StoreError> {
    let version = sqlx::query(sql::SELECT_SCHEMA_VERSION)
        .fetch_optional(&mut *connection)
        .await?;
    let found: u64 = version.map_or(Ok(0), |row| rows::number(&row, 0))?;
    let known = MIGRATIONS.len() as u64;
    match found {
        found if found > known => check_newer(connection, found).await,
        found if found < known => Err(StoreError::Database(format!(
            "it has schema {found} and this release reads {known}: start the service once to bring it up to date"
        ))),
        _ => Ok(()),
    }
}
