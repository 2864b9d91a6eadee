//! A recovery from end to end, the clock moved.

use alloy_primitives::{B256, keccak256};
use mononym_keystore::{
    CancelRecovery, FinishRecovery, Freeze, GuardianSet, Operation, SetGuardians, SetSigners, Signer,
    StartRecovery, guardians_hash,
};
use serde_json::json;

use super::operation;
use crate::{
    accounts::{Key, register, set_records, sign, text},
    harness::{ALICE, NOW, TestApp, alice},
};

const DAY: u64 = 86_400;
const DELAY: u64 = 3 * DAY;
/// Beyond everything that happens here.
const LATE: u64 = NOW + 365 * DAY;

fn guardians() -> [Key; 3] {
    ["first guardian", "second guardian", "third guardian"].map(Key::new)
}

fn opened() -> GuardianSet {
    let signers: Vec<Signer> = guardians().iter().map(Key::signer).collect();
    GuardianSet::new(&signers, keccak256("salt"))
}

/// `alice.mononym.eth` with two of three guardians.
fn app() -> TestApp {
    let app = TestApp::start();
    let mut operation = register(ALICE, &[&alice()]);
    operation.guardian_threshold = 2;
    operation.guardians_hash = guardians_hash(2, &opened());
    operation.recovery_delay = u32::try_from(DELAY).unwrap();
    operation.records = vec![text("url", "x")];
    let response = app.post_registration(&sign(operation, &[&alice()]));
    assert_eq!(response.status, 201, "{}", response.text());
    app
}

fn start(number: u64, new: &Key) -> Operation {
    let GuardianSet { guardians, salt } = opened();
    Operation::StartRecovery(StartRecovery {
        name: ALICE.to_owned(),
        deadline: LATE,
        recovery_nonce: number,
        threshold: 1,
        signers: vec![new.signer()],
        guardians,
        guardians_salt: salt,
    })
}

fn cancel(number: u64) -> Operation {
    Operation::CancelRecovery(CancelRecovery {
        name: ALICE.to_owned(),
        deadline: LATE,
        recovery_nonce: number,
    })
}

fn finish(number: u64) -> Operation {
    Operation::FinishRecovery(FinishRecovery {
        name: ALICE.to_owned(),
        deadline: LATE,
        recovery_nonce: number,
    })
}

#[test]
fn guardians_give_an_account_new_keys_after_the_delay() {
    let app = app();
    let [first, second, _] = guardians();
    let new = Key::new("new phone");
    let before = app.addr(ALICE, 60);
    let too_few = sign(start(0, &new), &[&first, &new]);
    app.refuses(
        &operation(&too_few),
        403,
        "too-few-guardians",
        "needs 2 guardians' signatures",
    );
    let unsigned = sign(start(0, &new), &[&first, &second]);
    app.refuses(
        &operation(&unsigned),
        403,
        "new-signer-unsigned",
        "has not signed",
    );
    app.accepts(&sign(start(0, &new), &[&first, &second, &new]));
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["recoveryNonce"], 1);
    assert_eq!(shown["recovery"]["after"], NOW + DELAY);
    assert_eq!(shown["recovery"]["signers"], json!([new.signer()]));
    assert_eq!(shown["recovery"]["joined"], false);
    assert_eq!(shown["signers"], json!([alice().signer()]), "not yet");

    app.clock.set(NOW + DELAY - 1);
    app.refuses(
        &operation(&sign(finish(0), &[])),
        409,
        "recovery-too-early",
        "can be finished from",
    );
    app.clock.set(NOW + DELAY);
    let needless = sign(finish(0), &[&new]);
    app.refuses(
        &operation(&needless),
        422,
        "needless-signature",
        "nobody signs this operation",
    );
    let receipt = app.accepts(&sign(finish(0), &[]));
    assert_eq!(
        app.accepts(&sign(finish(0), &[])),
        receipt,
        "anyone may repeat it"
    );

    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["signers"], json!([new.signer()]));
    assert!(shown.get("recovery").is_none());
    let records = |nonce: u64, value: &str, key: &Key| {
        let mut operation = set_records(ALICE, nonce, vec![text("url", value)]);
        if let Operation::SetRecords(records) = &mut operation {
            records.deadline = LATE;
        }
        sign(operation, &[key])
    };
    let nonce = app.nonce(ALICE);
    app.refuses(
        &operation(&records(nonce, "old key", &alice())),
        403,
        "foreign-signer",
        "has no part",
    );
    app.accepts(&records(nonce, "recovered", &new));
    assert_eq!(app.text(ALICE, "url"), "recovered");
    assert_eq!(app.addr(ALICE, 60), before, "the address stays");
    let found = app.json(&format!("/v1/names?signer={}", new.signer()));
    assert_eq!(found["names"][0]["name"], ALICE);
    let lost = app.json(&format!("/v1/names?signer={}", alice().signer()));
    assert!(lost["names"].as_array().unwrap().is_empty());
    // The log tells all of it.
    let history = app.json("/v1/names/alice.mononym.eth/operations");
    let kinds: Vec<&str> = history["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|logged| logged["operation"]["primaryType"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["Register", "StartRecovery", "FinishRecovery", "SetRecords"]
    );
}

#[test]
fn the_owner_cancels_a_recovery_that_guardians_alone_started() {
    let app = app();
    let [first, second, third] = guardians();
    let thief = Key::new("friend of the guardians");
    app.accepts(&sign(start(0, &thief), &[&first, &third, &thief]));
    app.refuses(
        &operation(&sign(cancel(1), &[&alice()])),
        409,
        "wrong-recovery-nonce",
        "the recovery's number is 0",
    );
    app.accepts(&sign(cancel(0), &[&alice()]));
    app.clock.set(NOW + DELAY);
    app.refuses(
        &operation(&sign(finish(0), &[])),
        409,
        "no-recovery",
        "no recovery of this account",
    );
    // A number is used once.
    app.refuses(
        &operation(&sign(
            start(0, &Key::new("another")),
            &[&first, &second, &Key::new("another")],
        )),
        409,
        "wrong-recovery-nonce",
        "the recovery's number is 1",
    );
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth")["signers"],
        json!([alice().signer()])
    );
}

#[test]
fn nobody_cancels_a_recovery_that_a_signer_joined() {
    let app = app();
    let [first, second, _] = guardians();
    let new = Key::new("new phone");
    app.accepts(&sign(start(0, &new), &[&first, &second, &new, &alice()]));
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth")["recovery"]["joined"],
        true
    );
    app.refuses(
        &operation(&sign(cancel(0), &[&alice()])),
        409,
        "recovery-joined",
        "cannot be cancelled",
    );
    // Not by guardians alone either.
    let other = Key::new("another");
    app.refuses(
        &operation(&sign(start(1, &other), &[&first, &second, &other])),
        409,
        "recovery-pending",
        "comes first",
    );
}

#[test]
fn guardians_are_who_the_account_committed_to() {
    let app = app();
    let [first, second, _] = guardians();
    let (new, thief) = (Key::new("new phone"), Key::new("thief"));
    let mut others = start(0, &new);
    if let Operation::StartRecovery(operation) = &mut others {
        let set = GuardianSet::new(&[thief.signer(), new.signer()], B256::ZERO);
        (operation.guardians, operation.guardians_salt) = (set.guardians, set.salt);
    }
    app.refuses(
        &operation(&sign(others, &[&thief, &new])),
        403,
        "foreign-guardians",
        "do not hash to",
    );
    let mut none = start(0, &new);
    if let Operation::StartRecovery(operation) = &mut none {
        operation.guardians.clear();
    }
    app.refuses(
        &operation(&sign(none, &[&first, &second, &new])),
        403,
        "no-guardians",
        "name their ids",
    );
    let mut unsorted = start(0, &new);
    if let Operation::StartRecovery(operation) = &mut unsorted {
        operation.guardians.reverse();
    }
    app.refuses(
        &operation(&sign(unsorted, &[&first, &second, &new])),
        422,
        "bad-guardians",
        "strictly ascending order",
    );
    app.refuses(
        &operation(&sign(start(0, &new), &[&first, &second, &new, &thief])),
        403,
        "foreign-signer",
        "has no part in this operation",
    );
}

#[test]
fn one_guardian_freezes_once_and_removed_guardians_keep_their_word() {
    let app = app();
    let [first, second, _] = guardians();
    let GuardianSet { guardians, salt } = opened();
    let freeze = |nonce: u64| {
        Operation::Freeze(Freeze {
            name: ALICE.to_owned(),
            nonce,
            deadline: LATE,
            guardians: guardians.clone(),
            guardians_salt: salt,
        })
    };
    assert_eq!(app.text(ALICE, "url"), "x");
    app.accepts(&sign(freeze(1), &[&first]));
    assert_eq!(app.text(ALICE, "url"), "", "at once");
    app.clock.set(NOW + DELAY);
    assert_eq!(app.text(ALICE, "url"), "x");
    app.refuses(
        &operation(&sign(freeze(2), &[&second])),
        403,
        "freeze-spent",
        "once",
    );
    // A thief with the owner's key puts guardians of his own in their place, and other keys.
    let thief = Key::new("thief");
    app.accepts(&sign(
        SetGuardians {
            name: ALICE.to_owned(),
            nonce: 2,
            deadline: LATE,
            guardian_threshold: 0,
            guardians_hash: B256::ZERO,
            recovery_delay: 0,
        },
        &[&alice()],
    ));
    app.accepts(&sign(
        SetSigners {
            name: ALICE.to_owned(),
            nonce: 3,
            deadline: LATE,
            threshold: 1,
            signers: vec![thief.signer()],
        },
        &[&alice(), &thief],
    ));
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["outgoingGuardians"]["until"], NOW + 2 * DELAY);
    assert_eq!(shown["outgoingSigners"]["signers"], json!([alice().signer()]));
    let new = Key::new("new phone");
    app.accepts(&sign(start(0, &new), &[&first, &second, &new, &alice()]));
    app.refuses(
        &operation(&sign(cancel(0), &[&thief])),
        409,
        "recovery-joined",
        "cannot be cancelled",
    );
    app.clock.set(NOW + 2 * DELAY);
    app.accepts(&sign(finish(0), &[]));
    assert_eq!(
        app.json("/v1/names/alice.mononym.eth")["signers"],
        json!([new.signer()])
    );
}
