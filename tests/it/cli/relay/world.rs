//! L1 with a service that publishes there, and another chain; our contracts on both.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, Bytes, U256, address, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use mononym::chain::{Root, RootOracle};
use mononym_derive::{Catalogue, createx::CREATEX, mini_account};
use mononym_ens::{Limits, Name};
use serde_json::{Value, json};

use super::super::{
    Said, Server,
    doctor::world::{World as L1, now},
    run,
};
use crate::{accounts::Key, l1::anvil::Anvil};

pub(super) const ALICE: &str = "alice.mononym.eth";
/// Base's chain id.
pub(super) const OTHER: u64 = 8453;
/// What rollups add to the address of a contract on L1.
const ALIAS_OFFSET: Address = address!("0x1111000000000000000000000000000000001111");

sol! {
    function deployCreate2(bytes32 salt, bytes initCode) external payable returns (address);
}

pub(super) struct World {
    pub(super) l1: L1,
    pub(super) other: Anvil,
    pub(super) server: Server,
}

impl World {
    /// All of Alice's registration is final.
    pub(super) fn new() -> Self {
        let mut l1 = L1::new(300);
        let other = Anvil::start(now());
        other.rpc("anvil_setChainId", json!([OTHER]));
        for anvil in [&l1.anvil, &other] {
            place(anvil);
            fund(anvil, relayer().address());
        }
        let server = l1.gateway();
        let mut world = Self { l1, other, server };
        world.l1.key_file(&relayer());
        world.prints(&["register", ALICE, "--key", "alice.key"]);
        world.settle();
        world
    }

    /// Publishes all and waits until it is final.
    pub(super) fn settle(&mut self) {
        self.l1.settle(&self.server);
    }

    /// Runs a command of an owner.
    pub(super) fn prints(&self, arguments: &[&str]) -> String {
        let all = [arguments, &["--gateway", &self.server.url]].concat();
        let said = run(self.l1.directory.path(), &all);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        said.out
    }

    /// Runs a command of a relayer, for this Keystore.
    pub(super) fn relay(&self, arguments: &[&str]) -> Said {
        let keystore = self.l1.keystore.to_string();
        let all = [arguments, &["--keystore", &keystore, "--json"]].concat();
        run(self.l1.directory.path(), &all)
    }

    fn sync_with(&self, rpc: &str, payment: &[&str]) -> Said {
        let fixed = [
            "account",
            "sync",
            ALICE,
            "--rpc",
            rpc,
            "--gateway",
            &self.server.url,
        ];
        self.relay(&[&fixed, payment].concat())
    }

    /// `account sync` by the relayer, at a node.
    pub(super) fn sync(&self, rpc: &str) -> Value {
        answer(&self.sync_with(rpc, &["--key", &relayer_file()]))
    }

    /// The same, only shown.
    pub(super) fn sync_dry(&self, rpc: &str) -> Value {
        answer(&self.sync_with(rpc, &["--dry-run"]))
    }

    /// What the same says when it fails.
    pub(super) fn sync_fails(&self, rpc: &str) -> String {
        error(&self.sync_with(rpc, &["--key", &relayer_file()]))
    }

    /// The same, paid by another key.
    pub(super) fn sync_fails_for(&self, rpc: &str, key: &Key) -> String {
        let file = self.l1.key_file(key).display().to_string();
        error(&self.sync_with(rpc, &["--key", &file]))
    }

    /// The newest final root on L1.
    pub(super) fn root(&self) -> Root {
        let keystore = self.l1.keystore;
        call(&self.l1.anvil, oracle(), &RootOracle::latestCall { keystore })
    }

    /// Brings the newest final root to the other chain, as its bridge does.
    pub(super) fn bring_root(&self) -> Root {
        let root = self.root();
        self.bring(root.clone());
        root
    }

    /// Plays the aliased messengers of a root.
    pub(super) fn bring(&self, root: Root) {
        let keystore = self.l1.keystore;
        let of = RootOracle::messengersOfCall {
            keystore,
            root: root.clone(),
        };
        let push = RootOracle::pushCall { keystore, root };
        for messenger in call(&self.other, oracle(), &of) {
            let (messenger, offset) = (
                U256::from_be_slice(&messenger[..]),
                U256::from_be_slice(&ALIAS_OFFSET[..]),
            );
            let sender = Address::from_word((messenger.wrapping_add(offset)).into());
            send_as(&self.other, sender, oracle(), &push);
        }
    }

    /// Makes a block on the other chain, so many seconds from now.
    pub(super) fn pass(&self, seconds: u64) {
        self.other
            .rpc("evm_setNextBlockTimestamp", json!([now() + seconds]));
        self.other.rpc("evm_mine", json!([]));
    }

    /// Where Alice's mini-account is.
    pub(super) fn account(&self) -> Address {
        let catalogue = Catalogue::builtin().unwrap();
        let node = Name::from_text(ALICE, &Limits::default()).unwrap().node();
        mini_account::address(&node, &catalogue.deployment(self.l1.keystore))
    }
}

/// Anybody with coins.
pub(super) fn relayer() -> Key {
    Key::new("relayer")
}

/// Its key file.
pub(super) fn relayer_file() -> String {
    format!("{}.key", relayer().address())
}

pub(super) fn oracle() -> Address {
    Catalogue::builtin().unwrap().placement().oracle.address
}

pub(super) fn answer(said: &Said) -> Value {
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

pub(super) fn error(said: &Said) -> String {
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
    said.err.clone()
}

/// Gives an account a thousand ether.
pub(super) fn fund(anvil: &Anvil, account: Address) {
    anvil.rpc("anvil_setBalance", json!([account, "0x3635c9adc5dea00000"]));
}

pub(super) fn call<C: SolCall>(anvil: &Anvil, to: Address, call: &C) -> C::Return {
    let data = hex::encode_prefixed(call.abi_encode());
    let output = anvil.rpc("eth_call", json!([{ "to": to, "data": data }, "latest"]));
    let output: Bytes = output.as_str().unwrap().parse().unwrap();
    C::abi_decode_returns_validate(&output).unwrap()
}

/// Sends a call from any address.
fn send_as<C: SolCall>(anvil: &Anvil, from: Address, to: Address, call: &C) {
    fund(anvil, from);
    anvil.rpc("anvil_impersonateAccount", json!([from]));
    let data = hex::encode_prefixed(call.abi_encode());
    let transaction = json!({ "from": from, "to": to, "data": data, "gas": "0xf00000" });
    let hash = anvil.rpc("eth_sendTransaction", json!([transaction]));
    // The node answers before the block is there.
    let receipts = std::iter::repeat_with(|| {
        anvil.rpc("evm_mine", json!([]));
        anvil.rpc("eth_getTransactionReceipt", json!([hash]))
    });
    let receipt = receipts.take(10).find(|receipt| !receipt.is_null()).unwrap();
    assert_eq!(receipt["status"], "0x1", "{receipt}");
}

/// Everything that CreateX places; from now on each transaction makes a block.
fn place(anvil: &Anvil) {
    anvil.rpc("evm_setAutomine", json!([true]));
    let code = artifact("CreateXStandIn")["deployedBytecode"].clone();
    anvil.rpc("anvil_setCode", json!([CREATEX, code]));
    let catalogue = Catalogue::builtin().unwrap();
    let names = [
        "RootMessenger",
        "RootOracle",
        "MiniAccountBootstrap",
        "MiniAccountFactory",
        "P256Fallback",
        "ReplayRules",
        "MiniAccount",
        "RootBroadcaster",
    ];
    for ((name, placed), contract) in catalogue.placement().contracts().into_iter().zip(names) {
        let init_code: Bytes = artifact(contract)["bytecode"].as_str().unwrap().parse().unwrap();
        let salt: B256 = keccak256(&placed.salt);
        send_as(
            anvil,
            Address::repeat_byte(0xde),
            CREATEX,
            &deployCreate2Call {
                salt,
                initCode: init_code,
            },
        );
        let code = anvil.rpc("eth_getCode", json!([placed.address, "latest"]));
        assert_ne!(code, "0x", "{name}");
    }
}

pub(super) fn artifact(contract: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("contracts/artifacts/{contract}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
