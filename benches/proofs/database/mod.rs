//! The tree's rows in the service's own tables.

mod postgres;
mod sqlite;

use crate::{Result, leaves::Leaves, memory::VERSION, shared::service::Service};

/// Rows of one version: places and contents to write, and the places where older ones go.
pub(crate) struct Rows {
    pub(crate) version: u64,
    pub(crate) contents: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) superseded: Vec<Vec<u8>>,
}

/// First byte of a place that holds a leaf's value.
const LEAF: u8 = 0xff;

/// Where the value of a leaf is stored.
pub(crate) fn leaf_place(key: &[u8]) -> Vec<u8> {
    [&[LEAF], key].concat()
}

/// Puts a whole tree, and nothing else of it, into the database of a service.
pub(crate) async fn fill(service: &Service, leaves: &Leaves) -> Result<()> {
    match &service.url {
        Some(url) => postgres::fill(url, leaves).await,
        None => sqlite::fill(&service.file, leaves),
    }
}

/// Seconds in which these rows are written and the older ones deleted, in one transaction.
pub(crate) async fn write(service: &Service, rows: &Rows) -> Result<f64> {
    match &service.url {
        Some(url) => postgres::write(url, rows).await,
        None => sqlite::write(&service.file, rows),
    }
}

/// Every place of a tree with its content, nodes first.
fn each_row(leaves: &Leaves, mut row: impl FnMut(&[u8], &[u8]) -> Result<()>) -> Result<()> {
    let mut failure = Ok(());
    leaves.build(VERSION, |path, node| {
        if failure.is_ok() {
            failure = row(path.as_bytes(), &node.to_bytes());
        }
    })?;
    failure?;
    for leaf in &leaves.0 {
        row(&leaf_place(leaf.key.as_slice()), &leaf.value())?;
    }
    Ok(())
}
