//! Signers, thresholds and guardians of a registration; accounts with several signers.

use alloy_primitives::B256;
use mononym_keystore::{Operation, Register, Signer};
use serde_json::json;

use super::{operation, registration};
use crate::{
    accounts::{Key, register, set_records, sign, text},
    harness::{ALICE, TestApp, alice},
    http::Request,
};

fn keys() -> [Key; 3] {
    ["first", "second", "third"].map(Key::new)
}

/// A registration by all three keys with a change.
fn changed(change: impl FnOnce(&mut Register)) -> Request {
    let keys = keys();
    let keys: Vec<&Key> = keys.iter().collect();
    let mut register = register(ALICE, &keys);
    change(&mut register);
    registration(&sign(Operation::Register(register), &keys))
}

#[test]
fn signers_that_are_no_set_are_refused() {
    let app = TestApp::start();
    let order = "signers stand in strictly ascending order";
    app.refuses(
        &changed(|register| register.signers.reverse()),
        422,
        "signer-order",
        order,
    );
    let doubled = changed(|register| register.signers.push(register.signers[2]));
    app.refuses(&doubled, 422, "signer-order", order);
    let none = changed(|register| register.signers.clear());
    app.refuses(&none, 422, "bad-signers", "an account has 1 to 16 signers, not 0");
    let many = changed(|register| {
        register.signers = (0..17)
            .map(|index| Key::new(&format!("key {index}")).signer())
            .collect();
        register.signers.sort_by_key(Signer::id);
    });
    app.refuses(
        &many,
        422,
        "bad-signers",
        "an account has 1 to 16 signers, not 17",
    );
}

#[test]
fn a_threshold_that_cannot_be_met_is_refused() {
    let app = TestApp::start();
    for threshold in [0, 4, 255] {
        let request = changed(|register| register.threshold = threshold);
        app.refuses(
            &request,
            422,
            "bad-signers",
            &format!("a threshold of {threshold} does not fit 3 signers"),
        );
    }
}

#[test]
fn what_is_no_signer_is_refused() {
    let app = TestApp::start();
    let address = "f39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    for (signer, detail) in [
        ("0x".to_owned(), "this one is empty"),
        (format!("0x09{address}"), "signer kind 9 is unknown"),
        (format!("0x01{address}00"), "has 20 bytes of data, not 21"),
        (format!("0x02{address}"), "kind 2 has 64 bytes of data, not 20"),
        (
            format!("0x03{}", "11".repeat(64)),
            "kind 3 has 96 bytes of data, not 64",
        ),
        (format!("0x{address}"), "signer kind 243 is unknown"),
        (format!("0x01{}", "0".repeat(40)), "the zero address cannot sign"),
        ("nonsense".to_owned(), "malformed-body"),
    ] {
        let keys = keys();
        let mut json = serde_json::to_value(sign(
            Operation::Register(register(ALICE, &[&keys[0]])),
            &[&keys[0]],
        ))
        .unwrap();
        json["operation"]["message"]["signers"] = json!([signer]);
        let response = app.send(&registration(&json));
        assert!(response.text().contains(detail), "{signer}: {}", response.text());
        app.refuses(&registration(&json), 400, "malformed-body", "");
        json["operation"]["message"]["signers"] = json!([alice().signer()]);
        json["signatures"][0]["signer"] = json!(signer);
        app.refuses(&registration(&json), 400, "malformed-body", "");
    }
}

#[test]
fn every_signer_of_a_registration_signs_it() {
    let app = TestApp::start();
    let [first, second, third] = keys();
    let mut shared = register(ALICE, &[&first, &second, &third]);
    shared.threshold = 1;
    let by = |keys: &[&Key]| registration(&sign(Operation::Register(shared.clone()), keys));
    let detail = format!("the new signer {} has not signed", second.signer());
    app.refuses(&by(&[&first, &third]), 403, "new-signer-unsigned", &detail);
    assert_eq!(app.send(&by(&[&third, &first, &second])).status, 201);
}

#[test]
fn an_account_with_a_threshold_of_two_needs_two_of_its_three_signers() {
    let app = TestApp::start();
    let [first, second, third] = keys();
    let stranger = Key::new("stranger");
    let mut shared = register(ALICE, &[&first, &second, &third]);
    shared.threshold = 2;
    let response = app.send(&registration(&sign(
        Operation::Register(shared),
        &[&first, &second, &third],
    )));
    assert_eq!(response.status, 201, "{}", response.text());
    let account = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(account["threshold"], 2);
    assert_eq!(account["signers"].as_array().unwrap().len(), 3);

    let by = |nonce: u64, keys: &[&Key]| {
        operation(&sign(
            set_records(ALICE, nonce, vec![text("n", &nonce.to_string())]),
            keys,
        ))
    };
    for one in [&first, &second, &third] {
        let detail = "the account needs 2 signatures and the operation has 1";
        app.refuses(&by(1, &[one]), 403, "too-few-signatures", detail);
    }
    app.refuses(
        &by(1, &[&first, &stranger]),
        403,
        "foreign-signer",
        "has no part in this operation",
    );
    app.refuses(&by(1, &[&first, &first]), 422, "signer-twice", "each counts once");
    let pairs: [&[&Key]; 4] = [
        &[&first, &second],
        &[&third, &first],
        &[&second, &third],
        &[&third, &second, &first],
    ];
    for (nonce, keys) in (1..).zip(pairs) {
        assert_eq!(app.send(&by(nonce, keys)).status, 200);
        assert_eq!(app.text(ALICE, "n"), nonce.to_string());
    }
}

#[test]
fn guardian_fields_that_contradict_each_other_are_refused() {
    let app = TestApp::start();
    let hash = B256::repeat_byte(1);
    for (threshold, hash, delay) in [
        (1, B256::ZERO, 0),
        (0, hash, 0),
        (0, B256::ZERO, 86_400),
        (1, hash, 0),
        (1, hash, 86_399),
        (1, hash, 28 * 86_400 + 1),
        (1, B256::ZERO, 86_400),
        (0, hash, 86_400),
    ] {
        let request = changed(|register| {
            register.guardian_threshold = threshold;
            register.guardians_hash = hash;
            register.recovery_delay = delay;
        });
        app.refuses(
            &request,
            422,
            "bad-guardians",
            "are all zero, or all set with a delay of 1 to 28 days",
        );
    }
    let request = changed(|register| {
        register.guardian_threshold = 2;
        register.guardians_hash = hash;
        register.recovery_delay = 86_400;
    });
    assert_eq!(app.send(&request).status, 201);
    let account = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(account["guardianThreshold"], 2);
    assert_eq!(account["guardiansHash"], hash.to_string());
    assert_eq!(account["recoveryDelay"], 86_400);
}
