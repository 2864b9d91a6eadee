//! `mononym doctor` against a real L1 node and the real contracts: an honest setting, and what can be
//! wrong with each part of it.

pub(super) mod world;

use alloy_primitives::{Address, Bytes, U256};

use serde_json::json;

use self::world::{FORCED_PERIOD, World, announceVerifierCall, forceCall, now, receivable, until};
use super::{Server, run};
use crate::accounts::Key;

/// CANNOT_UNWRAP, CANNOT_SET_RESOLVER and CANNOT_CREATE_SUBDOMAIN.
const FUSES: u32 = 1 | 8 | 32;
const YEAR: u64 = 365 * 86_400;
const GATEWAY: &str = "https://gateway.example";

/// A world with a proven resolver that fits it.
fn proven() -> (World, String) {
    let mut world = World::new(60);
    let chains = world.chain_list(&receivable());
    let resolver = world.proven_resolver(world.keystore, GATEWAY, chains);
    (world, resolver.to_string())
}

#[test]
fn an_honest_setting_is_well() {
    let mut world = World::new(60);
    let gateway = world.gateway();
    let chains = world.chain_list(&receivable());
    let resolver = world.proven_resolver(world.keystore, &gateway.url, chains);
    let registry = world.registry(resolver);
    world.wrap(registry, FUSES, world.block_time() + YEAR);
    let registry = registry.to_string();
    let arguments = [
        "--gateway",
        &gateway.url,
        "--name",
        "mononym.eth",
        "--registry",
        &registry,
    ];
    let report = world.doctor(&arguments);
    assert_eq!(report.not_ok(), [], "{}", report.said.out);
    for check in [
        "gateway",
        "gateway-domain",
        "gateway-l1",
        "publisher",
        "l1",
        "keystore",
        "root",
        "verifier",
        "finality",
        "keystore-owner",
        "next-verifier",
        "queue",
        "name",
        "name-owner",
        "resolver",
        "resolver-keystore",
        "max-age",
        "answer-age",
        "resolver-owner",
        "chains-owner",
        "chains",
        "gateways",
    ] {
        assert_eq!(
            report.details(check, "ok").len(),
            1,
            "{check}: {}",
            report.said.out
        );
    }
    assert!(report.details("verifier", "ok")[0].contains("2 of 3 proposers"));

    // The same for people, with the trust statement at the end.
    let keystore = world.keystore.to_string();
    let mut fixed = vec!["doctor", "--l1", &world.anvil.url, "--keystore", &keystore];
    fixed.extend(arguments);
    let said = run(world.directory.path(), &fixed);
    assert_eq!((said.code, &*said.err), (0, ""), "{}", said.out);
    let lines: Vec<&str> = said.out.lines().collect();
    let (checks, trust) = lines.split_at(lines.len() - 2);
    assert!(checks.iter().all(|line| line.starts_with("ok ")), "{}", said.out);
    assert!(trust[0].starts_with("signed answers trust the gateway's signing key"));
    assert!(trust[1].starts_with("proven answers trust L1, the threshold of proposers"));
}

#[test]
fn a_keystore_that_is_not_there() {
    let world = World::new(60);
    let report = world.doctor_of(&Address::repeat_byte(7).to_string(), &[]);
    report.assert_only("keystore", "problem", "there is no contract at 0x0707");
    let report = world.doctor_of(&world.verifier.to_string(), &[]);
    report.assert_only("keystore", "problem", "is no Keystore");
    assert!(report.said.err.contains("1 of the checks found a problem"));
}

#[test]
fn an_old_root() {
    let report = World::new(7 * 3600).doctor(&[]);
    report.assert_only("root", "warning", "the publisher is late");
    let mut world = World::new(13 * 3600);
    let chains = world.chain_list(&receivable());
    let resolver = world.proven_resolver(world.keystore, GATEWAY, chains).to_string();
    let report = world.doctor(&["--resolver", &resolver]);
    assert_eq!(report.not_ok(), [("root", "problem"), ("answer-age", "problem")]);
    assert!(report.details("answer-age", "problem")[0].contains("nothing is answered until"));
}

#[test]
fn an_announced_verifier() {
    let mut world = World::new(60);
    let next = world.proposer_verifier();
    world.send(world.keystore, &announceVerifierCall { next }, 0);
    let report = world.doctor(&[]);
    report.assert_only("next-verifier", "warning", &next.to_string());
    assert!(report.details("next-verifier", "warning")[0].contains("may take over from 2"));
    world.mine_at(world.block_time() + 31 * 86_400);
    let report = world.doctor(&[]);
    assert!(report.details("next-verifier", "warning")[0].contains("at any time now"));
}

#[test]
fn an_overdue_queue() {
    let mut world = World::new(60);
    let body = Bytes::from_static(&[1, 2, 3]);
    world.send(world.keystore, &forceCall { body: body.clone() }, 4000);
    world.send(world.keystore, &forceCall { body: body.clone() }, 4000);
    let report = world.doctor(&[]);
    assert!(report.details("queue", "ok")[0].contains("2 forced operations wait"));
    world.mine_at(world.block_time() + FORCED_PERIOD / 2);
    world.send(world.keystore, &forceCall { body }, 4000);
    world.mine_at(world.block_time() + FORCED_PERIOD / 2 + 1);
    let report = world.doctor(&[]);
    report.assert_only("queue", "problem", "2 of 3 forced operations are overdue");
}

#[test]
fn a_resolver_of_another_keystore() {
    let mut world = World::new(60);
    let chains = world.chain_list(&receivable());
    let other = world.new_keystore();
    let resolver = world.proven_resolver(other, GATEWAY, chains).to_string();
    let report = world.doctor(&["--resolver", &resolver]);
    report.assert_only("resolver-keystore", "problem", &other.to_string());
}

#[test]
fn what_is_no_resolver_of_ours() {
    let world = World::new(60);
    let report = world.doctor(&["--resolver", &Address::repeat_byte(7).to_string()]);
    report.assert_only("resolver", "problem", "there is no contract");
    let report = world.doctor(&["--resolver", &world.keystore.to_string()]);
    report.assert_only("resolver", "problem", "does not resolve subnames");
}

#[test]
fn a_list_that_contradicts_the_catalogue() {
    let mut world = World::new(60);
    let mut coin_types = receivable();
    let left_out = coin_types.pop().unwrap();
    // Bitcoin, with an address of Ethereum's kind.
    coin_types.push(U256::ZERO);
    let chains = world.chain_list(&coin_types);
    let resolver = world.proven_resolver(world.keystore, GATEWAY, chains).to_string();
    let report = world.doctor(&["--resolver", &resolver]);
    assert_eq!(report.not_ok(), [("chains", "problem"), ("chains", "problem")]);
    let details = report.details("chains", "problem");
    assert!(details[0].contains("0 has none in the catalogue"), "{details:?}");
    assert!(details[1].contains(&format!(": {left_out};")), "{details:?}");
}

#[test]
fn a_gateway_of_another_domain() {
    let (world, resolver) = proven();
    // One for trying out: another Keystore, and L1 is not followed.
    let gateway = Server::start(&world.directory);
    let report = world.doctor(&["--gateway", &gateway.url, "--resolver", &resolver]);
    assert_eq!(
        report.not_ok(),
        [
            ("gateway-domain", "problem"),
            ("gateway-l1", "warning"),
            ("resolver-gateway", "problem"),
            ("gateways", "warning"),
        ]
    );
    let text = report.details("gateway-domain", "problem")[0];
    assert!(text.contains(&world.keystore.to_string()), "{text}");
}

#[test]
fn a_gateway_that_does_not_answer() {
    let world = World::new(60);
    let report = world.doctor(&["--gateway", "http://127.0.0.1:1"]);
    report.assert_only("gateway", "problem", "no answer from http://127.0.0.1:1");
    // The one that listens by itself is asked if nothing else is.
    let said = run(
        world.directory.path(),
        &["doctor", "--gateway", "http://127.0.0.1:1"],
    );
    assert_eq!(said.code, 1);
    assert!(said.out.contains("warning  l1: nobody was asked"), "{}", said.out);
}

#[test]
fn a_publisher_without_money() {
    let mut world = World::new(60);
    let gateway = world.gateway();
    world.spend_the_purse();
    world.prints(&[
        "register",
        "alice.mononym.eth",
        "--key",
        "alice.key",
        "--gateway",
        &gateway.url,
    ]);
    until(&gateway, |state| {
        state["l1"]["publisher"]["state"] == "purse-empty"
    });
    let report = world.doctor(&["--gateway", &gateway.url]);
    report.assert_only("publisher", "problem", "purse-empty: ");
    assert!(report.details("gateway-l1", "ok")[0].contains("lack 1 operations"));
}

#[test]
fn a_node_that_is_behind() {
    let mut world = World::new(7200);
    world.anvil.rpc("anvil_rollback", json!([1]));
    let report = world.doctor(&[]);
    report.assert_only("l1", "warning", "the node is behind");
    world.mine_at(now());
    assert_eq!(world.doctor(&[]).not_ok(), []);
}

#[test]
fn a_signed_resolver_and_its_signer() {
    let mut world = World::new(60);
    let gateway = Server::start(&world.directory);
    let parents = gateway.json("/v1/parents");
    let signer: Address = parents["signers"][0].as_str().unwrap().parse().unwrap();
    let other = Key::new("other").address();
    for (signers, is_well) in [
        (vec![signer], true),
        (vec![other], false),
        (vec![other, signer], true),
    ] {
        let resolver = world.signed_resolver(&gateway.url, signers).to_string();
        let report = world.doctor(&["--gateway", &gateway.url, "--resolver", &resolver]);
        let level = if is_well { "ok" } else { "problem" };
        assert_eq!(report.details("signers", level).len(), 1, "{}", report.said.out);
        assert!(report.details("resolver", "ok")[0].contains("SignedResolver"));
        assert_eq!(report.details("gateways", "ok").len(), 1);
    }
}

#[test]
fn who_can_replace_a_names_resolver() {
    let (mut world, resolver) = proven();
    let registry = world.registry(resolver.parse().unwrap());
    let contract = registry.to_string();
    let arguments = ["--name", "mononym.eth", "--registry", &contract];
    let report = world.doctor(&arguments);
    report.assert_only("name-owner", "warning", &world.rich.to_string());

    let forever = world.block_time() + YEAR;
    for (fuses, expiry, expected) in [
        (
            0,
            forever,
            "burn CANNOT_UNWRAP, CANNOT_SET_RESOLVER, CANNOT_CREATE_SUBDOMAIN",
        ),
        (1 | 32, forever, "burn CANNOT_SET_RESOLVER"),
        (1 | 8, forever, "burn CANNOT_CREATE_SUBDOMAIN"),
        (8 | 32, forever, "burn CANNOT_UNWRAP"),
        (FUSES, now() + 86_400 * 30, "renew the name"),
        (FUSES, now() - 86_400, "the fuses hold no more"),
    ] {
        world.wrap(registry, fuses, expiry);
        world
            .doctor(&arguments)
            .assert_only("name-owner", "warning", expected);
    }
    world.wrap(registry, FUSES, forever);
    assert_eq!(world.doctor(&arguments).not_ok(), []);

    let keystore = world.keystore.to_string();
    let expected = [
        "--name",
        "mononym.eth",
        "--registry",
        &contract,
        "--resolver",
        &keystore,
    ];
    let report = world.doctor(&expected);
    assert!(
        report.details("name", "problem")[0].contains("not 0x"),
        "{}",
        report.said.out
    );
    let report = world.doctor(&["--name", "nobody.eth", "--registry", &contract]);
    report.assert_only("name", "problem", "nobody has nobody.eth");
    let report = world.doctor(&["--name", "mononym.eth"]);
    report.assert_only("name", "problem", "there is no ENS registry at 0x00000000000C");
}

#[test]
fn nodes_are_named_by_their_host_alone() {
    let world = World::new(60);
    let secret = format!("{}/?key=0123456789abcdef", world.anvil.url);
    let report = world.doctor_at(&secret, &["--l1-chain-id", "1"]);
    report.assert_only("l1", "problem", "this is a node of another network");
    let keystore = world.keystore.to_string();
    let nodes = format!("http://127.0.0.1:1/0123456789abcdef,{secret}");
    let report = world.doctor_at(&nodes, &["--keystore", &keystore]);
    report.assert_only("l1", "warning", "127.0.0.1:1: no connection");
    assert!(
        !report.said.out.contains("0123456789abcdef"),
        "{}",
        report.said.out
    );
    let report = world.doctor_at("http://127.0.0.1:1/0123456789abcdef", &[]);
    report.assert_only("l1", "problem", "--l1 names others");
    assert!(!(report.said.out + &report.said.err).contains("0123456789abcdef"));
}
