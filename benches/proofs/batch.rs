//! A batch of operations applied to the tree, beside the hashes that its roots need.

use std::time::Instant;

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{Nodes, Tree};

use crate::{
    Result,
    database::{self, Rows, leaf_place},
    leaves::{Leaves, keys, shared_bits, spread, values},
    memory::{Stored, VERSION},
    shared::service::Service,
};

/// Bytes of what an inner node is the hash of, and a leaf.
const INNER_BYTES: usize = 80;
const LEAF_BYTES: usize = 77;

/// Seconds of every round, and counts.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) operations: usize,
    pub(crate) hashes: usize,
    pub(crate) rows: usize,
    pub(crate) deleted: usize,
    /// The hashes alone.
    pub(crate) bare: Vec<f64>,
    /// The batch, all nodes in memory with their hashes.
    pub(crate) known: Vec<f64>,
    /// The batch, all nodes in memory as they are stored.
    pub(crate) stored: Vec<f64>,
    /// The rows written, on each database.
    pub(crate) written: Vec<(&'static str, Vec<f64>)>,
}

/// What an operation does: an account and its record get other values.
struct Change {
    keys: [B256; 2],
    values: [Vec<u8>; 2],
    hashes: [B256; 2],
}

pub(crate) async fn measure(
    services: &[(&'static str, Service)],
    leaves: &Leaves,
    tree: &Stored,
    operations: usize,
    rounds: usize,
) -> Result<Batch> {
    let accounts = leaves.0.len() / 2;
    let changes: Vec<Change> = (0..operations)
        .map(|index| change(spread(index, accounts)))
        .collect();
    let known = tree.known(changes.iter().flat_map(|change| change.keys))?;
    let (inner, leaf) = hashes(leaves, &changes)?;
    let mut batch = Batch {
        operations,
        hashes: inner + leaf,
        written: services.iter().map(|(name, _)| (*name, Vec::new())).collect(),
        ..Batch::default()
    };
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let bare = bare(inner, leaf);
        let version = VERSION + 1 + u64::try_from(round)?;
        let (of_known, rows) = apply(&known, &changes, version)?;
        let (of_stored, _) = apply(tree, &changes, version)?;
        batch.rows = rows.contents.len();
        batch.deleted = rows.superseded.len();
        if round > 0 {
            batch.bare.push(bare);
            batch.known.push(of_known);
            batch.stored.push(of_stored);
        }
        for ((_, service), (_, written)) in services.iter().zip(&mut batch.written) {
            let seconds = database::write(service, &rows).await?;
            if round > 0 {
                written.push(seconds);
            }
        }
    }
    Ok(batch)
}

fn change(account: u32) -> Change {
    // The last byte of an account is its policy, that of the record padding: the lengths stay.
    let values = values(account).map(|value| {
        let mut value = value.to_vec();
        if let Some(last) = value.last_mut() {
            *last ^= 1;
        }
        value
    });
    Change {
        keys: keys(account),
        hashes: [keccak256(&values[0]), keccak256(&values[1])],
        values,
    }
}

/// Seconds, and the rows that are to be written then.
fn apply(nodes: &impl Nodes, changes: &[Change], version: u64) -> Result<(f64, Rows)> {
    let start = Instant::now();
    let mut tree = Tree::open(nodes, VERSION)?;
    for change in changes {
        for (key, hash) in change.keys.iter().zip(change.hashes) {
            tree.set(key, Some(hash))?;
        }
        std::hint::black_box(tree.root());
    }
    let update = tree.finish(version);
    let mut contents: Vec<_> = update
        .nodes
        .iter()
        .map(|(path, node)| (path.as_bytes().to_vec(), node.to_bytes()))
        .collect();
    let seconds = start.elapsed().as_secs_f64();
    let mut superseded: Vec<_> = update
        .superseded
        .iter()
        .map(|(path, _)| path.as_bytes().to_vec())
        .collect();
    for change in changes {
        for (key, value) in change.keys.iter().zip(&change.values) {
            superseded.push(leaf_place(key.as_slice()));
            contents.push((leaf_place(key.as_slice()), value.clone()));
        }
    }
    let rows = Rows {
        version,
        contents,
        superseded,
    };
    Ok((seconds, rows))
}

/// The hashes of inner nodes and of leaves that the root after each operation needs: those on the
/// ways of its two leaves, each once.
fn hashes(leaves: &Leaves, changes: &[Change]) -> Result<(usize, usize)> {
    let depths: Vec<usize> = leaves.depths().collect();
    let depth = |key: &B256| {
        let index = leaves.0.binary_search_by_key(key, |leaf| leaf.key).ok();
        index
            .and_then(|index| depths.get(index))
            .copied()
            .ok_or("a key has no leaf")
    };
    let mut inner = 0;
    for change in changes {
        let [left, right] = &change.keys;
        inner += depth(left)? + depth(right)? - (shared_bits(left, right) + 1);
    }
    Ok((inner, 2 * changes.len()))
}

/// Seconds of so many hashes, one after another.
fn bare(inner: usize, leaf: usize) -> f64 {
    let start = Instant::now();
    let mut bytes = [0; INNER_BYTES];
    for length in std::iter::repeat_n(INNER_BYTES, inner).chain(std::iter::repeat_n(LEAF_BYTES, leaf)) {
        let hash = keccak256(bytes.get(..length).unwrap_or_default());
        if let Some(front) = bytes.first_chunk_mut::<32>() {
            *front = hash.0;
        }
    }
    std::hint::black_box(bytes);
    start.elapsed().as_secs_f64()
}
