//! `mononym broadcast`

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::sol;
use mononym::chain::RootOracle;
use mononym_derive::Catalogue;
use serde_json::{Value, json};

use super::{
    super::Said,
    world::{World, answer, call, error, oracle, relayer, relayer_file},
};

sol! {
    function count() external view returns (uint256);
    function senderOf(uint256 index) external view returns (address);
}

/// Foundry's cheatcodes: the stand-ins ask them whether two addresses are the same.
const CHEATCODES: Address = address!("0x7109709ECfa91a80626fF3989D68f67F5b1DD12D");

/// A bridge that keeps what is sent.
fn bridge(world: &mut World, contract: &str) -> Address {
    // STOP: everything is well.
    world.l1.anvil.rpc("anvil_setCode", json!([CHEATCODES, "0x00"]));
    world.l1.deploy(contract, &[])
}

fn broadcast(world: &World, rest: &[&str]) -> Said {
    let fixed = ["broadcast", "--l1", &world.l1.anvil.url];
    world.relay(&[&fixed, rest].concat())
}

/// Both messengers of the newest final root have sent a message.
fn assert_sent(world: &World, bridge: Address) {
    let of = RootOracle::messengersOfCall {
        keystore: world.l1.keystore,
        root: world.root(),
    };
    let messengers = call(&world.l1.anvil, oracle(), &of);
    assert_eq!(call(&world.l1.anvil, bridge, &countCall {}), U256::from(2));
    for (index, messenger) in messengers.into_iter().enumerate() {
        let index = U256::from(index);
        assert_eq!(call(&world.l1.anvil, bridge, &senderOfCall { index }), messenger);
    }
}

fn balance(world: &World) -> U256 {
    let balance = world
        .l1
        .anvil
        .rpc("eth_getBalance", json!([relayer().address(), "latest"]));
    balance.as_str().unwrap().parse().unwrap()
}

fn wei(value: &Value) -> U256 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_catalogue_knows_the_bridges_of_its_chains() {
    let mut world = World::new();
    let stand_in = bridge(&mut world, "PortalStandIn");
    let catalogue = Catalogue::builtin().unwrap();
    let portal = catalogue.by_chain_id(8453).unwrap().bridge.unwrap().l1;
    let code = world.l1.anvil.rpc("eth_getCode", json!([stand_in, "latest"]));
    world.l1.anvil.rpc("anvil_setCode", json!([portal, code]));
    let sending = ["--chain", "base", "--key", &relayer_file()];
    assert_eq!(answer(&broadcast(&world, &sending))["bridge"], json!(portal));
    assert_sent(&world, portal);

    for (chain, reason) in [
        ("gnosis", "no bridge to gnosis is known"),
        ("nowhere", "no chain is called"),
    ] {
        let said = broadcast(&world, &["--chain", chain, "--dry-run"]);
        assert!(error(&said).contains(reason), "{}", said.err);
    }
    let said = broadcast(&world, &["--chain", "base", "--gas-price", "1", "--dry-run"]);
    assert!(error(&said).contains("are for Arbitrum chains"), "{}", said.err);
}

#[test]
fn a_root_goes_to_an_op_stack_chain() {
    let mut world = World::new();
    let portal = bridge(&mut world, "PortalStandIn");
    let (text, key) = (portal.to_string(), relayer_file());
    let dry = answer(&broadcast(&world, &["--op-stack", &text, "--dry-run"]));
    assert_eq!((&dry["chainId"], &dry["value"]), (&json!(31337), &json!("0x0")));
    assert_eq!(call(&world.l1.anvil, portal, &countCall {}), U256::ZERO);

    let other = world.other.url.clone();
    let sending = ["--op-stack", &text, "--key", &key, "--to", &other];
    let said = broadcast(&world, &sending);
    assert!(
        said.err.contains("at most") && said.err.contains("0 for the two messages"),
        "{}",
        said.err
    );
    let done = answer(&said);
    assert_eq!(
        (&done["outcome"], &done["commit"]),
        (&json!("sent"), &json!(world.root().number))
    );
    assert_sent(&world, portal);

    // Once it is there, it is not sent again.
    world.bring_root();
    assert_eq!(answer(&broadcast(&world, &sending))["outcome"], "nothing-to-do");
    assert_sent(&world, portal);
}

#[test]
fn a_root_goes_to_an_arbitrum_chain() {
    let mut world = World::new();
    let inbox = bridge(&mut world, "InboxStandIn");
    let (text, key) = (inbox.to_string(), relayer_file());
    let said = error(&broadcast(&world, &["--arbitrum", &text, "--key", &key]));
    assert!(said.contains("--gas-price"), "{said}");
    let before = balance(&world);
    let sending = ["--arbitrum", &text, "--key", &key, "--gas-price", "100000000"];
    let done = answer(&broadcast(&world, &sending));
    assert_sent(&world, inbox);
    // What was not needed came back.
    let cost = wei(&done["messagesCost"]);
    assert!(cost > U256::from(2 * 100_000u64 * 100_000_000), "{cost}");
    let gas = U256::from(done["gasUsed"].as_u64().unwrap()) * U256::from(10_000_000_000u64);
    assert!(before - balance(&world) < cost + gas);
    let left = world
        .l1
        .anvil
        .rpc("eth_getBalance", json!([done["bridge"], "latest"]));
    assert!(wei(&left) <= cost, "{left}");

    // The other chain says what its gas costs.
    let other = world.other.url.clone();
    let asked = broadcast(
        &world,
        &[
            "--arbitrum",
            &text,
            "--dry-run",
            "--from",
            &relayer().address().to_string(),
            "--to",
            &other,
        ],
    );
    assert!(wei(&answer(&asked)["value"]) > U256::ZERO);
}

#[test]
fn a_root_goes_to_a_zk_stack_chain() {
    let mut world = World::new();
    let bridgehub = bridge(&mut world, "BridgehubStandIn");
    let (text, key) = (bridgehub.to_string(), relayer_file());
    let said = error(&broadcast(
        &world,
        &["--zk-stack", &text, "--chain-id", "325", "--key", &key],
    ));
    assert!(said.contains("fees of chain 325 are paid in the token"), "{said}");
    let done = answer(&broadcast(
        &world,
        &["--zk-stack", &text, "--chain-id", "324", "--key", &key],
    ));
    assert!(wei(&done["messagesCost"]) > U256::ZERO);
    assert_sent(&world, bridgehub);
}

#[test]
fn what_cannot_be_brought_is_said() {
    let world = World::new();
    let key = relayer_file();
    let nobody = Address::repeat_byte(0xbb).to_string();
    let said = error(&broadcast(&world, &["--op-stack", &nobody, "--key", &key]));
    assert!(
        said.contains(&format!("L1 has no contract at {nobody}")),
        "{said}"
    );

    // A node of another chain, and a Keystore that is none.
    let other = world.other.url.clone();
    let said = world.relay(&["broadcast", "--l1", &other, "--op-stack", &nobody, "--key", &key]);
    assert!(
        error(&said).contains("chain id 8453 instead of 31337"),
        "{}",
        said.err
    );

    let broadcaster = mononym_derive::Catalogue::builtin()
        .unwrap()
        .placement()
        .broadcaster
        .address;
    world.l1.anvil.rpc("anvil_setCode", json!([broadcaster, "0x"]));
    let said = error(&broadcast(&world, &["--op-stack", &nobody, "--key", &key]));
    assert!(
        said.contains(&format!("L1 has no broadcaster at {broadcaster}")),
        "{said}"
    );
    // No bridge, or two.
    for arguments in [
        &["--key", &key][..],
        &["--op-stack", &nobody, "--arbitrum", &nobody, "--key", &key],
    ] {
        assert_eq!(broadcast(&world, arguments).code, 2);
    }
}
