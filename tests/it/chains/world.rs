//! A chain with our contracts, as they are placed everywhere.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolValue, sol};
use mononym::clock::Clock;
use mononym_derive::Catalogue;
use serde_json::{Value, json};

use crate::{harness::domain, l1::anvil::Anvil, wire::namehash};

sol! {
    function deployCreate2(bytes32 salt, bytes initCode) external returns (address);
    function deploy(bytes32 node, address keystore) external returns (address);
}

/// A chain of its own. Blocks come with transactions.
pub(crate) struct TestChain {
    pub(crate) anvil: Anvil,
    catalogue: Catalogue,
    sender: Address,
}

impl TestChain {
    /// One on which nothing of ours is.
    pub(crate) fn empty(chain_id: u64) -> Self {
        let anvil = Anvil::of_chain(chain_id, Clock::system().now());
        let accounts = anvil.rpc("eth_accounts", json!([]));
        Self {
            sender: accounts[0].as_str().unwrap().parse().unwrap(),
            catalogue: Catalogue::builtin().unwrap(),
            anvil,
        }
    }

    /// One with the stand-in of CreateX, and what it places.
    pub(crate) fn placed(chain_id: u64) -> Self {
        let chain = Self::empty(chain_id);
        chain.put(chain.catalogue.createx(), &createx_code());
        let placement = chain.catalogue.placement().clone();
        let contracts = [
            "RootOracle",
            "MiniAccountBootstrap",
            "MiniAccountFactory",
            "P256Fallback",
            "ReplayRules",
            "MiniAccount",
        ];
        for (contract, (_, placed)) in contracts.into_iter().zip(placement.on_every_chain()) {
            let call = deployCreate2Call {
                salt: keccak256(&placed.salt),
                initCode: code(contract, "bytecode"),
            };
            chain.send(placement.createx, &call);
            assert_ne!(chain.code(placed.address), "0x", "{contract}");
        }
        chain.know_root(1);
        chain
    }

    /// The oracle knows a commit of the Keystore, of a minute ago; none for 0.
    pub(crate) fn know_root(&self, number: u64) {
        let as_of = Clock::system().now() - 60;
        // Of `RootOracle`'s first variable, a mapping: the struct's three numbers in one word.
        let slot = keccak256((domain().keystore, U256::ZERO).abi_encode());
        let word = U256::from(number) | U256::from(as_of) << 64 | U256::from(domain().l1_chain_id) << 128;
        let oracle = self.catalogue.placement().oracle.address;
        let word = B256::from(word);
        self.anvil.rpc("anvil_setStorageAt", json!([oracle, slot, word]));
    }

    /// Deploys a name's account.
    pub(crate) fn deploy(&self, name: &str) {
        let (node, keystore) = (namehash(name), domain().keystore);
        self.send(self.catalogue.factory(), &deployCall { node, keystore });
        assert_ne!(self.code(self.account(name)), "0x", "{name}");
    }

    /// Where a name's account is, or would be.
    pub(crate) fn account(&self, name: &str) -> Address {
        let deployment = self.catalogue.deployment(domain().keystore);
        mononym_derive::mini_account::address(&namehash(name), &deployment)
    }

    pub(crate) fn code(&self, address: Address) -> Value {
        self.anvil.rpc("eth_getCode", json!([address, "latest"]))
    }

    /// Puts code at an address.
    pub(crate) fn put(&self, address: Address, code: &[u8]) {
        let code = hex::encode_prefixed(code);
        self.anvil.rpc("anvil_setCode", json!([address, code]));
    }

    fn send<C: SolCall>(&self, to: Address, call: &C) {
        let data = hex::encode_prefixed(call.abi_encode());
        let transaction = json!({ "from": self.sender, "to": to, "data": data, "gas": "0xf00000" });
        let hash = self.anvil.rpc("eth_sendTransaction", json!([transaction]));
        self.anvil.rpc("evm_mine", json!([]));
        let receipt = self.anvil.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
    }
}

/// The stand-in of CreateX.
pub(crate) fn createx_code() -> Bytes {
    code("CreateXStandIn", "deployedBytecode")
}

pub(crate) fn createx_code_hash() -> B256 {
    keccak256(createx_code())
}

fn code(contract: &str, field: &str) -> Bytes {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("contracts/artifacts/{contract}.json"));
    let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    artifact[field].as_str().unwrap().parse().unwrap()
}
