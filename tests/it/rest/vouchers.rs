//! A parent's consent: vouchers, policies, registrars.

use alloy_primitives::Address;
use mononym_keystore::{Operation, Policy, SignedOperation, Voucher};

use super::{operation, registration, set_policy};
use crate::{
    accounts::{DEADLINE, Key, register, set_records, set_registrar, sign, text},
    harness::{ALICE, NOW, PARENT, TestApp, alice, registrar_key},
    http::Request,
};

/// A registration of `name` by [`alice`] with this voucher.
fn vouched(name: &str, voucher: Option<Voucher>) -> Request {
    let signed = sign(Operation::Register(register(name, &[&alice()])), &[&alice()]);
    registration(&SignedOperation { voucher, ..signed })
}

/// A voucher by `key` for `name` and [`alice`].
fn by(key: &Key, name: &str, deadline: u64) -> Option<Voucher> {
    Some(key.vouch(name, &register(name, &[&alice()]), deadline))
}

#[test]
fn under_an_open_policy_the_service_vouches_and_the_log_keeps_its_voucher() {
    let app = TestApp::with_alice(Vec::new());
    let rusqlite::types::Value::Blob(body) = app.dump()["operation"].last().unwrap()[5].clone() else {
        panic!("the body is a blob");
    };
    let body = mononym_keystore::restore(&body, 1 << 20).unwrap();
    let kept = SignedOperation::from_bytes(&body).unwrap();
    assert_eq!(kept.voucher, by(&registrar_key(), ALICE, DEADLINE));
}

#[test]
fn a_voucher_for_something_else_is_refused() {
    let app = TestApp::start();
    let registrar = registrar_key();
    let others = register(ALICE, &[&Key::new("somebody else")]);
    let mut other_threshold = register(ALICE, &[&alice()]);
    other_threshold.threshold = 2;
    let mut other_deadline = by(&registrar, ALICE, DEADLINE).unwrap();
    other_deadline.deadline += 1;
    for voucher in [
        by(&registrar, "bob.mononym.eth", DEADLINE),
        Some(registrar.vouch(ALICE, &others, DEADLINE)),
        Some(registrar.vouch(ALICE, &other_threshold, DEADLINE)),
        Some(other_deadline),
        by(&alice(), ALICE, DEADLINE),
        by(&Key::new("another registrar"), ALICE, DEADLINE),
    ] {
        let detail = format!("the parent's registrar is {}", registrar.address());
        app.refuses(&vouched(ALICE, voucher), 403, "bad-voucher", &detail);
    }
    assert_eq!(
        app.send(&vouched(ALICE, by(&registrar, ALICE, DEADLINE))).status,
        201
    );
}

#[test]
fn an_expired_voucher_is_refused() {
    let app = TestApp::start();
    let voucher = by(&registrar_key(), ALICE, NOW - 1);
    app.refuses(
        &vouched(ALICE, voucher),
        422,
        "expired",
        &format!("the deadline {} passed before {NOW}", NOW - 1),
    );
    assert_eq!(
        app.send(&vouched(ALICE, by(&registrar_key(), ALICE, NOW))).status,
        201
    );
}

#[test]
fn a_voucher_where_none_belongs_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let mut signed = sign(set_records(ALICE, 1, vec![text("url", "x")]), &[&alice()]);
    signed.voucher = by(&registrar_key(), ALICE, DEADLINE);
    app.refuses(
        &operation(&signed),
        422,
        "needless-voucher",
        "only a registration below a parent takes a voucher",
    );
}

#[test]
fn a_closed_parent_registers_nobody_voucher_or_not() {
    let app = TestApp::start();
    set_policy(&app, PARENT, &registrar_key(), Address::ZERO, Policy::Closed);
    let detail = "mononym.eth is not a parent whose subnames can be registered here";
    app.refuses(&vouched(ALICE, None), 422, "no-parent", detail);
    app.refuses(
        &vouched(ALICE, by(&registrar_key(), ALICE, DEADLINE)),
        422,
        "no-parent",
        detail,
    );
    assert_eq!(app.json("/v1/parents")["parents"][0]["policy"], "closed");
}

#[test]
fn under_a_voucher_policy_only_the_registrars_voucher_opens() {
    let app = TestApp::start();
    let registrar = Key::new("a registrar of their own");
    set_policy(
        &app,
        PARENT,
        &registrar_key(),
        registrar.address(),
        Policy::Voucher,
    );
    let needed = format!(
        "a registration needs a voucher of the parent's registrar {}",
        registrar.address()
    );
    app.refuses(&vouched(ALICE, None), 403, "no-voucher", &needed);
    app.refuses(
        &vouched(ALICE, by(&registrar_key(), ALICE, DEADLINE)),
        403,
        "bad-voucher",
        "recovers to",
    );
    assert_eq!(
        app.send(&vouched(ALICE, by(&registrar, ALICE, DEADLINE))).status,
        201
    );
    // The registrar has no power afterwards.
    let theirs = sign(set_records(ALICE, 1, vec![text("url", "x")]), &[&registrar]);
    app.refuses(
        &operation(&theirs),
        403,
        "foreign-signer",
        "has no part in this operation",
    );
}

#[test]
fn an_open_parent_with_another_registrar_needs_its_vouchers() {
    let app = TestApp::start();
    let registrar = Key::new("a registrar of their own");
    set_policy(&app, PARENT, &registrar_key(), registrar.address(), Policy::Open);
    app.refuses(&vouched(ALICE, None), 403, "no-voucher", "needs a voucher");
    assert_eq!(
        app.send(&vouched(ALICE, by(&registrar, ALICE, DEADLINE))).status,
        201
    );
}

#[test]
fn an_owner_opens_a_parent_of_their_own_below() {
    let app = TestApp::with_alice(Vec::new());
    set_policy(&app, ALICE, &alice(), alice().address(), Policy::Voucher);
    let name = "sub.alice.mononym.eth";
    // The service's own registrar has no say there.
    app.refuses(
        &vouched(name, by(&registrar_key(), name, DEADLINE)),
        403,
        "bad-voucher",
        "recovers to",
    );
    assert_eq!(app.send(&vouched(name, by(&alice(), name, DEADLINE))).status, 201);
    assert_eq!(app.addr(name, 60).len(), 20);
    assert_ne!(app.addr(name, 60), app.addr(ALICE, 60));
}

#[test]
fn a_registrar_and_a_policy_other_than_closed_go_together() {
    let app = TestApp::with_alice(Vec::new());
    let registrar = alice().address();
    for (registrar, policy) in [
        (Address::ZERO, Policy::Open),
        (Address::ZERO, Policy::Voucher),
        (registrar, Policy::Closed),
    ] {
        let signed = sign(set_registrar(ALICE, 1, registrar, policy), &[&alice()]);
        app.refuses(&operation(&signed), 422, "bad-policy", "go together");
    }
}

#[test]
fn only_the_owner_sets_the_registrar() {
    let app = TestApp::with_alice(Vec::new());
    let thief = Key::new("thief");
    for parent in [ALICE, PARENT] {
        let nonce = app.json(&format!("/v1/names/{parent}"))["nonce"]
            .as_u64()
            .unwrap();
        let signed = sign(
            set_registrar(parent, nonce, thief.address(), Policy::Open),
            &[&thief],
        );
        app.refuses(
            &operation(&signed),
            403,
            "foreign-signer",
            "has no part in this operation",
        );
    }
}
