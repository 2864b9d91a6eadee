//! A log that is loaded whole: the database is the one that single changes would have made.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use alloy_primitives::B256;
use mononym::store::{
    Load, LoadFailure, LoadSettings, LogEntry, LoggedOperation, NameFilter, Store, load_postgres, load_sqlite,
};
use mononym_keystore::{Operation, Policy, RecordState, SignedOperation, account_key};
use sqlx::{Connection, Row};
use tokio::task::block_in_place;

use crate::{
    accounts::{Key, addr, register, set_registrar, text, without_value},
    cluster::Cluster,
    harness::{
        ALICE, Database, Opening, PARENT, RECORDS_PER_ACCOUNT, World, domain, index, node, owner, pending,
        registration, sign,
    },
};

/// A new database of the same kind.
fn another(database: &Database) -> Database {
    match database {
        Database::Sqlite(_) => Database::Sqlite(tempfile::tempdir().unwrap()),
        Database::Postgres(_) => Database::Postgres(Cluster::fast()),
    }
}

async fn open(database: &Database, directory: &tempfile::TempDir) -> Option<Load> {
    let settings = LoadSettings {
        roots: HashSet::from([node(PARENT)]),
        records_per_account: RECORDS_PER_ACCOUNT,
        addresses: index(1, crate::harness::derived),
        directory: directory.path().to_owned(),
    };
    match database {
        Database::Sqlite(file) => load_sqlite(&file.path().join("mononym.db"), &domain(), settings).unwrap(),
        Database::Postgres(cluster) => load_postgres(&cluster.url(), &domain(), settings).await.unwrap(),
    }
}

fn entry(operation: &LoggedOperation) -> LogEntry {
    let signed = SignedOperation::from_bytes(&operation.body).unwrap();
    let mut change = pending(&signed);
    change.accepted_at = Some(operation.accepted_at);
    LogEntry {
        sequence: operation.sequence,
        change,
    }
}

/// Accounts in order of their nodes, some at a time.
fn take(load: &mut Load, log: &[LoggedOperation]) -> Result<(), mononym::store::LoadError> {
    let applier = load.applier();
    let mut accounts: BTreeMap<B256, Vec<LogEntry>> = BTreeMap::new();
    for operation in log {
        accounts.entry(operation.node).or_default().push(entry(operation));
    }
    let parents = [PARENT, ALICE].map(node);
    let of_parents = log.iter().filter(|operation| parents.contains(&operation.node));
    let parents = applier.parents(of_parents.map(entry).collect())?;
    let mut accounts: Vec<Vec<LogEntry>> = accounts.into_values().collect();
    while !accounts.is_empty() {
        let some = accounts.drain(..accounts.len().min(7)).collect();
        let applied = applier.apply(some, &parents)?;
        block_in_place(|| load.take(applied)).unwrap();
    }
    Ok(())
}

/// Indexes and constraints, as the server says them.
async fn schema(database: &Database) -> BTreeSet<String> {
    match database {
        Database::Sqlite(directory) => {
            let connection = rusqlite::Connection::open(directory.path().join("mononym.db")).unwrap();
            let mut statement = connection
                .prepare("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema")
                .unwrap();
            let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            rows.map(|row| row.unwrap().split_whitespace().collect::<Vec<_>>().join(" "))
                .collect()
        }
        Database::Postgres(cluster) => {
            let mut connection = sqlx::PgConnection::connect(&cluster.url()).await.unwrap();
            let rows = sqlx::query(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
                 UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                 FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
            )
            .fetch_all(&mut connection)
            .await
            .unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// Names below a name that changes its mind about its registrar, an address, a record that goes.
async fn live(world: &World) {
    crate::tree::grow(world).await;
    let (first, second) = (Key::new("first registrar"), Key::new("second registrar"));
    let under = |registrar: &Key, label: &str| {
        let name = format!("{label}.{ALICE}");
        let message = register(&name, &[&owner(), &Key::new(label)]);
        let voucher = registrar.vouch(&name, &message, crate::accounts::DEADLINE);
        let mut signed = sign(message, &[&owner(), &Key::new(label)]);
        signed.voucher = Some(voucher);
        pending(&signed)
    };
    let nonce = world
        .store
        .find_account(&node(ALICE))
        .await
        .unwrap()
        .unwrap()
        .nonce;
    let appoint = |nonce: u64, registrar: &Key| {
        let operation: Operation = set_registrar(ALICE, nonce, registrar.address(), Policy::Open);
        pending(&sign(operation, &[&owner()]))
    };
    world.accept(appoint(nonce, &first)).await.unwrap();
    world.accept(under(&first, "one")).await.unwrap();
    world.accept(appoint(nonce + 1, &second)).await.unwrap();
    world.accept(under(&first, "two")).await.unwrap_err();
    world.accept(under(&second, "two")).await.unwrap();
    let records = vec![addr(60, &[7; 20]), text("url", "x")];
    let bob = format!("bob.{PARENT}");
    world
        .accept(registration(&bob, &[&owner()], records))
        .await
        .unwrap();
    let url = mononym_ens::RecordCall::text("url");
    world
        .set(&bob, vec![without_value(&url, RecordState::Unset)])
        .await;
}

async fn log(store: &dyn Store) -> Vec<LoggedOperation> {
    store.list_changes(0, 1000).await.unwrap()
}

async fn names(store: &dyn Store, filter: NameFilter) -> Vec<String> {
    let page = store.list_names(&filter, None, 1000).await.unwrap();
    page.into_iter().map(|listed| listed.name).collect()
}

pub(crate) async fn a_loaded_log_makes_the_same_database(world: World) {
    live(&world).await;
    let accepted = log(world.store.as_ref()).await;
    let (database, directory) = (another(&world.database), tempfile::tempdir().unwrap());
    let mut load = open(&database, &directory).await.unwrap();
    take(&mut load, &accepted).unwrap();
    let end = block_in_place(|| load.finish()).unwrap();
    assert_eq!(end.sequence, accepted.len() as u64);
    assert_eq!(
        directory.path().read_dir().unwrap().count(),
        0,
        "nothing is left behind"
    );

    let (loaded, _events) = database.open(&Opening::default()).await.unwrap();
    assert_eq!(log(loaded.as_ref()).await, accepted);
    let nodes: BTreeSet<B256> = accepted.iter().map(|operation| operation.node).collect();
    for node in &nodes {
        assert_eq!(
            loaded.find_account(node).await.unwrap(),
            world.store.find_account(node).await.unwrap()
        );
        assert_eq!(
            loaded.list_records(node).await.unwrap(),
            world.store.list_records(node).await.unwrap()
        );
        for address in crate::harness::derived(node) {
            assert_eq!(
                loaded.list_names_at(&address, None, 100).await.unwrap(),
                world.store.list_names_at(&address, None, 100).await.unwrap()
            );
        }
    }
    assert_eq!(loaded.list_names_at(&[7; 20], None, 100).await.unwrap().len(), 1);
    for filter in [
        NameFilter::default(),
        NameFilter {
            parent: Some(ALICE.to_owned()),
            ..NameFilter::default()
        },
        NameFilter {
            prefix: Some("name1".to_owned()),
            ..NameFilter::default()
        },
        NameFilter {
            signer: Some(Key::new("two").signer().id()),
            ..NameFilter::default()
        },
        NameFilter {
            signer: Some(owner().signer().id()),
            parent: Some(ALICE.to_owned()),
            ..NameFilter::default()
        },
    ] {
        let found = names(loaded.as_ref(), filter.clone()).await;
        assert!(!found.is_empty());
        assert_eq!(found, names(world.store.as_ref(), filter).await);
    }
    let keys: Vec<B256> = nodes.iter().map(account_key).collect();
    assert_eq!(
        loaded.prove(None, &keys).await.unwrap(),
        world.store.prove(None, &keys).await.unwrap()
    );

    // Both go on alike.
    let next = || registration(&format!("next.{PARENT}"), &[&owner()], vec![text("url", "next")]);
    world.accept(next()).await.unwrap();
    loaded.accept(vec![next()]).await.unwrap();
    assert_eq!(log(loaded.as_ref()).await, log(world.store.as_ref()).await);
    drop(loaded);
    assert_eq!(schema(&database).await, schema(&world.database).await);
}

pub(crate) async fn what_does_not_follow_leaves_no_database(world: World) {
    live(&world).await;
    let accepted = log(world.store.as_ref()).await;
    let (database, directory) = (another(&world.database), tempfile::tempdir().unwrap());

    // Without the second registrar's appointment, a name was vouched for by nobody.
    let appointed = accepted
        .iter()
        .rposition(|operation| operation.node == node(ALICE))
        .unwrap();
    let mut less = accepted.clone();
    less.remove(appointed);
    let mut load = open(&database, &directory).await.unwrap();
    let error = take(&mut load, &less).unwrap_err();
    assert_eq!(error.sequence, accepted[appointed + 1].sequence);
    assert!(matches!(error.failure, LoadFailure::Refused(_)), "{error:?}");
    block_in_place(|| drop(load));

    let mut twice = accepted.clone();
    let mut again = accepted[2].clone();
    again.sequence = accepted.len() as u64 + 1;
    twice.push(again);
    let mut load = open(&database, &directory).await.unwrap();
    let error = take(&mut load, &twice).unwrap_err();
    assert!(
        matches!(error.failure, LoadFailure::Repeated { first: 3 }),
        "{error:?}"
    );
    block_in_place(|| drop(load));

    // The database is as new, and takes the log after all.
    let mut load = open(&database, &directory).await.unwrap();
    take(&mut load, &accepted).unwrap();
    block_in_place(|| load.finish()).unwrap();
    assert!(
        open(&database, &directory).await.is_none(),
        "it is not new any more"
    );
}
