//! What the API shows, and of what it says that it is not there.

use alloy_primitives::{Address, Bytes, hex, keccak256};
use mononym_ens::RecordCall;
use mononym_keystore::RecordState;

use crate::{
    accounts::{BITCOIN, BITCOIN_TEXT, addr, text, without_value},
    harness::{ALICE, PARENT, TestApp, alice, domain, registrar_key, signer_key},
    http::Request,
    wire::namehash,
};

#[test]
fn a_name_that_is_not_there_is_not_found() {
    let app = TestApp::start();
    for path in ["", "/addresses"] {
        let get = |name: &str| Request::get(format!("/v1/names/{name}{path}"));
        let unknown = "nobody.mononym.eth is not registered";
        app.refuses(&get("nobody.mononym.eth"), 404, "unknown-name", unknown);
        app.refuses(
            &get("MONO.mononym.eth"),
            404,
            "unknown-name",
            "MONO.mononym.eth is not registered",
        );
        app.refuses(&get("%00.mononym.eth"), 404, "unknown-name", "is not registered");
        app.refuses(
            &get("vitalik.eth"),
            404,
            "foreign-name",
            "vitalik.eth is under no name that is served here",
        );
        app.refuses(&get("eth"), 404, "foreign-name", "eth is under no name");
        app.refuses(&get("a..mononym.eth"), 400, "malformed-name", "a label is empty");
        app.refuses(&get(".mononym.eth"), 400, "malformed-name", "a label is empty");
        let long = "a".repeat(256);
        app.refuses(
            &get(&format!("{long}.mononym.eth")),
            400,
            "malformed-name",
            "a label has 256 bytes",
        );
        app.refuses(&get("%ff.mononym.eth"), 400, "malformed-path", "UTF-8");
    }
}

#[test]
fn a_route_that_is_not_there_is_not_found() {
    let app = TestApp::start();
    for path in [
        "/v1/",
        "/v1/name/alice.mononym.eth",
        "/v1/names/alice.mononym.eth/operation",
        "/v1/names/alice.mononym.eth/addresses/60",
        "/a/b/c/d",
    ] {
        app.refuses(
            &Request::get(path),
            404,
            "no-such-route",
            "/openapi.json lists them all",
        );
    }
}

#[test]
fn a_method_that_is_not_served_is_refused_with_those_that_are() {
    let app = TestApp::with_alice(Vec::new());
    for (method, path, allowed) in [
        ("PUT", "/v1/names", "GET,HEAD,POST"),
        ("GET", "/v1/names/batch", "POST"),
        ("GET", "/v1/typed-data", "POST"),
        ("POST", "/v1/changes", "GET,HEAD"),
        ("DELETE", "/v1/names/alice.mononym.eth", "GET,HEAD"),
        ("POST", "/v1/names/alice.mononym.eth", "GET,HEAD"),
        ("PUT", "/v1/names/alice.mononym.eth/operations", "GET,HEAD,POST"),
        ("POST", "/v1/chains", "GET,HEAD"),
        ("POST", "/healthz", "GET,HEAD"),
        ("POST", "/openapi.json", "GET,HEAD"),
    ] {
        let request = Request::new(method, path);
        app.refuses(
            &request,
            405,
            "method-not-allowed",
            &format!("{method} is not served here"),
        );
        assert_eq!(
            app.send(&request).header("allow"),
            Some(allowed),
            "{method} {path}"
        );
    }
}

#[test]
fn an_account_is_shown_whole() {
    let none = without_value(
        &RecordCall::addr(crate::accounts::coin(0x8000_2105)),
        RecordState::None,
    );
    let app = TestApp::with_alice(vec![text("url", "x"), addr(0, &BITCOIN), none]);
    let shown = app.json("/v1/names/alice.mononym.eth");
    assert_eq!(shown["name"], ALICE);
    assert_eq!(shown["node"], namehash(ALICE).to_string());
    assert_eq!(shown["status"], "active");
    assert_eq!(shown["nonce"], 1);
    assert_eq!(shown["threshold"], 1);
    assert_eq!(shown["signers"], serde_json::json!([alice().signer()]));
    assert_eq!(shown["policy"], "closed");
    assert_eq!(shown["registrar"], Address::ZERO.to_string());
    let records = shown["records"].as_array().unwrap();
    assert_eq!(records.len(), 3);
    let find = |profile: &str, key: &str| {
        let found = records
            .iter()
            .find(|record| record["profile"] == profile && record["key"] == key);
        found.unwrap_or_else(|| panic!("{profile} {key}"))
    };
    assert_eq!(find("text", "url")["value"], "x");
    assert_eq!(find("addr", "0")["value"], BITCOIN_TEXT);
    assert_eq!(find("addr", "0")["state"], "set");
    let none = find("addr", "2147492101");
    assert_eq!(none["state"], "none");
    assert!(none.get("value").is_none());
    assert_eq!(none["encoded"], "0x");
}

#[test]
fn an_address_is_shown_with_what_recomputes_it() {
    let app = TestApp::with_alice(Vec::new());
    let shown = app.json("/v1/names/alice.mononym.eth/addresses");
    assert_eq!(shown["stage"], "testing");
    let chains = shown["chains"].as_array().unwrap();
    assert_eq!(
        chains.len(),
        app.json("/v1/chains")["chains"].as_array().unwrap().len()
    );
    let mut recomputed = 0;
    for chain in chains {
        let Some(inputs) = chain["inputs"].as_object() else {
            assert!(
                chain["derived"].is_null() && chain["address"].is_null(),
                "{chain}"
            );
            continue;
        };
        let bytes = |field: &str| inputs[field].as_str().unwrap().parse::<Bytes>().unwrap();
        assert_eq!(bytes("salt")[..], namehash(ALICE)[..]);
        assert_eq!(bytes("keystore")[..], domain().keystore[..]);
        // The proxy's code in full: contracts/src/libraries/MiniAccountProxy.sol.
        let init_code = [
            &hex!("61007d3d8160233d3973")[..],
            &bytes("implementation"),
            &hex!("60095155f3"),
            &hex!("363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3"),
            namehash(ALICE).as_slice(),
            &[0; 12],
            &bytes("keystore"),
        ]
        .concat();
        let hash = keccak256(init_code);
        assert_eq!(hash.as_slice(), bytes("initCodeHash").as_ref());
        let parts = [&[0xff][..], &bytes("factory"), &bytes("salt"), hash.as_slice()].concat();
        let address = Address::from_word(keccak256(parts));
        let derived: Address = chain["derived"].as_str().unwrap().parse().unwrap();
        assert_eq!(derived, address, "{chain}");
        if chain["receivable"] == true {
            assert_eq!(chain["address"], chain["derived"]);
            assert_eq!(chain["source"], "derived");
        } else {
            assert!(chain["address"].is_null() && chain["source"].is_null(), "{chain}");
        }
        recomputed += 1;
    }
    assert!(recomputed > 20);
}

#[test]
fn addresses_tell_where_they_come_from() {
    let app = TestApp::with_alice(vec![
        addr(60, &[1; 20]),
        addr(0x8000_0000, &[2; 20]),
        addr(0, &BITCOIN),
        without_value(
            &RecordCall::addr(crate::accounts::coin(0x8000_2105)),
            RecordState::None,
        ),
    ]);
    let shown = app.json("/v1/names/alice.mononym.eth/addresses");
    let of = |chain_id: u64| {
        let chains = shown["chains"].as_array().unwrap();
        let chain = chains.iter().find(|chain| chain["chainId"] == chain_id).unwrap();
        (
            chain["address"].as_str().map(str::to_lowercase),
            chain["source"].clone(),
        )
    };
    let twenty = |byte: u8| Some(Address::repeat_byte(byte).to_string().to_lowercase());
    assert_eq!(of(1), (twenty(1), "record".into()));
    assert_eq!(
        of(137),
        (twenty(2), "default".into()),
        "Polygon is not receivable"
    );
    assert_eq!(of(8453), (None, serde_json::Value::Null), "none on purpose");
    assert_eq!(of(10).1, "derived");
    assert_eq!(
        of(30),
        (None, serde_json::Value::Null),
        "137 is no EVM coin type: no default"
    );
    let others: Vec<(String, String)> = shown["others"]
        .as_array()
        .unwrap()
        .iter()
        .map(|other| {
            (
                other["coinType"].as_str().unwrap().to_owned(),
                other["address"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let default = ("2147483648".to_owned(), hex::encode_prefixed([2; 20]));
    assert_eq!(others.len(), 2);
    assert!(others.contains(&("0".to_owned(), BITCOIN_TEXT.to_owned())));
    let bitcoin = shown["others"].as_array().unwrap();
    let bitcoin = bitcoin.iter().find(|other| other["coinType"] == "0").unwrap();
    assert_eq!(bitcoin["coin"], "Bitcoin");
    assert_eq!(bitcoin["bytes"], hex::encode_prefixed(BITCOIN));
    assert!(others.contains(&default));
}

#[test]
fn the_service_tells_what_it_serves_and_who_signs() {
    let app = TestApp::start();
    let parents = app.json("/v1/parents");
    assert_eq!(
        parents["signers"],
        serde_json::json!([signer_key().address().to_string()])
    );
    assert_eq!(parents["ttl"], 300);
    assert_eq!(parents["resolvers"], serde_json::json!([]));
    let parent = &parents["parents"][0];
    assert_eq!(parent["name"], PARENT);
    assert_eq!(parent["node"], namehash(PARENT).to_string());
    assert_eq!(parent["registrar"], registrar_key().address().to_string());
    assert_eq!(parent["policy"], "open");

    let keystore = app.json("/v1/keystore");
    let expected = serde_json::json!({
        "name": "Mononym Keystore",
        "version": "1",
        "chainId": 31337,
        "verifyingContract": domain().keystore,
    });
    assert_eq!(
        keystore["domain"].to_string().to_lowercase(),
        expected.to_string().to_lowercase()
    );
    assert_eq!(app.get("/healthz").status, 200);
    assert_eq!(app.get("/readyz").status, 200);
}

#[test]
fn the_chains_are_those_of_the_catalogue() {
    let app = TestApp::start();
    let shown = app.json("/v1/chains");
    let catalogue = mononym_derive::Catalogue::builtin().unwrap();
    assert_eq!(shown["factory"], catalogue.factory().to_string());
    assert_eq!(shown["implementation"], catalogue.implementation().to_string());
    let chains = shown["chains"].as_array().unwrap();
    assert_eq!(chains.len(), catalogue.chains().len());
    for (shown, chain) in chains.iter().zip(catalogue.chains()) {
        assert_eq!(shown["chainId"].as_u64(), chain.chain_id);
        assert_eq!(shown["shortName"], chain.short_name);
        assert_eq!(shown["bridge"]["l1"].is_string(), chain.bridge.is_some());
        assert_eq!(shown["receivable"], chain.receivable());
        assert_eq!(shown["coinTypes"][0], chain.coin_type().unwrap().to_string());
        assert!(!shown["ruleEvidence"].as_str().unwrap().is_empty());
        assert!(!shown["rootPathEvidence"].as_str().unwrap().is_empty());
    }
    assert_eq!(chains[0]["name"], "Ethereum");
}
