//! A SQLite database of the first release.

use std::fs;

use alloy_primitives::B256;
use mononym::store::{LoggedOperation, NameFilter, PendingChange};
use mononym_keystore::{Policy, Signer, account_key};
use rusqlite::{Connection, params};

use crate::{
    accounts::{Key, addr, register, set_records, set_registrar, text},
    harness::{
        ALICE, Database, NOW, Opening, PARENT, World, domain, node, owner, pending, registrar, registration,
        sign,
    },
};

const FIRST: &str = include_str!("../../migrations/sqlite/0001_accounts.sql");
/// How the first release wrote.
const INSERT_OPERATION: &str = "INSERT INTO operation (hash, node, nonce, accepted_at, body)
    VALUES (?1, ?2, ?3, ?4, ?5) RETURNING sequence";
const UPSERT_ACCOUNT: &str =
    "INSERT INTO account (node, name, nonce, history_hash, status, threshold, signers,
        guardian_threshold, guardians_hash, recovery_delay, implementation, registrar, policy)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
    ON CONFLICT (node) DO UPDATE SET
        nonce = excluded.nonce, history_hash = excluded.history_hash,
        status = excluded.status, threshold = excluded.threshold,
        signers = excluded.signers, guardian_threshold = excluded.guardian_threshold,
        guardians_hash = excluded.guardians_hash, recovery_delay = excluded.recovery_delay,
        implementation = excluded.implementation, registrar = excluded.registrar,
        policy = excluded.policy";
const UPSERT_RECORD: &str = "INSERT INTO record (node, key, call, state, value) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (node, key) DO UPDATE SET state = excluded.state, value = excluded.value";
/// How it read.
const FIND: &str = "SELECT account.status, record.key, record.state, record.value
    FROM account LEFT JOIN record
      ON record.node = account.node AND record.key IN (?2, ?3, ?4, ?5)
    WHERE account.node = ?1";

/// Writes an account after an operation as the first release did.
fn write_old(connection: &Connection, change: &PendingChange, key: &Key, nonce: u64) {
    let name = change.operation.operation().name();
    let signer = key.signer().to_bytes();
    let signers = [&[0, 21], signer.as_ref()].concat();
    let (node, zero) = (node(name), B256::ZERO);
    let sequence: u64 = connection
        .query_row(
            INSERT_OPERATION,
            params![
                change.operation.hash().as_slice(),
                node.as_slice(),
                nonce,
                NOW,
                change.body
            ],
            |row| row.get(0),
        )
        .unwrap();
    assert!(sequence > 0);
    let account = params![
        node.as_slice(),
        name,
        nonce + 1,
        zero.as_slice(),
        0,
        1,
        signers,
        0,
        zero.as_slice(),
        0,
        &zero[..20],
        &zero[..20],
        0
    ];
    connection.execute(UPSERT_ACCOUNT, account).unwrap();
    for record in [addr(60, &[1; 20]), text("url", "x")] {
        let call = mononym_ens::RecordCall::parse(&record.call, &mononym_ens::Limits::default()).unwrap();
        let key = call.key(&node);
        let row = params![
            node.as_slice(),
            key.as_slice(),
            record.call.as_ref(),
            1,
            record.value.as_ref()
        ];
        connection.execute(UPSERT_RECORD, row).unwrap();
    }
}

#[tokio::test]
async fn a_database_of_the_first_release_is_taken_over() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mononym.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(FIRST).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
    let domain = domain();
    let bound = params![domain.l1_chain_id, domain.keystore.as_slice()];
    connection
        .execute(
            "INSERT INTO domain (id, l1_chain_id, keystore) VALUES (1, ?1, ?2)",
            bound,
        )
        .unwrap();
    let alice = Key::new("alice");
    let parent = pending(&sign(register(PARENT, &[&owner()]), &[&owner()]));
    write_old(&connection, &parent, &owner(), 0);
    let open = set_registrar(PARENT, 1, registrar().address(), Policy::Open);
    let open = pending(&sign(open, &[&owner()]));
    write_old(&connection, &open, &owner(), 1);
    let registered = registration(ALICE, &[&alice], vec![text("url", "old")]);
    write_old(&connection, &registered, &alice, 0);
    drop(connection);

    let database = Database::Sqlite(directory);
    let (store, events) = database.open(&Opening::default()).await.unwrap();
    let account = store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!(
        (account.nonce, account.frozen_until, account.recovery),
        (1, 0, None)
    );
    let filter = NameFilter {
        parent: Some(PARENT.to_owned()),
        signer: Some(Signer::id(&Key::new("alice").signer())),
        ..NameFilter::default()
    };
    assert_eq!(store.list_names(&filter, None, 9).await.unwrap().len(), 1);
    assert_eq!(store.list_names_at(&[1; 20], None, 9).await.unwrap().len(), 2);
    let derived = crate::harness::derived(&node(ALICE));
    assert_eq!(store.list_names_at(&derived[0], None, 9).await.unwrap().len(), 1);
    assert_eq!(*store.head().borrow(), 3);
    let proven = store.prove(None, &[account_key(&node(ALICE))]).await.unwrap();
    assert_eq!(proven.version, 3);

    // Statements of the first release still run.
    let connection = Connection::open(&path).unwrap();
    let change = pending(&sign(set_records(ALICE, 1, vec![text("url", "new")]), &[&alice]));
    write_old(&connection, &change, &alice, 1);
    let bob = Key::new("bob");
    let registered = registration("bob.mononym.eth", &[&bob], Vec::new());
    write_old(&connection, &registered, &bob, 0);
    let key = B256::ZERO;
    let status: u8 = connection
        .query_row(
            FIND,
            params![
                node(ALICE).as_slice(),
                key.as_slice(),
                None::<Vec<u8>>,
                None::<Vec<u8>>,
                None::<Vec<u8>>
            ],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(status, 0);
    drop(connection);
    let world = World {
        store,
        events,
        opening: Opening::default(),
        database,
    };
    let world = world.reopen().await;
    let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!(account.nonce, 2);
    // The tree is that of the whole log.
    let log = world.store.list_changes(0, 9).await.unwrap();
    let proven = world.store.prove(None, &[]).await.unwrap();
    assert_eq!((proven.version, proven.root), (5, log[4].root));
    let fresh = World::sqlite().await;
    for change in [
        registration(ALICE, &[&alice], vec![text("url", "old")]),
        change,
        registered,
    ] {
        fresh.accept(change).await.unwrap();
    }
    let roots = |log: Vec<LoggedOperation>| log.into_iter().map(|one| one.root).collect::<Vec<_>>();
    assert_eq!(roots(fresh.store.list_changes(0, 9).await.unwrap()), roots(log));
    assert!(fs::exists(path).unwrap());
}
