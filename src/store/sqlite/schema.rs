//! The schema and its versions, one file per step in `migrations/sqlite`.

use mononym_keystore::Domain;
use rusqlite::{Connection, TransactionBehavior};

use super::{rows, sql};
use crate::store::StoreError;

const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/sqlite/0001_accounts.sql"),
    include_str!("../../../migrations/sqlite/0002_lists.sql"),
    include_str!("../../../migrations/sqlite/0003_listed_names.sql"),
    include_str!("../../../migrations/sqlite/0004_tree.sql"),
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
    match find_domain(connection)? {
        None => {
            connection.execute(
                sql::INSERT_DOMAIN,
                (domain.l1_chain_id, domain.keystore.as_slice()),
            )?;
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
pub(super) fn find_domain(connection: &Connection) -> Result<Option<Domain>, StoreError> {
    rows::find(connection, sql::SELECT_DOMAIN, [], |row| {
        Ok(Domain {
            l1_chain_id: row.get(0)?,
            keystore: rows::address(row, 1)?,
        })
    })
}

/// Refuses a database that only another release can read.
pub(super) fn check_version(connection: &Connection) -> Result<(), StoreError> {
    let found: u64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = MIGRATIONS.len() as u64;
    match found {
        found if found > known => Err(StoreError::NewerSchema { found, known }),
        found if found < known => Err(StoreError::Database(format!(
            "it has schema {found} and this release reads {known}: start the service once to bring it up to date"
        ))),
        _ => Ok(()),
    }
}
