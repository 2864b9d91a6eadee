//! `multicall(bytes[])`: each inner call by itself, within bounds.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;

use crate::{
    accounts::{BITCOIN, addr as addr_record, text as text_record},
    harness::{ALICE, RESOLVER, TestApp, ccip_post},
    wire::{self, *},
};

fn multicall(calls: Vec<Vec<u8>>) -> Vec<u8> {
    let calls = calls.into_iter().map(Bytes::from).collect();
    multicallCall { calls }.abi_encode()
}

fn results(app: &TestApp, call: &[u8]) -> Vec<Bytes> {
    multicallCall::abi_decode_returns_validate(&app.result(ALICE, call)).unwrap()
}

fn alice() -> TestApp {
    TestApp::with_alice(vec![
        text_record("url", "https://example.com"),
        addr_record(0, &BITCOIN),
    ])
}

#[test]
fn each_inner_call_is_answered_as_if_it_stood_alone() {
    let app = alice();
    let calls = vec![
        wire::addr(ALICE),
        wire::addr_of(ALICE, 0),
        wire::text(ALICE, "url"),
        wire::text(ALICE, "unset"),
        contenthashCall {
            node: namehash(ALICE),
        }
        .abi_encode(),
    ];
    let alone: Vec<Bytes> = calls.iter().map(|call| app.result(ALICE, call)).collect();
    assert_eq!(results(&app, &multicall(calls)), alone);
}

#[test]
fn a_multicall_within_a_multicall_is_unpacked() {
    let app = alice();
    let inner = vec![wire::text(ALICE, "url"), wire::addr(ALICE)];
    let nested = results(
        &app,
        &multicall(vec![multicall(inner.clone()), wire::addr(ALICE)]),
    );
    let unpacked = multicallCall::abi_decode_returns_validate(&nested[0]).unwrap();
    assert_eq!(unpacked, results(&app, &multicall(inner)));
    assert_eq!(nested[1], app.result(ALICE, &wire::addr(ALICE)));
}

#[test]
fn a_bad_element_is_an_error_in_its_place_and_spoils_nothing() {
    let app = alice();
    let cut = wire::text(ALICE, "url")[..40].to_vec();
    let calls = vec![
        wire::text(ALICE, "url"),
        Vec::new(),
        vec![0x3b, 0x3b],
        cut,
        vec![0xde, 0xad, 0xbe, 0xef],
        wire::addr(ALICE),
    ];
    let found = results(&app, &multicall(calls));
    assert_eq!(found[0], app.result(ALICE, &wire::text(ALICE, "url")));
    assert_eq!(found[1], unsupported([0; 4]));
    assert_eq!(found[2], unsupported([0x3b, 0x3b, 0, 0]));
    assert_eq!(found[3], unsupported(textCall::SELECTOR));
    assert_eq!(found[4], unsupported([0xde, 0xad, 0xbe, 0xef]));
    assert_eq!(found[5], app.result(ALICE, &wire::addr(ALICE)));
    assert!(
        !found[1].len().is_multiple_of(32),
        "clients tell an error by its length"
    );
}

#[test]
fn a_multicall_that_stands_too_deep_is_an_error_in_its_place() {
    let app = alice();
    let two_deep = multicall(vec![multicall(vec![wire::addr(ALICE)])]);
    let three_deep = results(&app, &multicall(vec![two_deep, wire::addr(ALICE)]));
    let second = multicallCall::abi_decode_returns_validate(&three_deep[0]).unwrap();
    assert_eq!(second, [unsupported(multicallCall::SELECTOR)]);
    assert_eq!(three_deep[1], app.result(ALICE, &wire::addr(ALICE)));
}

#[test]
fn too_many_calls_are_refused() {
    let app = alice();
    let most = multicall(vec![wire::addr(ALICE); 64]);
    assert_eq!(results(&app, &most).len(), 64);
    let more = wire::question(ALICE, &multicall(vec![wire::addr(ALICE); 65]));
    app.fails(
        &ccip_post(RESOLVER, RESOLVER, &more),
        400,
        "the multicall has more than 64 calls",
    );

    // Nested ones count too: one of 32 and one of 31 make 65 with themselves.
    let nested = multicall(vec![
        multicall(vec![wire::addr(ALICE); 32]),
        multicall(vec![wire::addr(ALICE); 31]),
    ]);
    let found = results(&app, &nested);
    assert_ne!(found[0], unsupported(multicallCall::SELECTOR));
    assert_eq!(found[1], unsupported(multicallCall::SELECTOR));
}

#[test]
fn elements_that_share_their_bytes_do_not_multiply() {
    let app = alice();
    // 64 elements whose offsets all point at one long call: 600 bytes that would become 32 kB.
    let long = wire::text(ALICE, &"k".repeat(500));
    let mut call = multicallCall::SELECTOR.to_vec();
    let word = |number: usize| U256::from(number).to_be_bytes::<32>();
    call.extend(word(0x20));
    call.extend(word(64));
    for _ in 0..64 {
        call.extend(word(64 * 32));
    }
    call.extend(word(long.len()));
    call.extend(&long);
    call.resize(call.len().next_multiple_of(32) + 4, 0);
    let question = wire::question(ALICE, &call);
    app.fails(
        &ccip_post(RESOLVER, RESOLVER, &question),
        400,
        "share bytes and sum up to more than was sent",
    );
}
