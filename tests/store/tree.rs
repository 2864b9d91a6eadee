//! The tree: proofs of every version that is kept, and nothing of others.

use std::collections::BTreeMap;

use alloy_primitives::{B256, keccak256};
use mononym::store::{LoggedOperation, ProveError, Store};
use mononym_ens::RecordCall;
use mononym_keystore::{
    AccountLeaf, Change, EMPTY, RecordState, SignedOperation, State, Tree, account_key, account_leaf, apply,
    leaf_changes, record_leaf,
};
use sqlx::Connection;

use crate::{
    accounts::{Key, text, without_value},
    harness::{ALICE, Database, PARENT, World, domain, node, owner, registration, setting},
};

/// The whole log.
async fn log(store: &dyn Store) -> Vec<LoggedOperation> {
    store.list_changes(0, 1000).await.unwrap()
}

/// Leaves after each operation, by the log alone.
fn leaves(log: &[LoggedOperation]) -> Vec<BTreeMap<B256, Vec<u8>>> {
    let mut accounts = BTreeMap::new();
    let mut leaves: BTreeMap<B256, Vec<u8>> = BTreeMap::new();
    log.iter()
        .map(|operation| {
            let signed = SignedOperation::from_bytes(&operation.body).unwrap();
            let verified = signed.verify(&domain(), &Default::default()).unwrap();
            let state = State {
                account: accounts.get(&verified.node()),
                parent: verified.parent_node().and_then(|parent| accounts.get(&parent)),
                is_root: verified.node() == node(PARENT),
            };
            let change = apply(state, &verified, operation.accepted_at).unwrap();
            for (key, value) in leaf_changes(&change) {
                match value {
                    Some(value) => leaves.insert(key, value),
                    None => leaves.remove(&key),
                };
            }
            let Change { account, .. } = change;
            accounts.insert(account.node, account);
            leaves.clone()
        })
        .collect()
}

fn root(leaves: &BTreeMap<B256, Vec<u8>>) -> B256 {
    let mut tree = Tree::open(BTreeMap::new(), 0).unwrap();
    for (key, value) in leaves {
        tree.set(key, Some(keccak256(value))).unwrap();
    }
    tree.root()
}

/// Every leaf that there ever was, and keys that never had one, proven in this version.
async fn check(store: &dyn Store, version: u64, leaves: &[BTreeMap<B256, Vec<u8>>]) {
    let present = &leaves[usize::try_from(version).unwrap() - 1];
    let mut keys: Vec<B256> = leaves.iter().flat_map(|leaves| leaves.keys().copied()).collect();
    keys.extend((0..20_u8).map(|number| keccak256([number])));
    keys.sort_unstable();
    keys.dedup();
    let proven = store.prove(Some(version), &keys).await.unwrap();
    assert_eq!((proven.version, proven.root), (version, root(present)));
    assert_eq!(proven.proofs.len(), keys.len());
    for (key, proof) in keys.iter().zip(&proven.proofs) {
        let value = proof.check(&proven.root, key).unwrap();
        assert_eq!(value.map(|value| value.to_vec()), present.get(key).cloned());
    }
}

/// Names enough for several levels, then changes and a record that goes.
pub(crate) async fn grow(world: &World) {
    for chunk in 0..4 {
        let unit = (0..12)
            .map(|index| {
                let name = format!("name{chunk}-{index}.{PARENT}");
                registration(&name, &[&owner()], vec![text("url", &name)])
            })
            .collect();
        world.store.accept(unit).await.unwrap();
    }
    world.register(ALICE).await;
    world
        .set(ALICE, vec![text("url", "first"), text("email", "a@b")])
        .await;
    world.set(ALICE, vec![text("url", "second")]).await;
    let gone = [RecordState::Unset, RecordState::None]
        .into_iter()
        .zip(["url", "email"])
        .map(|(state, key)| without_value(&RecordCall::text(key), state));
    world.set(ALICE, gone.collect()).await;
}

pub(crate) async fn every_kept_version_is_proven(world: World) {
    world.store.keep_versions_from(0);
    let start = world.store.tree_version(u64::MAX).await.unwrap().unwrap();
    assert_eq!(start, 2);
    grow(&world).await;
    let log = log(&*world.store).await;
    let leaves = leaves(&log);
    let mut versions = Vec::new();
    let mut at_most = u64::MAX;
    while let Some(version) = world.store.tree_version(at_most).await.unwrap() {
        versions.push(version);
        at_most = version - 1;
    }
    versions.reverse();
    assert_eq!(versions, [2, 14, 26, 38, 50, 51, 52, 53, 54]);
    for version in versions {
        check(&*world.store, version, &leaves).await;
    }
    // And after a restart, with nothing in memory.
    let world = world.reopen().await;
    check(&*world.store, 38, &leaves).await;
    check(&*world.store, 54, &leaves).await;
}

pub(crate) async fn the_log_has_the_root_after_each_operation(world: World) {
    grow(&world).await;
    let log = log(&*world.store).await;
    for (operation, leaves) in log.iter().zip(leaves(&log)) {
        assert_eq!(operation.root, root(&leaves), "{}", operation.sequence);
    }
    let newest = world.store.prove(None, &[]).await.unwrap();
    let last = log.last().unwrap();
    assert_eq!((newest.version, newest.root), (last.sequence, last.root));
    let alice = world.store.list_operations(&node(ALICE), 0, 9).await.unwrap();
    assert_eq!(alice.last().unwrap().root, last.root);
}

pub(crate) async fn leaves_hold_accounts_and_records(world: World) {
    grow(&world).await;
    let email = RecordCall::text("email").key(&node(ALICE));
    let keys = [account_key(&node(ALICE)), email];
    let proven = world.store.prove(None, &keys).await.unwrap();
    let value = |index: usize| {
        proven.proofs[index]
            .check(&proven.root, &keys[index])
            .unwrap()
            .unwrap()
    };
    let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!(value(0).to_vec(), account_leaf(&account));
    assert_eq!(AccountLeaf::from_bytes(value(0)).unwrap().nonce, 4);
    assert_eq!(value(1).to_vec(), record_leaf(RecordState::None, &[]).unwrap());
}

pub(crate) async fn versions_that_nobody_needs_are_forgotten(world: World) {
    world.store.keep_versions_from(0);
    grow(&world).await;
    let leaves = leaves(&log(&*world.store).await);
    world.store.keep_versions_from(51);
    world.set(ALICE, vec![text("url", "third")]).await;
    let leaves_now = self::leaves(&log(&*world.store).await);
    assert_eq!(leaves_now[..54], leaves[..]);
    for version in [51, 52, 53, 54, 55] {
        check(&*world.store, version, &leaves_now).await;
    }
    for version in [2, 14, 26, 38, 50] {
        assert!(matches!(
            world.store.prove(Some(version), &[]).await,
            Err(ProveError::NoVersion(gone)) if gone == version
        ));
    }
    world.store.keep_versions_from(u64::MAX);
    world.set(ALICE, vec![text("url", "fourth")]).await;
    assert_eq!(world.store.tree_version(55).await.unwrap(), None);
    let leaves = self::leaves(&log(&*world.store).await);
    check(&*world.store, 56, &leaves).await;
}

pub(crate) async fn a_version_that_never_was_is_not_proven(world: World) {
    for version in [1, 3, u64::MAX] {
        assert!(matches!(
            world.store.prove(Some(version), &[]).await,
            Err(ProveError::NoVersion(unknown)) if unknown == version
        ));
    }
    let empty = world.store.prove(Some(0), &[B256::ZERO]).await.unwrap();
    assert_eq!(empty.root, EMPTY);
    assert_eq!(empty.proofs[0].check(&EMPTY, &B256::ZERO).unwrap(), None);
}

pub(crate) async fn what_is_refused_leaves_the_tree_alone(world: World) {
    world.register(ALICE).await;
    let before = world.store.prove(None, &[]).await.unwrap();
    let unit = vec![
        setting(ALICE, 1, vec![text("url", "first")]),
        registration("bob.mononym.eth", &[&Key::new("bob")], Vec::new()),
        setting(ALICE, 7, vec![text("url", "second")]),
    ];
    assert_eq!(world.store.accept(unit).await.unwrap_err().index, 2);
    assert_eq!(world.store.prove(None, &[]).await.unwrap(), before);
    world.set(ALICE, vec![text("url", "first")]).await;
    let leaves = leaves(&log(&*world.store).await);
    check(&*world.store, 4, &leaves).await;
}

pub(crate) async fn a_lost_tree_is_built_from_the_log(world: World) {
    grow(&world).await;
    let before = world.store.prove(None, &[]).await.unwrap();
    let roots = |log: Vec<LoggedOperation>| log.into_iter().map(|one| one.root).collect::<Vec<_>>();
    let expected = roots(log(&*world.store).await);
    let World {
        store,
        opening,
        database,
        ..
    } = world;
    drop(store);
    const LOSE: &str = "DELETE FROM tree; UPDATE operation SET root = NULL";
    match &database {
        Database::Sqlite(directory) => {
            let connection = rusqlite::Connection::open(directory.path().join("mononym.db")).unwrap();
            connection.execute_batch(LOSE).unwrap();
        }
        Database::Postgres(cluster) => {
            let mut connection = sqlx::PgConnection::connect(&cluster.url()).await.unwrap();
            sqlx::raw_sql(LOSE).execute(&mut connection).await.unwrap();
        }
    }
    let (store, _events) = database.open(&opening).await.unwrap();
    let after = store.prove(None, &[]).await.unwrap();
    assert_eq!((after.version, after.root), (before.version, before.root));
    assert_eq!(roots(log(&*store).await), expected);
    let leaves = leaves(&log(&*store).await);
    check(&*store, after.version, &leaves).await;
}
