//! What registrations do to the tree: grown in memory, which is one limit, and the rows that it
//! leaves, which are part of another.

use std::{collections::HashMap, sync::Arc, time::Instant};

use alloy_primitives::{B256, Bytes, keccak256};
use mononym_ens::Query;
use mononym_keystore::{Node, Nodes, Path, Tree, account_key};

use crate::{Result, bare::GROUP, shared::service::Service};

/// First byte of a place that holds a leaf's value.
const LEAF: u8 = 0xff;

/// A key and its value.
type Leaf = (B256, Bytes);

/// The rows of one group: places and contents to write, and the places where older ones go.
pub(crate) struct Group {
    pub(crate) version: u64,
    pub(crate) contents: Vec<(Vec<u8>, Vec<u8>)>,
    pub(crate) superseded: Vec<Vec<u8>>,
}

/// A tree that grew.
pub(crate) struct Grown {
    pub(crate) groups: Vec<Group>,
    /// Registrations a second.
    pub(crate) rate: f64,
}

/// Grows the tree of a service once more, from its operation `before` on, and checks that it comes
/// out the same.
pub(crate) async fn grow(service: &Service, before: u64) -> Result<Grown> {
    let logged = service.app.names.changes(0, usize::MAX >> 1).await?.changes;
    let mut root = B256::ZERO;
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for operation in &logged {
        let (under, leaves) = leaves(service, &operation.node).await?;
        root = under;
        if operation.sequence <= before {
            first.extend(leaves);
        } else {
            rest.push((operation.sequence, leaves));
        }
    }
    let mut memory = Memory::default();
    memory.apply(before, &[(before, first)])?;
    let mut groups = Vec::new();
    let start = Instant::now();
    for group in rest.chunks(GROUP) {
        let version = group.last().map_or(before, |(sequence, _)| *sequence);
        groups.push(memory.apply(version, group)?);
    }
    let rate = rest.len() as f64 / start.elapsed().as_secs_f64();
    if memory.root != root {
        return Err("the tree in memory is not the service's".into());
    }
    Ok(Grown { groups, rate })
}

/// The root, and the leaves of an account and its records, by their proofs.
async fn leaves(service: &Service, node: &B256) -> Result<(B256, Vec<Leaf>)> {
    let proven = service
        .app
        .gateway
        .prove(None, node, &Query::Text("url".to_owned()))
        .await?;
    let records = proven
        .records
        .into_iter()
        .map(|(call, proof)| (call.key(node), proof.value));
    let leaves = std::iter::once((account_key(node), proven.account.value)).chain(records);
    Ok((
        proven.root,
        leaves.filter(|(_, value)| !value.is_empty()).collect(),
    ))
}

/// All nodes of the newest version.
#[derive(Default)]
struct Memory {
    nodes: HashMap<(Path, u64), Arc<Node>>,
    version: u64,
    root: B256,
}

impl Nodes for &Memory {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        self.nodes.get(&(*path, version)).cloned()
    }
}

impl Memory {
    /// Applies a group, as the service does: the root after each operation, then the rows.
    fn apply(&mut self, version: u64, group: &[(u64, Vec<Leaf>)]) -> Result<Group> {
        let mut tree = Tree::open(&*self, self.version)?;
        let mut root = B256::ZERO;
        for (_, leaves) in group {
            for (key, value) in leaves {
                tree.set(key, Some(keccak256(value)))?;
            }
            root = tree.root();
        }
        let update = tree.finish(version);
        let mut contents = Vec::new();
        for (path, node) in update.nodes {
            contents.push((path.as_bytes().to_vec(), node.to_bytes()));
            self.nodes.insert((path, version), Arc::new(node));
        }
        for (key, value) in group.iter().flat_map(|(_, leaves)| leaves) {
            contents.push(([&[LEAF], key.as_slice()].concat(), value.to_vec()));
        }
        let mut superseded = Vec::new();
        for (path, older) in update.superseded {
            self.nodes.remove(&(path, older));
            superseded.push(path.as_bytes().to_vec());
        }
        self.version = version;
        self.root = root;
        Ok(Group {
            version,
            contents,
            superseded,
        })
    }
}
