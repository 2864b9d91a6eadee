//! Addresses of other coins: set and shown as wallets write them, refused where they are none.

use alloy_primitives::hex;
use mononym_keystore::Operation;
use serde_json::{Value, json};

use super::{operation, registration};
use crate::{
    accounts::{BITCOIN, BITCOIN_TEXT, addr, register, set_records, sign},
    harness::{ALICE, TestApp, alice},
    http::Request,
};

/// One character of it is another.
const TYPO: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5";
/// A P2PKH address, whose text Bitcoin Cash and others read too.
const LEGACY: &str = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2";
const LEGACY_SCRIPT: [u8; 25] = hex!("76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac");

fn draft(coin_type: &str, value: &str) -> Request {
    let record = json!({ "profile": "addr", "key": coin_type, "value": value });
    let message = json!({ "name": ALICE, "records": [record] });
    Request::post_json(
        "/v1/typed-data",
        &json!({ "primaryType": "SetRecords", "message": message }),
    )
}

/// Names and coin types at an address.
fn at(app: &TestApp, address: &str) -> Vec<(String, Vec<String>)> {
    let found = app.json(&format!("/v1/addresses/{address}/names"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let names = found["names"].as_array().unwrap().iter();
    names
        .map(|name| {
            let chains = name["chains"].as_array().unwrap().iter();
            (
                text(&name["name"]),
                chains.map(|chain| text(&chain["coinType"])).collect(),
            )
        })
        .collect()
}

#[test]
fn an_address_is_set_and_shown_as_wallets_write_it() {
    let app = TestApp::with_alice(Vec::new());
    for (coin_type, text, bytes) in [
        ("0", BITCOIN_TEXT, &BITCOIN[..]),
        ("0", LEGACY, &LEGACY_SCRIPT),
        (
            "2147492101",
            "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
            &hex!("d8da6bf26964af9d7eed9e03e53415d37aa96045"),
        ),
        (
            "3030",
            "0.0.1234567",
            &hex!("000000000000000000000000000000000012d687"),
        ),
        ("9", "0x0102", &[1, 2]),
    ] {
        for value in [text.to_owned(), hex::encode_prefixed(bytes)] {
            let response = app.send(&draft(coin_type, &value));
            assert_eq!(response.status, 200, "{}", response.text());
            let drafted: Operation = serde_json::from_value(response.json()["operation"].clone()).unwrap();
            app.accepts(&sign(drafted, &[&alice()]));
            assert_eq!(app.addr(ALICE, coin_type.parse().unwrap())[..], *bytes, "{value}");
            let shown = app.json(&format!("/v1/names/{ALICE}"));
            let record = shown["records"].as_array().unwrap().iter();
            let record = record.clone().find(|record| record["key"] == coin_type).unwrap();
            assert_eq!(record["value"], text);
        }
    }
}

#[test]
fn what_is_no_address_of_the_coin_is_not_drafted() {
    let app = TestApp::with_alice(Vec::new());
    for (coin_type, value, detail) in [
        (
            "0",
            TYPO,
            "record 0: this is no address of Bitcoin: its checksum is wrong: is there a typo?",
        ),
        (
            "2",
            BITCOIN_TEXT,
            "no address of Litecoin: it is one of Bitcoin; one looks like ltc1q",
        ),
        (
            "0",
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "of a test network",
        ),
        (
            "0",
            "0x0014",
            "its 2 bytes in hexadecimal are not the binary form",
        ),
        ("501", "0x0102", "no address of Solana"),
        ("9", BITCOIN_TEXT, "no address of coin type 9: write 0x"),
        (
            "60",
            "0x0000000000000000000000000000000000000000",
            "the zero address",
        ),
    ] {
        app.refuses(&draft(coin_type, value), 422, "bad-address", detail);
    }
}

#[test]
fn bytes_that_are_no_address_of_the_coin_are_not_accepted() {
    let app = TestApp::with_alice(Vec::new());
    let wrong = vec![addr(501, &[5; 32]), addr(0, &[0, 0x14, 9])];
    let detail = "record 1: this is no address of Bitcoin: its 3 bytes";
    let change = sign(set_records(ALICE, 1, wrong.clone()), &[&alice()]);
    app.refuses(&operation(&change), 422, "bad-address", detail);
    let mut new = register("bob.mononym.eth", &[&alice()]);
    new.records = wrong;
    let new = sign(Operation::Register(new), &[&alice()]);
    app.refuses(&registration(&new), 422, "bad-address", detail);
    let hidden = Request::post_json(
        "/v1/typed-data",
        &json!({ "primaryType": "SetRecords", "message": { "name": ALICE, "records": [addr(0, &[7])] } }),
    );
    app.refuses(
        &hidden,
        422,
        "bad-address",
        "record 0: this is no address of Bitcoin",
    );
    assert!(app.addr(ALICE, 0).is_empty() && app.addr(ALICE, 501).is_empty());
}

#[test]
fn a_text_leads_to_the_names_of_every_coin_that_has_it() {
    let app = TestApp::with_alice(vec![addr(0, &LEGACY_SCRIPT)]);
    // Bitcoin SV keeps the same text as the bare hash, Litecoin the same script as another text.
    app.register("bob.mononym.eth", vec![addr(236, &LEGACY_SCRIPT[3..23])]);
    app.register("carol.mononym.eth", vec![addr(2, &LEGACY_SCRIPT)]);
    app.register(
        "dave.mononym.eth",
        vec![addr(145, &LEGACY_SCRIPT), addr(0, &BITCOIN)],
    );
    let found = |name: &str, coins: &[&str]| {
        (
            format!("{name}.mononym.eth"),
            coins.iter().map(|&coin| coin.to_owned()).collect(),
        )
    };
    let expected = [
        found("alice", &["0"]),
        found("bob", &["236"]),
        found("dave", &["145"]),
    ];
    assert_eq!(at(&app, LEGACY), expected);
    // The script in bytes may be of any coin.
    let expected = [
        found("alice", &["0"]),
        found("carol", &["2"]),
        found("dave", &["145"]),
    ];
    assert_eq!(at(&app, &hex::encode_prefixed(LEGACY_SCRIPT)), expected);
    assert_eq!(at(&app, BITCOIN_TEXT), [found("dave", &["0"])]);
    assert_eq!(at(&app, &BITCOIN_TEXT.to_uppercase()), [found("dave", &["0"])]);

    // Page by page, across the coins.
    let page = app.json(&format!("/v1/addresses/{LEGACY}/names?limit=1"));
    assert_eq!(page["names"][0]["name"], ALICE);
    let page = app.json(&format!(
        "/v1/addresses/{LEGACY}/names?limit=1&after={}",
        page["next"].as_str().unwrap()
    ));
    assert_eq!(page["names"][0]["name"], "bob.mononym.eth");
    let typo = Request::get(format!("/v1/addresses/{TYPO}/names"));
    app.refuses(
        &typo,
        400,
        "malformed-address",
        "this is no address of Bitcoin: its checksum is wrong",
    );
}
