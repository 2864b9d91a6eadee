//! `mononym account sync`

use mononym::chain::Root;
use mononym_derive::Catalogue;
use serde_json::{Value, json};

use super::world::{ALICE, OTHER, World, answer};
use crate::accounts::Key;

fn current() -> Value {
    json!(Catalogue::builtin().unwrap().placement().mini_account.address)
}

#[test]
fn a_registered_name_comes_to_life_on_l1() {
    let mut world = World::new();
    let l1 = world.l1.anvil.url.clone();
    let account = json!(world.account());

    // A wallet or a sponsor can send it.
    let dry = world.sync_dry(&l1);
    assert_eq!(dry["chainId"], 31337);
    assert_eq!(dry["to"], json!(Catalogue::builtin().unwrap().factory()));
    assert_eq!(dry["value"], "0x0");
    assert!(dry["gas"].as_u64().unwrap() > 200_000);
    assert!(dry["data"].as_str().unwrap().len() > 1000);
    assert_eq!(
        world.l1.anvil.rpc("eth_getCode", json!([account, "latest"])),
        "0x"
    );

    let done = world.sync(&l1);
    assert_eq!(
        (&done["outcome"], &done["account"]),
        (&json!("deployed"), &account)
    );
    assert_eq!(done["nonce"], 1);
    // Registrations leave it to the client, which takes this release's.
    assert_eq!(done["implementation"], current());
    assert_eq!(done["root"]["number"], world.root().number);
    assert_ne!(
        world.l1.anvil.rpc("eth_getCode", json!([account, "latest"])),
        "0x"
    );

    // What is known already costs nothing.
    let again = world.sync(&l1);
    assert_eq!(again["outcome"], "nothing-to-do");
    assert!(again.get("transaction").is_none());

    // A change is taken when it is final.
    world.prints(&[
        "account",
        "rotate",
        ALICE,
        "--key",
        "alice.key",
        "--new-key",
        "next.key",
    ]);
    assert_eq!(world.sync(&l1)["outcome"], "nothing-to-do");
    world.settle();
    let dry = world.sync_dry(&l1);
    assert_eq!(dry["to"], account);
    let done = world.sync(&l1);
    assert_eq!((&done["outcome"], &done["nonce"]), (&json!("synced"), &json!(2)));
}

#[test]
fn a_root_that_was_brought_starts_an_account_on_another_chain() {
    let mut world = World::new();
    let other = world.other.url.clone();
    let said = world.sync_fails(&other);
    assert!(said.contains("chain 8453 knows no root"), "{said}");
    assert!(said.contains("mononym broadcast"), "{said}");

    let old = world.bring_root();
    // L1 is further by now: the proof is under the root that the chain has.
    world.prints(&["account", "set", ALICE, "--key", "alice.key", "--text", "url=new"]);
    world.settle();
    assert!(world.root().number > old.number);
    let said = world.sync_fails_for(&other, &Key::new("nobody"));
    assert!(said.contains("has 0 wei"), "{said}");
    let done = world.sync(&other);
    assert_eq!(
        (&done["outcome"], &done["chainId"]),
        (&json!("deployed"), &json!(OTHER))
    );
    assert_eq!(
        (&done["nonce"], &done["root"]["number"]),
        (&json!(1), &json!(old.number))
    );
    assert_eq!(done["account"], json!(world.account()));

    // An implementation that nobody put there.
    let missing = "0x00000000000000000000000000000000000dead1";
    world.prints(&[
        "account",
        "implementation",
        ALICE,
        "--key",
        "alice.key",
        "--implementation",
        missing,
    ]);
    world.settle();
    world.bring_root();
    let said = world.sync_fails(&other).to_lowercase();
    assert!(
        said.contains(&format!("implementation {missing} is not on chain 8453")),
        "{said}"
    );
    world.prints(&["account", "implementation", ALICE, "--key", "alice.key"]);
    world.settle();
    world.bring_root();
    let done = world.sync(&other);
    assert_eq!((&done["outcome"], &done["nonce"]), (&json!("synced"), &json!(4)));
    assert_eq!(done["implementation"], current());

    // A week is the longest.
    world.pass(8 * 86_400);
    let said = world.sync_fails(&other);
    assert!(said.contains("more than 7 days ago"), "{said}");
}

#[test]
fn a_proof_is_held_against_the_root_that_the_chain_has() {
    let world = World::new();
    let other = world.other.url.clone();
    // What no final commit has: nobody but a broken bridge can bring it.
    let root = Root {
        root: alloy_primitives::B256::repeat_byte(7),
        ..world.root()
    };
    world.bring(root);
    let said = world.sync_fails(&other);
    assert!(
        said.contains("not proven: the gateway's proof does not hold"),
        "{said}"
    );
}

#[test]
fn what_is_missing_is_said() {
    let mut world = World::new();
    let (l1, other) = (world.l1.anvil.url.clone(), world.other.url.clone());
    // A name of which the root knows nothing.
    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    let arguments = ["account", "sync", "bob.mononym.eth", "--rpc", &l1, "--dry-run"];
    let gateway = world.server.url.clone();
    let arguments = [&arguments[..], &["--gateway", &gateway]].concat();
    let said = super::world::error(&world.relay(&arguments));
    assert!(said.contains("has no account for this name"), "{said}");
    world.settle();
    answer(&world.relay(&arguments));

    // One that chose to choose later.
    let zero = "0x0000000000000000000000000000000000000000";
    world.prints(&[
        "account",
        "implementation",
        ALICE,
        "--key",
        "alice.key",
        "--implementation",
        zero,
    ]);
    world.settle();
    let said = world.sync_fails(&l1);
    assert!(said.contains("sign SetImplementation first"), "{said}");

    // A chain without the contracts.
    let oracle = super::world::oracle();
    world.other.rpc("anvil_setCode", json!([oracle, "0x"]));
    let said = world.sync_fails(&other);
    assert!(
        said.contains(&format!("chain 8453 has no oracle at {oracle}")),
        "{said}"
    );
}
