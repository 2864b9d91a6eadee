//! Chains of an operator's configuration: what ENS answers there, and what the API shows.

use alloy_primitives::{Bytes, U256, hex};
use mononym::config::Settings;
use mononym_derive::{Catalogue, ChainRow};
use mononym_ens::CoinType;
use serde::Deserialize;
use serde_json::Value;

use crate::{
    accounts::addr,
    harness::{ALICE, TestApp, domain},
    wire::namehash,
};

/// One chain of each family, with constants that nobody deployed.
const FAMILIES: &str = include_str!("../../../crates/derive/tests/families.toml");
const TRON: u64 = 195;
const SOLANA: u64 = 501;
const STARKNET: u64 = 9004;
const CRONOS: u64 = 0x8000_0000 | 388;
/// No root gets there.
const OSMOSIS: u64 = 10_000_118;
const BASE: u64 = 0x8000_0000 | 8453;

fn rows() -> Vec<ChainRow> {
    #[derive(Deserialize)]
    struct Rows {
        chain: Vec<ChainRow>,
    }
    toml::from_str::<Rows>(FAMILIES).unwrap().chain
}

fn app() -> TestApp {
    let app = TestApp::with(Settings {
        chains: Some(rows()),
        disabled_chains: Some("base".parse().unwrap()),
        ..Settings::default()
    });
    app.register(ALICE, Vec::new());
    app
}

/// What the families make of the node, by the crate.
fn derived(coin_type: u64) -> (Bytes, String) {
    let catalogue = Catalogue::builtin().unwrap().configured(rows(), &[]).unwrap();
    let chain = catalogue.by_coin_type(CoinType(U256::from(coin_type))).unwrap();
    let derived = chain.derive(&namehash(ALICE), &domain().keystore).unwrap();
    (derived.address, derived.text)
}

fn row(shown: &Value, coin_type: u64) -> Value {
    let chains = shown["chains"].as_array().unwrap().iter();
    let coin_type = coin_type.to_string();
    chains
        .clone()
        .find(|chain| chain["coinType"] == coin_type || chain["coinTypes"][0] == coin_type)
        .unwrap()
        .clone()
}

#[test]
fn ens_answers_where_a_root_gets_to_and_nowhere_else() {
    let app = app();
    for coin_type in [TRON, SOLANA, STARKNET, CRONOS] {
        assert_eq!(app.addr(ALICE, coin_type), derived(coin_type).0, "{coin_type}");
    }
    assert_eq!(app.addr(ALICE, OSMOSIS), Bytes::new());
    // Switched off.
    assert_eq!(app.addr(ALICE, BASE), Bytes::new());
    // The owner's records come first, as everywhere.
    app.set(ALICE, vec![addr(TRON, &[0x41; 21]), addr(OSMOSIS, &[7; 32])]);
    assert_eq!(app.addr(ALICE, TRON)[..], [0x41; 21]);
    assert_eq!(app.addr(ALICE, OSMOSIS)[..], [7; 32]);
}

#[test]
fn addresses_are_shown_as_people_of_each_family_read_them() {
    let app = app();
    let shown = app.json("/v1/names/alice.mononym.eth/addresses");
    for coin_type in [TRON, SOLANA, STARKNET, CRONOS, OSMOSIS] {
        let row = row(&shown, coin_type);
        let (_, text) = derived(coin_type);
        assert_eq!(row["derived"], text);
        let answered = if coin_type == OSMOSIS {
            Value::Null
        } else {
            text.into()
        };
        assert_eq!(row["address"], answered);
        assert_eq!(
            row["chainId"].is_null(),
            coin_type < 0x8000_0000 && coin_type != TRON
        );
    }
    let solana = row(&shown, SOLANA);
    assert_eq!(solana["shortName"], "solana");
    assert_eq!(solana["rootPath"], "adapter");
    assert_eq!(
        solana["inputs"]["program"],
        "5bV6jUfhDHCQVA1WfKBUnXUsboJgoKgkzkKcxr3joew5"
    );
    assert!(solana["inputs"]["bump"].as_str().unwrap().parse::<u8>().is_ok());
}

#[test]
fn the_catalogue_shows_who_vouches_for_a_chain() {
    let app = app();
    let shown = app.json("/v1/chains");
    let tron = row(&shown, TRON);
    assert_eq!(tron["builtIn"], false);
    assert_eq!(tron["rule"], "tron");
    assert_eq!(tron["constants"]["factory"], "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E");
    assert_eq!(tron["addressPage"], "https://tronscan.org/#/address/{address}");
    let cronos = row(&shown, CRONOS);
    assert_eq!(cronos["bridge"]["kind"], "zk-stack");
    assert_eq!(
        cronos["bridge"]["feeToken"],
        "0x40D16FC0246aD3160Ccc09B8D0D3A2cD28aE6C2f"
    );
    let ethereum = row(&shown, 60);
    assert_eq!(ethereum["builtIn"], true);
    assert_eq!(ethereum["constants"], serde_json::json!({}));
    let chains = shown["chains"].as_array().unwrap();
    assert!(!chains.iter().any(|chain| chain["chainId"] == 8453));
}

/// Addresses of every family lead back to the name, and to none when the chain is gone.
#[test]
fn addresses_lead_to_names_as_the_configuration_says() {
    let mut app = app();
    let path = |address: &Bytes| format!("/v1/addresses/{}/names", hex::encode_prefixed(address));
    for coin_type in [TRON, SOLANA, STARKNET, CRONOS] {
        let found = app.json(&path(&derived(coin_type).0));
        assert_eq!(found["names"][0]["name"], ALICE, "{coin_type}");
        assert_eq!(found["names"][0]["chains"][0]["coinType"], coin_type.to_string());
    }
    app.restart_with(|settings| settings.chains = None).unwrap();
    for coin_type in [TRON, SOLANA, STARKNET, CRONOS] {
        let found = app.json(&path(&derived(coin_type).0));
        assert_eq!(found["names"], serde_json::json!([]), "{coin_type}");
        assert_eq!(app.addr(ALICE, coin_type), Bytes::new());
    }
}
