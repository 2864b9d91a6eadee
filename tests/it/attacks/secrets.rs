//! API keys: what is nearly one is none. They are found by the keccak256 of what was sent, so how long
//! a comparison takes tells of a hash that nobody can choose, and not of the secret behind it.

use alloy_primitives::{hex, keccak256};
use mononym::names::{IssueToken, TokenRequest};
use mononym_keystore::{Operation, Policy};

use crate::{
    accounts::{DEADLINE, Key, register, set_registrar, sign, sign_tokens},
    harness::{PARENT, TestApp, registrar_key},
    http::Request,
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn what_is_nearly_a_key_is_none() {
    let app = TestApp::start();
    let owner = registrar_key();
    let policy = set_registrar(PARENT, app.nonce(PARENT), owner.address(), Policy::Token);
    app.accepts(&sign(policy, &[&owner]));
    let issue = TokenRequest::IssueToken(IssueToken {
        parent: PARENT.to_owned(),
        token_hash: keccak256(SECRET),
        label: "wallet".to_owned(),
        quota: 1000,
        deadline: DEADLINE,
    });
    let issued = Request::post_json(
        format!("/v1/parents/{PARENT}/tokens"),
        &sign_tokens(issue, &[&owner]),
    );
    assert_eq!(app.send(&issued).status, 200);
    let key = Key::new("k");
    let signed = sign(Operation::Register(register("k.mononym.eth", &[&key])), &[&key]);
    let request =
        |authorization: &str| Request::post_json("/v1/names", &signed).header("authorization", authorization);
    let hash = keccak256(SECRET);
    for credentials in [
        format!("Bearer {}", &SECRET[..31]),
        format!("Bearer {SECRET}0"),
        format!("Bearer {}", SECRET.to_uppercase()),
        format!("Bearer {}1", &SECRET[..31]),
        format!("Bearer {hash}"),
        format!("Bearer {}", hex::encode(hash)),
        format!("Bearer \"{SECRET}\""),
        format!("Bearer {SECRET},{SECRET}"),
        format!("Bearer {SECRET}' OR '1'='1"),
        format!("Bearer {}", "a".repeat(60_000)),
    ] {
        app.refuses(&request(&credentials), 401, "unknown-token", "");
    }
    for credentials in [
        format!("Basic {SECRET}"),
        SECRET.to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
    ] {
        app.refuses(&request(&credentials), 401, "no-token", "");
    }
    // Nor does it count elsewhere than in its header.
    let elsewhere =
        Request::post_json(format!("/v1/names?access_token={SECRET}"), &signed).header("x-api-key", SECRET);
    app.refuses(&elsewhere, 401, "no-token", "");
    assert_eq!(app.send(&request(&format!("bearer {SECRET}"))).status, 201);
}
