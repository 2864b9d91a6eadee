//! The catalogue's placement is that of the committed bytecode: what it hangs on changes addresses.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

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
    bootstrap: Create2Placed,
    factory: Create2Placed,
    trial_keystore: Create3Placed,
}

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
    for (name, placed) in [
        ("MiniAccountBootstrap.json", &placement.bootstrap),
        ("MiniAccountFactory.json", &placement.factory),
    ] {
        let code: Artifact = artifact(name);
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
    for (ours, theirs) in [
        (&placement.bootstrap, deployment.bootstrap),
        (&placement.factory, deployment.factory),
    ] {
        assert_eq!(keccak256(&ours.salt), theirs.salt);
        assert_eq!(ours.init_code_hash, theirs.init_code_hash);
        assert_eq!(ours.address, theirs.address);
    }
    assert_eq!(
        keccak256(&placement.trial_keystore.salt),
        deployment.trial_keystore.salt
    );
    assert_eq!(catalogue.trial_keystore(), deployment.trial_keystore.address);
}

/// The factory carries the bootstrap's address as a constant.
#[test]
fn the_factory_knows_the_bootstrap() {
    let factory: Artifact = artifact("MiniAccountFactory.json");
    let bootstrap = catalogue().implementation();
    let names_it = factory
        .deployed_bytecode
        .windows(Address::len_bytes())
        .any(|window| window == bootstrap.as_slice());
    assert!(names_it, "the factory's code does not hold {bootstrap}");
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
    for salt in [
        &placement.bootstrap.salt,
        &placement.factory.salt,
        &placement.trial_keystore.salt,
    ] {
        let salt = keccak256(salt);
        assert_eq!(createx::guarded_salt(salt), Some(keccak256(salt)));
    }
}
