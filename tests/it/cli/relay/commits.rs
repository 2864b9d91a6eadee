//! `GET /v1/names/{name}/proof?commit=N`

use alloy_primitives::{B256, Bytes};
use mononym_ens::{Limits, Name};
use mononym_keystore::{AccountLeaf, ProvenAnswer, account_key};
use serde_json::Value;

use super::world::{ALICE, World};
use crate::http::{Request, Response};

fn ask(world: &World, commit: &str) -> Response {
    let address = world.server.url.strip_prefix("http://").unwrap().parse().unwrap();
    Request::get(format!("/v1/names/{ALICE}/proof?commit={commit}")).send(address)
}

/// Alice's nonce as a root proves it; nothing if it has no account.
fn nonce(shown: &Value, root: &B256) -> Option<u64> {
    let response: Bytes = shown["response"].as_str().unwrap().parse().unwrap();
    let answer = ProvenAnswer::decode(&response, &Limits::default()).unwrap();
    assert_eq!(shown["commit"]["number"], answer.number);
    let node = Name::from_text(ALICE, &Limits::default()).unwrap().node();
    let leaf = answer.account.check(root, &account_key(&node)).unwrap();
    leaf.map(|leaf| AccountLeaf::from_bytes(leaf).unwrap().nonce)
}

#[test]
fn proofs_are_under_the_commit_that_is_asked_for() {
    let mut world = World::new();
    let first = world.root();
    world.prints(&["account", "set", ALICE, "--key", "alice.key", "--text", "url=new"]);
    world.settle();
    let second = world.root();
    assert!(second.number > first.number);
    // Twice: the second time nobody asks L1.
    for _ in 0..2 {
        for (root, expected) in [(&first, 1), (&second, 2)] {
            let response = ask(&world, &root.number.to_string());
            assert_eq!(response.status, 200, "{}", response.text());
            let shown: Value = response.json();
            assert_eq!(shown["root"], root.root.to_string());
            assert_eq!(shown["commit"]["asOf"], root.asOf);
            assert_eq!(nonce(&shown, &root.root), Some(expected));
        }
    }
    // Before the first operation there is nobody.
    let shown: Value = ask(&world, "0").json();
    assert_eq!(
        nonce(&shown, &shown["root"].as_str().unwrap().parse().unwrap()),
        None
    );

    let response = ask(&world, &(second.number + 1).to_string());
    assert_eq!(response.status, 404);
    assert_eq!(response.json()["slug"], "unknown-commit");
    for bad in ["-1", "x", "", "18446744073709551616"] {
        let response = ask(&world, bad);
        assert_eq!(
            (response.status, &response.json()["slug"]),
            (400, &"malformed-query".into()),
            "{bad}"
        );
    }
}
