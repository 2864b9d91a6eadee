//! Names with a chain (ERC-7828), and where accounts are deployed, by the commands.

use serde_json::Value;

use super::{
    Server, mononym, run,
    world::{ALICE, World},
};
use crate::chains::world::TestChain;

#[test]
fn a_name_with_a_chain_is_resolved_there() {
    let world = World::lived_in();
    let on_base = world.prints(&["resolve", ALICE, "--coin", "0x80002105"]);
    for chain in ["base", "8453", "eip155:8453"] {
        assert_eq!(world.prints(&["resolve", &format!("{ALICE}@{chain}")]), on_base);
    }
    let name = format!("Alice.mononym.eth@base#{}", checksum(&world));
    assert_eq!(world.prints(&["resolve", &name]), on_base);
    let table = world.prints(&["addresses", &name]);
    assert_eq!(table.matches(on_base.trim()).count(), 1, "{table}");
    let answer: Value = world.json(&["addresses", &name]);
    assert_eq!(answer["chains"].as_array().unwrap().len(), 1);
}

/// The checksum of Alice's address on Base.
fn checksum(world: &World) -> String {
    let resolved = world.server.json(&format!("/v1/resolve?name={ALICE}@base"));
    resolved["checksum"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_wrong_with_the_chain_is_said() {
    let world = World::lived_in();
    for (name, expected) in [
        ("alice.mononym.eth@", "there is no chain behind the @"),
        ("@base", "there is no name before the @"),
        ("alice.mononym.eth@@base", "more than one @"),
        ("alice.mononym.eth@nowhere", "no chain is called \"nowhere\""),
        ("alice.mononym.eth@2147483648", "is not below 2^31"),
        (
            "alice.mononym.eth@base#12345678",
            "the name says checksum 12345678",
        ),
    ] {
        let said = world.fails(&["resolve", name]);
        assert!(said.contains(expected), "{name}: {said}");
        if !name.starts_with('@') {
            let said = world.fails(&["addresses", name]);
            assert!(said.contains(expected), "{name}: {said}");
        }
    }
    for other in [["--coin", "60"], ["--text", "url"]] {
        let said = world.fails(&["resolve", "alice.mononym.eth@base", other[0], other[1]]);
        assert!(said.contains("leave out --coin"), "{said}");
    }
}

#[test]
fn a_column_says_where_the_account_is_deployed() {
    let (base, optimism) = (TestChain::placed(8453), TestChain::placed(10));
    base.deploy(ALICE);
    let directory = tempfile::tempdir().unwrap();
    let mut command = mononym(directory.path());
    let rpc = format!("base={},10={}", base.anvil.url, optimism.anvil.url);
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("MONONYM_RPC", rpc);
    command.env("MONONYM_RPC_TIMEOUT_MS", "20000");
    let server = Server::spawn(&mut command);
    let world = World { server, directory };
    world.prints(&["register", ALICE, "--key", "alice.key"]);
    let table = world.prints(&["addresses", ALICE]);
    let row = |chain: &str| table.lines().find(|line| line.starts_with(chain)).unwrap();
    assert!(row("chain ").ends_with("deployed"), "{table}");
    assert!(row("Base ").ends_with("yes"), "{table}");
    assert!(row("OP Mainnet ").ends_with("not yet"), "{table}");
    assert!(row("Ethereum ").ends_with("derived"), "{table}");
}

#[test]
fn a_node_that_is_none_keeps_the_service_from_starting_and_its_key_to_itself() {
    let directory = tempfile::tempdir().unwrap();
    for (rpc, expected) in [
        ("base=ftp://node.example/secret", "rpc, base: the URL of a node"),
        ("https://node.example/secret", "write CHAIN=URL"),
        (
            "nowhere=https://node.example/secret",
            "no chain is called \"nowhere\"",
        ),
    ] {
        let said = run(directory.path(), &["serve", "--rpc", rpc]);
        assert_eq!(said.code, 1, "{rpc}");
        assert!(
            said.err.contains(expected) && !said.err.contains("secret"),
            "{}",
            said.err
        );
    }
}
