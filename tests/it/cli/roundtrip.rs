//! A name from its registration to its addresses, by the commands, for people and as JSON.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::Value;

use super::{run, world::World};

const ALICE: &str = "alice.mononym.eth";

#[test]
fn a_name_is_registered_and_found_by_people() {
    let world = World::new();
    let said = world.run(&[
        "register",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=https://example.com",
        "--addr",
        "0=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "--contenthash",
        "0xe301",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out
            .starts_with("alice.mononym.eth is yours: its signer is 0x"),
        "{}",
        said.out
    );
    assert!(
        said.err
            .contains("made a new key in alice.key: whoever has this file owns the name"),
        "{}",
        said.err
    );
    let key = world.directory.path().join("alice.key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);

    let address = world.prints(&["resolve", ALICE]);
    assert!(
        address.starts_with("0x") && address.trim().len() == 42,
        "{address}"
    );
    assert_eq!(
        world.prints(&["resolve", ALICE, "--coin", "2147492101"]),
        address,
        "Base"
    );
    assert_eq!(world.prints(&["resolve", ALICE, "--coin", "0x80002105"]), address);
    assert_eq!(
        world.prints(&["resolve", ALICE, "--text", "url"]),
        "https://example.com\n"
    );
    assert_eq!(
        world.prints(&["resolve", ALICE, "--coin", "0"]),
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4\n"
    );
    assert_eq!(
        world.prints(&["reverse", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]),
        "alice.mononym.eth  on Bitcoin\n"
    );
    assert_eq!(world.prints(&["resolve", ALICE, "--contenthash"]), "0xe301\n");
    assert_eq!(
        world.prints(&["resolve", ALICE, "--text", "unset"]),
        "(nothing)\n"
    );
    assert_eq!(world.prints(&["resolve", "nobody.mononym.eth"]), "(nothing)\n");
    assert_eq!(
        world.prints(&["resolve", "ALICE.mononym.eth"]),
        address,
        "as people type it"
    );

    let table = world.prints(&["addresses", ALICE]);
    let line = |start: &str| {
        table
            .lines()
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("{table}"))
    };
    assert!(line("Ethereum ").contains(address.trim()) && line("Ethereum ").ends_with("derived"));
    assert!(
        line("Bitcoin ").contains("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
            && line("Bitcoin ").ends_with("record")
    );
    assert!(table.contains("more chains: --all shows them"), "{table}");
    assert!(table.contains("send nothing of value"), "{table}");
    assert!(
        world
            .prints(&["addresses", ALICE, "--all"])
            .contains("not receivable")
    );
}

#[test]
fn a_name_is_registered_and_found_by_programs() {
    let world = World::new();
    let receipt = world.json(&[
        "register",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=https://example.com",
    ]);
    assert_eq!(receipt["name"], ALICE);
    assert_eq!(receipt["nonce"], 1);
    let resolved = world.json(&["resolve", ALICE]);
    assert_eq!(resolved["name"], ALICE);
    assert_eq!(resolved["node"], receipt["node"]);
    assert_eq!(resolved["value"].as_str().unwrap().len(), 42);
    assert_eq!(
        resolved["signer"].as_str().unwrap().to_lowercase(),
        world.server.json("/v1/parents")["signers"][0]
            .as_str()
            .unwrap()
            .to_lowercase()
    );
    assert_eq!(
        world.json(&["resolve", ALICE, "--text", "unset"])["value"],
        Value::Null
    );
    let addresses = world.json(&["addresses", ALICE]);
    assert_eq!(addresses["chains"][0]["address"], resolved["value"]);
    assert_eq!(
        addresses,
        world.server.json("/v1/names/alice.mononym.eth/addresses")
    );
    assert_eq!(
        world.json(&["account", "show", ALICE]),
        world.server.json("/v1/names/alice.mononym.eth")
    );
}

#[test]
fn records_are_set_unset_and_emptied() {
    let world = World::new();
    world.register_alice();
    let said = world.prints(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=https://other.example",
        "--text",
        "a key=with = signs",
        "--addr",
        "2147492101=none",
        "--addr",
        "60=0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
    ]);
    assert_eq!(said, "alice.mononym.eth: 4 records changed\n");
    assert_eq!(
        world.prints(&["resolve", ALICE, "--text", "url"]),
        "https://other.example\n"
    );
    assert_eq!(
        world.prints(&["resolve", ALICE, "--text", "a key"]),
        "with = signs\n"
    );
    assert_eq!(
        world.prints(&["resolve", ALICE, "--coin", "2147492101"]),
        "(nothing)\n"
    );
    assert_eq!(
        world.prints(&["resolve", ALICE]),
        "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045\n"
    );
    let shown = world.prints(&["account", "show", ALICE]);
    for line in [
        "record     text url = https://other.example",
        "record     addr 2147492101 = (nothing)",
        "nonce      2",
    ] {
        assert!(shown.contains(line), "{line} in {shown}");
    }

    let receipt = world.json(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=",
        "--addr",
        "60=",
    ]);
    assert_eq!(receipt["nonce"], 3);
    assert_eq!(world.prints(&["resolve", ALICE, "--text", "url"]), "(nothing)\n");
    assert_ne!(
        world.prints(&["resolve", ALICE]),
        "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045\n"
    );
}

#[test]
fn what_the_gateway_refuses_is_said_and_leaves_no_key_behind() {
    let world = World::new();
    world.register_alice();
    let taken = world.fails(&["register", ALICE, "--key", "thief.key"]);
    assert!(taken.contains("alice.mononym.eth is taken"), "{taken}");
    let foreign = world.fails(&["register", "alice.eth", "--key", "thief.key"]);
    assert!(
        foreign.contains("alice.eth is under no name that is served here"),
        "{foreign}"
    );
    assert!(!world.directory.path().join("thief.key").exists());

    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    let stranger = world.fails(&["account", "set", ALICE, "--key", "bob.key", "--text", "url=bob's"]);
    assert!(stranger.contains("has no part in this operation"), "{stranger}");
    let nothing = world.fails(&["account", "set", ALICE, "--key", "alice.key"]);
    assert!(nothing.contains("nothing-to-do"), "{nothing}");
    let unknown = world.fails(&["addresses", "nobody.mononym.eth"]);
    assert!(
        unknown.contains("nobody.mononym.eth is not registered (unknown-name)"),
        "{unknown}"
    );
    let no_name = world.fails(&["resolve", "a b.mononym.eth"]);
    assert!(no_name.contains("cannot be normalised (ENSIP-15)"), "{no_name}");
    let not_served = world.fails(&["resolve", "vitalik.eth"]);
    assert!(
        not_served.contains("vitalik.eth is under no name that is served here"),
        "{not_served}"
    );
}

#[test]
fn what_is_no_record_is_refused_before_anything_is_asked() {
    let directory = tempfile::tempdir().unwrap();
    for (flag, value, reason) in [
        ("--text", "url", "write KEY=VALUE"),
        ("--addr", "0x00", "write COIN=ADDRESS"),
        ("--addr", "sixty=0x00", "a coin type is a decimal number"),
        ("--addr", "60=0x5", "pairs of hexadecimal digits"),
        (
            "--addr",
            "60=0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
            "no address of Ethereum: its checksum is wrong",
        ),
        (
            "--addr",
            "0=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "no address of Bitcoin: its checksum is wrong",
        ),
        (
            "--addr",
            "2=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "it is one of Bitcoin",
        ),
        ("--contenthash", "ipfs://x", "pairs of hexadecimal digits"),
    ] {
        let said = run(
            directory.path(),
            &["register", ALICE, "--key", "alice.key", flag, value],
        );
        assert_eq!(said.code, 2, "{flag} {value}");
        assert!(said.err.contains(reason), "{flag} {value}: {}", said.err);
    }
    assert!(!directory.path().join("alice.key").exists());
}

#[test]
fn the_list_of_coins_is_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let said = run(directory.path(), &["coins"]);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coins.md");
    assert!(
        fs::read_to_string(path).unwrap() == said.out,
        "make it anew: mononym coins > docs/coins.md"
    );
}

#[test]
fn a_gateway_that_does_not_answer_is_said_so() {
    let directory = tempfile::tempdir().unwrap();
    // The discard port: nobody listens there.
    let said = run(
        directory.path(),
        &["resolve", ALICE, "--gateway", "http://127.0.0.1:9"],
    );
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("no answer from http://127.0.0.1:9"),
        "{}",
        said.err
    );
    assert!(said.err.contains("--gateway names another"), "{}", said.err);
}
