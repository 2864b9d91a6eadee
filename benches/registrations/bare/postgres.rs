//! PostgreSQL: binary COPY, its fastest way in.

use std::time::Instant;

use futures_util::TryStreamExt;
use sqlx::{Connection, Executor, PgConnection};

use super::GROUP;
use crate::Result;

/// Tables and the columns that are written.
const TABLES: [(&str, &str); 5] = [
    ("operation", "sequence, hash, node, nonce, accepted_at, body"),
    (
        "account",
        "node, name, nonce, history_hash, threshold, signers, guardian_threshold, guardians_hash,
         recovery_delay, recovery_nonce, spent, frozen_until, retired_from, implementation, outbox_root,
         limits_hash, registrar, policy",
    ),
    ("record", "node, key, call, state, value"),
    ("address_index", "address, name, source, node"),
    ("account_signer", "signer, name, node"),
];

/// The rows of groups of registrations, each table's in COPY's binary form.
pub(crate) struct Rows {
    groups: Vec<Vec<Vec<u8>>>,
    count: u64,
}

impl Rows {
    /// Those of operations after a sequence up to another.
    pub(crate) async fn read(url: &str, after: u64, end: u64) -> Result<Self> {
        let mut connection = PgConnection::connect(url).await?;
        let mut groups = Vec::new();
        let step = u64::try_from(GROUP)?;
        let mut from = after;
        while from < end {
            let to = end.min(from + step);
            let mut tables = Vec::new();
            for (table, columns) in TABLES {
                let which =
                    format!("SELECT node FROM operation WHERE sequence > {from} AND sequence <= {to}");
                let sql = format!(
                    "COPY (SELECT {columns} FROM {table} WHERE node IN ({which})) TO STDOUT (FORMAT binary)"
                );
                let chunks: Vec<_> = connection.copy_out_raw(&sql).await?.try_collect().await?;
                tables.push(chunks.concat());
            }
            groups.push(tables);
            from = to;
        }
        Ok(Self {
            groups,
            count: end - after,
        })
    }

    /// Registrations whose rows are written a second, into an empty database of the same schema.
    pub(crate) async fn rate(&self, url: &str) -> Result<f64> {
        let mut connection = PgConnection::connect(url).await?;
        connection
            .execute("TRUNCATE operation, record, account, address_index, account_signer")
            .await?;
        let start = Instant::now();
        for group in &self.groups {
            connection.execute("BEGIN").await?;
            for ((table, columns), rows) in TABLES.iter().zip(group) {
                let sql = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
                let mut copy = connection.copy_in_raw(&sql).await?;
                copy.send(rows.as_slice()).await?;
                copy.finish().await?;
            }
            connection.execute("COMMIT").await?;
        }
        Ok(self.count as f64 / start.elapsed().as_secs_f64())
    }
}
