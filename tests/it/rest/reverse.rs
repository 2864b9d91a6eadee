//! From an address to the names that ENS answers it for.

use alloy_primitives::hex;
use mononym_ens::RecordCall;
use mononym_keystore::{Freeze, Operation, RecordState, Retire};
use serde_json::Value;

use crate::{
    accounts::{ANY_BYTES, DEADLINE, addr, coin, sign, without_value},
    harness::{ALICE, NOW, TestApp, alice},
    http::Request,
};

const DAY: u64 = 86_400;

fn at(app: &TestApp, address: &[u8]) -> Vec<Value> {
    let path = format!("/v1/addresses/{}/names", hex::encode_prefixed(address));
    app.json(&path)["names"].as_array().unwrap().clone()
}

/// The only name at an address: coin types and sources.
fn only(app: &TestApp, address: &[u8], name: &str) -> Vec<(String, String)> {
    let found = at(app, address);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["name"], name);
    let chains = found[0]["chains"].as_array().unwrap().iter();
    chains
        .map(|chain| {
            let text = |key: &str| chain[key].as_str().unwrap().to_owned();
            (text("coinType"), text("source"))
        })
        .collect()
}

#[test]
fn a_derived_address_leads_to_its_name_on_the_chains_that_answer_it() {
    let app = TestApp::with_alice(Vec::new());
    app.register("bob.mononym.eth", Vec::new());
    let derived = app.addr(ALICE, 60);
    let chains = only(&app, &derived, ALICE);
    assert!(chains.contains(&("60".to_owned(), "derived".to_owned())));
    assert!(chains.len() > 5);
    for (coin_type, _) in &chains {
        assert_eq!(
            app.addr(ALICE, coin_type.parse().unwrap()),
            derived,
            "{coin_type}"
        );
    }
    // In any spelling of its hexadecimal digits.
    let upper = format!("0x{}", hex::encode_upper(&derived));
    assert_eq!(
        app.json(&format!("/v1/addresses/{upper}/names"))["names"][0]["name"],
        ALICE
    );
    assert!(at(&app, &[0x77; 20]).is_empty());
}

#[test]
fn records_and_defaults_lead_to_their_name_as_long_as_they_are_answered() {
    let app = TestApp::with_alice(vec![addr(ANY_BYTES, &[0, 0x14, 9]), addr(0x8000_0000, &[2; 20])]);
    let derived = app.addr(ALICE, 60);
    let record = only(&app, &[0, 0x14, 9], ALICE);
    assert_eq!(record, [("9".to_owned(), "record".to_owned())]);
    let default = only(&app, &[2; 20], ALICE);
    assert!(
        default.contains(&("2147483648".to_owned(), "record".to_owned())),
        "{default:?}"
    );
    assert!(
        default.iter().any(|(_, source)| source == "default"),
        "{default:?}"
    );
    // A record takes the place of what is derived, on its chain.
    app.set(ALICE, vec![addr(60, &[3; 20])]);
    assert_eq!(
        only(&app, &[3; 20], ALICE),
        [("60".to_owned(), "record".to_owned())]
    );
    assert!(
        !only(&app, &derived, ALICE)
            .iter()
            .any(|(coin_type, _)| coin_type == "60")
    );
    // Changed: the old address leads nowhere.
    app.set(ALICE, vec![addr(60, &[4; 20])]);
    assert!(at(&app, &[3; 20]).is_empty());
    // Unset: back to what is derived.
    app.set(
        ALICE,
        vec![without_value(&RecordCall::addr(coin(60)), RecordState::Unset)],
    );
    assert!(at(&app, &[4; 20]).is_empty());
    assert!(
        only(&app, &derived, ALICE)
            .iter()
            .any(|(coin_type, _)| coin_type == "60")
    );
    app.set(
        ALICE,
        vec![without_value(
            &RecordCall::addr(coin(ANY_BYTES)),
            RecordState::None,
        )],
    );
    assert!(at(&app, &[0, 0x14, 9]).is_empty());
}

#[test]
fn several_names_of_one_address_come_page_by_page() {
    let app = TestApp::start();
    let names: Vec<String> = (0..9).map(|index| format!("n{index}.mononym.eth")).collect();
    for (index, name) in names.iter().enumerate() {
        let coin_type = [ANY_BYTES, 60, 0x8000_000a][index % 3];
        app.register(name, vec![addr(coin_type, &[9; 20])]);
    }
    // A name that holds it in a record that another takes the place of is no gap.
    app.register("n5a.mononym.eth", vec![addr(ANY_BYTES, &[8; 20])]);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/v1/addresses/0x{}/names?limit=2{after}", "09".repeat(20));
        let page = app.json(&path);
        let found = page["names"].as_array().unwrap();
        seen.extend(found.iter().map(|name| name["name"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, names);
}

#[test]
fn a_frozen_or_retired_name_is_at_no_address() {
    let app = TestApp::with_alice(vec![addr(ANY_BYTES, &[1, 2, 3])]);
    let derived = app.addr(ALICE, 60);
    let freeze = Freeze {
        name: ALICE.to_owned(),
        nonce: 1,
        deadline: DEADLINE,
        guardians: Vec::new(),
        guardians_salt: Default::default(),
    };
    app.accepts(&sign(Operation::Freeze(freeze), &[&alice()]));
    assert!(at(&app, &derived).is_empty() && at(&app, &[1, 2, 3]).is_empty());
    app.clock.set(NOW + DAY);
    assert_eq!(at(&app, &derived).len(), 1, "the freeze has ended by itself");
    let retire = Retire {
        name: ALICE.to_owned(),
        nonce: 2,
        deadline: NOW + DAY,
    };
    app.accepts(&sign(Operation::Retire(retire), &[&alice()]));
    assert_eq!(at(&app, &[1, 2, 3]).len(), 1);
    app.clock.set(NOW + 2 * DAY);
    assert!(at(&app, &derived).is_empty() && at(&app, &[1, 2, 3]).is_empty());
}

#[test]
fn what_is_no_address_is_refused() {
    let app = TestApp::start();
    let long = "11".repeat(129);
    for address in ["alice", "0x", "0x1", "0xzz", "11", &format!("0x{long}"), "0x0X11"] {
        let request = Request::get(format!("/v1/addresses/{address}/names"));
        app.refuses(
            &request,
            400,
            "malformed-address",
            "this is no address of any coin: it is not written as one",
        );
    }
    app.refuses(
        &Request::get("/v1/addresses/%ff/names"),
        400,
        "malformed-path",
        "UTF-8",
    );
    app.refuses(&Request::get("/v1/addresses/0x11"), 404, "no-such-route", "");
}
