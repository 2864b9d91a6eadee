//! The order of an answer: the owner's record, the derived address, the owner's default, nothing.

use alloy_primitives::{Bytes, U256};
use alloy_sol_types::SolCall;
use mononym_derive::Catalogue;
use mononym_ens::{CoinType, RecordCall};
use mononym_keystore::RecordState;

use crate::{
    accounts::{BITCOIN, addr, coin, without_value},
    harness::{ALICE, PARENT, TestApp},
    wire::{addr as addr_call, addr_of as addr_of_call, addrCall, hasAddrCall, multicallCall, namehash},
};

const DEFAULT: u64 = 0x8000_0000;
const OP: u64 = 0x8000_000a;
const BASE: u64 = 0x8000_2105;
/// Listed, but no root of the keystore reaches it.
const POLYGON: u64 = 0x8000_0089;
/// An EVM chain that is not listed.
const UNLISTED: u64 = 0x8000_0000 | 123_456_789;

fn none(coin_type: u64) -> mononym_keystore::Record {
    without_value(&RecordCall::addr(coin(coin_type)), RecordState::None)
}

fn unset(coin_type: u64) -> mononym_keystore::Record {
    without_value(&RecordCall::addr(coin(coin_type)), RecordState::Unset)
}

/// The derived address, as the API shows it.
fn derived(app: &TestApp, name: &str) -> Bytes {
    let shown = app.json(&format!("/v1/names/{name}/addresses"));
    shown["chains"][0]["derived"].as_str().unwrap().parse().unwrap()
}

fn has_addr(app: &TestApp, coin_type: u64) -> bool {
    let call = hasAddrCall {
        node: namehash(ALICE),
        coinType: U256::from(coin_type),
    }
    .abi_encode();
    hasAddrCall::abi_decode_returns(&app.result(ALICE, &call)).unwrap()
}

#[test]
fn a_record_comes_before_the_derived_address_and_that_before_the_default() {
    let app = TestApp::with_alice(vec![addr(DEFAULT, &[0xdd; 20]), addr(BASE, &[0xba; 20])]);
    let derived = derived(&app, ALICE);
    assert_eq!(app.addr(ALICE, BASE)[..], [0xba; 20], "the record");
    assert_eq!(app.addr(ALICE, OP), derived, "derived, whatever the default");
    assert_eq!(app.addr(ALICE, 60), derived);
    assert_eq!(
        app.addr(ALICE, POLYGON)[..],
        [0xdd; 20],
        "the default where nothing can be received"
    );
    assert_eq!(
        app.addr(ALICE, UNLISTED)[..],
        [0xdd; 20],
        "the default where nothing is known"
    );
    assert_eq!(app.addr(ALICE, DEFAULT)[..], [0xdd; 20]);

    app.set(ALICE, vec![unset(BASE), unset(DEFAULT)]);
    assert_eq!(app.addr(ALICE, BASE), derived);
    assert_eq!(app.addr(ALICE, POLYGON), Bytes::new());
    assert_eq!(app.addr(ALICE, UNLISTED), Bytes::new());
}

#[test]
fn a_record_none_answers_empty_and_nothing_falls_through() {
    let app = TestApp::with_alice(vec![
        addr(DEFAULT, &[0xdd; 20]),
        none(BASE),
        none(POLYGON),
        none(60),
        none(0),
    ]);
    for coin_type in [BASE, POLYGON, 60, 0] {
        assert_eq!(app.addr(ALICE, coin_type), Bytes::new(), "{coin_type:#x}");
        assert!(!has_addr(&app, coin_type), "{coin_type:#x}");
    }
    let zero = app.result(ALICE, &addr_call(ALICE));
    assert!(addrCall::abi_decode_returns(&zero).unwrap().is_zero());
    assert_eq!(app.addr(ALICE, OP), derived(&app, ALICE));

    app.set(ALICE, vec![none(DEFAULT), unset(POLYGON)]);
    assert_eq!(
        app.addr(ALICE, POLYGON),
        Bytes::new(),
        "a default of none is none"
    );
    assert_eq!(app.addr(ALICE, DEFAULT), Bytes::new());
}

#[test]
fn the_default_address_is_never_made_up() {
    let app = TestApp::with_alice(Vec::new());
    assert_eq!(app.addr(ALICE, DEFAULT), Bytes::new());
    assert!(!has_addr(&app, DEFAULT));
    app.set(ALICE, vec![addr(60, &[0x60; 20])]);
    assert_eq!(
        app.addr(ALICE, DEFAULT),
        Bytes::new(),
        "an address of Ethereum is no default"
    );
}

#[test]
fn the_default_is_for_evm_coin_types_alone() {
    let app = TestApp::with_alice(vec![addr(DEFAULT, &[0xdd; 20])]);
    // Bitcoin, Tron, Solana, and the old numbers of Ethereum Classic, Gnosis, Avalanche and Celo.
    for coin_type in [
        0,
        2,
        195,
        501,
        61,
        700,
        9000,
        52752,
        0x7fff_ffff,
        0x1_0000_0000,
        0x1_8000_0001,
    ] {
        assert_eq!(app.addr(ALICE, coin_type), Bytes::new(), "{coin_type}");
        assert!(!has_addr(&app, coin_type), "{coin_type}");
    }
    for coin_type in [POLYGON, UNLISTED, 0x8000_0001, 0xffff_ffff] {
        assert_eq!(app.addr(ALICE, coin_type)[..], [0xdd; 20], "{coin_type:#x}");
    }
}

#[test]
fn has_addr_counts_records_and_derived_addresses_but_not_the_default() {
    let app = TestApp::with_alice(vec![
        addr(DEFAULT, &[0xdd; 20]),
        addr(0, &BITCOIN),
        addr(UNLISTED, &[1; 20]),
    ]);
    for (coin_type, expected) in [
        (60, true),
        (BASE, true),
        (OP, true),
        (0, true),
        (UNLISTED, true),
        (DEFAULT, true),
        (POLYGON, false),
        (2, false),
    ] {
        assert_eq!(has_addr(&app, coin_type), expected, "{coin_type:#x}");
    }
}

#[test]
fn in_a_multicall_no_answer_borrows_from_its_neighbours() {
    let app = TestApp::with_alice(vec![
        addr(DEFAULT, &[0xdd; 20]),
        addr(BASE, &[0xba; 20]),
        none(OP),
    ]);
    let calls: Vec<Bytes> = [POLYGON, UNLISTED, BASE, OP, 60, 0, 137, 195, 9000, DEFAULT]
        .into_iter()
        .flat_map(|coin_type| {
            let has_addr = hasAddrCall {
                node: namehash(ALICE),
                coinType: U256::from(coin_type),
            };
            [addr_of_call(ALICE, coin_type), has_addr.abi_encode()]
        })
        .map(Bytes::from)
        .collect();
    let alone: Vec<Bytes> = calls.iter().map(|call| app.result(ALICE, call)).collect();
    let together = app.result(ALICE, &multicallCall { calls }.abi_encode());
    assert_eq!(
        multicallCall::abi_decode_returns_validate(&together).unwrap(),
        alone
    );
}

#[test]
fn every_listed_chain_is_answered_by_its_rule() {
    let catalogue = Catalogue::builtin().unwrap();
    let app = TestApp::with_alice(vec![addr(DEFAULT, &[0xdd; 20])]);
    let derived = derived(&app, ALICE);
    let (mut receivable, mut silent) = (0, 0);
    for chain in catalogue.chains() {
        for coin_type in &chain.coin_types {
            let answer = app.addr(ALICE, coin_type.0.to());
            if chain.receivable() {
                assert_eq!(answer, derived, "{}", chain.name);
                receivable += 1;
            } else if coin_type.chain_id().is_some() {
                assert_eq!(answer[..], [0xdd; 20], "{}", chain.name);
                silent += 1;
            } else {
                assert_eq!(answer, Bytes::new(), "{}", chain.name);
            }
        }
    }
    assert!(receivable >= 20 && silent >= 10, "{receivable} {silent}");
}

#[test]
fn without_records_no_address_leaks_onto_a_chain_that_cannot_receive() {
    let catalogue = Catalogue::builtin().unwrap();
    let app = TestApp::with_alice(Vec::new());
    let silent: Vec<&CoinType> = catalogue
        .chains()
        .iter()
        .filter(|chain| !chain.receivable())
        .flat_map(|chain| &chain.coin_types)
        .collect();
    assert!(!silent.is_empty());
    for coin_type in silent {
        assert_eq!(app.addr(ALICE, coin_type.0.to()), Bytes::new(), "{coin_type}");
    }
}

#[test]
fn avalanche_and_rootstock_follow_the_rows_of_the_catalogue() {
    let app = TestApp::with_alice(Vec::new());
    let avalanche = app.addr(ALICE, 0x8000_0000 | 43_114);
    assert_eq!(
        app.addr(ALICE, 9000),
        Bytes::new(),
        "9000 is for all of Avalanche's chains"
    );
    app.set(ALICE, vec![addr(9000, &[0xa0; 20])]);
    assert_eq!(app.addr(ALICE, 9000)[..], [0xa0; 20], "unless the owner says so");
    assert_eq!(app.addr(ALICE, 0x8000_0000 | 43_114), avalanche);

    assert_eq!(app.addr(ALICE, 137), Bytes::new(), "no root reaches Rootstock");
    app.set(ALICE, vec![addr(137, &[0x30; 20])]);
    assert_eq!(app.addr(ALICE, 137)[..], [0x30; 20]);
    assert_eq!(
        app.addr(ALICE, 0x8000_001e),
        Bytes::new(),
        "each coin type has its own record"
    );
    let shown = app.json("/v1/names/alice.mononym.eth/addresses");
    let chains = shown["chains"].as_array().unwrap();
    let rootstock = chains.iter().find(|chain| chain["chainId"] == 30).unwrap();
    assert_eq!(rootstock["coinType"], "137");
    assert_eq!(rootstock["source"], "record");
}

#[test]
fn a_record_of_ethereum_counts_there_and_nowhere_else() {
    let app = TestApp::with_alice(vec![addr(60, &[0x60; 20])]);
    let word = app.result(ALICE, &addr_call(ALICE));
    assert_eq!(
        addrCall::abi_decode_returns(&word).unwrap(),
        [0x60; 20],
        "addr(bytes32) is coin type 60"
    );
    assert_eq!(app.addr(ALICE, 60)[..], [0x60; 20]);
    assert_eq!(app.addr(ALICE, OP), derived(&app, ALICE), "and of no other");
}

#[test]
fn the_parent_has_an_address_of_its_own_on_every_chain_that_can_receive() {
    let app = TestApp::with_alice(Vec::new());
    let parent = derived(&app, PARENT);
    for coin_type in [60, OP, BASE] {
        assert_eq!(app.addr(PARENT, coin_type), parent);
    }
    assert_ne!(parent, derived(&app, ALICE));
}
