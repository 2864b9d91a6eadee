//! Lists of names.

use std::{collections::BTreeSet, thread};

use mononym_keystore::Operation;
use serde_json::Value;

use crate::{
    accounts::{Key, register, sign},
    harness::{ALICE, PARENT, TestApp, alice},
    http::Request,
};

fn names(page: &Value) -> Vec<String> {
    let names = page["names"].as_array().unwrap().iter();
    names
        .map(|name| name["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Every name of a list, page by page.
fn walk(app: &TestApp, query: &str, limit: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = app.json(&format!("/v1/names?limit={limit}&{query}{after}"));
        assert!(names(&page).len() <= limit);
        all.extend(names(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

#[test]
fn names_are_listed_in_order_by_parent_prefix_and_signer() {
    let app = TestApp::serving("mononym.eth,other.eth");
    for name in ["bob.mononym.eth", ALICE, "alicia.mononym.eth", "alice.other.eth"] {
        app.register(name, Vec::new());
    }
    let carol = Key::new("carol");
    let theirs = sign(
        Operation::Register(register("al.mononym.eth", &[&carol])),
        &[&carol],
    );
    assert_eq!(app.post_registration(&theirs).status, 201);
    let list = |query: &str| names(&app.json(&format!("/v1/names?{query}")));
    assert_eq!(
        list(""),
        [
            "al.mononym.eth",
            ALICE,
            "alice.other.eth",
            "alicia.mononym.eth",
            "bob.mononym.eth",
            PARENT,
            "other.eth",
        ]
    );
    assert_eq!(list("parent=other.eth"), ["alice.other.eth"]);
    assert_eq!(
        list("parent=mononym.eth&prefix=ali"),
        [ALICE, "alicia.mononym.eth"]
    );
    assert_eq!(list("prefix=alice."), [ALICE, "alice.other.eth"]);
    let signer = carol.signer();
    assert_eq!(list(&format!("signer={signer}")), ["al.mononym.eth"]);
    assert_eq!(
        list(&format!("signer={}&parent=other.eth", alice().signer())),
        ["alice.other.eth"]
    );
    assert!(list("parent=alice.mononym.eth").is_empty());
    assert!(list("prefix=zz").is_empty());
    assert!(list("prefix=%25").is_empty(), "no wildcard");
    assert!(list("prefix=a_").is_empty(), "no wildcard");
    let shown = app.json("/v1/names?prefix=bob");
    let bob = &shown["names"][0];
    assert_eq!(bob["status"], "active");
    assert_eq!(bob["nonce"], 1);
    assert_eq!(bob["node"], crate::wire::namehash("bob.mononym.eth").to_string());
}

#[test]
fn a_walk_has_no_gap_and_no_repeat_whatever_the_page() {
    let app = TestApp::start();
    let batch: Vec<_> = (0..120)
        .map(|index| {
            let name = format!("n{index:03}.mononym.eth");
            sign(Operation::Register(register(&name, &[&alice()])), &[&alice()])
        })
        .collect();
    let body = serde_json::json!({ "registrations": batch });
    assert_eq!(
        app.send(&Request::post_json("/v1/names/batch", &body)).status,
        201
    );
    let expected: Vec<String> = (0..120).map(|index| format!("n{index:03}.mononym.eth")).collect();
    for limit in [1, 7, 60, 120, 121, 200] {
        assert_eq!(walk(&app, "parent=mononym.eth", limit), expected, "{limit}");
    }
    // 50 unless asked.
    let page = app.json("/v1/names?parent=mononym.eth");
    assert_eq!(names(&page), expected[..50]);
    assert_eq!(page["next"], "n049.mononym.eth");
}

#[test]
fn a_walk_while_names_are_added_misses_and_repeats_none_that_were_there() {
    let app = TestApp::start();
    let key = alice();
    let before: Vec<String> = (0..60).map(|index| format!("m{index:03}.mononym.eth")).collect();
    for name in &before {
        app.register(name, Vec::new());
    }
    thread::scope(|scope| {
        let adding = scope.spawn(|| {
            for index in 0..60 {
                // Before, between and behind those that were there.
                let first = ["a", "m", "z"][index % 3];
                let name = format!("{first}{index:03}x.mononym.eth");
                let signed = sign(Operation::Register(register(&name, &[&key])), &[&key]);
                assert_eq!(app.post_registration(&signed).status, 201);
            }
        });
        while !adding.is_finished() {
            let seen = walk(&app, "parent=mononym.eth", 7);
            assert!(seen.is_sorted());
            let unique: BTreeSet<&String> = seen.iter().collect();
            assert_eq!(unique.len(), seen.len());
            assert!(before.iter().all(|name| unique.contains(name)));
        }
        adding.join().unwrap();
    });
    assert_eq!(walk(&app, "parent=mononym.eth", 200).len(), 120);
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    let app = TestApp::with_alice(Vec::new());
    let long = "a".repeat(1025);
    for (query, status, slug, detail) in [
        (
            "limit=0",
            400,
            "bad-limit",
            "limit is a number from 1 to 200, not \"0\"",
        ),
        ("limit=201", 400, "bad-limit", "from 1 to 200"),
        ("limit=-1", 400, "bad-limit", "from 1 to 200"),
        ("limit=ten", 400, "bad-limit", "from 1 to 200"),
        ("limit=", 400, "bad-limit", "from 1 to 200"),
        (
            "limit=1&limit=2",
            400,
            "malformed-query",
            "duplicate field `limit`",
        ),
        ("page=2", 400, "malformed-query", "unknown field `page`"),
        ("signer=alice", 400, "malformed-query", "signer: "),
        ("signer=0x01", 400, "malformed-query", "signer: "),
        (
            "prefix=%00",
            400,
            "malformed-query",
            "prefix is no part of a name",
        ),
        (
            &format!("prefix={long}"),
            400,
            "malformed-query",
            "prefix is no part of a name",
        ),
        (
            &format!("after={long}"),
            400,
            "malformed-query",
            "after is no part of a name",
        ),
        (
            "parent=vitalik.eth",
            404,
            "foreign-name",
            "is under no name that is served here",
        ),
        ("parent=a..mononym.eth", 400, "malformed-name", "a label is empty"),
    ] {
        app.refuses(&Request::get(format!("/v1/names?{query}")), status, slug, detail);
    }
    for path in [
        "/v1/names/alice.mononym.eth/operations",
        "/v1/addresses/0x01/names",
    ] {
        for (query, slug) in [
            ("limit=0", "bad-limit"),
            ("limit=201", "bad-limit"),
            ("x=1", "malformed-query"),
        ] {
            app.refuses(&Request::get(format!("{path}?{query}")), 400, slug, "");
        }
    }
    app.refuses(
        &Request::get("/v1/names/alice.mononym.eth/operations?after=x"),
        400,
        "malformed-query",
        "after is a number",
    );
    // Text that is no name is a place in the list all the same.
    assert_eq!(names(&app.json("/v1/names?after=b%20%27%3B--")), [PARENT]);
    assert_eq!(names(&app.json("/v1/names?prefix=%ff")), Vec::<String>::new());
}
