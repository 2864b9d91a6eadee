//! `mononym deploy`, on a local Ethereum with nothing but CreateX on it.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use alloy_primitives::{Address, B256, Bytes, address, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use mononym_derive::{Catalogue, createx::CREATEX};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    Said, Server,
    doctor::world::{now, until},
    mononym, run,
};
use crate::{accounts::Key, l1::anvil::Anvil};

const OWNER: Address = address!("00000000000000000000000000000000000000aa");
const GATEWAY: &str = "https://gateway.example";

sol! {
    function setGateways(string[] gateways) external;
}

struct World {
    anvil: Anvil,
    directory: TempDir,
    /// Of the stand-in.
    code_hash: B256,
}

fn payer() -> Key {
    Key::new("payer")
}

fn signer() -> Key {
    Key::new("signer")
}

fn key_file(directory: &Path, name: &str, key: &Key) {
    let path = directory.join(name);
    fs::write(&path, key.to_hex()).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// The code of a contract that has CreateX's rules for salts like ours.
fn createx_stand_in() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts/artifacts/CreateXStandIn.json");
    let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    artifact["deployedBytecode"].clone()
}

impl World {
    fn new() -> Self {
        let anvil = Anvil::start(now());
        anvil.rpc("evm_setAutomine", json!([true]));
        let code = createx_stand_in();
        anvil.rpc("anvil_setCode", json!([CREATEX, code]));
        let code: Bytes = serde_json::from_value(code).unwrap();
        anvil.rpc(
            "anvil_setBalance",
            json!([payer().address(), "0x3635c9adc5dea00000"]),
        );
        let directory = tempfile::tempdir().unwrap();
        key_file(directory.path(), "payer.key", &payer());
        Self {
            anvil,
            directory,
            code_hash: keccak256(code),
        }
    }

    fn deploy(&self, arguments: &[&str]) -> Said {
        let code_hash = self.code_hash.to_string();
        let fixed = [
            "deploy",
            "--rpc",
            &self.anvil.url,
            "--createx-code-hash",
            &code_hash,
        ];
        run(self.directory.path(), &[&fixed, arguments].concat())
    }

    /// A Keystore and its resolvers, with these arguments besides.
    fn keystore(&self, arguments: &[&str]) -> Said {
        self.keystore_with(GATEWAY, arguments)
    }

    fn keystore_with(&self, gateway: &str, arguments: &[&str]) -> Said {
        let (owner, signer, proposer) = (
            OWNER.to_string(),
            signer().address().to_string(),
            payer().address().to_string(),
        );
        let fixed = [
            "--chain-id",
            "31337",
            "--owner",
            &owner,
            "--gateways",
            gateway,
            "--signers",
            &signer,
            "--proposers",
            &proposer,
        ];
        self.deploy(&[&fixed, arguments].concat())
    }

    fn code(&self, address: &Value) -> String {
        let code = self.anvil.rpc("eth_getCode", json!([address, "latest"]));
        code.as_str().unwrap().to_owned()
    }

    fn transactions(&self) -> Value {
        let sender = payer().address();
        self.anvil
            .rpc("eth_getTransactionCount", json!([sender, "latest"]))
    }

    /// Calls a contract as its owner.
    fn as_owner(&self, to: &Value, call: &impl SolCall) {
        self.anvil
            .rpc("anvil_setBalance", json!([OWNER, "0x3635c9adc5dea00000"]));
        self.anvil.rpc("anvil_impersonateAccount", json!([OWNER]));
        let data = hex::encode_prefixed(call.abi_encode());
        let transaction = json!({ "from": OWNER, "to": to, "data": data, "gas": "0xf0000" });
        let hash = self.anvil.rpc("eth_sendTransaction", json!([transaction]));
        self.anvil.rpc("evm_mine", json!([]));
        let receipt = self.anvil.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
    }
}

fn parsed(said: &Said) -> Value {
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

fn rows(summary: &Value) -> Vec<Value> {
    summary["contracts"].as_array().unwrap().clone()
}

fn outcomes(summary: &Value) -> Vec<String> {
    let rows = rows(summary);
    rows.iter()
        .map(|row| row["outcome"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_dry_run_sends_nothing_and_says_what_the_real_one_does() {
    let world = World::new();
    let dry = parsed(&world.keystore(&["--dry-run", "--json", "--name", "mononym.eth"]));
    assert_eq!(world.transactions(), "0x0");
    assert!(outcomes(&dry).iter().all(|outcome| outcome == "missing"));
    assert_eq!(dry["checks"], json!([]));
    for row in rows(&dry) {
        assert_eq!(world.code(&row["address"]), "0x", "{row}");
        assert!(row["gas"].as_u64().unwrap() > 50_000, "{row}");
        assert_eq!(row["to"], json!(CREATEX));
    }
    let set = &dry["next"][1];
    assert!(
        set["what"]
            .as_str()
            .unwrap()
            .contains("mononym.eth: proven answers"),
        "{set}"
    );

    let real = parsed(&world.keystore(&["--key", "payer.key", "--json", "--out", "summary.json"]));
    assert!(outcomes(&real).iter().all(|outcome| outcome == "deployed"));
    let written = fs::read(world.directory.path().join("summary.json")).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&written).unwrap(), real);
    let checks = real["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["ok"] == true), "{checks:?}");
    let names: Vec<Value> = rows(&real).iter().map(|row| row["contract"].clone()).collect();
    for (dry, real) in rows(&dry).iter().zip(rows(&real)) {
        assert_eq!(dry["address"], real["address"]);
        assert_ne!(world.code(&real["address"]), "0x");
        // What is estimated with constructors that look at imagined contracts is what it takes.
        let (estimated, used) = (dry["gas"].as_u64().unwrap(), real["gas"].as_u64().unwrap());
        assert!(
            estimated >= used && estimated < used * 2,
            "{estimated} {used} {real}"
        );
    }
    assert_eq!(names.len(), 14, "{names:?}");
    // All that an explorer asks for, with what stands there.
    let keystore = rows(&real)
        .into_iter()
        .find(|row| row["contract"] == "Keystore")
        .unwrap();
    assert_eq!(keystore["address"], real["configuration"]["keystore"]);
    assert_eq!(keystore["sourceName"], "src/keystore/Keystore.sol");
    assert_eq!(
        keystore["constructorArguments"].as_str().unwrap().len(),
        2 + 5 * 64
    );
}

#[test]
fn the_same_command_again_changes_nothing_and_finds_what_was_changed() {
    let world = World::new();
    let first = parsed(&world.keystore(&["--key", "payer.key", "--json"]));
    let sent = world.transactions();
    let again = parsed(&world.keystore(&["--key", "payer.key", "--json"]));
    assert!(outcomes(&again).iter().all(|outcome| outcome == "present"));
    assert_eq!(again["maxCost"], "0x0");
    assert_eq!(world.transactions(), sent);
    assert_eq!(first["configuration"], again["configuration"]);

    let resolver = &again["configuration"]["resolvers"][1];
    let call = setGatewaysCall {
        gateways: vec!["https://other.example".to_owned()],
    };
    world.as_owner(resolver, &call);
    let said = world.keystore(&["--dry-run"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("1 of the checks found a problem"),
        "{}",
        said.err
    );
    let line = said.out.lines().find(|line| line.starts_with("problem")).unwrap();
    assert!(line.contains("ProvenResolver gateways"), "{line}");
    assert!(line.contains("https://other.example"), "{line}");

    // Other code at the Keystore's address.
    let keystore = &again["configuration"]["keystore"];
    world
        .anvil
        .rpc("anvil_setCode", json!([keystore, "0x600160015500"]));
    let said = world.keystore(&["--dry-run"]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("problem  Keystore code"), "{}", said.out);
}

#[test]
fn what_was_stopped_goes_on_and_other_settings_stand_elsewhere() {
    let world = World::new();
    let accounts = parsed(&world.deploy(&[
        "--chain-id",
        "31337",
        "--accounts-only",
        "--key",
        "payer.key",
        "--json",
    ]));
    let placed = Catalogue::builtin().unwrap();
    let placed = placed.placement().on_every_chain();
    let expected: Vec<Value> = placed.iter().map(|(_, placed)| json!(placed.address)).collect();
    let found: Vec<Value> = rows(&accounts).iter().map(|row| row["address"].clone()).collect();
    assert_eq!(found, expected);

    let all = parsed(&world.keystore(&["--key", "payer.key", "--json"]));
    let present = outcomes(&all)
        .iter()
        .filter(|outcome| *outcome == "present")
        .count();
    assert_eq!(present, expected.len());
    let other = parsed(&world.keystore(&["--key", "payer.key", "--json", "--salt", "second"]));
    assert_ne!(
        all["configuration"]["keystore"],
        other["configuration"]["keystore"]
    );
    let missing = parsed(&world.keystore(&["--dry-run", "--json", "--max-age", "3600"]));
    assert_eq!(
        outcomes(&missing)
            .iter()
            .filter(|outcome| *outcome == "missing")
            .count(),
        1,
        "only the ProvenResolver is given it"
    );
}

#[test]
fn a_service_publishes_to_what_was_deployed() {
    let world = World::new();
    let mut command = mononym(world.directory.path());
    let real = parsed(&world.keystore(&["--key", "payer.key", "--json", "--delay", "0"]));
    let configuration = &real["configuration"];
    let resolvers: Vec<&str> = configuration["resolvers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resolver| resolver.as_str().unwrap())
        .collect();
    key_file(world.directory.path(), "signer.key", &signer());
    let server = Server::spawn(command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--signer",
        "signer.key",
        "--l1-chain-id",
        "31337",
        "--l1-rpc",
        &world.anvil.url,
        "--l1-poll-seconds",
        "1",
        "--publish-seconds",
        "1",
        "--publisher-key",
        "payer.key",
        "--keystore",
        configuration["keystore"].as_str().unwrap(),
        "--resolvers",
        &resolvers.join(","),
    ]));
    let said = run(
        world.directory.path(),
        &[
            "register",
            "alice.mononym.eth",
            "--key",
            "alice.key",
            "--gateway",
            &server.url,
        ],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let head = server.json("/v1/keystore")["head"].as_u64().unwrap();
    until(&server, |state| {
        world.anvil.rpc("evm_mine", json!([]));
        state["l1"]["final"]["sequence"].as_u64() >= Some(head)
    });
    let doctor = |resolver: &str| {
        let said = run(
            world.directory.path(),
            &[
                "doctor",
                "--gateway",
                &server.url,
                "--l1",
                &world.anvil.url,
                "--keystore",
                configuration["keystore"].as_str().unwrap(),
                "--resolver",
                resolver,
            ],
        );
        assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    };
    resolvers.iter().copied().for_each(doctor);
}

#[test]
fn what_cannot_be_deployed_is_said() {
    let world = World::new();
    let refused = |said: &Said, expected: &str| {
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        assert!(said.err.contains(expected), "{}", said.err);
    };
    refused(
        &world.deploy(&["--chain-id", "1", "--accounts-only", "--dry-run"]),
        "chain id 31337",
    );
    refused(
        &world.keystore_with("https://gateway.example/", &["--dry-run"]),
        "no base URL of a gateway",
    );
    refused(&world.keystore(&["--dry-run", "--threshold", "2"]), "refuses");
    key_file(world.directory.path(), "poor.key", &Key::new("poor"));
    refused(&world.keystore(&["--key", "poor.key"]), "send some there first");
    let genuine = [
        "deploy",
        "--rpc",
        &world.anvil.url,
        "--chain-id",
        "31337",
        "--accounts-only",
        "--dry-run",
    ];
    refused(&run(world.directory.path(), &genuine), "is not CreateX");
    world.anvil.rpc("anvil_setCode", json!([CREATEX, "0x"]));
    refused(&run(world.directory.path(), &genuine), "has no CreateX");
    let said = run(
        world.directory.path(),
        &[
            "deploy",
            "--rpc",
            &world.anvil.url,
            "--chain-id",
            "31337",
            "--dry-run",
        ],
    );
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("--owner"), "{}", said.err);
}
