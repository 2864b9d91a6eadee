//! `GET /v1/names/{name}/addresses?deployed=true`: true where the account is, false where it is not,
//! unknown where no node is to be believed.

use mononym::config::Settings;
use mononym_derive::{Catalogue, mini_account};
use serde_json::{Value, json};

use super::world::TestChain;
use crate::{
    harness::{ALICE, TestApp, domain},
    http::Request,
    l1::proxy::{Act, Proxy, SECRET, nobody},
    wire::namehash,
};

const BASE: u64 = 8453;

/// A service that knows these nodes, in which Alice is registered.
fn app(rpc: &str) -> TestApp {
    patient(rpc, 20_000)
}

/// The same, that waits so many milliseconds.
fn patient(rpc: &str, timeout: u64) -> TestApp {
    let app = TestApp::with(Settings {
        rpc: Some(rpc.parse().unwrap()),
        rpc_timeout_ms: Some(timeout),
        ..Settings::default()
    });
    app.register(ALICE, Vec::new());
    app
}

/// What is said of a chain.
fn on(addresses: &Value, chain_id: u64) -> &Value {
    let chains = addresses["chains"].as_array().unwrap();
    let chain = chains.iter().find(|chain| chain["chainId"] == chain_id).unwrap();
    &chain["deployed"]
}

fn asked(app: &TestApp) -> Value {
    app.json(&format!("/v1/names/{ALICE}/addresses?deployed=true"))
}

#[test]
fn an_account_is_deployed_where_it_stands_and_nowhere_else() {
    let (base, optimism) = (TestChain::placed(BASE), TestChain::placed(10));
    base.deploy(ALICE);
    optimism.deploy("bob.mononym.eth");
    let app = app(&format!("base={},10={}", base.anvil.url, optimism.anvil.url));
    let addresses = asked(&app);
    assert_eq!(on(&addresses, BASE), &json!(true));
    assert_eq!(on(&addresses, 10), &json!(false));
    assert_eq!(on(&addresses, 1), &Value::Null, "no node of it is known");
    let rows = addresses["chains"].as_array().unwrap();
    let said = rows.iter().filter(|row| row.get("deployed").is_some());
    assert_eq!(said.count(), 2);

    // Nobody is asked unless somebody wishes it.
    for query in ["", "?deployed=false"] {
        let plain = app.json(&format!("/v1/names/{ALICE}/addresses{query}"));
        let rows = plain["chains"].as_array().unwrap();
        assert!(rows.iter().all(|row| row.get("deployed").is_none()), "{query}");
    }
    let row = &app.json(&format!("/v1/names/{ALICE}/addresses"))["chains"][0];
    let (address, explorer) = (
        row["address"].as_str().unwrap(),
        row["explorer"].as_str().unwrap(),
    );
    assert_eq!(explorer, format!("https://etherscan.io/address/{address}"));
    assert_eq!(address, base.account(ALICE).to_string());
}

#[test]
fn the_derived_account_is_looked_at_even_where_ens_answers_a_record() {
    let base = TestChain::placed(BASE);
    base.deploy(ALICE);
    let app = app(&format!("8453={}", base.anvil.url));
    app.set(ALICE, vec![crate::accounts::addr(0x8000_0000 | BASE, &[7; 20])]);
    let addresses = asked(&app);
    assert_eq!(on(&addresses, BASE), &json!(true));
}

#[test]
fn a_node_that_fails_or_lies_is_not_believed_and_spoils_no_other_chain() {
    let base = TestChain::placed(BASE);
    base.deploy(ALICE);
    // Bob's account, at Alice's address.
    let foreign = mini_account::runtime_code(&namehash("bob.mononym.eth"), domain().keystore);
    let foreign = alloy_primitives::hex::encode_prefixed(foreign);
    // A node of chain `id` that acts like this when it is asked for code.
    let lying = |id: u64, act: fn(&str) -> Act, code: String| {
        let proxy = Proxy::new(&base.anvil.url);
        proxy.acts(move |method, _| match method {
            "eth_chainId" => Act::Result(json!(format!("{id:#x}"))),
            _ => act(&code),
        });
        proxy
    };
    let result: fn(&str) -> Act = |code| Act::Result(json!(code));
    let proxies = [
        (10, lying(10, |_| Act::Hang, String::new())),
        (25, lying(25, result, "0x6001".to_owned())),
        (30, lying(30, result, foreign)),
        (56, lying(56, result, "no hex".to_owned())),
        (100, lying(100, result, format!("0x{}", "00".repeat(1 << 20)))),
        (130, lying(130, |_| Act::Status(500), String::new())),
        (
            137,
            lying(137, |_| Act::Bytes(b"{\"jsonrpc\"".to_vec()), String::new()),
        ),
        (
            143,
            lying(143, |_| Act::Refuse("too many requests".into()), String::new()),
        ),
        (146, lying(146, |_| Act::Result(Value::Null), String::new())),
        // Honest, and of another chain.
        (169, Proxy::new(&base.anvil.url)),
    ];
    let mut rpc = format!("8453={},196={}", base.anvil.url, nobody());
    for (chain, proxy) in &proxies {
        rpc.push_str(&format!(",{chain}={}", proxy.url));
    }
    // So long as the one that hangs is waited for.
    let app = patient(&rpc, 4000);
    let addresses = asked(&app);
    assert_eq!(on(&addresses, BASE), &json!(true));
    let chains = proxies.iter().map(|(chain, _)| *chain).chain([196]);
    for chain in chains {
        assert_eq!(on(&addresses, chain), &json!("unknown"), "{chain}");
    }
    assert!(!addresses.to_string().contains(SECRET));
    // A second request finds them resting, and asks none of them.
    let before: Vec<usize> = proxies
        .iter()
        .map(|(_, proxy)| proxy.asked("eth_getCode"))
        .collect();
    let again = asked(&app);
    assert_eq!(on(&again, BASE), &json!(true));
    assert_eq!(on(&again, 25), &json!("unknown"));
    let after: Vec<usize> = proxies
        .iter()
        .map(|(_, proxy)| proxy.asked("eth_getCode"))
        .collect();
    assert_eq!(before, after);
    let (_, other_chain) = proxies.last().unwrap();
    assert_eq!(
        other_chain.asked("eth_getCode"),
        0,
        "its answer could only be another chain's"
    );
}

#[test]
fn a_wish_that_is_none_is_refused() {
    let app = app("");
    for (query, detail) in [
        ("deployed=yes", "deployed is true or false"),
        ("deployed=", "deployed is true or false"),
        ("deploy=true", "unknown field"),
    ] {
        let request = Request::get(format!("/v1/names/{ALICE}/addresses?{query}"));
        app.refuses(&request, 400, "malformed-query", detail);
    }
    let nothing = asked(&app);
    let chains = Catalogue::builtin().unwrap().chains().len();
    assert_eq!(nothing["chains"].as_array().unwrap().len(), chains);
}
