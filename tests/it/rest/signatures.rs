//! Signatures over operations: whose, how many, in which form.

use alloy_primitives::{Bytes, U256, hex, uint};
use mononym_keystore::{Operation, SignedOperation};
use serde_json::{Value, json};

use super::{operation, registration};
use crate::{
    accounts::{Key, register, set_records, sign, text},
    harness::{ALICE, TestApp, alice},
};

/// Order of secp256k1 (SEC 2, version 2.0, section 2.4.1).
const ORDER: U256 = uint!(0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256);

fn by_alice() -> SignedOperation {
    sign(Operation::Register(register(ALICE, &[&alice()])), &[&alice()])
}

/// The registration with another signature.
fn with_signature(signature: &[u8]) -> Value {
    let mut json = serde_json::to_value(by_alice()).unwrap();
    json["signatures"][0]["signature"] = json!(hex::encode_prefixed(signature));
    json
}

fn signature() -> Vec<u8> {
    Bytes::from(by_alice().signatures[0].signature.clone()).to_vec()
}

#[test]
fn a_signature_of_another_length_is_refused() {
    let app = TestApp::start();
    let whole = signature();
    for (length, detail) in [
        (0, "64 (P-256: r, s) or more (WebAuthn), not 0"),
        (1, "not 1"),
        (63, "not 63"),
        (66, "a WebAuthn assertion is abi.encode"),
        (130, "a WebAuthn assertion is abi.encode"),
        (5000, "have at most 2048 bytes each"),
    ] {
        let mut signature = whole.clone();
        signature.resize(length, 27);
        app.refuses(
            &registration(&with_signature(&signature)),
            400,
            "malformed-body",
            detail,
        );
    }
}

#[test]
fn a_signature_that_no_key_can_have_made_is_refused() {
    let app = TestApp::start();
    let mut other_v = signature();
    other_v[64] = 29;
    app.refuses(
        &registration(&with_signature(&other_v)),
        400,
        "malformed-body",
        "27 or 28 (or 0 or 1), not 29",
    );
    let zero = [vec![0; 64], vec![27]].concat();
    app.refuses(
        &registration(&with_signature(&zero)),
        422,
        "bad-signature",
        "no key can have made this signature",
    );
    let beyond = [vec![0xff; 64], vec![28]].concat();
    app.refuses(
        &registration(&with_signature(&beyond)),
        422,
        "bad-signature",
        "no key can have made this signature",
    );
}

#[test]
fn the_other_spellings_of_a_signature_are_taken_and_kept_in_one_form() {
    let canonical = signature();
    let s = U256::from_be_slice(&canonical[32..64]);
    let flipped_v = 27 + 28 - canonical[64];
    let high_s = [&canonical[..32], &(ORDER - s).to_be_bytes::<32>(), &[flipped_v]].concat();
    let small_v = [&canonical[..64], &[canonical[64] - 27]].concat();
    let bodies = [canonical.clone(), high_s, small_v].map(|signature| {
        let app = TestApp::start();
        let response = app.send(&registration(&with_signature(&signature)));
        assert_eq!(response.status, 201, "{}", response.text());
        app.dump()["operation"].last().unwrap().clone()
    });
    assert_eq!(bodies[1], bodies[0]);
    assert_eq!(bodies[2], bodies[0]);
}

#[test]
fn an_operation_that_was_altered_after_signing_is_refused() {
    let app = TestApp::start();
    let altered = |change: &dyn Fn(&mut Value)| {
        let mut json = serde_json::to_value(by_alice()).unwrap();
        change(&mut json["operation"]["message"]);
        registration(&json)
    };
    let changes: [&dyn Fn(&mut Value); 7] = [
        &|message| message["name"] = json!("alicia.mononym.eth"),
        &|message| message["deadline"] = json!(2_000_000_000),
        &|message| message["nonce"] = json!(1),
        &|message| message["recoveryDelay"] = json!(86_400),
        &|message| message["implementation"] = json!("0x2222222222222222222222222222222222222222"),
        &|message| message["records"] = json!([text("url", "https://evil.example")]),
        &|message| message["signers"] = json!([alice().signer(), Key::new("thief").signer()]),
    ];
    for change in changes {
        app.refuses(
            &altered(change),
            422,
            "bad-signature",
            "nothing was changed after signing",
        );
    }
}

#[test]
fn a_signature_by_another_key_than_it_claims_is_refused() {
    let app = TestApp::with_alice(vec![text("url", "alice's")]);
    let thief = Key::new("thief");
    let mut forged = sign(set_records(ALICE, 1, vec![text("url", "thief's")]), &[&thief]);
    forged.signatures[0].signer = alice().signer();
    let detail = format!(
        "is not {}'s over this operation: it recovers to {}",
        alice().address(),
        thief.address()
    );
    app.refuses(&operation(&forged), 422, "bad-signature", &detail);
    assert_eq!(app.text(ALICE, "url"), "alice's");
}

#[test]
fn a_signature_for_another_operation_does_not_serve() {
    let app = TestApp::with_alice(Vec::new());
    let mut first = sign(set_records(ALICE, 1, vec![text("url", "first")]), &[&alice()]);
    let second = sign(set_records(ALICE, 1, vec![text("url", "second")]), &[&alice()]);
    first.signatures = second.signatures;
    app.refuses(&operation(&first), 422, "bad-signature", "recovers to");
}

#[test]
fn one_signer_counts_once() {
    let app = TestApp::start();
    let twice = sign(
        Operation::Register(register(ALICE, &[&alice()])),
        &[&alice(), &alice()],
    );
    app.refuses(
        &registration(&twice),
        422,
        "signer-twice",
        "two signatures of one signer",
    );
}

#[test]
fn more_signatures_than_an_account_can_have_signers_are_refused() {
    let app = TestApp::start();
    let keys: Vec<Key> = (0..49).map(|index| Key::new(&format!("key {index}"))).collect();
    let keys: Vec<&Key> = keys.iter().collect();
    let by = |count: usize| sign(Operation::Register(register(ALICE, &keys[..16])), &keys[..count]);
    app.refuses(
        &registration(&by(49)),
        422,
        "too-many-signatures",
        "an operation has at most 48 signatures, not 49",
    );
    app.refuses(
        &registration(&by(17)),
        403,
        "foreign-signer",
        "has no part in this operation",
    );
}

#[test]
fn a_foreign_signer_is_refused_even_beside_the_owner() {
    let app = TestApp::with_alice(Vec::new());
    let stranger = Key::new("stranger");
    let detail = format!("{} has no part in this operation", stranger.signer());
    let signed = |keys: &[&Key]| operation(&sign(set_records(ALICE, 1, vec![text("url", "x")]), keys));
    app.refuses(&signed(&[&stranger]), 403, "foreign-signer", &detail);
    app.refuses(&signed(&[&alice(), &stranger]), 403, "foreign-signer", &detail);
    let register = Operation::Register(register("bob.mononym.eth", &[&alice()]));
    app.refuses(
        &registration(&sign(register, &[&alice(), &stranger])),
        403,
        "foreign-signer",
        &detail,
    );
}

#[test]
fn an_operation_without_signatures_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let detail = "nobody signed the operation";
    let unsigned = sign(set_records(ALICE, 1, vec![text("url", "x")]), &[]);
    app.refuses(&operation(&unsigned), 403, "unsigned", detail);
    let unsigned = sign(Operation::Register(register("bob.mononym.eth", &[&alice()])), &[]);
    app.refuses(&registration(&unsigned), 403, "unsigned", detail);
}
