//! Lists of names, names of addresses, API keys of wallets.

use serde_json::json;

use super::world::{ALICE, World};

#[test]
fn names_are_listed_and_found_by_address() {
    let world = World::new();
    world.register_alice();
    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    assert_eq!(
        world.prints(&["list"]),
        "alice.mononym.eth\nbob.mononym.eth\nmononym.eth\n"
    );
    assert_eq!(
        world.prints(&["list", "--parent", "mononym.eth", "--prefix", "b"]),
        "bob.mononym.eth\n"
    );
    let signer = world.json(&["account", "show", ALICE])["signers"][0].clone();
    assert_eq!(
        world.prints(&["list", "--signer", signer.as_str().unwrap()]),
        "alice.mononym.eth\n"
    );
    assert_eq!(world.json(&["list", "--prefix", "alice"])["names"][0]["nonce"], 1);
    world.prints(&["account", "freeze", ALICE, "--key", "alice.key"]);
    assert!(
        world
            .prints(&["list"])
            .starts_with("alice.mononym.eth (frozen)\n")
    );

    let address = world.prints(&["resolve", "bob.mononym.eth"]);
    let found = world.prints(&["reverse", address.trim()]);
    assert!(found.starts_with("bob.mononym.eth  on Ethereum"), "{found}");
    assert_eq!(
        world.json(&["reverse", address.trim()])["names"][0]["name"],
        "bob.mononym.eth"
    );
    assert_eq!(world.prints(&["reverse", "0x00"]), "(nothing)\n");
    assert!(world.fails(&["reverse", "alice"]).contains("malformed-address"));
    assert!(
        world
            .fails(&["list", "--parent", "vitalik.eth"])
            .contains("foreign-name")
    );
}

#[test]
fn api_keys_are_issued_listed_and_revoked() {
    let world = World::new();
    let registrar = "mononym-data/registrar.key";
    let of = ["--parent", "mononym.eth", "--key", registrar];
    let issued = world.json(&[&["token", "issue", "--label", "Wallet", "--quota", "2"], &of[..]].concat());
    assert_eq!(issued["secret"].as_str().unwrap().len(), 66);
    assert_eq!(issued["tokens"][0]["quota"], 2);
    let list = world.json(&[&["token", "list"], &of[..]].concat());
    assert_eq!(list["tokens"], issued["tokens"]);
    assert!(!list.to_string().contains(issued["secret"].as_str().unwrap()));
    let text = world.prints(&[&["token", "list"], &of[..]].concat());
    assert!(text.contains("0 of 2 names") && text.contains("Wallet"), "{text}");
    let hash = issued["tokens"][0]["tokenHash"].as_str().unwrap();
    world.prints(&[&["token", "revoke", hash], &of[..]].concat());
    assert_ne!(
        world.json(&[&["token", "list"], &of[..]].concat())["tokens"][0]["revokedAt"],
        json!(null)
    );

    world.register_alice();
    let stranger = world.fails(&["token", "list", "--parent", "mononym.eth", "--key", "alice.key"]);
    assert!(stranger.contains("not-entitled"), "{stranger}");
    let unknown = world.fails(&[&["token", "revoke", &format!("0x{}", "11".repeat(32))], &of[..]].concat());
    assert!(unknown.contains("there is no such API key"), "{unknown}");
}
