//! The address index, built anew where another release derives otherwise.

use alloy_primitives::B256;
use sqlx::{Connection, Executor, PgConnection, Row};

use super::{group, rows, sql};
use crate::store::{StoreError, addresses::AddressRow, plan::Rules, row::bound};

/// Accounts that are read at once.
const CHUNK: usize = 1000;

/// Builds what is missing, all in one transaction, during which nobody writes.
pub(super) async fn bring_up_to_date(connection: &mut PgConnection, rules: &Rules) -> Result<(), StoreError> {
    let fingerprint = rules.addresses.fingerprint;
    if stored(connection).await? == Some(fingerprint) {
        return Ok(());
    }
    let mut transaction = connection.begin().await?;
    transaction.execute(sql::TAKE_TIME).await?;
    group::lock_head(&mut transaction).await?;
    // Another replica may have done it meanwhile.
    if stored(&mut transaction).await? == Some(fingerprint) {
        return Ok(());
    }
    transaction.execute(sql::REBUILD_DELETE_DERIVED).await?;
    let mut last: Vec<u8> = Vec::new();
    loop {
        let page = sqlx::query(sql::REBUILD_LIST_ACCOUNTS)
            .bind(&last)
            .bind(bound(CHUNK))
            .fetch_all(&mut *transaction)
            .await?;
        let Some(end) = page.last() else { break };
        last = rows::word(end, 0)?.to_vec();
        let mut addresses = Vec::new();
        for row in &page {
            let name: &str = row.try_get(1)?;
            addresses.extend(AddressRow::derived(rules, &rows::word(row, 0)?, name));
        }
        group::insert_addresses(&mut transaction, sql::COPY_ADDRESSES, &addresses).await?;
    }
    sqlx::query(sql::UPSERT_FINGERPRINT)
        .bind(fingerprint.as_slice())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

async fn stored(connection: &mut PgConnection) -> Result<Option<B256>, StoreError> {
    let row = sqlx::query(sql::SELECT_FINGERPRINT)
        .fetch_optional(connection)
        .await?;
    row.map(|row| rows::word(&row, 0)).transpose()
}
