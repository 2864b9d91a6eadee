//! Batches of registrations: all or none.

use mononym_keystore::{Operation, SignedOperation};
use serde_json::{Value, json};

use crate::{
    accounts::{Key, register, sign, text},
    harness::{ALICE, TestApp, alice},
    http::Request,
};

fn one(name: &str) -> SignedOperation {
    sign(Operation::Register(register(name, &[&alice()])), &[&alice()])
}

fn many(count: usize) -> Vec<SignedOperation> {
    (0..count)
        .map(|index| one(&format!("n{index}.mononym.eth")))
        .collect()
}

fn post(batch: &[SignedOperation]) -> Request {
    Request::post_json("/v1/names/batch", &json!({ "registrations": batch }))
}

/// Whether the batch is refused as a whole because of the one at `index`.
fn refused(app: &TestApp, batch: &[SignedOperation], index: usize, status: u16, slug: &str) {
    let request = post(batch);
    app.refuses(&request, status, slug, &format!("registration {index}: "));
    assert_eq!(app.send(&request).json()["index"], index);
    assert_eq!(app.get("/v1/names/n0.mononym.eth").status, 404);
}

#[test]
fn a_batch_is_registered_in_order_and_answered_again() {
    let app = TestApp::start();
    let batch = many(100);
    let first = app.send(&post(&batch));
    assert_eq!(first.status, 201, "{}", first.text());
    let receipts = first.json()["receipts"].as_array().unwrap().clone();
    assert_eq!(receipts.len(), 100);
    for (index, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt["name"], format!("n{index}.mononym.eth"));
        assert_eq!(receipt["sequence"], index + 3);
        assert_eq!(receipt["nonce"], 1);
    }
    let before = app.dump();
    let again = app.send(&post(&batch));
    assert_eq!((again.status, again.body), (201, first.body));
    assert_eq!(app.dump(), before);
    // And with new ones among those that were accepted.
    let mixed = [batch[7].clone(), one("new.mononym.eth")];
    let response = app.send(&post(&mixed)).json();
    assert_eq!(response["receipts"][0], receipts[7]);
    assert_eq!(response["receipts"][1]["sequence"], 103);
}

#[test]
fn one_bad_registration_of_a_hundred_stands_in_the_way_of_all() {
    let app = TestApp::with_alice(Vec::new());
    let thief = Key::new("thief");
    for (index, bad, status, slug) in [
        (99, one("n5.mononym.eth"), 409, "taken"),
        (0, sign(register(ALICE, &[&thief]), &[&thief]), 409, "taken"),
        (50, one("Bob.mononym.eth"), 422, "name-not-normalized"),
        (50, one("bob.vitalik.eth"), 422, "foreign-parent"),
        (31, one("a.alice.mononym.eth"), 422, "no-parent"),
        (
            1,
            sign(register("bob.mononym.eth", &[&alice()]), &[&thief]),
            403,
            "foreign-signer",
        ),
        (
            98,
            sign(register("bob.mononym.eth", &[&alice()]), &[]),
            403,
            "unsigned",
        ),
        (
            64,
            sign(
                crate::accounts::set_records(ALICE, 1, vec![text("url", "x")]),
                &[&alice()],
            ),
            422,
            "wrong-place",
        ),
    ] {
        let mut batch = many(100);
        // The name that stands in it twice is another one's the second time.
        batch[index] = match slug {
            "taken" if index == 99 => {
                let mut other = register("n5.mononym.eth", &[&alice()]);
                other.deadline += 1;
                sign(other, &[&alice()])
            }
            _ => bad,
        };
        refused(&app, &batch, index, status, slug);
    }
    let mut forged = many(100);
    forged[70].signatures = forged[71].signatures.clone();
    refused(&app, &forged, 70, 422, "bad-signature");
}

#[test]
fn a_batch_has_1_to_256_registrations() {
    let app = TestApp::start();
    app.refuses(
        &post(&[]),
        422,
        "batch-size",
        "a batch has 1 to 256 registrations, not 0",
    );
    app.refuses(&post(&many(257)), 422, "batch-size", "not 257");
    let response = app.send(&post(&many(256)));
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(response.json()["receipts"].as_array().unwrap().len(), 256);
}

#[test]
fn a_full_batch_with_records_fits_and_a_larger_body_is_refused() {
    let app = TestApp::start();
    let batch: Vec<SignedOperation> = (0..256)
        .map(|index| {
            let mut operation = register(&format!("n{index}.mononym.eth"), &[&alice()]);
            operation.records = vec![text("url", &"u".repeat(3000)), text("avatar", &"a".repeat(3000))];
            sign(operation, &[&alice()])
        })
        .collect();
    let body = json!({ "registrations": batch }).to_string();
    assert!(body.len() > 3 << 20);
    let response = app.send(&Request::post("/v1/names/batch", body));
    assert_eq!(response.status, 201, "{}", response.text());
    let mut body = json!({ "registrations": many(1) }).to_string();
    body.push_str(&" ".repeat((4 << 20) + 1 - body.len()));
    app.refuses(
        &Request::post("/v1/names/batch", body),
        413,
        "body-too-large",
        "limit",
    );
}

#[test]
fn a_batch_of_another_shape_is_refused() {
    let app = TestApp::start();
    for body in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "registrations": {} }),
        json!({ "registrations": [null] }),
        json!({ "registrations": many(1), "extra": 1 }),
    ] {
        app.refuses(
            &Request::post_json("/v1/names/batch", &body),
            400,
            "malformed-body",
            "",
        );
    }
    let mut body: Value = json!({ "registrations": many(3) });
    body["registrations"][2]["operation"]["message"]["nonce"] = json!(-1);
    app.refuses(
        &Request::post_json("/v1/names/batch", &body),
        400,
        "malformed-body",
        "registrations[2].operation",
    );
}
