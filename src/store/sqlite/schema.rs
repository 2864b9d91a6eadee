//! The schema and its versions, one file per step in `migrations/sqlite`.

use alloy_primitives::Address;
use mononym_keystore::Domain;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::{rows, sql};
use crate::store::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/sqlite/0001_accounts.sql"),
    include_str!("../../../migrations/sqlite/0002_lists.sql"),
];

/// Brings the schema to this release's version; each step whole or not at all.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: usize = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > MIGRATIONS.len() {
        return Err(StoreError::NewerSchema {
            found: found as u64,
            known: MIGRATIONS.len() as u64,
        });
    }
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    transaction.commit()?;
    Ok(())
}

/// Binds a new database to its deployment, and refuses one that is bound to another.
pub(super) fn bind_domain(connection: &Connection, domain: &Domain) -> Result<(), StoreError> {
    let stored: Option<(u64, Address)> = connection
        .query_row(sql::SELECT_DOMAIN, [], |row| {
            Ok((row.get(0)?, rows::address(row, 1)?))
        })
        .optional()?;
    match stored {
        None => {
            connection.execute(
                sql::INSERT_DOMAIN,
                (domain.l1_chain_id, domain.keystore.as_slice()),
            )?;
            Ok(())
        }
        Some((chain, keystore)) if chain == domain.l1_chain_id && keystore == domain.keystore => Ok(()),
        Some((stored_chain, stored_keystore)) => Err(StoreError::OtherDomain {
            stored_chain,
            stored_keystore,
        }),
    }
}
