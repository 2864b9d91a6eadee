//! The call data of a lookup: too short, cut short, oversized, about another node.

use alloy_primitives::{B256, Bytes, U256, keccak256};
use alloy_sol_types::SolCall;

use crate::{
    accounts::text as text_record,
    harness::{ALICE, PARENT, RESOLVER, TestApp, ccip_get, ccip_post},
    wire::{self, *},
};

fn post(call_data: &[u8]) -> crate::http::Request {
    ccip_post(RESOLVER, RESOLVER, call_data)
}

#[test]
fn call_data_without_a_selector_is_refused() {
    let app = TestApp::start();
    for length in 0..4 {
        let message = format!("the call data has {length} bytes, a selector alone has 4");
        app.fails(&post(&vec![0x90; length]), 400, &message);
        app.fails(&ccip_get(RESOLVER, RESOLVER, &vec![0x90; length]), 400, &message);
    }
}

#[test]
fn an_inner_call_without_a_selector_is_refused() {
    let app = TestApp::start();
    for length in 0..4 {
        let call = wire::question(ALICE, &vec![0x3b; length]);
        let message = format!("the call about the name is malformed: the call has {length} bytes");
        app.fails(&post(&call), 400, &message);
    }
}

#[test]
fn a_function_other_than_resolve_is_refused() {
    let app = TestApp::start();
    for selector in [[0x8e, 0xf9, 0x8a, 0x7e], [0; 4], addrCall::SELECTOR] {
        let arguments = &wire::question(ALICE, &wire::addr(ALICE))[4..];
        let call = [&selector, arguments].concat();
        let message = format!(
            "function {} is not served",
            alloy_primitives::hex::encode_prefixed(selector)
        );
        app.fails(&post(&call), 400, &message);
    }
}

#[test]
fn call_data_that_is_cut_short_is_refused_wherever_it_is_cut() {
    let app = TestApp::with_alice(Vec::new());
    let whole = wire::question(ALICE, &wire::text(ALICE, "url"));
    app.ask_raw(&whole);
    // All that may be missing is the padding behind the last byte of the inner call.
    let needed = whole.len() - 28;
    for length in (4..needed).step_by(7).chain([needed - 1]) {
        app.fails(
            &post(&whole[..length]),
            400,
            "the arguments, (bytes name, bytes data), cannot be decoded",
        );
    }
}

#[test]
fn an_inner_call_that_is_cut_short_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for (call, signature) in [
        (wire::addr(ALICE), "addr(bytes32)"),
        (wire::addr_of(ALICE, 60), "addr(bytes32,uint256)"),
        (wire::text(ALICE, "a key"), "text(bytes32,string)"),
        (
            multicallCall {
                calls: vec![Bytes::from(wire::addr(ALICE))],
            }
            .abi_encode(),
            "multicall(bytes[])",
        ),
    ] {
        for length in [4, 5, 35] {
            let question = wire::question(ALICE, &call[..length]);
            app.fails(
                &post(&question),
                400,
                &format!("the arguments of {signature} cannot be decoded"),
            );
        }
    }
}

#[test]
fn offsets_and_lengths_that_lead_astray_are_refused() {
    let app = TestApp::start();
    let whole = wire::question(ALICE, &wire::addr(ALICE)).to_vec();
    for word in [4, 36, 68] {
        for wrong in [
            U256::MAX,
            U256::from(u64::MAX),
            U256::from(1u64 << 32),
            U256::from(1_000_000),
        ] {
            let mut call = whole.clone();
            call[word..word + 32].copy_from_slice(&wrong.to_be_bytes::<32>());
            app.fails(&post(&call), 400, "(bytes name, bytes data)");
        }
    }
}

#[test]
fn oversized_call_data_is_refused_before_it_is_decoded() {
    let app = TestApp::start();
    let limit = 64 * 1024;
    // Still served: just what the limit allows.
    let mut call = wire::question(ALICE, &wire::addr(ALICE)).to_vec();
    call.resize(limit, 0);
    assert_eq!(app.send(&post(&call)).status, 200);
    call.push(0);
    app.fails(&post(&call), 413, "the data has more than 65536 bytes");
    call.resize(limit + 600, 0);
    app.fails(
        &post(&call),
        413,
        "the body has more than 132096 bytes: split the call",
    );
}

#[test]
fn a_key_beyond_the_limit_is_refused() {
    let app = TestApp::start();
    let longest = "k".repeat(1024);
    assert_eq!(app.text("nobody.mononym.eth", &longest), "");
    let call = wire::question(ALICE, &wire::text(ALICE, &format!("{longest}k")));
    app.fails(
        &post(&call),
        400,
        "the key has 1025 bytes, at most 1024 are served",
    );
}

#[test]
fn a_key_that_is_no_utf_8_is_refused_and_not_replaced() {
    let app = TestApp::with_alice(vec![text_record("\u{fffd}", "of the replacement character")]);
    let mut inner = wire::text(ALICE, "k");
    let key = inner.len() - 32;
    inner[key] = 0xff;
    app.fails(
        &post(&wire::question(ALICE, &inner)),
        400,
        "no valid (bytes32,string)",
    );
    assert_eq!(app.text(ALICE, "\u{fffd}"), "of the replacement character");
}

#[test]
fn numbers_that_do_not_fit_their_type_are_refused() {
    let app = TestApp::start();
    let node = namehash(ALICE);
    let mut dns_record = dnsRecordCall {
        node,
        nameHash: B256::ZERO,
        resource: 1,
    }
    .abi_encode();
    dns_record[4 + 64] = 1;
    let mut interface = interfaceImplementerCall {
        node,
        id: [1; 4].into(),
    }
    .abi_encode();
    interface[4 + 63] = 1;
    for inner in [dns_record, interface] {
        app.fails(&post(&wire::question(ALICE, &inner)), 400, "a value is no valid");
    }
}

#[test]
fn the_answer_is_about_the_name_whatever_node_the_inner_call_has() {
    let app = TestApp::with_alice(vec![text_record("url", "alice's")]);
    app.register("bob.mononym.eth", vec![text_record("url", "bob's")]);
    let address = app.result(ALICE, &wire::addr(ALICE));
    assert_ne!(
        address,
        app.result("bob.mononym.eth", &wire::addr("bob.mononym.eth"))
    );
    for node in [
        B256::ZERO,
        namehash("bob.mononym.eth"),
        namehash(PARENT),
        keccak256("no node"),
        B256::repeat_byte(0xff),
    ] {
        let key = "url".to_owned();
        let result = app.result(ALICE, &textCall { node, key }.abi_encode());
        assert_eq!(
            textCall::abi_decode_returns(&result).unwrap(),
            "alice's",
            "{node}"
        );
        assert_eq!(
            app.result(ALICE, &addrCall { node }.abi_encode()),
            address,
            "{node}"
        );
        let unknown = app.result("nobody.mononym.eth", &addrCall { node }.abi_encode());
        assert_eq!(unknown, Bytes::from([0; 32]), "{node}");
    }
}

#[test]
fn a_call_that_is_not_canonical_is_answered_by_its_meaning() {
    let app = TestApp::with_alice(vec![text_record("url", "alice's")]);
    // The key behind a gap of one word, and a word behind the end.
    let mut inner = textCall::SELECTOR.to_vec();
    for word in [
        [0; 32],
        U256::from(0x60).to_be_bytes::<32>(),
        [0xaa; 32],
        U256::from(3).to_be_bytes::<32>(),
    ] {
        inner.extend_from_slice(&word);
    }
    inner.extend_from_slice(b"url");
    inner.resize(inner.len() + 29 + 32, 0);
    let result = app.result(ALICE, &inner);
    assert_eq!(textCall::abi_decode_returns(&result).unwrap(), "alice's");
}
