//! SQLite: prepared statements.

use std::{path::Path, time::Instant};

use rusqlite::{Connection, params, params_from_iter, types::Value};

use super::GROUP;
use crate::{Result, tree::Group};

/// Where each registration's rows stand, in the order of the log, and how they are written.
const TABLES: [(&str, &str); 5] = [
    (
        "SELECT sequence, hash, node, nonce, accepted_at, body, root
         FROM operation WHERE sequence > ?1 ORDER BY sequence",
        "INSERT INTO operation (sequence, hash, node, nonce, accepted_at, body, root)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    (
        "SELECT account.node, name, account.nonce, history_hash, status, threshold, signers, guardian_threshold,
                guardians_hash, recovery_delay, recovery_nonce, spent, frozen_until, retired_from, implementation,
                outbox_root, limits_hash, registrar, policy
         FROM operation JOIN account USING (node) WHERE sequence > ?1 ORDER BY sequence",
        "INSERT INTO account (node, name, nonce, history_hash, status, threshold, signers, guardian_threshold,
                              guardians_hash, recovery_delay, recovery_nonce, spent, frozen_until, retired_from,
                              implementation, outbox_root, limits_hash, registrar, policy)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    (
        "SELECT record.node, key, call, state, value
         FROM operation JOIN record USING (node) WHERE sequence > ?1 ORDER BY sequence",
        "INSERT INTO record (node, key, call, state, value) VALUES (?, ?, ?, ?, ?)",
    ),
    (
        "SELECT address, name, source, address_index.node
         FROM operation JOIN address_index USING (node) WHERE sequence > ?1 ORDER BY sequence",
        "INSERT INTO address_index (address, name, source, node) VALUES (?, ?, ?, ?)",
    ),
    (
        "SELECT signer, name, account_signer.node
         FROM operation JOIN account_signer USING (node) WHERE sequence > ?1 ORDER BY sequence",
        "INSERT INTO account_signer (signer, name, node) VALUES (?, ?, ?)",
    ),
];
const INSERT_CONTENT: &str = "INSERT INTO tree (place, version, content) VALUES (?, ?, ?)";
const DELETE_CONTENT: &str = "DELETE FROM tree WHERE place = ? AND version < ?";

/// The rows of operations after a sequence, table by table; one a registration in each.
pub(crate) struct Rows(Vec<Vec<Vec<Value>>>);

impl Rows {
    pub(crate) fn read(database: &Path, after: u64) -> Result<Self> {
        let connection = Connection::open(database)?;
        // The joins of this reading need indexes that the service does not.
        connection.execute_batch(
            "CREATE INDEX bench_addresses ON address_index (node);
             CREATE INDEX bench_signers ON account_signer (node)",
        )?;
        TABLES
            .iter()
            .map(|(select, _)| {
                let mut statement = connection.prepare(select)?;
                let columns = statement.column_count();
                let rows = statement.query_map([after], |row| {
                    (0..columns).map(|column| row.get(column)).collect()
                })?;
                Ok(rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?)
            })
            .collect::<Result<_>>()
            .map(Self)
    }

    /// Registrations whose rows are written a second, into a copy of this database's schema.
    pub(crate) fn rate(&self, trees: &[Group], schema: &Path) -> Result<f64> {
        let database = schema.with_extension("bare");
        Connection::open(schema)?.execute("VACUUM INTO ?1", [database.to_string_lossy()])?;
        let mut connection = Connection::open(database)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(
            "DELETE FROM operation; DELETE FROM record; DELETE FROM account;
             DELETE FROM address_index; DELETE FROM account_signer",
        )?;
        let count = self.0.first().map_or(0, Vec::len);
        let start = Instant::now();
        for (group, tree) in trees.iter().enumerate() {
            let transaction = connection.transaction()?;
            for ((_, insert), rows) in TABLES.iter().zip(&self.0) {
                let mut statement = transaction.prepare_cached(insert)?;
                for row in rows.iter().skip(group * GROUP).take(GROUP) {
                    statement.execute(params_from_iter(row))?;
                }
            }
            let mut insert = transaction.prepare_cached(INSERT_CONTENT)?;
            for (place, content) in &tree.contents {
                insert.execute(params![place, tree.version, content])?;
            }
            let mut delete = transaction.prepare_cached(DELETE_CONTENT)?;
            for place in &tree.superseded {
                delete.execute(params![place, tree.version])?;
            }
            drop((insert, delete));
            transaction.commit()?;
        }
        Ok(count as f64 / start.elapsed().as_secs_f64())
    }
}
