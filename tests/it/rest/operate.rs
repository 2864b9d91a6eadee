//! Operations on an account: nonces, deadlines, replays, and where they are sent.

use mononym_keystore::{Operation, SetRecords};

use super::operation;
use crate::{
    accounts::{Key, register, set_records, sign, text},
    harness::{ALICE, NOW, PARENT, TestApp, alice},
    http::Request,
};

fn by_alice(nonce: u64, value: &str) -> mononym_keystore::SignedOperation {
    sign(set_records(ALICE, nonce, vec![text("url", value)]), &[&alice()])
}

#[test]
fn an_operation_changes_the_record_and_the_account() {
    let app = TestApp::with_alice(vec![text("url", "first"), text("email", "a@example.com")]);
    let before = app.json("/v1/names/alice.mononym.eth");
    let response = app.send(&operation(&by_alice(1, "second")));
    assert_eq!(response.status, 200, "{}", response.text());
    let receipt = response.json();
    assert_eq!(receipt["nonce"], 2);
    assert_eq!(receipt["sequence"], 4);
    assert_eq!(app.text(ALICE, "url"), "second");
    assert_eq!(
        app.text(ALICE, "email"),
        "a@example.com",
        "what is not named stays"
    );
    let after = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(after["nonce"], 2);
    assert_eq!(after["historyHash"], receipt["historyHash"]);
    assert_ne!(after["historyHash"], before["historyHash"]);
}

#[test]
fn a_wrong_nonce_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for nonce in [0, 2, 3, u64::MAX] {
        let detail = format!("the account's nonce is 1, the operation has {nonce}");
        app.refuses(&operation(&by_alice(nonce, "x")), 409, "wrong-nonce", &detail);
    }
}

#[test]
fn a_repeated_operation_is_answered_as_then_and_changes_nothing() {
    let app = TestApp::with_alice(Vec::new());
    let first = operation(&by_alice(1, "first"));
    let receipt = app.send(&first);
    assert_eq!(receipt.status, 200);
    let again = |app: &TestApp| {
        let before = app.dump();
        let response = app.send(&first);
        assert_eq!((response.status, &response.body), (200, &receipt.body));
        assert_eq!(app.dump(), before);
    };
    again(&app);
    assert_eq!(app.send(&operation(&by_alice(2, "second"))).status, 200);
    again(&app);
    // Long after its deadline.
    app.clock.set(NOW + 1_000_000);
    again(&app);
    assert_eq!(app.text(ALICE, "url"), "second");
}

#[test]
fn an_operation_with_a_nonce_that_was_used_for_another_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    assert_eq!(app.send(&operation(&by_alice(1, "first"))).status, 200);
    app.refuses(
        &operation(&by_alice(1, "another")),
        409,
        "wrong-nonce",
        "nonce is 2, the operation has 1",
    );
}

#[test]
fn an_operation_for_one_name_is_not_accepted_for_another() {
    let app = TestApp::with_alice(Vec::new());
    app.register("bob.mononym.eth", Vec::new());
    let signed = by_alice(1, "x");
    let request = Request::post_json("/v1/names/bob.mononym.eth/operations", &signed);
    let detail = "the request is for bob.mononym.eth and the operation for alice.mononym.eth";
    app.refuses(&request, 422, "other-name", detail);
    let request = Request::post_json("/v1/names/Alice.mononym.eth/operations", &signed);
    app.refuses(&request, 422, "other-name", "they must be one name");
}

#[test]
fn an_operation_on_a_name_that_nobody_has_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for (name, status, slug, detail) in [
        (
            "nobody.mononym.eth",
            404,
            "unknown-name",
            "nobody.mononym.eth is not registered",
        ),
        (
            "Alice.mononym.eth",
            404,
            "unknown-name",
            "Alice.mononym.eth is not registered",
        ),
        (
            "vitalik.eth",
            404,
            "foreign-name",
            "vitalik.eth is under no name that is served here",
        ),
        ("a..mononym.eth", 400, "malformed-name", "a label is empty"),
    ] {
        let signed = sign(set_records(name, 0, vec![text("url", "x")]), &[&alice()]);
        app.refuses(&operation(&signed), status, slug, detail);
    }
}

#[test]
fn an_expired_operation_is_refused_and_one_that_expires_now_is_not() {
    let app = TestApp::with_alice(Vec::new());
    let until = |deadline: u64| {
        let records = vec![text("url", "x")];
        let name = ALICE.to_owned();
        operation(&sign(
            Operation::SetRecords(SetRecords {
                name,
                nonce: 1,
                deadline,
                records,
            }),
            &[&alice()],
        ))
    };
    let detail = format!("the deadline {} passed before {NOW}", NOW - 1);
    app.refuses(&until(NOW - 1), 422, "expired", &detail);
    app.refuses(&until(0), 422, "expired", "sign again with a later one");
    assert_eq!(app.send(&until(NOW)).status, 200);
}

#[test]
fn the_time_of_acceptance_never_decreases() {
    let app = TestApp::with_alice(Vec::new());
    app.clock.set(NOW + 100);
    let first = app.send(&operation(&by_alice(1, "first"))).json();
    assert_eq!(first["acceptedAt"], NOW + 100);
    app.clock.set(NOW + 50);
    let second = app.send(&operation(&by_alice(2, "second"))).json();
    assert_eq!(second["acceptedAt"], NOW + 100);
}

#[test]
fn an_operation_that_changes_nothing_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let signed = sign(set_records(ALICE, 1, Vec::new()), &[&alice()]);
    app.refuses(
        &operation(&signed),
        422,
        "nothing-to-do",
        "name at least one record",
    );
}

#[test]
fn a_stranger_cannot_change_a_name_nor_its_parents_owner() {
    let app = TestApp::with_alice(vec![text("url", "alice's")]);
    for key in [
        Key::new("stranger"),
        crate::harness::registrar_key(),
        crate::harness::signer_key(),
    ] {
        let signed = sign(set_records(ALICE, 1, vec![text("url", "theirs")]), &[&key]);
        app.refuses(
            &operation(&signed),
            403,
            "foreign-signer",
            "has no part in this operation",
        );
    }
    let signed = sign(set_records(PARENT, 2, vec![text("url", "theirs")]), &[&alice()]);
    app.refuses(
        &operation(&signed),
        403,
        "foreign-signer",
        "has no part in this operation",
    );
    assert_eq!(app.text(ALICE, "url"), "alice's");
}

#[test]
fn a_name_is_found_by_its_percent_encoded_path() {
    let app = TestApp::start();
    let name = "bücher.mononym.eth";
    app.register(name, Vec::new());
    let signed = sign(set_records(name, 1, vec![text("url", "x")]), &[&alice()]);
    let request = Request::post_json("/v1/names/b%C3%BCcher.mononym.eth/operations", &signed);
    assert_eq!(app.send(&request).status, 200);
    assert_eq!(app.text(name, "url"), "x");
}

#[test]
fn what_was_refused_leaves_nothing_that_a_restart_would_bring_up() {
    let mut app = TestApp::with_alice(vec![text("url", "alice's")]);
    let before = app.json("/v1/names/alice.mononym.eth");
    let stranger = Key::new("stranger");
    let refused = [
        sign(set_records(ALICE, 1, vec![text("url", "theirs")]), &[&stranger]),
        by_alice(7, "x"),
        sign(
            Operation::Register(register("bob.mononym.eth", &[&alice()])),
            &[&stranger],
        ),
    ];
    for signed in &refused {
        assert!(app.send(&operation(signed)).status >= 400);
        assert!(app.post_registration(signed).status >= 400);
    }
    let dump = app.dump();
    app.restart();
    assert_eq!(app.dump(), dump);
    assert_eq!(app.json("/v1/names/alice.mononym.eth"), before);
    assert_eq!(app.get("/v1/names/bob.mononym.eth").status, 404);
    assert_eq!(app.text(ALICE, "url"), "alice's");
}
