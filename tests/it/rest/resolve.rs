//! Names with a chain (ERC-7828): `GET /v1/resolve`, and the addresses of one chain.

use alloy_primitives::{Address, hex, keccak256};
use mononym_ens::RecordCall;
use mononym_keystore::RecordState;
use serde_json::{Value, json};

use crate::{
    accounts::{BITCOIN, addr, coin, without_value},
    harness::{ALICE, TestApp},
    http::Request,
};

const BASE: u64 = 0x8000_0000 | 8453;

fn get(name: &str) -> Request {
    Request::get(format!("/v1/resolve?name={}", name.replace('#', "%23")))
}

fn resolve(app: &TestApp, name: &str) -> Value {
    let response = app.send(&get(name));
    assert_eq!(response.status, 200, "{name}: {}", response.text());
    response.json()
}

/// The checksum of ERC-7828, written out: EVM type, reference and its length, 20, address.
fn checksum(reference: &str, address: &str) -> String {
    let length = reference.len() / 2;
    let bytes = hex::decode(format!("0000{length:02x}{reference}14{}", &address[2..])).unwrap();
    hex::encode_upper(&keccak256(bytes)[..4])
}

#[test]
fn a_name_with_a_chain_is_the_address_there() {
    let app = TestApp::with_alice(Vec::new());
    let derived = app.addr(ALICE, BASE);
    for chain in ["base", "Base", "8453", "eip155:8453"] {
        let found = resolve(&app, &format!("{ALICE}@{chain}"));
        let address = found["address"].as_str().unwrap();
        assert_eq!(address.to_lowercase(), derived.to_string());
        assert_eq!(found["name"], ALICE);
        assert_eq!(
            (&found["chainId"], &found["chain"]),
            (&json!(8453), &json!("Base"))
        );
        assert_eq!(found["coinType"], BASE.to_string());
        assert_eq!(found["source"], "derived");
        assert_eq!(
            found["explorer"],
            format!("https://basescan.org/address/{address}")
        );
        let binary = format!("0x0001000002210514{}", &derived.to_string()[2..]);
        assert_eq!(found["interoperableAddress"], binary);
        assert_eq!(found["checksum"], checksum("2105", &derived.to_string()));
    }
    for name in [ALICE.to_owned(), format!("{ALICE}@eth"), format!("{ALICE}@1")] {
        let found = resolve(&app, &name);
        assert_eq!(
            (&found["chainId"], &found["coinType"]),
            (&json!(1), &json!("60")),
            "{name}"
        );
        assert_eq!(found["checksum"], checksum("01", &derived.to_string()));
    }
}

#[test]
fn records_count_as_in_ens() {
    let (record, default) = (Address::repeat_byte(0xab), Address::repeat_byte(0xcd));
    let app = TestApp::with_alice(vec![
        addr(BASE, record.as_slice()),
        addr(0x8000_0000, default.as_slice()),
        without_value(&RecordCall::addr(coin(0x8000_000a)), RecordState::None),
    ]);
    let found = resolve(&app, "alice.mononym.eth@base");
    assert_eq!(
        (&found["address"], &found["source"]),
        (&json!(record.to_string()), &json!("record"))
    );
    // The owner wants no address on Optimism.
    let nothing = resolve(&app, "alice.mononym.eth@10");
    for key in [
        "address",
        "source",
        "interoperableAddress",
        "checksum",
        "explorer",
    ] {
        assert_eq!(nothing[key], Value::Null, "{key}");
    }
    // A chain that nobody listed: the owner's default for EVM chains.
    let unlisted = resolve(&app, "alice.mononym.eth@eip155:424242");
    assert_eq!(
        (&unlisted["address"], &unlisted["source"]),
        (&json!(default.to_string()), &json!("default"))
    );
    assert_eq!(
        (&unlisted["chain"], &unlisted["explorer"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_checksum_is_verified() {
    let app = TestApp::with_alice(vec![without_value(
        &RecordCall::addr(coin(0x8000_000a)),
        RecordState::None,
    )]);
    let right = resolve(&app, "alice.mononym.eth@base")["checksum"]
        .as_str()
        .unwrap()
        .to_owned();
    for right in [right.clone(), right.to_lowercase()] {
        let name = format!("alice.mononym.eth@base#{right}");
        assert_eq!(resolve(&app, &name)["checksum"], right.to_uppercase());
        let path = format!("/v1/names/{}/addresses", name.replace('#', "%23"));
        assert_eq!(app.json(&path)["chains"].as_array().unwrap().len(), 1);
    }
    let wrong = if right == "00000000" {
        "00000001"
    } else {
        "00000000"
    };
    for (name, detail) in [
        (
            format!("alice.mononym.eth@base#{wrong}"),
            format!("the address there has {right}"),
        ),
        // Right on Base alone.
        (
            format!("alice.mononym.eth@eth#{right}"),
            "the address there has".to_owned(),
        ),
        (
            format!("alice.mononym.eth@10#{right}"),
            "there is no address".to_owned(),
        ),
    ] {
        app.refuses(&get(&name), 409, "other-checksum", &detail);
        let path = format!("/v1/names/{}/addresses", name.replace('#', "%23"));
        app.refuses(&Request::get(path), 409, "other-checksum", &detail);
    }
}

#[test]
fn what_is_no_name_with_a_chain_is_refused() {
    let app = TestApp::with_alice(Vec::new());
    for (name, status, slug, detail) in [
        ("@base", 400, "malformed-chain", "no name before the @"),
        (
            "alice.mononym.eth@",
            400,
            "malformed-chain",
            "no chain behind the @",
        ),
        (
            "alice.mononym.eth@@base",
            400,
            "malformed-chain",
            "more than one @",
        ),
        ("alice.mononym.eth@2147483648", 400, "malformed-chain", "2^31"),
        (
            "alice.mononym.eth@eip155:0",
            400,
            "malformed-chain",
            "no chain id",
        ),
        ("alice.mononym.eth@solana:x", 400, "malformed-chain", "solana"),
        (
            "alice.mononym.eth@base#123",
            400,
            "malformed-chain",
            "no checksum",
        ),
        ("alice.mononym.eth@nowhere", 404, "unknown-chain", "nowhere"),
        (
            "nobody.mononym.eth@base",
            404,
            "unknown-name",
            "nobody.mononym.eth is not registered",
        ),
        (
            "vitalik.eth@base",
            404,
            "foreign-name",
            "vitalik.eth is under no name",
        ),
        ("a..eth@base", 400, "malformed-name", "a label is empty"),
        ("", 404, "foreign-name", "is under no name"),
    ] {
        app.refuses(&get(name), status, slug, detail);
        if !name.is_empty() {
            let path = format!("/v1/names/{}/addresses", name.replace('#', "%23"));
            app.refuses(&Request::get(path), status, slug, detail);
        }
    }
    for query in ["", "?nom=alice.mononym.eth", "?name=alice.mononym.eth&chain=1"] {
        app.refuses(
            &Request::get(format!("/v1/resolve{query}")),
            400,
            "malformed-query",
            "field",
        );
    }
}

#[test]
fn addresses_of_a_name_with_a_chain_are_those_there() {
    let app = TestApp::with_alice(vec![addr(0, &BITCOIN), addr(0x8000_0000 | 424_242, &[9; 20])]);
    let all = app.json(&format!("/v1/names/{ALICE}/addresses"));
    let base = app.json(&format!("/v1/names/{ALICE}@base/addresses"));
    assert_eq!(base["name"], ALICE);
    let chains = all["chains"].as_array().unwrap();
    let expected: Vec<&Value> = chains.iter().filter(|chain| chain["chainId"] == 8453).collect();
    assert_eq!(
        base["chains"].as_array().unwrap().iter().collect::<Vec<_>>(),
        expected
    );
    assert_eq!(base["others"], json!([]));
    let unlisted = app.json(&format!("/v1/names/{ALICE}@424242/addresses"));
    assert_eq!(unlisted["chains"], json!([]));
    assert_eq!(
        unlisted["others"][0]["coinType"],
        (0x8000_0000u64 | 424_242).to_string()
    );
    assert_eq!(unlisted["others"].as_array().unwrap().len(), 1);
}
