//! Nothing acknowledged is lost: restarts, many writers at once, the database's deployment.

use std::{collections::BTreeSet, sync::Barrier, thread};

use alloy_primitives::Address;
use mononym::config::List;
use mononym_keystore::{Operation, SignedOperation};
use rusqlite::types::Value as Cell;

use crate::{
    accounts::{BITCOIN, Key, addr, register, set_records, sign, text},
    harness::{ALICE, NOW, PARENT, TestApp, alice, domain},
};

#[test]
fn a_restart_keeps_everything() {
    let mut app = TestApp::with_alice(vec![text("url", "first"), addr(0, &BITCOIN)]);
    app.set(ALICE, vec![text("url", "second")]);
    app.register("bob.mononym.eth", Vec::new());
    let paths = [
        "/v1/names/alice.mononym.eth",
        "/v1/names/alice.mononym.eth/addresses",
        "/v1/names/bob.mononym.eth",
        "/v1/names/mononym.eth",
        "/v1/parents",
        "/v1/keystore",
    ];
    let before = paths.map(|path| app.json(path));
    let (answer, dump) = (app.ask(ALICE, &crate::wire::text(ALICE, "url")), app.dump());
    app.restart();
    assert_eq!(paths.map(|path| app.json(path)), before);
    assert_eq!(
        app.ask(ALICE, &crate::wire::text(ALICE, "url")),
        answer,
        "same key, same time, same signature"
    );
    assert_eq!(app.dump(), dump, "a start adds nothing");
    app.set(ALICE, vec![text("url", "third")]);
    assert_eq!(app.text(ALICE, "url"), "third");
}

/// Column of an operation's bytes.
const BODY: usize = 5;

#[test]
fn the_log_alone_tells_the_whole_story() {
    let app = TestApp::with_alice(vec![text("url", "first")]);
    app.set(ALICE, vec![text("url", "second")]);
    let log: Vec<SignedOperation> = app.dump()["operation"]
        .iter()
        .map(|row| match row.get(BODY) {
            Some(Cell::Blob(body)) => {
                SignedOperation::from_bytes(&mononym_keystore::restore(body, 1 << 20).unwrap()).unwrap()
            }
            other => panic!("{other:?}"),
        })
        .collect();
    let told: Vec<(&str, &str)> = log
        .iter()
        .map(|signed| (signed.operation.primary_type(), signed.operation.name()))
        .collect();
    let expected = [
        ("Register", PARENT),
        ("SetRegistrar", PARENT),
        ("Register", ALICE),
        ("SetRecords", ALICE),
    ];
    assert_eq!(told, expected);
    // Every one stands by its own signatures, and leads to the account's history.
    let mut history = alloy_primitives::B256::ZERO;
    for signed in &log {
        let verified = signed.verify(&domain(), &mononym_ens::Limits::default()).unwrap();
        if signed.operation.name() == ALICE {
            history = mononym_keystore::next_history_hash(&history, &verified.hash());
        }
    }
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth")["historyHash"],
        history.to_string()
    );
}

#[test]
fn many_registrations_at_once_are_all_acknowledged_and_all_there() {
    const THREADS: usize = 8;
    const EACH: usize = 25;
    let mut app = TestApp::start();
    let operations: Vec<Vec<SignedOperation>> = (0..THREADS)
        .map(|thread| {
            (0..EACH)
                .map(|index| {
                    let mut operation = register(&format!("name-{thread}-{index}.mononym.eth"), &[&alice()]);
                    operation.records = vec![text("who", &format!("{thread} {index}"))];
                    sign(Operation::Register(operation), &[&alice()])
                })
                .collect()
        })
        .collect();
    let start = Barrier::new(THREADS);
    let sequences: BTreeSet<u64> = thread::scope(|scope| {
        let clients: Vec<_> = operations
            .iter()
            .map(|operations| {
                let (app, start) = (&app, &start);
                scope.spawn(move || {
                    start.wait();
                    operations
                        .iter()
                        .map(|signed| {
                            let response = app.post_registration(signed);
                            assert_eq!(response.status, 201, "{}", response.text());
                            let name = signed.operation.name();
                            assert_ne!(app.text(name, "who"), "", "acknowledged and so answered");
                            response.json()["sequence"].as_u64().unwrap()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });
    let count = (THREADS * EACH) as u64;
    assert_eq!(
        sequences,
        (3..3 + count).collect(),
        "one place in the log for each, without gaps"
    );
    app.restart();
    for (thread, operations) in operations.iter().enumerate() {
        for (index, signed) in operations.iter().enumerate() {
            assert_eq!(
                app.text(signed.operation.name(), "who"),
                format!("{thread} {index}")
            );
        }
    }
}

#[test]
fn of_many_who_want_one_name_one_has_it() {
    const RIVALS: usize = 16;
    let app = TestApp::start();
    let rivals: Vec<Key> = (0..RIVALS)
        .map(|index| Key::new(&format!("rival {index}")))
        .collect();
    let start = Barrier::new(RIVALS);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let clients: Vec<_> = rivals
            .iter()
            .map(|key| {
                let (app, start) = (&app, &start);
                scope.spawn(move || {
                    let signed = sign(Operation::Register(register(ALICE, &[key])), &[key]);
                    start.wait();
                    app.post_registration(&signed).status
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let winners: Vec<&Key> = rivals
        .iter()
        .zip(&statuses)
        .filter(|(_, status)| **status == 201)
        .map(|(key, _)| key)
        .collect();
    assert_eq!(winners.len(), 1, "{statuses:?}");
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        RIVALS - 1
    );
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["signers"], serde_json::json!([winners[0].signer()]));
}

#[test]
fn of_many_operations_with_one_nonce_one_counts() {
    const RIVALS: usize = 16;
    let app = TestApp::with_alice(Vec::new());
    let start = Barrier::new(RIVALS);
    let statuses: Vec<u16> = thread::scope(|scope| {
        let clients: Vec<_> = (0..RIVALS)
            .map(|index| {
                let (app, start) = (&app, &start);
                scope.spawn(move || {
                    let records = vec![
                        text("who", &index.to_string()),
                        text(&format!("only {index}"), "x"),
                    ];
                    let signed = sign(set_records(ALICE, 1, records), &[&alice()]);
                    start.wait();
                    app.post_operation(&signed).status
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let winner = statuses.iter().position(|status| *status == 200).unwrap();
    assert_eq!(
        statuses.iter().filter(|status| **status == 409).count(),
        RIVALS - 1
    );
    assert_eq!(app.text(ALICE, "who"), winner.to_string());
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["nonce"], 2);
    assert_eq!(
        shown["records"].as_array().unwrap().len(),
        2,
        "of the others nothing is left"
    );
}

#[test]
fn a_database_of_another_deployment_is_refused() {
    let mut app = TestApp::with_alice(Vec::new());
    let error = app
        .restart_with(|settings| settings.l1_chain_id = Some(1))
        .unwrap_err();
    assert!(
        error.contains("belongs to another deployment: L1 chain 31337"),
        "{error}"
    );
    let keystore = Address::repeat_byte(0x22);
    let error = app
        .restart_with(|settings| (settings.l1_chain_id, settings.keystore) = (None, Some(keystore)))
        .unwrap_err();
    assert!(error.contains(&domain().keystore.to_string()), "{error}");
}

#[test]
fn a_further_parent_may_be_served_later() {
    let mut app = TestApp::with_alice(Vec::new());
    let name = "alice.example.eth";
    assert_eq!(
        app.post_registration(&sign(
            Operation::Register(register(name, &[&alice()])),
            &[&alice()]
        ))
        .status,
        422
    );
    app.restart_with(|settings| {
        settings.parents = Some(List(vec![PARENT.to_owned(), "example.eth".to_owned()]));
    })
    .unwrap();
    app.register(name, Vec::new());
    assert_eq!(app.addr(name, 60).len(), 20);
    assert_ne!(app.addr(name, 60), app.addr(ALICE, 60));
    let parents = app.json("/v1/parents");
    assert_eq!(parents["parents"].as_array().unwrap().len(), 2);
    assert_eq!(parents["parents"][1]["policy"], "open");
}

#[test]
fn time_of_acceptance_goes_on_where_it_was_when_the_clock_went_back() {
    let mut app = TestApp::start();
    app.clock.set(NOW + 500);
    assert_eq!(app.register(ALICE, Vec::new())["acceptedAt"], NOW + 500);
    app.clock.set(NOW);
    app.restart();
    assert_eq!(
        app.register("bob.mononym.eth", Vec::new())["acceptedAt"],
        NOW + 500
    );
}

#[test]
fn a_database_that_fails_leaves_nothing_half_written_and_shows_nothing_of_itself() {
    let app = TestApp::with_alice(vec![text("url", "first")]);
    let before = app.dump();
    // The last record of an operation cannot be written, when all that stands before it has been.
    app.database(
        "CREATE TRIGGER failure BEFORE INSERT ON record
         WHEN (SELECT count(*) FROM record) >= 3 BEGIN SELECT RAISE(ABORT, 'secret of the disk'); END",
    );
    let records = || vec![text("a", "x"), text("b", "x"), text("c", "x")];
    let signed = sign(set_records(ALICE, 1, records()), &[&alice()]);
    let response = app.post_operation(&signed);
    assert_eq!(response.status, 503);
    assert_eq!(response.json()["slug"], "unavailable");
    assert!(!response.text().contains("secret"), "{}", response.text());
    let mut registration = register("bob.mononym.eth", &[&alice()]);
    registration.records = records();
    let registration = sign(Operation::Register(registration), &[&alice()]);
    assert_eq!(app.post_registration(&registration).status, 503);
    app.database("DROP TRIGGER failure");
    assert_eq!(app.dump(), before);

    assert_eq!(
        app.post_operation(&signed).status,
        200,
        "the same operation is taken later"
    );
    assert_eq!(app.post_registration(&registration).status, 201);
    assert_eq!(app.text("bob.mononym.eth", "c"), "x");
}

#[test]
fn a_lookup_that_the_database_fails_is_an_outage_and_no_empty_answer() {
    let app = TestApp::with_alice(vec![text("url", "first")]);
    app.database("ALTER TABLE account RENAME TO hidden");
    let call = crate::wire::question(ALICE, &crate::wire::text(ALICE, "url"));
    let request = crate::harness::ccip_post(crate::harness::RESOLVER, crate::harness::RESOLVER, &call);
    app.fails(&request, 503, "the gateway cannot answer at present");
    assert!(!app.send(&request).text().contains("table"));
    for path in [
        "/v1/names/alice.mononym.eth",
        "/v1/names/alice.mononym.eth/addresses",
        "/v1/parents",
        "/readyz",
    ] {
        let response = app.get(path);
        assert_eq!(response.status, 503, "{path}");
        assert_eq!(response.json()["slug"], "unavailable", "{path}");
        assert!(!response.text().contains("table"), "{path}: {}", response.text());
    }
    assert_eq!(app.get("/healthz").status, 200);
    app.database("ALTER TABLE hidden RENAME TO account");
    assert_eq!(app.text(ALICE, "url"), "first");
    assert_eq!(app.get("/readyz").status, 200);
}

#[test]
fn a_first_start_that_was_cut_short_goes_on_where_it_was() {
    let mut app = TestApp::start();
    let whole = app.dump();
    app.database("DELETE FROM operation; DELETE FROM account; DELETE FROM sqlite_sequence");
    app.database(
        "CREATE TRIGGER cut BEFORE INSERT ON operation
         WHEN new.nonce = 1 BEGIN SELECT RAISE(ABORT, 'cut short'); END",
    );
    let error = app.restart_with(|_| {}).unwrap_err();
    assert!(error.contains("the parents cannot be opened"), "{error}");
    assert_eq!(
        app.dump()["operation"].len(),
        1,
        "the parent is registered, and not yet open"
    );
    app.database("DROP TRIGGER cut");
    app.restart();
    assert_eq!(app.dump(), whole);
    app.register(ALICE, Vec::new());
}
