//! An L1 of its own with Keystore, resolvers and the real ENS registry; blocks come only when asked for.

use std::{
    fs,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use mononym::clock::Clock;
use mononym_derive::Catalogue;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::{Said, Server, mononym, run};
use crate::{accounts::Key, l1::anvil::Anvil};

/// Finality of commits, in seconds.
pub(super) const DELAY: u64 = 60;
/// Within how many seconds forced operations are due.
pub(super) const FORCED_PERIOD: u64 = 3600;
/// `maxAge` of proven resolvers.
const MAX_AGE: u64 = 6 * 3600;
const PARENT: &str = "mononym.eth";

sol! {
    function setSubnodeOwner(bytes32 node, bytes32 label, address owner) external returns (bytes32);
    function setResolver(bytes32 node, address resolver) external;
    function announceVerifier(address next) external;
    function force(bytes body) external payable returns (uint64);
}

pub(in crate::cli) struct World {
    pub(in crate::cli) anvil: Anvil,
    pub(in crate::cli) directory: TempDir,
    pub(in crate::cli) rich: Address,
    pub(super) verifier: Address,
    pub(in crate::cli) keystore: Address,
    time: u64,
}

pub(in crate::cli) fn now() -> u64 {
    Clock::system().now()
}

impl World {
    /// A Keystore that was deployed so many seconds ago; two of three proposers approve.
    pub(in crate::cli) fn new(age: u64) -> Self {
        let time = now() - age - 100;
        let anvil = Anvil::start(time);
        let accounts = anvil.rpc("eth_accounts", json!([]));
        let mut world = Self {
            anvil,
            directory: tempfile::tempdir().unwrap(),
            rich: accounts[0].as_str().unwrap().parse().unwrap(),
            verifier: Address::ZERO,
            keystore: Address::ZERO,
            time,
        };
        world.verifier = world.proposer_verifier();
        world.keystore = world.new_keystore();
        world.mine_at(now());
        world
    }

    pub(super) fn proposer_verifier(&mut self) -> Address {
        let mut proposers: Vec<Address> = proposers().iter().map(Key::address).collect();
        proposers.sort();
        let constructor = (proposers, U256::from(2), DELAY).abi_encode_params();
        self.deploy("ProposerVerifier", &constructor)
    }

    pub(super) fn new_keystore(&mut self) -> Address {
        let fee = U256::from(1000);
        let period = u32::try_from(FORCED_PERIOD).unwrap();
        let constructor = (self.rich, self.verifier, period, fee, fee).abi_encode_params();
        self.deploy("Keystore", &constructor)
    }

    /// A list with these coin types.
    pub(super) fn chain_list(&mut self, coin_types: &[U256]) -> Address {
        let rule = self.deploy("EvmAddressRule", &[]);
        let rows: Vec<(U256, Address)> = coin_types.iter().map(|coin_type| (*coin_type, rule)).collect();
        let constructor = (self.rich, 86_400u64, rows).abi_encode_params();
        self.deploy("ChainList", &constructor)
    }

    pub(super) fn proven_resolver(&mut self, keystore: Address, gateway: &str, chains: Address) -> Address {
        let constructor =
            (self.rich, vec![gateway.to_owned()], keystore, chains, MAX_AGE).abi_encode_params();
        self.deploy("ProvenResolver", &constructor)
    }

    pub(in crate::cli) fn signed_resolver(&mut self, gateway: &str, signers: Vec<Address>) -> Address {
        let constructor = (self.rich, vec![gateway.to_owned()], signers, 420u64).abi_encode_params();
        self.deploy("SignedResolver", &constructor)
    }

    /// The real registry, in which the rich account has `mononym.eth`, with this resolver.
    pub(super) fn registry(&mut self, resolver: Address) -> Address {
        let path = "contracts/node_modules/@ensdomains/ens/build/contracts/ENSRegistry.json";
        let registry = self.deploy_file(path, &[]);
        let mut node = B256::ZERO;
        for label in PARENT.rsplit('.') {
            let label = keccak256(label);
            let owner = self.rich;
            self.send(registry, &setSubnodeOwnerCall { node, label, owner }, 0);
            node = keccak256([node, label].concat());
        }
        self.send(registry, &setResolverCall { node, resolver }, 0);
        registry
    }

    /// Gives `mononym.eth` to a contract that answers as ENS's NameWrapper does.
    pub(super) fn wrap(&mut self, registry: Address, fuses: u32, expiry: u64) {
        let wrapper = Address::repeat_byte(0x77);
        // PUSH32, PUSH1 offset, MSTORE for each word; then RETURN them.
        let mut code = Vec::new();
        let words = (self.rich, fuses, expiry).abi_encode_params();
        for (index, word) in words.chunks(32).enumerate() {
            code.push(0x7f);
            code.extend(word);
            code.extend([0x60, u8::try_from(index * 32).unwrap(), 0x52]);
        }
        code.extend([0x60, 0x60, 0x60, 0x00, 0xf3]);
        self.anvil
            .rpc("anvil_setCode", json!([wrapper, hex::encode_prefixed(code)]));
        let node = keccak256([B256::ZERO, keccak256("eth")].concat());
        let label = keccak256("mononym");
        self.send(
            registry,
            &setSubnodeOwnerCall {
                node,
                label,
                owner: wrapper,
            },
            0,
        );
    }

    pub(in crate::cli) fn send<C: SolCall>(&mut self, to: Address, call: &C, value: u64) {
        let data = hex::encode_prefixed(call.abi_encode());
        let value = format!("{value:#x}");
        let from = self.rich;
        self.mined(&json!({ "from": from, "to": to, "value": value, "data": data, "gas": "0xf0000" }));
    }

    pub(in crate::cli) fn deploy(&mut self, contract: &str, constructor: &[u8]) -> Address {
        self.deploy_file(&format!("contracts/artifacts/{contract}.json"), constructor)
    }

    fn deploy_file(&mut self, path: &str, constructor: &[u8]) -> Address {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let code: Bytes = artifact["bytecode"].as_str().unwrap().parse().unwrap();
        let data = hex::encode_prefixed([&code, constructor].concat());
        let receipt = self.mined(&json!({ "from": self.rich, "data": data, "gas": "0xf00000" }));
        receipt["contractAddress"].as_str().unwrap().parse().unwrap()
    }

    fn mined(&mut self, transaction: &Value) -> Value {
        let hash = self.anvil.rpc("eth_sendTransaction", json!([transaction]));
        self.mine_at(self.time + 1);
        let receipt = self.anvil.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        receipt
    }

    /// Makes a block at this time, or a second after the one before.
    pub(in crate::cli) fn mine_at(&mut self, time: u64) {
        // Others may have made blocks meanwhile.
        let latest = self.anvil.rpc("eth_getBlockByNumber", json!(["latest", false]));
        let latest: U256 = latest["timestamp"].as_str().unwrap().parse().unwrap();
        self.time = time.max(self.time + 1).max(latest.to::<u64>() + 1);
        self.anvil.rpc("evm_setNextBlockTimestamp", json!([self.time]));
        self.anvil.rpc("evm_mine", json!([]));
    }

    pub(in crate::cli) fn block_time(&self) -> u64 {
        self.time
    }

    /// What the publisher has.
    fn fund(&self, wei: U256) {
        let publisher = Key::new("publisher").address();
        self.anvil.rpc("anvil_setBalance", json!([publisher, wei]));
    }

    pub(super) fn spend_the_purse(&self) {
        self.fund(U256::ZERO);
    }

    /// Runs a command that succeeds.
    pub(super) fn prints(&self, arguments: &[&str]) {
        let said = run(self.directory.path(), arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    }

    /// A gateway that follows this L1 and publishes there, until all is final.
    pub(in crate::cli) fn gateway(&mut self) -> Server {
        let publisher = Key::new("publisher");
        self.fund(U256::from(10u64).pow(U256::from(18)));
        let proposers: Vec<String> = proposers()
            .iter()
            .take(2)
            .map(|key| self.key_file(key).display().to_string())
            .collect();
        let mut command = mononym(self.directory.path());
        command.args(["serve", "--listen", "127.0.0.1:0"]).envs([
            ("MONONYM_L1_CHAIN_ID", "31337"),
            ("MONONYM_KEYSTORE", &self.keystore.to_string()),
            ("MONONYM_L1_RPC", &self.anvil.url),
            ("MONONYM_L1_POLL_SECONDS", "1"),
            ("MONONYM_PUBLISH_SECONDS", "1"),
            (
                "MONONYM_PUBLISHER_KEY",
                &self.key_file(&publisher).display().to_string(),
            ),
            ("MONONYM_PROPOSER_KEYS", &proposers.join(",")),
        ]);
        let server = Server::spawn(&mut command);
        self.settle(&server);
        server
    }

    /// Waits until all that a gateway has is final.
    pub(in crate::cli) fn settle(&mut self, server: &Server) {
        until(server, |state| {
            let head = &state["head"];
            let waits = state["l1"]["latest"]["sequence"] == *head;
            self.mine_at(if waits { self.time + DELAY } else { now() });
            state["l1"]["final"]["sequence"] == *head
        });
    }

    pub(in crate::cli) fn key_file(&self, key: &Key) -> PathBuf {
        let path = self.directory.path().join(format!("{}.key", key.address()));
        let mut options = fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&path)
            .unwrap();
        std::io::Write::write_all(&mut file, key.to_hex().as_bytes()).unwrap();
        path
    }

    /// What the doctor says of this L1, with these arguments besides.
    pub(super) fn doctor(&self, arguments: &[&str]) -> Report {
        let keystore = self.keystore.to_string();
        self.doctor_of(&keystore, arguments)
    }

    /// The same with another Keystore.
    pub(super) fn doctor_of(&self, keystore: &str, arguments: &[&str]) -> Report {
        self.doctor_at(&self.anvil.url, &[&["--keystore", keystore], arguments].concat())
    }

    /// The same at these nodes.
    pub(super) fn doctor_at(&self, urls: &str, arguments: &[&str]) -> Report {
        let fixed = ["doctor", "--json", "--l1", urls];
        Report::new(run(self.directory.path(), &[&fixed, arguments].concat()))
    }
}

/// Waits until what a gateway says of the Keystore is so.
pub(in crate::cli) fn until(gateway: &Server, mut is_so: impl FnMut(&Value) -> bool) {
    let begun = Instant::now();
    loop {
        let state = gateway.json("/v1/keystore");
        if is_so(&state) {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{state}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// Every coin type that the catalogue gives an address for.
pub(super) fn receivable() -> Vec<U256> {
    let catalogue = Catalogue::builtin().unwrap();
    let chains = catalogue.chains().iter().filter(|chain| chain.receivable());
    chains
        .flat_map(|chain| &chain.coin_types)
        .map(|coin_type| coin_type.0)
        .collect()
}

fn proposers() -> Vec<Key> {
    ["proposer one", "proposer two", "proposer three"]
        .map(Key::new)
        .into()
}

/// What the doctor found.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) said: Said,
    pub(super) json: Value,
}

impl Report {
    pub(super) fn new(said: Said) -> Self {
        let json: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.err));
        let is_well = json["ok"] == true;
        assert_eq!(said.code, i32::from(!is_well), "{}", said.err);
        Self { said, json }
    }

    /// The details of a check that came out so.
    pub(super) fn details(&self, check: &str, level: &str) -> Vec<&str> {
        let checks = self.json["checks"].as_array().unwrap().iter();
        checks
            .filter(|found| found["check"] == check && found["level"] == level)
            .map(|found| found["detail"].as_str().unwrap())
            .collect()
    }

    /// Every check that did not come out well, in order.
    pub(super) fn not_ok(&self) -> Vec<(&str, &str)> {
        let checks = self.json["checks"].as_array().unwrap().iter();
        checks
            .map(|found| (found["check"].as_str().unwrap(), found["level"].as_str().unwrap()))
            .filter(|(_, level)| *level != "ok")
            .collect()
    }

    /// That this alone is wrong, and that its text says so.
    pub(super) fn assert_only(&self, check: &str, level: &str, text: &str) {
        assert_eq!(self.not_ok(), [(check, level)], "{}", self.said.out);
        let details = self.details(check, level);
        assert!(details[0].contains(text), "{details:?}");
    }
}
