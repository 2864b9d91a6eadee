//! PostgreSQL: binary COPY for a whole tree, the service's own statements for a batch.

use std::time::Instant;

use sqlx::{Connection, Executor, PgConnection};

use super::{Rows, each_row};
use crate::{Result, leaves::Leaves, memory::VERSION, shared::copy};

/// Bytes that are sent at once.
const CHUNK: usize = 1 << 20;
const INSERT: &str = "INSERT INTO tree (place, version, content)
    SELECT place, $2, content FROM unnest($1::bytea[], $3::bytea[]) AS new (place, content)";
const DELETE: &str = "DELETE FROM tree USING unnest($1::bytea[]) AS gone (place)
    WHERE tree.place = gone.place AND tree.version < $2";

pub(super) async fn fill(url: &str, leaves: &Leaves) -> Result<()> {
    let mut chunks = vec![copy::HEAD.to_vec()];
    each_row(leaves, |place, content| {
        if chunks.last().is_none_or(|chunk| chunk.len() > CHUNK) {
            chunks.push(Vec::with_capacity(CHUNK + 4096));
        }
        let chunk = chunks.last_mut().ok_or("there is a chunk")?;
        copy::push(chunk, place, VERSION, content)
    })?;
    chunks.push(copy::END.to_vec());
    let mut connection = PgConnection::connect(url).await?;
    connection.execute("TRUNCATE tree").await?;
    let mut sink = connection.copy_in_raw(copy::INTO_TREE).await?;
    for chunk in chunks {
        sink.send(chunk).await?;
    }
    sink.finish().await?;
    connection.execute("VACUUM ANALYZE tree").await?;
    connection.execute("CHECKPOINT").await?;
    Ok(())
}

pub(super) async fn write(url: &str, rows: &Rows) -> Result<f64> {
    let mut connection = PgConnection::connect(url).await?;
    let version = i64::try_from(rows.version)?;
    let places: Vec<&[u8]> = rows.contents.iter().map(|(place, _)| place.as_slice()).collect();
    let contents: Vec<&[u8]> = rows
        .contents
        .iter()
        .map(|(_, content)| content.as_slice())
        .collect();
    let superseded: Vec<&[u8]> = rows.superseded.iter().map(Vec::as_slice).collect();
    let start = Instant::now();
    let mut transaction = connection.begin().await?;
    let insert = sqlx::query(INSERT).bind(places).bind(version).bind(contents);
    insert.execute(&mut *transaction).await?;
    let delete = sqlx::query(DELETE).bind(superseded).bind(version);
    delete.execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(start.elapsed().as_secs_f64())
}
