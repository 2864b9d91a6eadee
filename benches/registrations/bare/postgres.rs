//! PostgreSQL: binary COPY, its fastest way in, and one statement for what goes.

use std::time::Instant;

use futures_util::TryStreamExt;
use sqlx::{Connection, Executor, PgConnection};

use super::GROUP;
use crate::{Result, shared::copy, tree::Group};

/// Tables and the columns that are written.
const TABLES: [(&str, &str); 5] = [
    (
        "operation",
        "sequence, hash, node, nonce, accepted_at, body, root",
    ),
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
const DELETE_CONTENTS: &str = "DELETE FROM tree USING unnest($1::bytea[]) AS gone (place)
    WHERE tree.place = gone.place AND tree.version < $2";

/// The rows of groups of registrations, each table's in COPY's binary form, the tree's last.
pub(crate) struct Rows {
    groups: Vec<Vec<Vec<u8>>>,
    trees: Vec<Group>,
    count: u64,
}

impl Rows {
    /// Those of operations after a sequence up to another.
    pub(crate) async fn read(url: &str, trees: Vec<Group>, after: u64, end: u64) -> Result<Self> {
        let mut connection = PgConnection::connect(url).await?;
        let mut groups = Vec::new();
        let step = u64::try_from(GROUP)?;
        let mut from = after;
        for tree in &trees {
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
            let mut rows = copy::HEAD.to_vec();
            for (place, content) in &tree.contents {
                copy::push(&mut rows, place, tree.version, content)?;
            }
            rows.extend(copy::END);
            tables.push(rows);
            groups.push(tables);
            from = to;
        }
        Ok(Self {
            groups,
            trees,
            count: end - after,
        })
    }

    /// Registrations whose rows are written a second, into an empty database of the same schema.
    pub(crate) async fn rate(&self, url: &str) -> Result<f64> {
        let mut connection = PgConnection::connect(url).await?;
        connection
            .execute("TRUNCATE operation, record, account, address_index, account_signer")
            .await?;
        let statements: Vec<String> = TABLES
            .iter()
            .map(|(table, columns)| format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)"))
            .chain([copy::INTO_TREE.to_owned()])
            .collect();
        let start = Instant::now();
        for (group, tree) in self.groups.iter().zip(&self.trees) {
            connection.execute("BEGIN").await?;
            for (statement, rows) in statements.iter().zip(group) {
                let mut copy = connection.copy_in_raw(statement).await?;
                copy.send(rows.as_slice()).await?;
                copy.finish().await?;
            }
            let places: Vec<&[u8]> = tree.superseded.iter().map(Vec::as_slice).collect();
            let delete = sqlx::query(DELETE_CONTENTS)
                .bind(places)
                .bind(i64::try_from(tree.version)?);
            delete.execute(&mut connection).await?;
            connection.execute("COMMIT").await?;
        }
        Ok(self.count as f64 / start.elapsed().as_secs_f64())
    }
}
