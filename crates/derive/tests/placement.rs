//! The catalogue's placement is that of the committed bytecode: what it hangs on changes addresses.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym_derive::{Catalogue, createx, mini_account};
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Deployment {
    createx: Address,
    trial_keystore: Create3Placed,
    #[serde(flatten)]
    contracts: HashMap<String, Create2Placed>,
}

/// The contracts placed by CREATE2: as the catalogue, as deployment.json, and as artifacts/ name them.
const CONTRACTS: [(&str, &str, &str); 8] = [
    ("messenger", "messenger", "RootMessenger"),
    ("oracle", "oracle", "RootOracle"),
    ("bootstrap", "bootstrap", "MiniAccountBootstrap"),
    ("factory", "factory", "MiniAccountFactory"),
    ("p256_fallback", "p256Fallback", "P256Fallback"),
    ("replay_rules", "replayRules", "ReplayRules"),
    ("mini_account", "miniAccount", "MiniAccount"),
    ("broadcaster", "broadcaster", "RootBroadcaster"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create2Placed {
    salt: B256,
    init_code_hash: B256,
    address: Address,
}

#[derive(Deserialize)]
struct Create3Placed {
    salt: B256,
    address: Address,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    bytecode: Bytes,
    deployed_bytecode: Bytes,
}

fn artifact<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../contracts/artifacts")
        .join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn catalogue() -> Catalogue {
    Catalogue::builtin().expect("chains.toml keeps its rules")
}

#[test]
fn the_catalogue_has_the_committed_code() {
    let catalogue = catalogue();
    let placement = catalogue.placement();
    assert_eq!(placement.createx, createx::CREATEX);
    for ((name, placed), (listed, _, contract)) in placement.contracts().into_iter().zip(CONTRACTS) {
        assert_eq!(name, listed);
        let code: Artifact = artifact(&format!("{contract}.json"));
        let hash = keccak256(&code.bytecode);
        assert_eq!(
            placed.init_code_hash, hash,
            "{name}: code changed, so addresses do"
        );
        assert_eq!(Some(placed.address), placed.computed(createx::CREATEX), "{name}");
    }
}

#[test]
fn the_catalogue_agrees_with_the_deployment() {
    let catalogue = catalogue();
    let placement = catalogue.placement();
    let deployment: Deployment = artifact("deployment.json");
    assert_eq!(deployment.createx, catalogue.createx());
    assert_eq!(deployment.contracts.len(), CONTRACTS.len());
    for ((name, ours), (_, role, _)) in placement.contracts().into_iter().zip(CONTRACTS) {
        let theirs = &deployment.contracts[role];
        assert_eq!(keccak256(&ours.salt), theirs.salt);
        assert_eq!(ours.init_code_hash, theirs.init_code_hash, "{name}");
        assert_eq!(ours.address, theirs.address, "{name}");
    }
    assert_eq!(
        keccak256(&placement.trial_keystore.salt),
        deployment.trial_keystore.salt
    );
    assert_eq!(catalogue.trial_keystore(), deployment.trial_keystore.address);
}

/// Contracts carry the addresses of those that they name as constants.
#[test]
fn the_contracts_know_one_another() {
    let catalogue = catalogue();
    let placement = catalogue.placement();
    for (contract, named) in [
        ("RootOracle", &placement.messenger),
        ("MiniAccountBootstrap", &placement.oracle),
        ("MiniAccountFactory", &placement.bootstrap),
        ("MiniAccount", &placement.oracle),
        ("MiniAccount", &placement.p256_fallback),
        ("MiniAccount", &placement.replay_rules),
        ("RootBroadcaster", &placement.oracle),
    ] {
        let code: Artifact = artifact(&format!("{contract}.json"));
        let names_it = code
            .deployed_bytecode
            .windows(Address::len_bytes())
            .any(|window| window == named.address.as_slice());
        assert!(names_it, "{contract}'s code does not hold {}", named.address);
    }
}

/// The shared vectors hold what today's catalogue answers.
#[test]
fn the_vectors_have_the_placement() {
    #[derive(Deserialize)]
    struct Vector {
        comment: String,
        node: B256,
        address: Address,
    }
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../../../tests/vectors/addresses.json")).unwrap();
    let catalogue = catalogue();
    let deployment = catalogue.deployment(catalogue.trial_keystore());
    let placed: Vec<_> = vectors
        .iter()
        .filter(|vector| vector.comment.contains("as placed"))
        .collect();
    assert_eq!(placed.len(), 3);
    for vector in placed {
        let address = mini_account::address(&vector.node, &deployment);
        assert_eq!(address, vector.address, "{}", vector.comment);
    }
}

/// Salts are hashes, so nobody holds an address that begins one, and none begins with zeros.
#[test]
fn salts_are_unguarded() {
    let catalogue = catalogue();
    let placement = catalogue.placement();
    let salts = placement.contracts().map(|(_, placed)| &placed.salt);
    for salt in salts.into_iter().chain([&placement.trial_keystore.salt]) {
        let salt = keccak256(salt);
        assert_eq!(createx::guarded_salt(salt), Some(keccak256(salt)));
    }
}
