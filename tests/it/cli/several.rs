//! One operation, several people: written to a file, signed by each, then sent.

use std::fs;

use serde_json::Value;

use super::world::{ALICE, World};

fn signed_by(world: &World, file: &str) -> usize {
    let operation: Value = serde_json::from_slice(&fs::read(world.path(file)).unwrap()).unwrap();
    operation["signatures"].as_array().unwrap().len()
}

#[test]
fn two_people_register_and_change_a_name_without_sharing_keys() {
    let world = World::new();
    // Bob has a key, and tells Alice its address.
    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    let bob = world.json(&["account", "show", "bob.mononym.eth"])["signers"][0].clone();
    let bob = bob.as_str().unwrap();
    let report = world.json(&[
        "account",
        "create",
        ALICE,
        "--key",
        "alice.key",
        "--signer",
        bob,
        "--threshold",
        "2",
        "--out",
        "op.json",
        "--valid",
        "7d",
    ]);
    assert_eq!(report["signedBy"].as_array().unwrap().len(), 1);
    assert!(
        world.fails(&["account", "show", ALICE]).contains("unknown-name"),
        "nothing is sent"
    );
    let early = world.fails(&["account", "send", "op.json"]);
    assert!(early.contains("new-signer-unsigned"), "{early}");
    let said = world.run(&["account", "sign", "op.json", "--key", "bob.key"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.err.contains("\"primaryType\": \"Register\""),
        "it is shown first: {}",
        said.err
    );
    assert_eq!(signed_by(&world, "op.json"), 2);
    world.prints(&["account", "sign", "op.json", "--key", "bob.key"]);
    assert_eq!(signed_by(&world, "op.json"), 2, "twice is once");
    assert_eq!(
        world.prints(&["account", "send", "op.json"]),
        "Register for alice.mononym.eth is accepted\n"
    );

    world.prints(&[
        "account", "set", ALICE, "--key", "bob.key", "--text", "url=both", "--out", "set.json",
    ]);
    world.prints(&["account", "sign", "set.json", "--key", "alice.key"]);
    assert_eq!(world.json(&["account", "send", "set.json"])["nonce"], 2);
    assert_eq!(world.prints(&["resolve", ALICE, "--text", "url"]), "both\n");
    // The same again is answered as then.
    assert_eq!(world.json(&["account", "send", "set.json"])["nonce"], 2);
}

#[test]
fn what_is_no_operation_or_was_changed_is_refused() {
    let world = World::new();
    world.register_alice();
    world.prints(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=x",
        "--out",
        "op.json",
    ]);
    let exists = world.fails(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=y",
        "--out",
        "op.json",
    ]);
    assert!(exists.contains("op.json exists already"), "{exists}");
    let text = fs::read_to_string(world.path("op.json")).unwrap();
    fs::write(
        world.path("changed.json"),
        text.replace("\"nonce\": 1", "\"nonce\": 2"),
    )
    .unwrap();
    let changed = world.fails(&["account", "send", "changed.json"]);
    assert!(changed.contains("bad-signature"), "{changed}");
    fs::write(world.path("rubbish.json"), "{}").unwrap();
    for command in [
        &["account", "send", "rubbish.json"][..],
        &["account", "sign", "rubbish.json", "--key", "alice.key"],
    ] {
        assert!(
            world.fails(command).contains("rubbish.json holds no operation"),
            "{command:?}"
        );
    }
    assert!(
        world
            .fails(&["account", "send", "missing.json"])
            .contains("missing.json")
    );
}
