//! API keys of wallets: the token policy, quotas, and who looks after them.

use std::thread;

use alloy_primitives::{B256, keccak256};
use mononym::names::{IssueToken, ListTokens, RevokeToken, SignedTokenRequest, TokenRequest};
use mononym_keystore::{Operation, Policy};
use rusqlite::types::Value as Cell;
use serde_json::{Value, json};

use super::set_policy;
use crate::{
    accounts::{DEADLINE, Key, register, sign, sign_tokens},
    harness::{ALICE, NOW, PARENT, TestApp, alice, registrar_key},
    http::{Request, Response},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn issue(parent: &str, secret: &str, quota: u64) -> TokenRequest {
    TokenRequest::IssueToken(IssueToken {
        parent: parent.to_owned(),
        token_hash: keccak256(secret),
        label: "Example Wallet".to_owned(),
        quota,
        deadline: DEADLINE,
    })
}

fn revoke(secret: &str) -> TokenRequest {
    TokenRequest::RevokeToken(RevokeToken {
        parent: PARENT.to_owned(),
        token_hash: keccak256(secret),
        deadline: DEADLINE,
    })
}

fn list() -> TokenRequest {
    TokenRequest::ListTokens(ListTokens {
        parent: PARENT.to_owned(),
        deadline: DEADLINE,
    })
}

fn post(signed: &SignedTokenRequest) -> Request {
    Request::post_json("/v1/parents/mononym.eth/tokens", signed)
}

fn tokens(app: &TestApp, request: TokenRequest, key: &Key) -> Vec<Value> {
    let response = app.send(&post(&sign_tokens(request, &[key])));
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()["tokens"].as_array().unwrap().clone()
}

fn registration(name: &str, secret: Option<&str>) -> Request {
    let signed = sign(Operation::Register(register(name, &[&alice()])), &[&alice()]);
    let request = Request::post_json("/v1/names", &signed);
    match secret {
        Some(secret) => request.header("authorization", &format!("Bearer {secret}")),
        None => request,
    }
}

/// A parent under the token policy with one key.
fn app(quota: u64) -> TestApp {
    let app = TestApp::serving("mononym.eth,other.eth");
    let owner = registrar_key();
    set_policy(&app, PARENT, &owner, owner.address(), Policy::Token);
    tokens(&app, issue(PARENT, SECRET, quota), &owner);
    app
}

#[test]
fn a_wallet_registers_names_with_its_key_up_to_its_quota() {
    let app = app(2);
    app.refuses(
        &registration(ALICE, None),
        401,
        "no-token",
        "Authorization: Bearer",
    );
    let basic = registration(ALICE, None).header("authorization", "Basic eDp5");
    app.refuses(&basic, 401, "no-token", "with an API key");
    assert_eq!(app.send(&basic).header("www-authenticate"), Some("Bearer"));
    app.refuses(
        &registration(ALICE, Some("another")),
        401,
        "unknown-token",
        "unknown, revoked",
    );
    assert_eq!(app.send(&registration(ALICE, Some(SECRET))).status, 201);
    // The same again uses nothing up, with or without the key.
    assert_eq!(app.send(&registration(ALICE, Some(SECRET))).status, 201);
    assert_eq!(app.send(&registration(ALICE, None)).status, 201);
    assert_eq!(tokens(&app, list(), &registrar_key())[0]["used"], 1);
    // A name that is refused uses nothing up either.
    assert_eq!(
        app.send(&registration("Bob.mononym.eth", Some(SECRET))).status,
        422
    );
    let lowercase =
        registration("bob.mononym.eth", None).header("authorization", &format!("bearer  {SECRET}"));
    assert_eq!(app.send(&lowercase).status, 201);
    app.refuses(
        &registration("carol.mononym.eth", Some(SECRET)),
        403,
        "token-spent",
        "has registered the 2 names of its quota",
    );
    // Where the policy is open no key is needed, and one is not used.
    assert_eq!(
        app.send(&registration("alice.other.eth", Some(SECRET))).status,
        201
    );
    assert_eq!(tokens(&app, list(), &registrar_key())[0]["used"], 2);
    for cell in app.dump().into_values().flatten().flatten() {
        let bytes = match cell {
            Cell::Text(text) => text.into_bytes(),
            Cell::Blob(bytes) => bytes,
            _ => continue,
        };
        let holds = bytes
            .windows(SECRET.len())
            .any(|window| window == SECRET.as_bytes());
        assert!(!holds, "only its hash is kept");
    }
}

#[test]
fn a_quota_holds_however_many_registrations_race_for_it() {
    let app = app(10);
    let address = app.address;
    let responses: Vec<Response> = thread::scope(|scope| {
        let racing: Vec<_> = (0..20)
            .map(|index| {
                let request = registration(&format!("n{index}.mononym.eth"), Some(SECRET));
                scope.spawn(move || request.send(address))
            })
            .collect::<Vec<_>>();
        racing.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let registered = responses.iter().filter(|response| response.status == 201).count();
    assert_eq!(registered, 10);
    for response in responses.iter().filter(|response| response.status != 201) {
        assert_eq!(response.status, 403);
        assert_eq!(response.json()["slug"], "token-spent");
    }
    let page = app.json("/v1/names?parent=mononym.eth");
    assert_eq!(page["names"].as_array().unwrap().len(), 10);
    assert_eq!(tokens(&app, list(), &registrar_key())[0]["used"], 10);
}

#[test]
fn a_batch_uses_its_quota_as_a_whole() {
    let app = app(3);
    let batch = |names: &[&str]| {
        let registrations: Vec<_> = names
            .iter()
            .map(|name| sign(Operation::Register(register(name, &[&alice()])), &[&alice()]))
            .collect();
        Request::post_json("/v1/names/batch", &json!({ "registrations": registrations }))
            .header("authorization", &format!("Bearer {SECRET}"))
    };
    let four = ["a.mononym.eth", "b.mononym.eth", "c.mononym.eth", "d.mononym.eth"];
    app.refuses(&batch(&four), 403, "token-spent", "registration 3: ");
    assert_eq!(app.send(&batch(&four[..3])).status, 201);
    assert_eq!(tokens(&app, list(), &registrar_key())[0]["used"], 3);
}

#[test]
fn a_revoked_key_registers_nothing_more() {
    let app = app(100);
    assert_eq!(app.send(&registration(ALICE, Some(SECRET))).status, 201);
    let revoked = tokens(&app, revoke(SECRET), &registrar_key());
    assert_eq!(revoked[0]["revokedAt"], NOW);
    app.clock.set(NOW + 5);
    assert_eq!(
        tokens(&app, revoke(SECRET), &registrar_key()),
        revoked,
        "twice is once"
    );
    app.refuses(
        &registration("bob.mononym.eth", Some(SECRET)),
        401,
        "unknown-token",
        "revoked",
    );
    app.refuses(
        &post(&sign_tokens(revoke("never issued"), &[&registrar_key()])),
        404,
        "no-such-token",
        "no such API key of this parent",
    );
}

#[test]
fn a_key_of_one_parent_opens_no_other() {
    let app = app(100);
    let owner = registrar_key();
    set_policy(&app, "other.eth", &owner, owner.address(), Policy::Token);
    app.refuses(
        &registration("alice.other.eth", Some(SECRET)),
        401,
        "unknown-token",
        "another parent's",
    );
}

#[test]
fn issuing_twice_is_once_and_a_hash_is_one_keys() {
    let app = app(100);
    let owner = registrar_key();
    let again = tokens(&app, issue(PARENT, SECRET, 100), &owner);
    assert_eq!(again[0]["label"], "Example Wallet");
    assert_eq!(again[0]["tokenHash"], keccak256(SECRET).to_string());
    app.refuses(
        &post(&sign_tokens(issue(PARENT, SECRET, 101), &[&owner])),
        409,
        "token-taken",
        "make a new secret",
    );
    tokens(&app, issue(PARENT, "a second", 5), &owner);
    let all = tokens(&app, list(), &owner);
    assert_eq!(all.len(), 2);
    assert_eq!(all[1]["quota"], 5);
}

#[test]
fn only_the_registrar_or_the_parents_account_looks_after_keys() {
    let app = app(100);
    let owner = registrar_key();
    let (registrar, thief) = (Key::new("registrar of their own"), Key::new("thief"));
    set_policy(&app, PARENT, &owner, registrar.address(), Policy::Token);
    assert_eq!(tokens(&app, list(), &registrar).len(), 1);
    assert_eq!(tokens(&app, list(), &owner).len(), 1, "the account's signer");
    for keys in [&[&thief][..], &[&owner, &thief], &[&owner, &owner], &[]] {
        app.refuses(
            &post(&sign_tokens(list(), keys)),
            403,
            "not-entitled",
            "looked after by the registrar",
        );
    }
    let mut forged = sign_tokens(list(), &[&owner]);
    forged.signatures[0].signer = registrar.signer();
    app.refuses(&post(&forged), 422, "bad-signature", "recovers to");
    let mut altered = sign_tokens(issue(PARENT, "x", 1), &[&owner]);
    if let TokenRequest::IssueToken(request) = &mut altered.request {
        request.quota = 1_000_000;
    }
    app.refuses(
        &post(&altered),
        422,
        "bad-signature",
        "nothing was changed after signing",
    );
}

#[test]
fn a_request_that_does_not_fit_is_refused() {
    let app = app(100);
    let owner = registrar_key();
    let expired = TokenRequest::ListTokens(ListTokens {
        parent: PARENT.to_owned(),
        deadline: NOW - 1,
    });
    app.refuses(
        &post(&sign_tokens(expired, &[&owner])),
        422,
        "expired",
        "sign again with a later one",
    );
    let other = sign_tokens(issue("other.eth", "x", 1), &[&owner]);
    app.refuses(&post(&other), 422, "other-name", "they must be one parent");
    let long = TokenRequest::IssueToken(IssueToken {
        parent: PARENT.to_owned(),
        token_hash: B256::repeat_byte(1),
        label: "l".repeat(101),
        quota: 1,
        deadline: DEADLINE,
    });
    app.refuses(
        &post(&sign_tokens(long, &[&owner])),
        422,
        "bad-label",
        "at most 100 bytes",
    );
    for (path, status, slug) in [
        ("/v1/parents/vitalik.eth/tokens", 404, "foreign-name"),
        ("/v1/parents/nobody.mononym.eth/tokens", 404, "unknown-name"),
        ("/v1/parents/a..mononym.eth/tokens", 400, "malformed-name"),
    ] {
        let parent = path.split('/').nth(3).unwrap();
        let signed = sign_tokens(issue(parent, "x", 1), &[&owner]);
        app.refuses(&Request::post_json(path, &signed), status, slug, "");
    }
    for body in [json!({}), json!({ "request": {}, "signatures": [] }), json!([])] {
        let request = Request::post_json("/v1/parents/mononym.eth/tokens", &body);
        app.refuses(&request, 400, "malformed-body", "");
    }
    // A quota that no database holds is no outage.
    for quota in [1 << 53, u64::MAX] {
        let huge = post(&sign_tokens(issue(PARENT, "huge", quota), &[&owner]));
        app.refuses(&huge, 422, "bad-quota", &format!("not {quota}"));
    }
    tokens(&app, issue(PARENT, "large", (1 << 53) - 1), &owner);
}
