//! The keystore's tree in the database.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{Domain, MissingNode, Path, missing, prove as prove_key};
use sqlx::{Connection, Executor, PgConnection};

use super::{copy, group, rows, sql};
use crate::store::{
    ProveError, Proven, StoreError,
    plan::Writes,
    row::{bound, to_i64},
    tree::{
        Content, Growth, LoadedNodes, NodeCache, Rebuild, content, damaged, leaf_place, root, with_value,
    },
};

/// Levels that are read at once below the last one in memory: enough to reach every leaf of ten
/// million in one round trip.
const LEVELS_TO_PROVE: usize = 8;
/// The same for a group of operations: it has many keys, the upper levels are in memory, and another
/// round trip for a few of them costs less than asking for levels that do not exist.
const LEVELS_TO_GROW: usize = 3;
/// Places that are forgotten with one group of operations.
const FORGOTTEN_AT_ONCE: usize = 4096;
/// Operations, or places, at once.
const CHUNK: usize = 1000;

/// What was read for one piece of work.
struct Loaded<'a> {
    nodes: LoadedNodes<'a>,
    leaves: HashMap<B256, Bytes>,
}

impl<'a> Loaded<'a> {
    fn new(cache: &'a NodeCache) -> Self {
        Self {
            nodes: LoadedNodes::new(cache),
            leaves: HashMap::new(),
        }
    }

    /// Reads places as they are in a version. The number of those that exist.
    async fn read(
        &mut self,
        connection: &mut PgConnection,
        version: u64,
        places: &BTreeSet<Vec<u8>>,
    ) -> Result<usize, StoreError> {
        let places: Vec<&[u8]> = places.iter().map(Vec::as_slice).collect();
        let query = sqlx::query(sql::SELECT_CONTENTS)
            .bind(places)
            .bind(to_i64(version)?);
        let found = query.fetch_all(connection).await?;
        for row in &found {
            match content(sqlx::Row::try_get(row, 0)?, sqlx::Row::try_get(row, 2)?)? {
                Content::Node(path, node) => {
                    self.nodes.insert(path, rows::number(row, 1)?, Arc::from(node));
                }
                Content::Leaf(key, value) => {
                    self.leaves.insert(key, value);
                }
            }
        }
        Ok(found.len())
    }

    /// Reads all that stands on the ways of `keys`; to prove them also the root, whatever is in memory,
    /// and the values of their leaves.
    async fn read_ways(
        &mut self,
        connection: &mut PgConnection,
        version: u64,
        keys: &[B256],
        levels: usize,
        to_prove: bool,
    ) -> Result<(), StoreError> {
        let mut places: BTreeSet<Vec<u8>> = BTreeSet::new();
        if to_prove {
            places.insert(Path::ROOT.as_bytes().to_vec());
            places.extend(keys.iter().map(leaf_place));
        }
        let mut asked: HashSet<(Path, u64)> = HashSet::new();
        loop {
            let gaps = missing(&self.nodes, version, keys);
            if let Some(twice) = gaps.iter().find(|gap| !asked.insert((gap.path, gap.version))) {
                return Err(damaged(&twice.to_string()));
            }
            for gap in &gaps {
                for key in keys.iter().filter(|key| gap.path.is_prefix_of(key)) {
                    let lengths = gap.path.len()..gap.path.len().saturating_add(levels);
                    places.extend(lengths.map(|length| Path::of(key, length).as_bytes().to_vec()));
                }
            }
            if places.is_empty() {
                return Ok(());
            }
            self.read(connection, version, &places).await?;
            places.clear();
        }
    }
}

fn lost(missing: MissingNode) -> StoreError {
    damaged(&missing.to_string())
}

/// The greatest version that is kept, up to one.
pub(super) async fn version(connection: &mut PgConnection, at_most: u64) -> Result<Option<u64>, StoreError> {
    let row = sqlx::query(sql::SELECT_TREE_VERSION)
        .bind(bound(at_most))
        .fetch_optional(connection)
        .await?;
    row.map(|row| rows::number(&row, 0)).transpose()
}

pub(super) async fn prove(
    connection: &mut PgConnection,
    cache: &NodeCache,
    version: Option<u64>,
    keys: &[B256],
) -> Result<Proven, ProveError> {
    let Some(version) = version else {
        // Whoever writes meanwhile would take the newest version away.
        let mut transaction = connection
            .begin_with(sql::BEGIN_SNAPSHOT)
            .await
            .map_err(StoreError::from)?;
        let newest = self::version(&mut transaction, u64::MAX).await?.unwrap_or(0);
        return Ok(prove_version(&mut transaction, cache, newest, keys).await?);
    };
    // One round trip, since all that stands in a version is read at once and never changes.
    match prove_version(connection, cache, version, keys).await {
        Ok(proven) => Ok(proven),
        // Perhaps it was never there, or is no longer.
        Err(error) if self::version(connection, version).await? == Some(version) => Err(error.into()),
        Err(_) => Err(ProveError::NoVersion(version)),
    }
}

async fn prove_version(
    connection: &mut PgConnection,
    cache: &NodeCache,
    version: u64,
    keys: &[B256],
) -> Result<Proven, StoreError> {
    let mut loaded = Loaded::new(cache);
    if version != 0 {
        loaded
            .read_ways(connection, version, keys, LEVELS_TO_PROVE, true)
            .await?;
        if !loaded.nodes.has_read(&Path::ROOT, version) {
            return Err(damaged("its root is not there"));
        }
    }
    let root = root(&loaded.nodes, version).map_err(lost)?;
    let mut proofs = Vec::with_capacity(keys.len());
    for key in keys {
        let proof = prove_key(&loaded.nodes, version, key).map_err(lost)?;
        proofs.push(with_value(proof, || Ok(loaded.leaves.get(key).cloned()))?);
    }
    Ok(Proven {
        version,
        root,
        proofs,
    })
}

/// Applies a group to the tree, and notes the root after each of its operations.
pub(super) async fn grow(
    connection: &mut PgConnection,
    cache: &NodeCache,
    writes: &mut Writes,
    before: u64,
) -> Result<Growth, StoreError> {
    let mut loaded = Loaded::new(cache);
    if before != 0 {
        let keys = writes.leaf_keys();
        loaded
            .read_ways(connection, before, &keys, LEVELS_TO_GROW, false)
            .await?;
    }
    writes.grow(&loaded.nodes, before).map_err(lost)
}

/// Writes a version. `keep_from` is the oldest version that must stay.
pub(super) async fn write(
    connection: &mut PgConnection,
    growth: &Growth,
    keep_from: u64,
) -> Result<(), StoreError> {
    let version = to_i64(growth.version)?;
    insert(connection, sql::COPY_CONTENTS, version, &growth.contents).await?;
    let superseded: Vec<&[u8]> = growth.superseded.iter().map(Vec::as_slice).collect();
    let statement = if keep_from >= growth.version {
        sql::DELETE_CONTENTS
    } else {
        sql::INSERT_SUPERSEDED
    };
    let query = sqlx::query(statement).bind(superseded).bind(version);
    query.execute(&mut *connection).await?;
    sqlx::query(sql::FORGET)
        .bind(bound(keep_from))
        .bind(bound(FORGOTTEN_AT_ONCE))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert(
    connection: &mut PgConnection,
    statement: &'static str,
    version: i64,
    contents: &[(Vec<u8>, Vec<u8>)],
) -> Result<(), StoreError> {
    let mut rows = copy::Rows::new();
    for (place, content) in contents {
        rows.push([place.as_slice().into(), version.into(), content.as_slice().into()])?;
    }
    rows.send(connection, statement).await
}

/// Builds the tree from the log where the newest operation has none, during which nobody writes.
pub(super) async fn bring_up_to_date(
    connection: &mut PgConnection,
    domain: Domain,
    roots: &HashSet<B256>,
) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with(sql::BEGIN).await?;
    transaction.execute(sql::TAKE_TIME).await?;
    let head = group::lock_head(&mut transaction).await?.sequence;
    if version(&mut transaction, u64::MAX).await?.unwrap_or(0) == head {
        return Ok(());
    }
    rebuild(&mut transaction, domain, roots).await?;
    transaction.commit().await?;
    Ok(())
}

/// Builds the tree from the log.
pub(super) async fn rebuild(
    connection: &mut PgConnection,
    domain: Domain,
    roots: &HashSet<B256>,
) -> Result<(), StoreError> {
    connection.execute(sql::REBUILD_DELETE_TREE).await?;
    connection.execute(sql::REBUILD_DELETE_SUPERSEDED).await?;
    let mut rebuild = Rebuild::new(domain, roots);
    let mut last = 0;
    loop {
        let page = sqlx::query(sql::REBUILD_LIST_OPERATIONS)
            .bind(bound(last))
            .bind(bound(CHUNK))
            .fetch_all(&mut *connection)
            .await?;
        let (mut sequences, mut roots) = (Vec::new(), Vec::new());
        for row in &page {
            let operation = rows::logged_operation(row)?;
            sequences.push(to_i64(operation.sequence)?);
            roots.push(rebuild.push(&operation)?.to_vec());
            last = operation.sequence;
        }
        if page.is_empty() {
            break;
        }
        let query = sqlx::query(sql::REBUILD_UPDATE_ROOTS).bind(sequences).bind(roots);
        query.execute(&mut *connection).await?;
    }
    let (version, contents) = rebuild.finish();
    let contents: Vec<_> = contents.collect();
    for chunk in contents.chunks(CHUNK) {
        insert(connection, sql::COPY_CONTENTS, to_i64(version)?, chunk).await?;
    }
    Ok(())
}
