//! Our contracts in an in-process EVM, as they are committed in contracts/artifacts.

mod account;
mod resolver;
mod tree;
mod vectors;

use std::{fs, path::Path};

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{SolCall, sol};
use revm::{
    Context, ExecuteCommitEvm, MainBuilder, MainContext, MainnetEvm,
    bytecode::Bytecode,
    context::{TxEnv, result::ExecutionResult},
    database::InMemoryDB,
    handler::MainnetContext,
    primitives::TxKind,
    state::AccountInfo,
};
use serde_json::Value;

sol! {
    /// contracts/test/VectorHarness.sol
    interface VectorHarness {
        function namehash(bytes name) external returns (bytes32);
        function responseDigest(address resolver, uint64 expires, bytes callData, bytes result) external returns (bytes32);
        function recordKey(bytes32 node, bytes call) external returns (bytes32);
        function miniAccountInitCode(address implementation, bytes32 node, address keystore) external returns (bytes);
        function miniAccountInitCodeHash(address implementation, bytes32 node, address keystore) external returns (bytes32);
        function miniAccountAddress(address factory, address implementation, bytes32 node, address keystore) external returns (address);
    }

    /// contracts/src/resolver/SignedResolver.sol
    interface SignedResolver {
        error OffchainLookup(address sender, string[] urls, bytes callData, bytes4 callbackFunction, bytes extraData);
        error WrongTarget(address target);
        error ResponseExpired(uint64 expires, uint256 time);
        error ExpiresTooLate(uint64 expires, uint256 latest);
        error MalformedSignature(bytes signature);
        error UnknownSigner(address signer);

        function addSigner(address signer) external;
        function removeSigner(address signer) external;
        function resolve(bytes name, bytes data) external returns (bytes);
        function resolveWithProof(bytes response, bytes extraData) external returns (bytes);
    }

    /// contracts/src/account, and contracts/test/fixtures/CreateXStandIn.sol
    interface Accounts {
        function computeCreate2Address(bytes32 salt, bytes32 initCodeHash) external returns (address);
        function deployCreate2(bytes32 salt, bytes initCode) external returns (address);
        function deploy(bytes32 node, address keystore) external returns (address);
        function getAddress(bytes32 node, address keystore) external returns (address);
        function node() external returns (bytes32);
        function keystore() external returns (address);
    }
}

/// Gas of every transaction: below the cap of EIP-7825.
const GAS: u64 = 16_000_000;
/// Whoever sends transactions.
const SENDER: Address = Address::repeat_byte(0x5e);

/// An EVM with a state of its own.
struct Evm(MainnetEvm<MainnetContext<InMemoryDB>>);

impl Evm {
    /// An empty one whose block has this time.
    fn new(time: u64) -> Self {
        let context = Context::mainnet()
            .with_db(InMemoryDB::default())
            .modify_cfg_chained(|cfg| cfg.disable_nonce_check = true);
        let mut evm = Self(context.build_mainnet());
        evm.set_time(time);
        evm
    }

    fn set_time(&mut self, time: u64) {
        self.0
            .ctx
            .modify_block(|block| block.timestamp = U256::from(time));
    }

    /// Puts runtime code at an address.
    fn install(&mut self, address: Address, code: Bytes) {
        let account = AccountInfo::from_bytecode(Bytecode::new_raw(code));
        self.0
            .ctx
            .modify_db(|db| db.insert_account_info(address, account));
    }

    /// Runs creation code.
    fn create(&mut self, init_code: Bytes) -> Address {
        match self.transact(TxKind::Create, init_code) {
            ExecutionResult::Success { output, .. } => *output.address().unwrap(),
            failure => panic!("{failure:?}"),
        }
    }

    /// Calls a function that must succeed.
    fn call<C: SolCall>(&mut self, to: Address, call: &C) -> C::Return {
        let output = self
            .try_call(to, call)
            .unwrap_or_else(|revert| panic!("{}: {revert}", C::SIGNATURE));
        C::abi_decode_returns_validate(&output).unwrap()
    }

    /// Calls a function: what it returns, or what it reverts with.
    fn try_call<C: SolCall>(&mut self, to: Address, call: &C) -> Result<Bytes, Bytes> {
        match self.transact(TxKind::Call(to), call.abi_encode().into()) {
            ExecutionResult::Success { output, .. } => Ok(output.into_data()),
            ExecutionResult::Revert { output, .. } => Err(output),
            halt => panic!("{halt:?}"),
        }
    }

    fn transact(&mut self, kind: TxKind, data: Bytes) -> ExecutionResult {
        let transaction = TxEnv::builder()
            .caller(SENDER)
            .kind(kind)
            .data(data)
            .gas_limit(GAS);
        let nonce = self
            .0
            .ctx
            .journaled_state
            .database
            .cache
            .accounts
            .get(&SENDER)
            .map_or(0, |account| account.info.nonce);
        self.0
            .transact_commit(transaction.nonce(nonce).build().unwrap())
            .unwrap()
    }

    fn has_code(&mut self, address: Address) -> bool {
        let accounts = &self.0.ctx.journaled_state.database.cache.accounts;
        accounts
            .get(&address)
            .is_some_and(|account| !account.info.is_empty_code_hash())
    }
}

/// A committed artifact.
fn artifact(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("contracts/artifacts/{name}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn code(artifact: &Value, field: &str) -> Bytes {
    artifact[field].as_str().unwrap().parse().unwrap()
}
