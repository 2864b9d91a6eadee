//! Who is signed for: the sender, or the resolver of the path.

use std::collections::HashSet;

use alloy_primitives::{Address, hex};
use mononym::config::{List, Settings};

use crate::{
    harness::{ALICE, RESOLVER, TestApp, ccip_get, ccip_post, signed},
    http::Request,
    wire,
};

/// Hex letters in both halves, so that its checksum is mixed.
const CHECKSUMMED: &str = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
/// The Universal Resolver, which stands before ours.
const OUTER: Address = Address::repeat_byte(0xee);

fn question() -> alloy_primitives::Bytes {
    wire::question(ALICE, &wire::addr(ALICE))
}

#[test]
fn the_sender_may_be_written_in_any_case() {
    let app = TestApp::with_alice(Vec::new());
    let sender: Address = CHECKSUMMED.parse().unwrap();
    let data = hex::encode_prefixed(question());
    let upper = format!("0x{}", CHECKSUMMED[2..].to_uppercase());
    for spelling in [CHECKSUMMED, &CHECKSUMMED.to_lowercase(), &upper] {
        let get = app.get(&format!("/{spelling}/{data}"));
        signed(&get, sender, &question());
        let body = serde_json::json!({ "sender": spelling, "data": data });
        signed(&app.send(&Request::post_json("/", &body)), sender, &question());
        signed(
            &app.send(&Request::post_json(format!("/{spelling}"), &body)),
            sender,
            &question(),
        );
    }
}

#[test]
fn behind_another_contract_the_answer_is_signed_for_the_resolver_of_the_path() {
    let app = TestApp::with_alice(Vec::new());
    for request in [
        ccip_get(RESOLVER, OUTER, &question()),
        ccip_post(RESOLVER, OUTER, &question()),
    ] {
        signed(&app.send(&request), RESOLVER, &question());
    }
    // At the paths of the reference, the sender is the resolver.
    let data = hex::encode_prefixed(question());
    signed(&app.get(&format!("/{OUTER:#x}/{data}")), OUTER, &question());
    let body = serde_json::json!({ "sender": OUTER, "data": data });
    signed(&app.send(&Request::post_json("/", &body)), OUTER, &question());
    // A post to a resolver's path needs no sender.
    let body = serde_json::json!({ "data": data });
    signed(
        &app.send(&Request::post_json(format!("/{RESOLVER:#x}"), &body)),
        RESOLVER,
        &question(),
    );
}

#[test]
fn only_configured_resolvers_are_signed_for() {
    let resolvers = List(vec![RESOLVER, CHECKSUMMED.parse().unwrap()]);
    let app = TestApp::with(Settings {
        resolvers: Some(resolvers),
        ..Settings::default()
    });
    app.register(ALICE, Vec::new());
    let data = hex::encode_prefixed(question());
    for resolver in [RESOLVER, CHECKSUMMED.parse().unwrap()] {
        signed(
            &app.send(&ccip_get(resolver, OUTER, &question())),
            resolver,
            &question(),
        );
        signed(
            &app.send(&ccip_post(resolver, OUTER, &question())),
            resolver,
            &question(),
        );
        signed(&app.get(&format!("/{resolver:#x}/{data}")), resolver, &question());
    }
    let message = format!("resolver {OUTER} is not served here");
    let body = serde_json::json!({ "sender": OUTER, "data": data });
    for request in [
        ccip_get(OUTER, RESOLVER, &question()),
        ccip_post(OUTER, RESOLVER, &question()),
        Request::get(format!("/{OUTER:#x}/{data}")),
        Request::post_json("/", &body),
    ] {
        app.fails(&request, 404, &message);
    }
    let shown: HashSet<String> =
        serde_json::from_value(app.json("/v1/parents")["resolvers"].clone()).unwrap();
    assert_eq!(
        shown,
        HashSet::from([RESOLVER.to_string(), CHECKSUMMED.to_owned()])
    );
}

#[test]
fn what_is_no_address_is_refused() {
    let app = TestApp::start();
    let data = hex::encode_prefixed(question());
    let no_address = "sender: an address must be 0x and 40 hex digits";
    for (sender, message) in [
        ("0x", no_address),
        ("0x11", no_address),
        (&format!("0x{}", "1".repeat(39)), no_address),
        (&format!("0x{}", "1".repeat(41)), no_address),
        (&format!("0x{}", "g".repeat(40)), no_address),
        (&"1".repeat(40), "sender: the value must start with 0x"),
        ("alice.eth", "sender: the value must start with 0x"),
    ] {
        app.fails(&Request::get(format!("/{sender}/{data}")), 400, message);
        app.fails(
            &Request::get(format!("/{sender}/{RESOLVER:#x}/{data}")),
            400,
            message,
        );
        app.fails(
            &Request::get(format!("/{RESOLVER:#x}/{sender}/{data}")),
            400,
            message,
        );
        let body = serde_json::json!({ "sender": sender, "data": data });
        app.fails(&Request::post_json("/", &body), 400, message);
        app.fails(&Request::post_json(format!("/{sender}"), &body), 400, message);
        app.fails(
            &Request::post_json(format!("/{RESOLVER:#x}"), &body),
            400,
            message,
        );
    }
}
