//! A node of L1 that is gone or lies: lookups are answered as ever, what is said of L1 is true, and it goes on by
//! itself.

use std::time::{Duration, Instant};

use alloy_primitives::{Bytes, U256, hex};
use alloy_sol_types::{SolCall, SolValue};
use mononym::{chain::Keystore, config::Settings};
use mononym_ens::selector;
use mononym_keystore::Operation;
use serde_json::{Value, json};

use super::{
    proxy::{Act, Proxy, SECRET},
    world::{DELAY, World, elsewhere as nowhere},
};
use crate::{
    accounts::{register, sign_for, text},
    harness::{ALICE, PARENT, RESOLVER, TestApp, alice, ccip_post},
    wire,
};

/// Longest wait for what must come: a node that does not answer is given ten seconds.
const PATIENCE: Duration = Duration::from_secs(60);

fn until(app: &TestApp, world: &World, what: &str, shows: impl Fn(&Value) -> bool) -> Value {
    let start = Instant::now();
    loop {
        let keystore = app.json("/v1/keystore");
        if shows(&keystore["l1"]) {
            return keystore;
        }
        assert!(start.elapsed() < PATIENCE, "{what}: {keystore}");
        // While L1 lives, its blocks come.
        world.mine(1);
        app.clock.set(world.clock.now());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Whether a request calls this function.
fn calls<C: SolCall>(method: &str, params: &Value) -> bool {
    let input = params[0]["input"]
        .as_str()
        .or(params[0]["data"].as_str())
        .unwrap_or_default();
    method == "eth_call" && input.starts_with(&hex::encode_prefixed(C::SELECTOR))
}

/// As if L1 had one commit, of so many operations, whose root nobody has.
fn with_another_commit(method: &str, params: &Value, sequence: u64) -> Act {
    let (number, sequence) = (U256::from(1), U256::from(sequence));
    let time = U256::from(super::world::START);
    let words = if calls::<Keystore::headCall>(method, params) {
        (number, nowhere(), sequence, time).abi_encode()
    } else if calls::<Keystore::commitAtCall>(method, params) {
        (nowhere(), time, time, sequence).abi_encode()
    } else {
        return Act::Honest;
    };
    Act::Result(json!(hex::encode_prefixed(words)))
}

/// A lookup whose answer proves itself.
fn proof_of(name: &str) -> Bytes {
    let call = wire::question(name, &wire::text(name, "url"));
    [&selector::PROVE, &call[4..]].concat().into()
}

type Behaviour = fn(&str, &Value) -> Act;

#[test]
fn lookups_need_no_l1_and_what_is_said_of_it_is_true() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let app = TestApp::with(Settings {
        l1_rpc: Some(proxy.url.parse().unwrap()),
        l1_poll_seconds: Some(1),
        keystore: Some(world.domain.keystore),
        ..Settings::default()
    });
    let mut operation = register(ALICE, &[&alice()]);
    operation.records = vec![text("url", "one")];
    let signed = sign_for(&world.domain, Operation::Register(operation), &[&alice()]);
    assert_eq!(app.post_registration(&signed).status, 201);
    // The first commit, the empty one, is final.
    world.mine(DELAY);
    app.clock.set(world.clock.now());
    until(&app, &world, "L1 is read", |l1| l1["state"] == "good");
    let faults: [(&str, &str, Behaviour); 7] = [
        ("gone", "failing", |_, _| Act::Status(502)),
        ("silent", "failing", |_, _| Act::Hang),
        ("garbage", "failing", |_, _| Act::Bytes(b"<html>".to_vec())),
        ("endless", "failing", |_, _| Act::Bytes(vec![b' '; 5 << 20])),
        ("of another chain", "failing", |method, _| match method {
            "eth_chainId" => Act::Result(json!("0x5")),
            _ => Act::Honest,
        }),
        ("with another root", "differs", |method, params| {
            with_another_commit(method, params, 2)
        }),
        ("beyond the log", "differs", |method, params| {
            with_another_commit(method, params, 1000)
        }),
    ];
    for (index, (fault, state, acts)) in faults.into_iter().enumerate() {
        proxy.acts(acts);
        let shown = until(&app, &world, fault, |l1| l1["state"] == state);
        assert!(!shown.to_string().contains(SECRET), "{shown}");
        assert!(
            shown["l1"]["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{fault}"
        );
        // Kept, new, and of a name that is registered meanwhile.
        assert_eq!(app.text(ALICE, "url"), "one", "{fault}");
        assert_eq!(app.text(PARENT, fault), "", "{fault}");
        let name = format!("name-{index}.mononym.eth");
        let operation = Operation::Register(register(&name, &[&alice()]));
        let response = app.post_registration(&sign_for(&world.domain, operation, &[&alice()]));
        assert_eq!(response.status, 201, "{fault}: {}", response.text());
        assert_eq!(app.get("/readyz").status, 200, "{fault}: lookups are answered");
        if state == "differs" {
            let response = app.send(&ccip_post(RESOLVER, RESOLVER, &proof_of(ALICE)));
            assert_eq!(response.status, 503, "{fault}: nothing is proven");
        }
        proxy.is_honest();
        let start = Instant::now();
        until(&app, &world, fault, |l1| l1["state"] == "good");
        println!("L1 {fault}, then good after {:?}", start.elapsed());
    }
}
