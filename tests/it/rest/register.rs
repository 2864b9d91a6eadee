//! Which names are registered, and when.

use alloy_primitives::{Bytes, FixedBytes, hex};
use alloy_sol_types::SolValue;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use mononym_keystore::{Operation, Register};
use serde_json::{Value, json};

use super::{operation, registration};
use crate::{
    accounts::{Key, register, set_records, sign, sign_for, text},
    harness::{ALICE, NOW, PARENT, TestApp, alice, domain},
    http::Request,
};

/// A registration by [`alice`] with a change.
fn changed(name: &str, change: impl FnOnce(&mut Register)) -> Request {
    let mut register = register(name, &[&alice()]);
    change(&mut register);
    registration(&sign(Operation::Register(register), &[&alice()]))
}

#[test]
fn a_name_is_registered_with_its_first_records() {
    let app = TestApp::start();
    let response = app.send(&changed(ALICE, |register| {
        register.records = vec![text("url", "x")]
    }));
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(response.header("location"), Some("/v1/names/alice.mononym.eth"));
    let receipt = response.json();
    assert_eq!(receipt["name"], ALICE);
    assert_eq!(receipt["node"], crate::wire::namehash(ALICE).to_string());
    assert_eq!(receipt["nonce"], 1);
    assert_eq!(receipt["acceptedAt"], NOW);
    assert_eq!(receipt["sequence"], 3, "behind the parent's two operations");
    let mut operation = register(ALICE, &[&alice()]);
    operation.records = vec![text("url", "x")];
    let hash = Operation::Register(operation).hash(&domain());
    assert_eq!(receipt["operationHash"], hash.to_string());
    assert_eq!(app.text(ALICE, "url"), "x");
}

#[test]
fn a_name_outside_ascii_is_registered_and_its_location_leads_to_it() {
    let app = TestApp::start();
    let name = "bücher🚀.mononym.eth";
    let response = app.send(&changed(name, |_| {}));
    assert_eq!(response.status, 201, "{}", response.text());
    let location = response.header("location").unwrap();
    assert_eq!(location, "/v1/names/b%C3%BCcher%F0%9F%9A%80.mononym.eth");
    assert_eq!(app.json(location)["name"], name);
}

#[test]
fn a_name_that_is_not_in_normal_form_is_refused() {
    let app = TestApp::start();
    let slug = "name-not-normalized";
    for (name, detail) in [
        ("Alice.mononym.eth", "write \"alice.mononym.eth\""),
        ("ａlice.mononym.eth", "write \"alice.mononym.eth\""),
        ("al\u{ad}ice.mononym.eth", "write \"alice.mononym.eth\""),
        ("bu\u{308}cher.mononym.eth", "write \"bücher.mononym.eth\""),
        ("a b.mononym.eth", "cannot be normalised (ENSIP-15)"),
        ("a_b.mononym.eth", "cannot be normalised (ENSIP-15)"),
        ("ab--cd.mononym.eth", "cannot be normalised (ENSIP-15)"),
        ("alice\0.mononym.eth", "cannot be normalised (ENSIP-15)"),
        (
            "'; DROP TABLE account; --.mononym.eth",
            "cannot be normalised (ENSIP-15)",
        ),
        ("аlice.mononym.eth", "cannot be normalised (ENSIP-15)"),
        ("\u{202e}alice.mononym.eth", "cannot be normalised (ENSIP-15)"),
    ] {
        app.refuses(&changed(name, |_| {}), 422, slug, detail);
    }
    let long = format!("{}.mononym.eth", "a".repeat(244));
    app.refuses(&changed(&long, |_| {}), 422, slug, "more than 255 characters");
}

#[test]
fn what_is_no_name_is_refused() {
    let app = TestApp::start();
    let slug = "malformed-name";
    for (name, detail) in [
        (".mononym.eth".to_owned(), "a label is empty"),
        ("alice..mononym.eth".to_owned(), "a label is empty"),
        ("alice.mononym.eth.".to_owned(), "a label is empty"),
        (
            format!("{}.mononym.eth", "a".repeat(256)),
            "a label has 256 bytes, at most 255",
        ),
        (
            format!("{}.mononym.eth", "é".repeat(128)),
            "a label has 256 bytes, at most 255",
        ),
        (format!("{}mononym.eth", "a.".repeat(63)), "more than 64 labels"),
        ("a".repeat(2000), "at most 1024 are served"),
    ] {
        app.refuses(&changed(&name, |_| {}), 400, slug, detail);
    }
}

#[test]
fn a_name_under_a_foreign_parent_is_refused() {
    let app = TestApp::start();
    for name in [
        "vitalik.eth",
        "alice.mononym.com",
        "alice.xmononym.eth",
        "mononym",
        "eth",
        "",
        "alice.eth",
    ] {
        let detail = format!("{name} cannot be registered here");
        app.refuses(&changed(name, |_| {}), 422, "foreign-parent", &detail);
    }
}

#[test]
fn a_taken_name_is_refused_for_everybody() {
    let app = TestApp::with_alice(vec![text("url", "alice's")]);
    let thief = Key::new("thief");
    let theirs = sign(Operation::Register(register(ALICE, &[&thief])), &[&thief]);
    app.refuses(&registration(&theirs), 409, "taken", "alice.mononym.eth is taken");
    app.refuses(
        &changed(ALICE, |register| register.deadline += 1),
        409,
        "taken",
        "is taken",
    );
    app.refuses(&changed(PARENT, |_| {}), 409, "taken", "mononym.eth is taken");
    assert_eq!(app.text(ALICE, "url"), "alice's");
}

#[test]
fn a_name_whose_parent_is_not_registered_or_vouches_for_nobody_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for (name, parent) in [
        ("a.nobody.mononym.eth", "nobody.mononym.eth"),
        ("a.b.c.mononym.eth", "b.c.mononym.eth"),
        ("a.alice.mononym.eth", "alice.mononym.eth"),
    ] {
        let detail = format!("{parent} is not a parent whose subnames can be registered here");
        app.refuses(&changed(name, |_| {}), 422, "no-parent", &detail);
    }
}

#[test]
fn a_nonce_other_than_zero_is_refused() {
    let app = TestApp::start();
    for nonce in [1, 2, u64::MAX] {
        let request = changed(ALICE, |register| register.nonce = nonce);
        app.refuses(
            &request,
            409,
            "wrong-nonce",
            &format!("nonce is 0, the operation has {nonce}"),
        );
    }
}

#[test]
fn an_expired_registration_is_refused_and_one_that_expires_now_is_not() {
    let app = TestApp::start();
    for deadline in [0, 1, NOW - 1] {
        let request = changed(ALICE, |register| register.deadline = deadline);
        app.refuses(
            &request,
            422,
            "expired",
            &format!("the deadline {deadline} passed before {NOW}"),
        );
    }
    let request = changed(ALICE, |register| register.deadline = NOW);
    assert_eq!(app.send(&request).status, 201);
}

#[test]
fn a_repeated_registration_is_answered_as_then() {
    let app = TestApp::start();
    let request = changed(ALICE, |_| {});
    let first = app.send(&request);
    assert_eq!(first.status, 201);
    app.set(ALICE, vec![text("url", "changed since")]);
    for now in [NOW, NOW + 1_000_000] {
        app.clock.set(now);
        let before = app.dump();
        let again = app.send(&request);
        assert_eq!((again.status, &again.body), (201, &first.body));
        assert_eq!(again.header("location"), Some("/v1/names/alice.mononym.eth"));
        assert_eq!(app.dump(), before);
    }
}

#[test]
fn an_operation_of_another_kind_is_sent_where_it_belongs() {
    let app = TestApp::with_alice(Vec::new());
    let records = sign(set_records(ALICE, 1, vec![text("url", "x")]), &[&alice()]);
    app.refuses(
        &registration(&records),
        422,
        "wrong-place",
        "send it to POST /v1/names/{name}/operations",
    );
    let register = sign(Operation::Register(register(ALICE, &[&alice()])), &[&alice()]);
    app.refuses(
        &operation(&register),
        422,
        "wrong-place",
        "send it to POST /v1/names",
    );
}

#[test]
fn a_registration_for_another_deployment_is_refused() {
    let app = TestApp::start();
    let mut elsewhere = [domain(), domain()];
    elsewhere[0].l1_chain_id = 1;
    elsewhere[1].keystore = [0x22; 20].into();
    for domain in elsewhere {
        let signed = sign_for(
            &domain,
            Operation::Register(register(ALICE, &[&alice()])),
            &[&alice()],
        );
        app.refuses(&registration(&signed), 422, "bad-signature", "check the domain");
    }
}

/// What the vectors hold for alice: a life on one Ethereum key, then one on keys of each kind. They
/// were signed by viem and WebCrypto, as a wallet would: they are taken as they are.
fn lives() -> [Vec<Value>; 2] {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/operations.json")).unwrap();
    let alices = vectors["typedData"].as_array().unwrap().iter().filter(|vector| {
        vector["domain"]["chainId"] == 31337
            && vector["message"]["name"] == ALICE
            && vector["primaryType"] != "Voucher"
            && vector["signatures"]
                .as_array()
                .is_some_and(|signatures| !signatures.is_empty())
    });
    let mut lives = [Vec::new(), Vec::new()];
    let mut births = 0;
    for vector in alices {
        births += usize::from(vector["primaryType"] == "Register");
        lives[births - 1].push(vector.clone());
    }
    lives
}

/// Sends a vector's operation: its receipt.
fn send(app: &TestApp, vector: &Value, signatures: &Value) -> Value {
    let body = json!({
        "operation": { "primaryType": vector["primaryType"], "message": vector["message"] },
        "signatures": signatures,
    });
    let (target, status) = match vector["primaryType"].as_str() {
        Some("Register") => ("/v1/names", 201),
        _ => ("/v1/names/alice.mononym.eth/operations", 200),
    };
    let response = app.send(&Request::post_json(target, &body));
    assert_eq!(
        response.status,
        status,
        "{}: {}",
        vector["comment"],
        response.text()
    );
    assert_eq!(response.json()["operationHash"], vector["digest"]);
    response.json()
}

#[test]
fn what_a_wallet_signed_is_accepted() {
    let app = TestApp::start();
    let [life, _] = lives();
    let accepted: Vec<Value> = life
        .iter()
        .map(|vector| send(&app, vector, &vector["signatures"])["historyHash"].clone())
        .collect();
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/operations.json")).unwrap();
    let histories = vectors["historyHashes"].as_array().unwrap().iter();
    assert_eq!(
        accepted,
        histories
            .map(|history| history["hash"].clone())
            .collect::<Vec<_>>()
    );
}

#[test]
fn what_keys_of_each_kind_signed_is_accepted() {
    let app = TestApp::start();
    let [_, life] = lives();
    let mut kinds = Vec::new();
    for vector in life {
        send(&app, &vector, &vector["signatures"]);
        kinds.push(vector["primaryType"].as_str().unwrap().to_owned());
        if vector["primaryType"] == "StartRecovery" {
            break;
        }
    }
    assert_eq!(
        kinds,
        [
            "Register",
            "SetSigners",
            "SetGuardians",
            "SetGuardians",
            "SetImplementation",
            "SetLimits",
            "SetLimits",
            "SetOutbox",
            "StartRecovery",
        ]
    );
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth")["recovery"]["joined"],
        true
    );
}

/// `r` or `s` as an INTEGER of DER.
fn der_integer(word: &[u8; 32]) -> Vec<u8> {
    let start = word.iter().take_while(|byte| **byte == 0).count();
    let padding = vec![0; usize::from(word[start] >= 0x80)];
    let digits = [&padding, &word[start..]].concat();
    [&[2, u8::try_from(digits.len()).unwrap()][..], &digits].concat()
}

#[test]
fn a_passkeys_assertion_is_taken_as_the_browser_has_it() {
    type Encoded = (Bytes, Bytes, FixedBytes<32>, FixedBytes<32>);
    let [_, life] = lives();
    let passkey = &life[0]["signatures"][0];
    assert!(passkey["signer"].as_str().unwrap().starts_with("0x03"));
    let encoded = hex::decode(passkey["signature"].as_str().unwrap()).unwrap();
    let (authenticator_data, client_data, r, s) = Encoded::abi_decode_params(&encoded).unwrap();
    let integers = [der_integer(&r.0), der_integer(&s.0)].concat();
    let der = [&[0x30, u8::try_from(integers.len()).unwrap()][..], &integers].concat();
    let mut spelled = Vec::new();
    for write in [
        |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes),
        |bytes: &[u8]| hex::encode_prefixed(bytes),
    ] {
        let app = TestApp::start();
        let mut signatures = life[0]["signatures"].clone();
        signatures[0]["signature"] = json!({
            "authenticatorData": write(&authenticator_data),
            "clientDataJSON": write(&client_data),
            "signature": write(&der),
        });
        send(&app, &life[0], &signatures);
        // The API shows it in one form.
        let logged = app.json("/v1/names/alice.mononym.eth/operations");
        spelled.push(logged["operations"][0]["signatures"].clone());
    }
    assert_eq!(
        spelled,
        [life[0]["signatures"].clone(), life[0]["signatures"].clone()]
    );

    // One that was made for another operation.
    let app = TestApp::start();
    let mut other = life[0].clone();
    other["message"]["deadline"] = json!(2_000_000_000);
    let body = json!({
        "operation": { "primaryType": "Register", "message": other["message"] },
        "signatures": other["signatures"],
    });
    app.refuses(
        &registration(&body),
        422,
        "bad-assertion",
        "is not this operation's digest",
    );
}
