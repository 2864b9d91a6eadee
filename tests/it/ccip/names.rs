//! The name in a lookup: unknown, foreign, malformed, strange.

use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256};
use alloy_sol_types::SolCall;

use crate::{
    accounts::text as text_record,
    harness::{ALICE, PARENT, RESOLVER, TestApp, ccip_post},
    wire::{self, *},
};

/// Words in hex: numbers, right-aligned.
fn words(numbers: &[u64]) -> Bytes {
    let words = numbers.iter().flat_map(|number| B256::from(U256::from(*number)));
    words.collect::<Vec<u8>>().into()
}

/// Every profile call with the answer that says that there is nothing.
fn profiles(node: B256) -> Vec<(&'static str, Vec<u8>, Bytes)> {
    let coin = |coin_type: u64| {
        let coin_type = U256::from(coin_type);
        addrOfCall {
            node,
            coinType: coin_type,
        }
        .abi_encode()
    };
    let key = || "a key".to_owned();
    let nothing = words(&[0x20, 0]);
    vec![
        ("addr", addrCall { node }.abi_encode(), words(&[0])),
        ("addr of Ethereum", coin(60), nothing.clone()),
        ("addr of Base", coin(0x8000_2105), nothing.clone()),
        ("addr of Bitcoin", coin(0), nothing.clone()),
        ("the default address", coin(0x8000_0000), nothing.clone()),
        (
            "addr of the greatest coin type",
            addrOfCall {
                node,
                coinType: U256::MAX,
            }
            .abi_encode(),
            nothing.clone(),
        ),
        (
            "addr of an ERC-7930 chain",
            addrOfChainCall {
                node,
                chain: vec![0, 1, 0, 0, 1, 1, 0].into(),
            }
            .abi_encode(),
            nothing.clone(),
        ),
        (
            "hasAddr",
            hasAddrCall {
                node,
                coinType: U256::from(60),
            }
            .abi_encode(),
            words(&[0]),
        ),
        (
            "text",
            textCall { node, key: key() }.abi_encode(),
            nothing.clone(),
        ),
        (
            "contenthash",
            contenthashCall { node }.abi_encode(),
            nothing.clone(),
        ),
        ("name", nameCall { node }.abi_encode(), nothing.clone()),
        ("pubkey", pubkeyCall { node }.abi_encode(), words(&[0, 0])),
        (
            "ABI",
            ABICall {
                node,
                contentTypes: U256::from(15),
            }
            .abi_encode(),
            words(&[0, 0x40, 0]),
        ),
        (
            "interfaceImplementer",
            interfaceImplementerCall {
                node,
                id: FixedBytes([1, 2, 3, 4]),
            }
            .abi_encode(),
            words(&[0]),
        ),
        (
            "dnsRecord",
            dnsRecordCall {
                node,
                nameHash: B256::ZERO,
                resource: 16,
            }
            .abi_encode(),
            nothing.clone(),
        ),
        ("zonehash", zonehashCall { node }.abi_encode(), nothing.clone()),
        (
            "data",
            dataCall { node, key: key() }.abi_encode(),
            nothing.clone(),
        ),
        (
            "supportedDataKeys",
            supportedDataKeysCall { node }.abi_encode(),
            nothing.clone(),
        ),
        (
            "multicall of nothing",
            multicallCall { calls: Vec::new() }.abi_encode(),
            nothing,
        ),
        (
            "a function that is no profile",
            recordVersionsCall { node }.abi_encode(),
            unsupported(recordVersionsCall::SELECTOR),
        ),
        (
            "a selector alone",
            vec![0xde, 0xad, 0xbe, 0xef],
            unsupported([0xde, 0xad, 0xbe, 0xef]),
        ),
    ]
}

#[test]
fn an_unknown_name_has_a_signed_empty_value_for_every_profile() {
    let app = TestApp::start();
    for name in ["nobody.mononym.eth", "no.bo.dy.mononym.eth"] {
        for (profile, call, empty) in profiles(namehash(name)) {
            assert_eq!(app.result(name, &call), empty, "{profile} of {name}");
        }
    }
}

#[test]
fn a_name_without_records_has_the_same_empty_values_save_its_derived_addresses() {
    let app = TestApp::with_alice(Vec::new());
    let mut derived = Vec::new();
    for (profile, call, empty) in profiles(namehash(ALICE)) {
        if app.result(ALICE, &call) != empty {
            derived.push(profile);
        }
    }
    assert_eq!(derived, ["addr", "addr of Ethereum", "addr of Base", "hasAddr"]);
}

#[test]
fn a_multicall_about_an_unknown_name_is_empty_element_by_element() {
    let app = TestApp::start();
    let (calls, empty): (Vec<Bytes>, Vec<Bytes>) = profiles(namehash("nobody.mononym.eth"))
        .into_iter()
        .map(|(_, call, empty)| (Bytes::from(call), empty))
        .unzip();
    let result = app.result("nobody.mononym.eth", &multicallCall { calls }.abi_encode());
    assert_eq!(
        multicallCall::abi_decode_returns_validate(&result).unwrap(),
        empty
    );
}

#[test]
fn labels_of_any_length_that_fits_their_byte_are_looked_up() {
    let app = TestApp::start();
    for length in [1, 2, 31, 32, 33, 63, 64, 127, 128, 254, 255] {
        let name = format!("{}.{PARENT}", "a".repeat(length));
        assert_eq!(app.result(&name, &wire::addr(&name)), words(&[0]), "{length}");
    }
}

#[test]
fn names_with_labels_of_32_bytes_and_more_are_registered_and_resolve() {
    let app = TestApp::start();
    for length in [31, 32, 33, 64, 128, 243] {
        let label = "a".repeat(length);
        let name = format!("{label}.{PARENT}");
        app.register(&name, vec![text_record("length", &length.to_string())]);
        assert_eq!(app.text(&name, "length"), length.to_string());
        assert_eq!(app.addr(&name, 60), app.addr(&name, 0x8000_000a), "{length}");
        assert_eq!(app.addr(&name, 60).len(), 20, "{length}");
    }
}

#[test]
fn a_malformed_dns_name_is_refused_and_said_why() {
    let app = TestApp::start();
    let alice = wire::dns(ALICE);
    let malformed = |wire: Vec<u8>| wire;
    let cut = "the DNS name is cut short";
    for (name, message) in [
        (malformed(Vec::new()), cut),
        (alice[..alice.len() - 1].to_vec(), cut),
        (alice[..3].to_vec(), cut),
        (vec![255, b'a', 0], cut),
        (
            [&alice[..], &[0]].concat(),
            "1 bytes follow the end of the DNS name",
        ),
        (
            [&alice[..], b"trailing"].concat(),
            "8 bytes follow the end of the DNS name",
        ),
        (
            [&[0][..], &alice].concat(),
            "bytes follow the end of the DNS name",
        ),
        (wire::dns(&vec!["a"; 65].join(".")), "more than 64 labels"),
        (
            [&wire::dns(&vec!["a".repeat(255); 4].join(".")), &[0][..]].concat(),
            "at most 1024 are served",
        ),
    ] {
        let call = wire::resolve_call(&name, &wire::addr(ALICE));
        app.fails(&ccip_post(RESOLVER, RESOLVER, &call), 400, message);
    }
}

#[test]
fn every_way_to_cut_a_dns_name_short_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    let alice = wire::dns(ALICE);
    for length in 0..alice.len() {
        let call = wire::resolve_call(&alice[..length], &wire::addr(ALICE));
        app.fails(&ccip_post(RESOLVER, RESOLVER, &call), 400, "cut short");
    }
}

#[test]
fn a_name_under_no_parent_of_ours_is_not_found() {
    let app = TestApp::start();
    for name in [
        "",
        "eth",
        "vitalik.eth",
        "xmononym.eth",
        "mononym.eth.com",
        "alice.mononym.ethereum",
        "mononym",
        "MONONYM.eth",
    ] {
        let call = wire::question(name, &wire::addr(name));
        let message = format!("{name} is under no name that is served here");
        app.fails(&ccip_post(RESOLVER, RESOLVER, &call), 404, &message);
    }
}

#[test]
fn a_dot_within_a_label_does_not_make_another_name() {
    let app = TestApp::with_alice(vec![text_record("url", "alice's")]);
    let one_label = [&[18][..], b"alice.mononym.eth.", &[0]].concat();
    let call = wire::resolve_call(&one_label, &wire::text(ALICE, "url"));
    app.fails(
        &ccip_post(RESOLVER, RESOLVER, &call),
        404,
        r"alice\.mononym\.eth\.",
    );

    // Under the parent it is a name that nobody has.
    let label = [&[7][..], b"x.alice", &wire::dns(PARENT)].concat();
    let result = app
        .ask_raw(&wire::resolve_call(&label, &wire::text(ALICE, "url")))
        .result;
    assert_eq!(result, words(&[0x20, 0]));
}

#[test]
fn a_name_is_looked_up_as_it_is_spelled() {
    let app = TestApp::with_alice(vec![text_record("url", "alice's")]);
    assert_eq!(app.text(ALICE, "url"), "alice's");
    for name in [
        "Alice.mononym.eth",
        "ALICE.mononym.eth",
        "alice\0.mononym.eth",
        "al\u{ad}ice.mononym.eth",
    ] {
        assert_eq!(app.text(name, "url"), "", "{name:?}");
        assert_eq!(app.result(name, &wire::addr(name)), words(&[0]), "{name:?}");
    }
    // Bytes that are no UTF-8 at all.
    let label = [&[3, 0xff, 0xfe, 0x00][..], &wire::dns(PARENT)].concat();
    assert_eq!(
        app.ask_raw(&wire::resolve_call(&label, &wire::addr(ALICE)))
            .result,
        words(&[0])
    );
}

#[test]
fn the_parents_own_name_resolves() {
    let app = TestApp::start();
    let address = app.json("/v1/names/mononym.eth/addresses")["chains"][0]["derived"].clone();
    let expected: Address = address.as_str().unwrap().parse().unwrap();
    let result = app.result(PARENT, &wire::addr(PARENT));
    assert_eq!(addrCall::abi_decode_returns(&result).unwrap(), expected);
    assert!(!expected.is_zero());
}
