//! Lists: a page from an index, in order.

use alloy_primitives::B256;
use sqlx::{PgPool, Postgres, postgres::PgArguments, postgres::PgRow, query::Query};

use super::{rows, sql};
use crate::store::{
    ListedName, LoggedOperation, NameFilter, Reservation, StoreError, StoredRecord, Token,
    addresses::index_key, range::NameRange, row::bound,
};

/// Every row of a query.
async fn list<T>(
    pool: &PgPool,
    query: Query<'_, Postgres, PgArguments>,
    read: impl Fn(&PgRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    query.fetch_all(pool).await?.iter().map(read).collect()
}

/// Text of this database holds no NUL: a name is above a text with one as it is above what stands
/// before it.
fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

pub(super) async fn names(
    pool: &PgPool,
    filter: &NameFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ListedName>, StoreError> {
    let texts = [&filter.prefix, &filter.parent];
    if texts.into_iter().flatten().any(|text| text.contains('\0')) {
        return Ok(Vec::new());
    }
    let NameRange { low, high, after } = NameRange::new(filter.prefix.as_deref(), after.map(before_nul));
    let statement = match (&filter.signer, &filter.parent) {
        (None, None) => sql::LIST_NAMES,
        (None, Some(_)) => sql::LIST_NAMES_BELOW,
        (Some(_), None) => sql::LIST_NAMES_OF_SIGNER,
        (Some(_), Some(_)) => sql::LIST_NAMES_OF_SIGNER_BELOW,
    };
    let mut query = sqlx::query(statement)
        .bind(low)
        .bind(high)
        .bind(after)
        .bind(bound(limit));
    if let Some(signer) = &filter.signer {
        query = query.bind(signer.as_slice());
    }
    if let Some(parent) = &filter.parent {
        query = query.bind(parent);
    }
    list(pool, query, rows::listed_name).await
}

pub(super) async fn names_at(
    pool: &PgPool,
    address: &[u8],
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<ListedName>, StoreError> {
    let key = index_key(address);
    let query = sqlx::query(sql::LIST_NAMES_AT)
        .bind(key.as_ref())
        .bind(after.map(before_nul).unwrap_or_default())
        .bind(bound(limit));
    list(pool, query, rows::listed_name).await
}

pub(super) async fn records(pool: &PgPool, node: &B256) -> Result<Vec<StoredRecord>, StoreError> {
    let query = sqlx::query(sql::LIST_RECORDS).bind(node.as_slice());
    list(pool, query, |row| rows::record(row, 0)).await
}

pub(super) async fn operations(
    pool: &PgPool,
    node: &B256,
    from: u64,
    limit: usize,
) -> Result<Vec<LoggedOperation>, StoreError> {
    let query = sqlx::query(sql::LIST_OPERATIONS).bind(node.as_slice());
    list(
        pool,
        query.bind(bound(from)).bind(bound(limit)),
        rows::logged_operation,
    )
    .await
}

pub(super) async fn changes(
    pool: &PgPool,
    after: u64,
    limit: usize,
) -> Result<Vec<LoggedOperation>, StoreError> {
    let query = sqlx::query(sql::LIST_CHANGES)
        .bind(bound(after))
        .bind(bound(limit));
    list(pool, query, rows::logged_operation).await
}

pub(super) async fn reservations(
    pool: &PgPool,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Reservation>, StoreError> {
    let after = after.map(before_nul).unwrap_or_default();
    let query = sqlx::query(sql::LIST_RESERVATIONS).bind(after).bind(bound(limit));
    list(pool, query, rows::reservation).await
}

pub(super) async fn tokens(pool: &PgPool, parent: &B256) -> Result<Vec<Token>, StoreError> {
    let query = sqlx::query(sql::LIST_TOKENS).bind(parent.as_slice());
    list(pool, query, rows::token).await
}

pub(super) async fn reservation(pool: &PgPool, node: &B256) -> Result<Option<Reservation>, StoreError> {
    let query = sqlx::query(sql::SELECT_RESERVATION).bind(node.as_slice());
    let row = query.fetch_optional(pool).await?;
    row.map(|row| rows::reservation(&row)).transpose()
}

pub(super) async fn token(pool: &PgPool, hash: &B256) -> Result<Option<Token>, StoreError> {
    let query = sqlx::query(sql::SELECT_TOKEN).bind(hash.as_slice());
    let row = query.fetch_optional(pool).await?;
    row.map(|row| rows::token(&row)).transpose()
}
