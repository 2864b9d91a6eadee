//! Drafts: what a wallet has to sign, and that signing it is enough.

use alloy_primitives::{Address, B256};
use mononym_derive::Catalogue;
use mononym_keystore::{Operation, SignedOperation};
use serde_json::{Value, json};

use super::{operation, registration};
use crate::{
    accounts::{Key, sign},
    harness::{ALICE, NOW, TestApp, alice, domain},
    http::Request,
};

fn post(body: &Value) -> Request {
    Request::post_json("/v1/typed-data", body)
}

fn draft(app: &TestApp, primary_type: &str, message: Value) -> Value {
    let response = app.send(&post(&json!({ "primaryType": primary_type, "message": message })));
    assert_eq!(response.status, 200, "{}", response.text());
    response.json()
}

/// The drafted operation with these keys' approvals of the drafted digest.
fn signed(draft: &Value, keys: &[&Key]) -> SignedOperation {
    let operation: Operation = serde_json::from_value(draft["operation"].clone()).unwrap();
    let digest: B256 = draft["digest"].as_str().unwrap().parse().unwrap();
    assert_eq!(digest, operation.hash(&domain()));
    sign(operation, keys)
}

#[test]
fn a_draft_is_signed_and_accepted_as_it_is() {
    let app = TestApp::start();
    let (alice, bob) = (alice(), Key::new("bob"));
    let mut signers = [alice.signer(), bob.signer()];
    // In whatever order: the draft has the right one.
    signers.sort_by_key(|signer| std::cmp::Reverse(signer.id()));
    let drafted = draft(
        &app,
        "Register",
        json!({
            "name": ALICE,
            "signers": signers,
            "records": [
                { "profile": "text", "key": "url", "value": "https://example.com" },
                { "profile": "addr", "key": "0", "value": "0x0014" },
                { "profile": "addr", "key": "2147492101", "state": "none" },
            ],
        }),
    );
    let typed_data = &drafted["typedData"];
    assert_eq!(typed_data["primaryType"], "Register");
    assert_eq!(typed_data["domain"]["chainId"], 31337);
    assert_eq!(typed_data["message"], drafted["operation"]["message"]);
    assert_eq!(typed_data["message"]["deadline"], NOW + 3600);
    let types = typed_data["types"].as_object().unwrap();
    assert_eq!(
        types.keys().collect::<Vec<_>>(),
        ["EIP712Domain", "Record", "Register"]
    );
    let response = app.send(&registration(&signed(&drafted, &[&alice, &bob])));
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(app.text(ALICE, "url"), "https://example.com");
    assert_eq!(app.addr(ALICE, 0)[..], [0, 0x14]);
    assert!(app.addr(ALICE, 2_147_492_101).is_empty());

    // The nonce is the account's.
    let records = json!([{ "profile": "text", "key": "url" }]);
    let drafted = draft(&app, "SetRecords", json!({ "name": ALICE, "records": records }));
    assert_eq!(drafted["operation"]["message"]["nonce"], 1);
    assert_eq!(app.send(&operation(&signed(&drafted, &[&bob]))).status, 200);
    assert_eq!(app.text(ALICE, "url"), "");
}

#[test]
fn mini_accounts_run_this_release_unless_chosen_otherwise() {
    let app = TestApp::with_alice(Vec::new());
    let current = Catalogue::builtin().unwrap().placement().mini_account.address;
    let (other, zero) = (alice().address(), Address::ZERO);
    let signers = json!([alice().signer()]);
    for (primary_type, message) in [
        (
            "Register",
            json!({ "name": "new.mononym.eth", "signers": signers }),
        ),
        ("SetImplementation", json!({ "name": ALICE })),
    ] {
        let drafted = draft(&app, primary_type, message.clone());
        assert_eq!(drafted["operation"]["message"]["implementation"], json!(current));
        for chosen in [other, zero] {
            let mut message = message.clone();
            message["implementation"] = json!(chosen);
            let drafted = draft(&app, primary_type, message);
            assert_eq!(drafted["operation"]["message"]["implementation"], json!(chosen));
        }
    }
}

#[test]
fn every_kind_of_operation_is_drafted() {
    let app = TestApp::with_alice(Vec::new());
    let signer = Key::new("next").signer();
    let word = B256::repeat_byte(1);
    for (primary_type, members) in [
        (
            "SetRecords",
            json!({ "records": [{ "profile": "text", "key": "url", "value": "x" }] }),
        ),
        (
            "SetRegistrar",
            json!({ "registrar": alice().address(), "policy": 2 }),
        ),
        ("SetSigners", json!({ "threshold": 1, "signers": [signer] })),
        (
            "SetGuardians",
            json!({ "guardianThreshold": 1, "guardiansHash": word, "recoveryDelay": 86_400 }),
        ),
        (
            "SetImplementation",
            json!({ "implementation": alice().address() }),
        ),
        ("SetLimits", json!({ "limitsHash": word })),
        ("SetOutbox", json!({ "outboxRoot": word })),
        (
            "StartRecovery",
            json!({ "threshold": 1, "signers": [signer], "guardians": [word], "guardiansSalt": word }),
        ),
        ("CancelRecovery", json!({})),
        ("FinishRecovery", json!({})),
        ("Freeze", json!({})),
        ("Unfreeze", json!({})),
        ("Retire", json!({})),
    ] {
        let mut message = members;
        message["name"] = json!(ALICE);
        let drafted = draft(&app, primary_type, message);
        assert_eq!(drafted["operation"]["primaryType"], primary_type);
        assert!(drafted["typedData"]["types"].get(primary_type).is_some());
        assert_eq!(drafted["challenge"].as_str().unwrap().len(), 43);
    }
}

#[test]
fn what_cannot_be_drafted_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let records = |record: Value| json!({ "name": ALICE, "records": [record] });
    for (primary_type, message, status, slug, detail) in [
        (
            "Transfer",
            json!({ "name": ALICE }),
            422,
            "unknown-operation",
            "use one of Register",
        ),
        ("Freeze", json!({}), 422, "bad-message", "`name` is missing"),
        (
            "Freeze",
            json!({ "name": 5 }),
            422,
            "bad-message",
            "`name` is missing",
        ),
        (
            "Freeze",
            json!({ "name": ALICE, "extra": 1 }),
            422,
            "bad-message",
            "extra",
        ),
        (
            "SetSigners",
            json!({ "name": ALICE }),
            422,
            "bad-message",
            "threshold",
        ),
        (
            "SetSigners",
            json!({ "name": ALICE, "signers": ["0x"] }),
            422,
            "bad-message",
            "signers",
        ),
        (
            "Freeze",
            json!({ "name": "nobody.mononym.eth" }),
            404,
            "unknown-name",
            "is not registered",
        ),
        (
            "Freeze",
            json!({ "name": "vitalik.eth" }),
            404,
            "foreign-name",
            "is under no name",
        ),
        (
            "Freeze",
            json!({ "name": "a..mononym.eth" }),
            400,
            "malformed-name",
            "a label is empty",
        ),
        (
            "Register",
            json!({ "name": "Bob.mononym.eth" }),
            422,
            "name-not-normalized",
            "bob.mononym.eth",
        ),
        ("SetRecords", records(json!(5)), 422, "bad-record", "record 0: "),
        (
            "SetRecords",
            records(json!({ "profile": "text" })),
            422,
            "bad-record",
            "`key`",
        ),
        (
            "SetRecords",
            records(json!({ "profile": "addr", "key": "60", "value": "0x01" })),
            422,
            "bad-record",
            "an EVM address is 20 bytes",
        ),
        (
            "SetRecords",
            records(json!({ "profile": "avatar", "value": "x" })),
            422,
            "bad-record",
            "can be written by name",
        ),
    ] {
        let body = json!({ "primaryType": primary_type, "message": message });
        app.refuses(&post(&body), status, slug, detail);
    }
    for body in [
        json!({}),
        json!([]),
        json!({ "primaryType": "Freeze" }),
        json!({ "primaryType": 1, "message": {} }),
    ] {
        app.refuses(&post(&body), 400, "malformed-body", "");
    }
}
