//! The keystore's tree in the database.

use std::{cell::RefCell, collections::HashSet, sync::Arc};

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{Domain, MissingNode, Node, Nodes, Path, prove as prove_key};
use rusqlite::{Connection, TransactionBehavior, params};

use super::{group, rows, sql};
use crate::store::{
    ProveError, Proven, StoreError,
    row::{bound, to_i64},
    tree::{Growth, NodeCache, Rebuild, damaged, leaf_place, root, with_value},
};

/// Places that are forgotten with one group of operations.
const FORGOTTEN_AT_ONCE: usize = 4096;

/// Operations that are read at once.
const CHUNK: usize = 1000;

/// Nodes read when they are needed.
pub(super) struct StoredNodes<'a> {
    connection: &'a Connection,
    cache: &'a NodeCache,
    failure: RefCell<Option<StoreError>>,
}

impl<'a> StoredNodes<'a> {
    pub(super) fn new(connection: &'a Connection, cache: &'a NodeCache) -> Self {
        Self {
            connection,
            cache,
            failure: RefCell::new(None),
        }
    }

    fn read(&self, path: &Path, version: u64) -> Result<Option<Arc<Node>>, StoreError> {
        let parameters = params![path.as_bytes(), to_i64(version)?];
        let content = rows::find(self.connection, sql::SELECT_CONTENT, parameters, |row| {
            row.get::<_, Vec<u8>>(0)
        })?;
        let Some(content) = content else {
            return Ok(None);
        };
        let node = Node::from_bytes(&content).map_err(|error| damaged(&error.to_string()))?;
        let node = Arc::new(node);
        self.cache.insert(*path, version, Arc::clone(&node));
        Ok(Some(node))
    }

    /// Why a node was missing.
    pub(super) fn failure(&self, missing: MissingNode) -> StoreError {
        self.failure
            .take()
            .unwrap_or_else(|| damaged(&missing.to_string()))
    }
}

impl Nodes for StoredNodes<'_> {
    fn node(&self, path: &Path, version: u64) -> Option<Arc<Node>> {
        if let Some(node) = self.cache.node(path, version) {
            return Some(node);
        }
        self.read(path, version).unwrap_or_else(|error| {
            self.failure.replace(Some(error));
            None
        })
    }
}

/// The greatest version that is kept, up to one.
pub(super) fn version(connection: &Connection, at_most: u64) -> Result<Option<u64>, StoreError> {
    rows::find(connection, sql::SELECT_TREE_VERSION, [bound(at_most)], |row| {
        row.get(0)
    })
}

/// All proofs of the one state that the connection sees.
pub(super) fn prove(
    connection: &Connection,
    cache: &NodeCache,
    version: Option<u64>,
    keys: &[B256],
) -> Result<Proven, ProveError> {
    let newest = self::version(connection, version.unwrap_or(u64::MAX))?;
    let version = match version {
        None => newest.unwrap_or(0),
        Some(0) => 0,
        Some(version) if newest == Some(version) => version,
        Some(version) => return Err(ProveError::NoVersion(version)),
    };
    let nodes = StoredNodes::new(connection, cache);
    let root = root(&nodes, version).map_err(|missing| nodes.failure(missing))?;
    let mut proofs = Vec::with_capacity(keys.len());
    for key in keys {
        let proof = prove_key(&nodes, version, key).map_err(|missing| nodes.failure(missing))?;
        proofs.push(with_value(proof, || value(connection, key, version))?);
    }
    Ok(Proven {
        version,
        root,
        proofs,
    })
}

fn value(connection: &Connection, key: &B256, version: u64) -> Result<Option<Bytes>, StoreError> {
    let parameters = params![leaf_place(key), to_i64(version)?];
    rows::find(connection, sql::SELECT_NEWEST_CONTENT, parameters, |row| {
        rows::bytes(row, 0)
    })
}

/// Writes a version. `keep_from` is the oldest version that must stay.
pub(super) fn write(connection: &Connection, growth: &Growth, keep_from: u64) -> Result<(), StoreError> {
    let version = to_i64(growth.version)?;
    for (place, content) in &growth.contents {
        rows::execute(connection, sql::INSERT_CONTENT, params![place, version, content])?;
    }
    let statement = if keep_from >= growth.version {
        sql::DELETE_CONTENT
    } else {
        sql::INSERT_SUPERSEDED
    };
    for place in &growth.superseded {
        let parameters = if keep_from >= growth.version {
            params![place, version]
        } else {
            params![version, place]
        };
        rows::execute(connection, statement, parameters)?;
    }
    forget(connection, keep_from)
}

/// Forgets some of what no version from `keep_from` on needs.
fn forget(connection: &Connection, keep_from: u64) -> Result<(), StoreError> {
    let parameters = params![bound(keep_from), bound(FORGOTTEN_AT_ONCE)];
    let superseded = rows::list(connection, sql::LIST_SUPERSEDED, parameters, |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
    })?;
    for (version, place) in superseded {
        rows::execute(connection, sql::DELETE_CONTENT, params![place, version])?;
        rows::execute(connection, sql::DELETE_SUPERSEDED, params![version, place])?;
    }
    Ok(())
}

/// Builds the tree from the log where the newest operation has none.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    domain: Domain,
    roots: &HashSet<B256>,
) -> Result<(), StoreError> {
    let head = group::head(connection)?.sequence;
    if version(connection, u64::MAX)?.unwrap_or(0) == head {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    rows::execute(&transaction, sql::REBUILD_DELETE_TREE, [])?;
    rows::execute(&transaction, sql::REBUILD_DELETE_SUPERSEDED, [])?;
    let mut rebuild = Rebuild::new(domain, roots);
    let mut last = 0;
    loop {
        let page = rows::list(
            &transaction,
            sql::REBUILD_LIST_OPERATIONS,
            params![bound(last), CHUNK],
            rows::logged_operation,
        )?;
        let Some(end) = page.last() else { break };
        last = end.sequence;
        for operation in &page {
            let root = rebuild.push(operation)?;
            let parameters = params![to_i64(operation.sequence)?, root.as_slice()];
            rows::execute(&transaction, sql::REBUILD_UPDATE_ROOT, parameters)?;
        }
    }
    let (version, contents) = rebuild.finish();
    let version = to_i64(version)?;
    for (place, content) in contents {
        rows::execute(
            &transaction,
            sql::INSERT_CONTENT,
            params![place, version, content],
        )?;
    }
    transaction.commit()?;
    Ok(())
}
