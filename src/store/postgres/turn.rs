//! Whose turn it is to publish: a lease in the database, by the database's clock alone.

use sqlx::PgPool;
use tokio::sync::Mutex;

use super::{rows, sql};
use crate::store::{StoreError, row::to_i64};

/// What this replica knows of its turn.
#[derive(Default)]
pub(super) struct Turn {
    /// The term in which it last had it; 0 for none.
    term: Mutex<u64>,
}

impl Turn {
    /// [`Store::take_turn`](crate::store::Store::take_turn).
    pub(super) async fn take(&self, pool: &PgPool, seconds: u64) -> Result<bool, StoreError> {
        let mut term = self.term.lock().await;
        if *term > 0 {
            let kept = sqlx::query(sql::KEEP_TURN)
                .bind(to_i64(*term)?)
                .bind(to_i64(seconds)?)
                .execute(pool)
                .await?;
            if kept.rows_affected() > 0 {
                return Ok(true);
            }
            // Another has had it since.
            *term = 0;
        }
        if seconds == 0 {
            return Ok(false);
        }
        let taken = sqlx::query(sql::TAKE_TURN)
            .bind(to_i64(seconds)?)
            .fetch_optional(pool)
            .await?;
        *term = taken.map_or(Ok(0), |row| rows::number(&row, 0))?;
        Ok(*term > 0)
    }
}
