//! `mononym account outbox`, `limits` and `execute`

use std::fs;

use alloy_primitives::U256;
use serde_json::{Value, json};

use super::world::{ALICE, World, answer, error, fund, relayer_file};

const TARGET: &str = "0x00000000000000000000000000000000000a11ce";

fn write(world: &World, file: &str, content: &Value) {
    fs::write(world.l1.directory.path().join(file), content.to_string()).unwrap();
}

/// Three that send coins.
fn operations(value: u64) -> Value {
    let operation = |nonce: u64, chain: u64| {
        json!({
            "chainId": chain,
            "nonce": nonce,
            "deadline": 4_000_000_000u64,
            "calls": [{ "target": TARGET, "value": value.to_string() }],
        })
    };
    json!([operation(1, 31337), operation(2, 31337), operation(1, 8453)])
}

fn balance(world: &World) -> U256 {
    let balance = world.l1.anvil.rpc("eth_getBalance", json!([TARGET, "latest"]));
    balance.as_str().unwrap().parse().unwrap()
}

fn execute(world: &World, file: &str, index: &str, rest: &[&str]) -> super::super::Said {
    let (url, key) = (&world.l1.anvil.url, relayer_file());
    let fixed = [
        "account", "execute", ALICE, "--file", file, "--index", index, "--rpc", url, "--key", &key,
    ];
    world.relay(&[&fixed, rest].concat())
}

#[test]
fn what_an_owner_published_anyone_has_executed_once() {
    let mut world = World::new();
    let url = world.l1.anvil.url.clone();
    write(&world, "operations.json", &operations(1000));
    write(&world, "others.json", &operations(2000));
    let said = error(&execute(&world, "operations.json", "0", &[]));
    assert!(said.contains("has not been synced"), "{said}");
    world.sync(&url);
    let said = error(&execute(&world, "operations.json", "0", &[]));
    assert!(said.contains("publishes other operations"), "{said}");

    let out = world.prints(&[
        "account",
        "outbox",
        ALICE,
        "--file",
        "operations.json",
        "--key",
        "alice.key",
    ]);
    assert!(out.contains("publishes 3 operations"), "{out}");
    world.settle();
    world.sync(&url);
    fund(&world.l1.anvil, world.account());
    let said = error(&execute(&world, "others.json", "0", &[]));
    assert!(said.contains("publishes other operations"), "{said}");
    let said = error(&execute(&world, "operations.json", "2", &[]));
    assert!(said.contains("is for chain 8453"), "{said}");
    let said = error(&execute(&world, "operations.json", "3", &[]));
    assert!(said.contains("the file has 3 operations"), "{said}");

    let done = answer(&execute(&world, "operations.json", "1", &[]));
    assert_eq!(done["outcome"], "executed");
    assert_eq!(balance(&world), U256::from(1000));
    let again = answer(&execute(&world, "operations.json", "1", &[]));
    assert_eq!(again["outcome"], "already-executed");
    assert_eq!(
        answer(&execute(&world, "operations.json", "0", &[]))["outcome"],
        "executed"
    );
    assert_eq!(balance(&world), U256::from(2000));

    // And nothing any more.
    world.prints(&["account", "outbox", ALICE, "--none", "--key", "alice.key"]);
    world.settle();
    world.sync(&url);
    let said = error(&execute(&world, "operations.json", "0", &[]));
    assert!(said.contains("publishes other operations"), "{said}");
}

#[test]
fn limits_bind_what_is_published() {
    let mut world = World::new();
    let url = world.l1.anvil.url.clone();
    let token = "0x0000000000000000000000000000000000000001";
    let zero = "0x0000000000000000000000000000000000000000";
    // In any order.
    write(
        &world,
        "limits.json",
        &json!([
            { "token": token, "amount": "340282366920938463463374607431768211455", "period": 60 },
            { "token": zero, "amount": "1500", "period": 86_400 },
        ]),
    );
    write(&world, "operations.json", &operations(1000));
    world.prints(&[
        "account",
        "limits",
        ALICE,
        "--file",
        "limits.json",
        "--key",
        "alice.key",
    ]);
    world.prints(&[
        "account",
        "outbox",
        ALICE,
        "--file",
        "operations.json",
        "--key",
        "alice.key",
    ]);
    world.settle();
    world.sync(&url);
    fund(&world.l1.anvil, world.account());
    let said = error(&execute(&world, "operations.json", "0", &[]));
    assert!(said.contains("limits are other than those of --limits"), "{said}");
    let limits = ["--limits", "limits.json"];
    assert_eq!(
        answer(&execute(&world, "operations.json", "0", &limits))["outcome"],
        "executed"
    );
    let said = error(&execute(&world, "operations.json", "1", &limits));
    assert!(said.contains("LimitExceeded"), "{said}");
    assert_eq!(balance(&world), U256::from(1000));

    world.prints(&["account", "limits", ALICE, "--none", "--key", "alice.key"]);
    world.settle();
    world.sync(&url);
    answer(&execute(&world, "operations.json", "1", &[]));
    assert_eq!(balance(&world), U256::from(2000));
}

#[test]
fn files_that_say_something_else_are_refused() {
    let world = World::new();
    let calls = json!([{ "target": TARGET }]);
    let same = json!({ "chainId": 31337, "deadline": 4_000_000_000u64, "calls": calls });
    let account = world.account();
    for (content, reason) in [
        (json!([]), "at least one operation"),
        (json!([same, same]), "operations 0 and 1 are the same"),
        (json!({}), "bad.json: invalid type"),
        (
            json!([{ "chainId": 1, "deadline": 5, "calls": [] }]),
            "operation 0: it calls nothing",
        ),
        (
            json!([{ "chainId": 1, "deadline": 5, "validFrom": 6, "calls": calls }]),
            "its deadline is before its validFrom",
        ),
        (
            json!([{ "chainId": 1, "calls": calls }]),
            "missing field `deadline`",
        ),
        (
            json!([{ "chainId": 1, "deadline": 5, "calls": calls, "to": TARGET }]),
            "unknown field `to`",
        ),
        (
            json!([{ "chainId": 10, "deadline": 5, "calls": calls, "account": TARGET }]),
            &*format!("the name's mini-account on chain 10 is {account}"),
        ),
    ] {
        write(&world, "bad.json", &content);
        let said = error(&execute(&world, "bad.json", "0", &[]));
        assert!(said.contains(reason), "{reason}: {said}");
    }
    for (content, reason) in [
        (
            json!([{ "token": TARGET, "amount": "1", "period": 0 }]),
            "at least one second",
        ),
        (
            json!([{ "token": TARGET, "amount": "1", "period": 1 }, { "token": TARGET, "amount": "2", "period": 1 }]),
            "strictly ascending order",
        ),
        (
            json!([{ "token": TARGET, "amount": "340282366920938463463374607431768211456", "period": 1 }]),
            "more than 128 bits",
        ),
    ] {
        write(&world, "bad.json", &content);
        let all = [
            "account",
            "limits",
            ALICE,
            "--file",
            "bad.json",
            "--key",
            "alice.key",
            "--gateway",
            &world.server.url,
        ];
        let said = super::super::run(world.l1.directory.path(), &all);
        assert!(
            said.code == 1 && said.err.contains(reason),
            "{reason}: {}",
            said.err
        );
    }
}
