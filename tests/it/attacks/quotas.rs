//! Names that one client, or one API key, registers within a day, and labels that pass for others.

use alloy_primitives::keccak256;
use mononym::{
    config::Settings,
    names::{IssueToken, TokenRequest},
};
use mononym_keystore::{Operation, Policy, SignedOperation};
use serde_json::json;

use super::{assert_problem, limited};
use crate::{
    accounts::{DEADLINE, Key, register, set_registrar, sign, sign_tokens},
    harness::{NOW, PARENT, TestApp, alice, registrar_key},
    http::{Request, Response},
};

const QUOTA: &str =
    "trusted_proxies = [\"127.0.0.1\"]\nclient_registrations_per_day = 3\nkey_registrations_per_day = 2";

fn registration(label: &str) -> SignedOperation {
    let key = Key::new(label);
    let mut operation = register(&format!("{label}.mononym.eth"), &[&key]);
    operation.deadline = u64::MAX;
    sign(Operation::Register(operation), &[&key])
}

fn send(app: &TestApp, client: &str, signed: &SignedOperation) -> Response {
    app.send(&Request::post_json("/v1/names", signed).header("x-forwarded-for", client))
}

fn batch(app: &TestApp, client: &str, labels: &[&str]) -> Response {
    let registrations: Vec<_> = labels.iter().map(|label| registration(label)).collect();
    let body = json!({ "registrations": registrations });
    app.send(&Request::post_json("/v1/names/batch", &body).header("x-forwarded-for", client))
}

#[test]
fn a_client_registers_so_many_names_a_day() {
    let app = limited(QUOTA);
    for label in ["one", "two", "three"] {
        assert_eq!(send(&app, "192.0.2.1", &registration(label)).status, 201);
    }
    let refused = send(&app, "192.0.2.1", &registration("four"));
    assert_problem(&refused, 429, "too-many-registrations");
    assert_eq!(refused.header("retry-after"), Some("28800"), "a third of a day");
    assert_eq!(app.get("/v1/names/four.mononym.eth").status, 404);
    assert_eq!(send(&app, "192.0.2.2", &registration("four")).status, 201);
    app.clock.set(NOW + 28_799);
    assert_eq!(send(&app, "192.0.2.1", &registration("five")).status, 429);
    app.clock.set(NOW + 28_800);
    assert_eq!(send(&app, "192.0.2.1", &registration("five")).status, 201);
}

#[test]
fn only_names_that_are_registered_count() {
    let app = limited(QUOTA);
    assert_eq!(send(&app, "192.0.2.2", &registration("taken")).status, 201);
    let other = Key::new("another");
    let taken = sign(
        Operation::Register(register("taken.mononym.eth", &[&other])),
        &[&other],
    );
    for _ in 0..5 {
        assert_eq!(send(&app, "192.0.2.1", &taken).status, 409);
    }
    for label in ["one", "two", "three"] {
        assert_eq!(send(&app, "192.0.2.1", &registration(label)).status, 201);
    }
    assert_eq!(send(&app, "192.0.2.1", &taken).status, 429);
}

#[test]
fn each_name_of_a_batch_counts() {
    let app = limited(QUOTA);
    let too_many = batch(&app, "192.0.2.1", &["a", "b", "c", "d"]);
    assert_eq!(
        (too_many.status, too_many.json()["slug"].as_str()),
        (429, Some("too-many-registrations"))
    );
    assert_eq!(too_many.header("retry-after"), None, "no wait makes it fewer");
    assert_eq!(batch(&app, "192.0.2.1", &["a", "b"]).status, 201);
    assert_eq!(batch(&app, "192.0.2.1", &["c", "d"]).status, 429);
    assert_eq!(batch(&app, "192.0.2.1", &["c"]).status, 201);
}

#[test]
fn what_the_registrar_vouches_for_is_the_registrars_business() {
    let app = limited(QUOTA);
    for number in 0..5 {
        let name = format!("vouched{number}.mononym.eth");
        let operation = register(&name, &[&alice()]);
        let voucher = registrar_key().vouch(&name, &operation, DEADLINE);
        let signed = SignedOperation {
            voucher: Some(voucher),
            ..sign(Operation::Register(operation), &[&alice()])
        };
        assert_eq!(send(&app, "192.0.2.1", &signed).status, 201, "{number}");
    }
    // A voucher by anybody else opens nothing.
    let name = "forged.mononym.eth";
    let operation = register(name, &[&alice()]);
    let voucher = Key::new("thief").vouch(name, &operation, DEADLINE);
    let signed = SignedOperation {
        voucher: Some(voucher),
        ..sign(Operation::Register(operation), &[&alice()])
    };
    assert_eq!(send(&app, "192.0.2.1", &signed).status, 403);
}

#[test]
fn an_api_key_registers_so_many_names_a_day_from_wherever() {
    let app = limited(QUOTA);
    let owner = registrar_key();
    let policy = set_registrar(PARENT, app.nonce(PARENT), owner.address(), Policy::Token);
    app.accepts(&sign(policy, &[&owner]));
    let issue = TokenRequest::IssueToken(IssueToken {
        parent: PARENT.to_owned(),
        token_hash: keccak256("secret"),
        label: "wallet".to_owned(),
        quota: 1000,
        deadline: DEADLINE,
    });
    let issued = Request::post_json(
        format!("/v1/parents/{PARENT}/tokens"),
        &sign_tokens(issue, &[&owner]),
    );
    assert_eq!(app.send(&issued).status, 200);
    let with_key = |client: &str, label: &str| {
        let request = Request::post_json("/v1/names", &registration(label))
            .header("x-forwarded-for", client)
            .header("authorization", "Bearer secret");
        app.send(&request)
    };
    assert_eq!(with_key("192.0.2.1", "one").status, 201);
    assert_eq!(with_key("192.0.2.2", "two").status, 201);
    let refused = with_key("192.0.2.3", "three");
    assert_problem(&refused, 429, "too-many-registrations");
    assert!(refused.text().contains("API key") && !refused.text().contains("secret"));
}

#[test]
fn labels_that_pass_for_kept_ones_take_a_voucher_too() {
    let settings = "reserved = [\"admin\", \"vitalik.mononym.eth\"]";
    let app = TestApp::with(toml::from_str(settings).unwrap());
    for name in [
        "adm1n.mononym.eth",
        "ad-min.mononym.eth",
        "v1tal1k.mononym.eth",
        "\u{e4}dmin.mononym.eth",
    ] {
        let signed = sign(Operation::Register(register(name, &[&alice()])), &[&alice()]);
        app.refuses(
            &Request::post_json("/v1/names", &signed),
            403,
            "reserved-label",
            "looks like",
        );
    }
    app.register("admins.mononym.eth", Vec::new());
    let app = TestApp::with(Settings {
        reserved_lookalikes: Some(false),
        ..toml::from_str(settings).unwrap()
    });
    app.register("adm1n.mononym.eth", Vec::new());
}
