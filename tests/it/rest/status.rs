//! Frozen and retired names: they answer empty at once, also where an answer was kept.

use alloy_primitives::{Address, B256};
use mononym_keystore::{Freeze, Operation, Retire, Unfreeze};

use super::operation;
use crate::{
    accounts::{BITCOIN, addr, set_records, sign, text},
    harness::{ALICE, NOW, TestApp, alice},
};

const DAY: u64 = 86_400;

fn freeze(nonce: u64, deadline: u64) -> Operation {
    Operation::Freeze(Freeze {
        name: ALICE.to_owned(),
        nonce,
        deadline,
        guardians: Vec::new(),
        guardians_salt: B256::ZERO,
    })
}

fn unfreeze(nonce: u64) -> Operation {
    Operation::Unfreeze(Unfreeze {
        name: ALICE.to_owned(),
        nonce,
        deadline: NOW + DAY,
    })
}

fn retire(nonce: u64, deadline: u64) -> Operation {
    Operation::Retire(Retire {
        name: ALICE.to_owned(),
        nonce,
        deadline,
    })
}

/// Asked twice: the second answer is a kept one.
fn answers(app: &TestApp, url: &str) {
    for _ in 0..2 {
        assert_eq!(app.text(ALICE, "url"), url);
        assert_eq!(app.addr(ALICE, 60).is_empty(), url.is_empty());
        assert_eq!(app.addr(ALICE, 0).is_empty(), url.is_empty());
    }
}

fn app() -> TestApp {
    TestApp::with_alice(vec![text("url", "x"), addr(0, &BITCOIN)])
}

#[test]
fn a_frozen_name_answers_empty_at_once_and_again_once_unfrozen() {
    let app = app();
    answers(&app, "x");
    app.accepts(&sign(freeze(1, NOW), &[&alice()]));
    answers(&app, "");
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["status"], "frozen");
    assert_eq!(shown["frozenUntil"], NOW + DAY);
    assert_eq!(app.json("/v1/names?prefix=alice")["names"][0]["status"], "frozen");
    let addresses = app.json("/v1/names/alice.mononym.eth/addresses");
    assert!(
        addresses["chains"]
            .as_array()
            .unwrap()
            .iter()
            .all(|chain| chain["address"].is_null())
    );
    let blocked = sign(set_records(ALICE, 2, vec![text("url", "y")]), &[&alice()]);
    app.refuses(&operation(&blocked), 409, "frozen", "unfreeze it first");
    app.accepts(&sign(unfreeze(2), &[&alice()]));
    answers(&app, "x");
    app.refuses(
        &operation(&sign(unfreeze(3), &[&alice()])),
        409,
        "not-frozen",
        "there is nothing to lift",
    );
}

#[test]
fn a_freeze_that_ends_by_itself_ends_on_time_for_kept_answers_too() {
    let app = app();
    app.accepts(&sign(freeze(1, NOW), &[&alice()]));
    // Kept just before the end, for an answer that would live for minutes.
    app.clock.set(NOW + DAY - 1);
    answers(&app, "");
    app.clock.set(NOW + DAY);
    answers(&app, "x");
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["status"], "active");
    assert!(shown.get("frozenUntil").is_none());
}

#[test]
fn a_retired_name_answers_empty_from_its_time_on_for_ever() {
    let app = app();
    app.accepts(&sign(retire(1, NOW), &[&alice()]));
    app.refuses(
        &operation(&sign(retire(2, NOW), &[&alice()])),
        409,
        "retiring",
        "is to be retired from",
    );
    app.clock.set(NOW + DAY - 1);
    answers(&app, "x");
    assert_eq!(app.json("/v1/names/alice.mononym.eth")["retiredFrom"], NOW + DAY);
    app.clock.set(NOW + DAY);
    answers(&app, "");
    assert_eq!(app.json("/v1/names/alice.mononym.eth")["status"], "retired");
    let later = sign(freeze(2, NOW + 2 * DAY), &[&alice()]);
    app.refuses(&operation(&later), 409, "retired", "is retired, for ever");
    // Nobody is its second owner.
    let mut again = crate::accounts::register(ALICE, &[&alice()]);
    again.deadline = NOW + 2 * DAY;
    let again = sign(again, &[&alice()]);
    app.refuses(&super::registration(&again), 409, "taken", "is taken");
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth/availability")["reason"],
        "retired"
    );
}

#[test]
fn a_retirement_that_has_not_begun_is_called_off() {
    let app = app();
    app.accepts(&sign(retire(1, NOW), &[&alice()]));
    answers(&app, "x");
    app.accepts(&sign(unfreeze(2), &[&alice()]));
    app.clock.set(NOW + 2 * DAY);
    answers(&app, "x");
}

#[test]
fn below_a_frozen_parent_nobody_registers() {
    let app = app();
    let owner = alice();
    super::set_policy(
        &app,
        ALICE,
        &owner,
        owner.address(),
        mononym_keystore::Policy::Voucher,
    );
    app.accepts(&sign(freeze(2, NOW), &[&owner]));
    let name = "sub.alice.mononym.eth";
    let operation = crate::accounts::register(name, &[&owner]);
    let voucher = owner.vouch(name, &operation, NOW + DAY);
    let mut signed = sign(operation, &[&owner]);
    signed.voucher = Some(voucher);
    app.refuses(
        &super::registration(&signed),
        422,
        "no-parent",
        "alice.mononym.eth is not a parent",
    );
    assert_ne!(owner.address(), Address::ZERO);
}
