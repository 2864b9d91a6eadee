//! What spoils an operation has a name of its own, each another: what programs decide by.

use std::collections::BTreeSet;

use mononym_keystore::{Operation, SignedOperation};

use super::{operation, registration};
use crate::{
    accounts::{DEADLINE, Key, register, set_records, sign, sign_for, text},
    harness::{ALICE, NOW, PARENT, TestApp, alice, domain},
    http::Request,
};

#[test]
fn each_way_to_spoil_an_operation_has_its_own_slug() {
    let app = TestApp::serving("mononym.eth,other.eth");
    let (alice, bob, thief) = (alice(), Key::new("bob"), Key::new("thief"));
    let mut shared = register(ALICE, &[&alice, &bob]);
    shared.threshold = 2;
    let signed = sign(shared, &[&alice, &bob]);
    assert_eq!(app.send(&registration(&signed)).status, 201);
    app.register("carol.mononym.eth", Vec::new());

    let both = |nonce: u64| sign(set_records(ALICE, nonce, vec![text("url", "x")]), &[&alice, &bob]);
    let at = |nonce: u64| set_records(ALICE, nonce, vec![text("url", "x")]);
    let reversed = || {
        let mut signed = both(1);
        signed.signatures.reverse();
        signed
    };
    let expired = {
        let mut operation = at(1);
        if let Operation::SetRecords(records) = &mut operation {
            records.deadline = NOW - 1;
        }
        sign(operation, &[&alice, &bob])
    };
    let crossed_account = SignedOperation {
        operation: set_records("carol.mononym.eth", 1, vec![text("url", "x")]),
        ..both(1)
    };
    let crossed_parent = {
        let name = "dave.other.eth";
        // The registrar of a name below vouches, not that of the parent.
        let voucher = alice.vouch(name, &register(name, &[&alice]), DEADLINE);
        SignedOperation {
            voucher: Some(voucher),
            ..sign(register(name, &[&alice]), &[&alice])
        }
    };
    let elsewhere = {
        let mut domain = domain();
        domain.l1_chain_id = 1;
        sign_for(&domain, at(1), &[&alice, &bob])
    };
    let cases = [
        (
            "malformed",
            Request::post(format!("/v1/names/{ALICE}/operations"), "{"),
            400,
            "malformed-body",
        ),
        ("unsigned", operation(&sign(at(1), &[])), 403, "unsigned"),
        (
            "under-signed",
            operation(&sign(at(1), &[&alice])),
            403,
            "too-few-signatures",
        ),
        (
            "over-signed",
            operation(&sign(at(1), &[&alice, &bob, &thief])),
            403,
            "foreign-signer",
        ),
        (
            "signed twice",
            operation(&sign(at(1), &[&alice, &alice])),
            422,
            "signer-twice",
        ),
        ("wrongly ordered", operation(&reversed()), 422, "signature-order"),
        ("expired", operation(&expired), 422, "expired"),
        ("replayed", operation(&both(0)), 409, "wrong-nonce"),
        ("cross-account", operation(&crossed_account), 422, "bad-signature"),
        ("cross-parent", registration(&crossed_parent), 403, "bad-voucher"),
    ];
    let mut slugs = BTreeSet::new();
    for (case, request, status, slug) in cases {
        app.refuses(&request, status, slug, "");
        assert!(slugs.insert(slug), "{case} shares {slug}");
    }
    // Another deployment's operation is another text under the same key.
    app.refuses(&operation(&elsewhere), 422, "bad-signature", "check the domain");
    // Sent to another account's address than it is for.
    let misdirected = Request::post_json(format!("/v1/names/{PARENT}/operations"), &both(1));
    app.refuses(&misdirected, 422, "other-name", "they must be one name");
    // And as it should be, it is accepted.
    app.accepts(&both(1));
}
