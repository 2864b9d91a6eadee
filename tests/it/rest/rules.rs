//! What the registrar vouches for by itself: several parents, short and reserved labels, names that
//! somebody owned elsewhere; and what of it the API tells beforehand.

use alloy_primitives::Address;
use mononym::{
    config::Settings,
    names::{ImportedName, ImportedRecord},
};
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::{Operation, Policy, SignedOperation};
use serde_json::json;

use super::{registration, set_policy};
use crate::{
    accounts::{DEADLINE, Key, register, sign, text},
    harness::{ALICE, TestApp, alice, registrar_key},
    http::Request,
};

fn by(key: &Key, name: &str) -> SignedOperation {
    sign(Operation::Register(register(name, &[key])), &[key])
}

/// The same with the registrar's own voucher.
fn vouched(name: &str) -> SignedOperation {
    let voucher = registrar_key().vouch(name, &register(name, &[&alice()]), DEADLINE);
    SignedOperation {
        voucher: Some(voucher),
        ..by(&alice(), name)
    }
}

fn with_rules() -> TestApp {
    TestApp::with(Settings {
        parents: Some("mononym.eth,other.eth,third.eth".parse().unwrap()),
        min_label_length: Some("3,other.eth=5".parse().unwrap()),
        reserved: Some("admin,www.other.eth".parse().unwrap()),
        ..Settings::default()
    })
}

#[test]
fn each_parent_has_a_policy_of_its_own() {
    let app = with_rules();
    let owner = registrar_key();
    set_policy(&app, "other.eth", &owner, owner.address(), Policy::Voucher);
    set_policy(&app, "third.eth", &owner, Address::ZERO, Policy::Closed);
    assert_eq!(app.send(&registration(&by(&alice(), ALICE))).status, 201);
    app.refuses(
        &registration(&by(&alice(), "alice.other.eth")),
        403,
        "no-voucher",
        "needs a voucher",
    );
    app.refuses(
        &registration(&by(&alice(), "alice.third.eth")),
        422,
        "no-parent",
        "third.eth",
    );
    assert_eq!(app.send(&registration(&vouched("alice.other.eth"))).status, 201);
    // One parent's voucher does not open another.
    let mut crossed = by(&alice(), "bob.other.eth");
    crossed.voucher = vouched("bob.mononym.eth").voucher;
    app.refuses(&registration(&crossed), 403, "bad-voucher", "recovers to");
    // A policy counts from the moment it is changed.
    set_policy(&app, "other.eth", &owner, owner.address(), Policy::Open);
    assert_eq!(
        app.send(&registration(&by(&alice(), "carol.other.eth"))).status,
        201
    );
    let shown = app.json("/v1/parents")["parents"].clone();
    let policies: Vec<_> = shown
        .as_array()
        .unwrap()
        .iter()
        .map(|parent| parent["policy"].clone())
        .collect();
    assert_eq!(policies, ["open", "open", "closed"]);
    assert_eq!(shown[0]["minLabelLength"], 3);
    assert_eq!(shown[1]["minLabelLength"], 5);
    assert_eq!(shown[0]["reservedLabels"], json!(["admin"]));
    assert_eq!(shown[1]["reservedLabels"], json!(["admin", "www"]));
}

#[test]
fn short_and_reserved_labels_take_a_voucher() {
    let app = with_rules();
    for (name, slug, detail) in [
        (
            "ab.mononym.eth",
            "label-too-short",
            "a label below mononym.eth has at least 3 characters, not 2",
        ),
        (
            "üü.mononym.eth",
            "label-too-short",
            "at least 3 characters, not 2",
        ),
        (
            "abcd.other.eth",
            "label-too-short",
            "a label below other.eth has at least 5 characters, not 4",
        ),
        (
            "admin.mononym.eth",
            "reserved-label",
            "admin.mononym.eth is kept back",
        ),
        (
            "admin.other.eth",
            "reserved-label",
            "is kept back by the registrar",
        ),
        ("www.other.eth", "reserved-label", "www.other.eth is kept back"),
    ] {
        app.refuses(&registration(&by(&alice(), name)), 403, slug, detail);
        let shown = app.json(&format!("/v1/names/{}/availability", name.replace('ü', "%C3%BC")));
        assert_eq!(
            (&shown["available"], &shown["reason"]),
            (&json!(false), &json!(slug)),
            "{name}"
        );
        assert_eq!(app.send(&registration(&vouched(name))).status, 201, "{name}");
    }
    for name in ["abc.mononym.eth", "www.mononym.eth", "abcde.other.eth"] {
        assert_eq!(app.send(&registration(&by(&alice(), name))).status, 201, "{name}");
    }
}

#[test]
fn a_name_of_another_service_is_kept_for_who_owned_it_there() {
    let owner = Key::new("owner elsewhere");
    let imported = ImportedName {
        name: ALICE.to_owned(),
        claimant: owner.address(),
        records: vec![ImportedRecord {
            call: RecordCall::text("url").as_bytes().to_vec().into(),
            value: Answer::Text("https://elsewhere.example".to_owned())
                .encode()
                .into(),
        }],
    };
    let mut app = TestApp::start();
    app.reserve(&imported);
    // It is no account, and answers nothing.
    assert_eq!(app.text(ALICE, "url"), "");
    assert_eq!(app.get("/v1/names/alice.mononym.eth").status, 404);
    let shown = app.json("/v1/names/alice.mononym.eth/availability");
    assert_eq!(shown["available"], true);
    assert_eq!(shown["claimant"], owner.address().to_string());
    assert_eq!(shown["suggestedRecords"][0]["value"], "https://elsewhere.example");
    let detail = format!("reserved for {}", owner.address());
    app.refuses(&registration(&by(&alice(), ALICE)), 403, "reserved-name", &detail);
    // Its owner, alone or beside others, claims it.
    let claim = sign(
        Operation::Register(register(ALICE, &[&alice(), &owner])),
        &[&alice(), &owner],
    );
    assert_eq!(app.send(&registration(&claim)).status, 201);
    assert_eq!(app.text(ALICE, "url"), "", "what was not signed is not answered");
    let shown = app.json("/v1/names/alice.mononym.eth/availability");
    assert_eq!(shown["reason"], "taken");
    assert!(shown.get("claimant").is_none());
}

#[test]
fn availability_says_on_what_terms_and_why_not() {
    let app = TestApp::serving("mononym.eth,other.eth");
    app.register(ALICE, vec![text("url", "x")]);
    let owner = registrar_key();
    let of = |name: &str| app.json(&format!("/v1/names/{name}/availability"));
    let free = of("bob.mononym.eth");
    assert_eq!(
        (&free["available"], &free["policy"]),
        (&json!(true), &json!("open"))
    );
    assert_eq!(free["registrar"], owner.address().to_string());
    assert_eq!(free["node"], crate::wire::namehash("bob.mononym.eth").to_string());
    assert!(free.get("reason").is_none() && free.get("suggestedRecords").is_none());
    assert_eq!(of(ALICE)["reason"], "taken");
    assert_eq!(of("mononym.eth")["reason"], "taken");
    assert_eq!(of("a.alice.mononym.eth")["reason"], "no-parent");
    assert_eq!(of("a.nobody.mononym.eth")["reason"], "no-parent");
    for (policy, registrar, text) in [
        (Policy::Voucher, owner.address(), "voucher"),
        (Policy::Token, owner.address(), "token"),
    ] {
        set_policy(&app, "other.eth", &owner, registrar, policy);
        let shown = of("bob.other.eth");
        assert_eq!(
            (&shown["available"], &shown["policy"]),
            (&json!(true), &json!(text))
        );
    }
    set_policy(&app, "other.eth", &owner, Address::ZERO, Policy::Closed);
    assert_eq!(of("bob.other.eth")["reason"], "no-parent");
    let get = |name: &str| Request::get(format!("/v1/names/{name}/availability"));
    app.refuses(
        &get("Bob.mononym.eth"),
        422,
        "name-not-normalized",
        "write \"bob.mononym.eth\"",
    );
    app.refuses(&get("vitalik.eth"), 404, "foreign-name", "is under no name");
    app.refuses(&get("a..mononym.eth"), 400, "malformed-name", "a label is empty");
}
