//! What it costs to check proofs of a tree on L1: our contracts in an EVM in process, as they are
//! committed in contracts/artifacts.

use std::{fs, path::Path};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolValue, sol};
use mononym_ens::{Limits, Name, Query, ccip};
use mononym_keystore::{Proof, ProvenAnswer};
use revm::{
    Context, ExecuteCommitEvm, MainBuilder, MainContext, MainnetEvm,
    bytecode::Bytecode,
    context::{TxEnv, result::ExecutionResult},
    database::InMemoryDB,
    handler::MainnetContext,
    primitives::TxKind,
    state::AccountInfo,
};

use crate::{
    Result,
    leaves::{TEXT, keys, name},
};

sol! {
    interface VectorHarness {
        function checkProof(bytes32 root, bytes32 key, Proof proof) external returns (bytes);
        struct Proof {
            bytes value;
            bytes32[] siblings;
            bytes32 otherKey;
            bytes32 otherValueHash;
        }
    }
    interface ProvenResolver {
        function resolveWithProof(bytes response, bytes extraData) external returns (bytes);
    }
}

/// The commit that all answers are of.
pub(crate) const NUMBER: u64 = 7;
/// The block's time, and the one of the log that the root shows.
const NOW: u64 = 1_800_000_000;
const MAX_AGE: u64 = 6 * 3600;
const KEYSTORE: Address = Address::repeat_byte(0x4b);
const SENDER: Address = Address::repeat_byte(0x5e);
const OWNER: Address = Address::repeat_byte(0x05);
/// Below the cap of EIP-7825.
const GAS: u64 = 16_000_000;
/// Gas of any transaction, and of each byte of its call data.
const TRANSACTION: u64 = 21_000;
const ZERO_BYTE: u64 = 4;
const OTHER_BYTE: u64 = 16;

/// Means over a sample of accounts, without what a transaction and its call data cost.
pub(crate) struct Gas {
    /// `KeystoreProof.check` of an account, called from outside.
    pub(crate) check: f64,
    /// `ProvenResolver.resolveWithProof` of a text record.
    pub(crate) text: f64,
    /// The same of the derived address on Ethereum: the proof that the record is absent.
    pub(crate) derived: f64,
}

/// What one account's proofs are: those of its text, and those of its derived address.
pub(crate) struct Case {
    pub(crate) account: u32,
    pub(crate) text: ProvenAnswer,
    pub(crate) derived: ProvenAnswer,
}

pub(crate) fn measure(root: B256, cases: &[Case]) -> Result<Gas> {
    let mut evm = Evm::new();
    let harness = evm.create(code("VectorHarness")?)?;
    let rule = evm.create(code("EvmAddressRule")?)?;
    let rows = vec![(U256::from(60), rule)];
    let list = (OWNER, 30 * 86_400_u64, rows).abi_encode_params();
    let chains = evm.create([code("ChainList")?, list].concat())?;
    evm.install(KEYSTORE, keystore(root));
    let resolver = (
        OWNER,
        vec!["https://gateway.example".to_owned()],
        KEYSTORE,
        chains,
        MAX_AGE,
    );
    let resolver = evm.create([code("ProvenResolver")?, resolver.abi_encode_params()].concat())?;

    let (mut check, mut text, mut derived) = (0, 0, 0);
    for case in cases {
        let [key, _] = keys(case.account);
        let call = VectorHarness::checkProofCall {
            root,
            key,
            proof: on_chain(&case.text.account),
        };
        check += evm.gas(harness, &call)?;
        text += evm.gas(
            resolver,
            &resolve(case.account, &Query::Text(TEXT.to_owned()), &case.text, resolver)?,
        )?;
        derived += evm.gas(
            resolver,
            &resolve(case.account, &Query::Addr, &case.derived, resolver)?,
        )?;
    }
    let mean = |gas: u64| gas as f64 / cases.len() as f64;
    Ok(Gas {
        check: mean(check),
        text: mean(text),
        derived: mean(derived),
    })
}

/// The callback of ERC-3668.
fn resolve(
    account: u32,
    query: &Query,
    answer: &ProvenAnswer,
    resolver: Address,
) -> Result<ProvenResolver::resolveWithProofCall> {
    let name = Name::from_text(&name(account), &Limits::default())?;
    let asked = Bytes::from(ccip::encode_prove(&name, &query.encode(name.node())));
    Ok(ProvenResolver::resolveWithProofCall {
        response: answer.encode().into(),
        extraData: (asked, resolver).abi_encode_params().into(),
    })
}

fn on_chain(proof: &Proof) -> VectorHarness::Proof {
    VectorHarness::Proof {
        value: proof.value.clone(),
        siblings: proof.siblings.clone(),
        otherKey: proof.other_key,
        otherValueHash: proof.other_value_hash,
    }
}

/// Answers every call with root and time: less by a few storage reads than the Keystore.
fn keystore(root: B256) -> Bytes {
    let time = B256::from(U256::from(NOW));
    let mut code = Vec::new();
    for (word, place) in [(root, 0), (time, 32)] {
        // PUSH32 word, PUSH1 place, MSTORE
        code.push(0x7f);
        code.extend(word);
        code.extend([0x60, place, 0x52]);
    }
    // PUSH1 64, PUSH1 0, RETURN
    code.extend([0x60, 64, 0x60, 0, 0xf3]);
    code.into()
}

/// The creation code of a committed artifact.
fn code(name: &str) -> Result<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("contracts/artifacts/{name}.json"));
    let artifact: serde_json::Value = serde_json::from_slice(&fs::read(path)?)?;
    let code = artifact.get("bytecode").and_then(serde_json::Value::as_str);
    let code: Bytes = code.ok_or("an artifact has no bytecode")?.parse()?;
    Ok(code.into())
}

struct Evm {
    evm: MainnetEvm<MainnetContext<InMemoryDB>>,
    nonce: u64,
}

impl Evm {
    fn new() -> Self {
        let context = Context::mainnet()
            .with_db(InMemoryDB::default())
            .modify_block_chained(|block| block.timestamp = U256::from(NOW));
        Self {
            evm: context.build_mainnet(),
            nonce: 0,
        }
    }

    fn install(&mut self, address: Address, code: Bytes) {
        let account = AccountInfo::from_bytecode(Bytecode::new_raw(code));
        self.evm
            .ctx
            .modify_db(|db| db.insert_account_info(address, account));
    }

    fn create(&mut self, init_code: Vec<u8>) -> Result<Address> {
        match self.transact(TxKind::Create, init_code.into())? {
            ExecutionResult::Success { output, .. } => {
                Ok(*output.address().ok_or("a creation without an address")?)
            }
            failure => Err(format!("{failure:?}").into()),
        }
    }

    /// Gas of a call that must succeed.
    fn gas(&mut self, to: Address, call: &impl SolCall) -> Result<u64> {
        let data = call.abi_encode();
        let zeros = u64::try_from(data.iter().filter(|byte| **byte == 0).count())?;
        let others = u64::try_from(data.len())? - zeros;
        match self.transact(TxKind::Call(to), data.into())? {
            ExecutionResult::Success { gas, .. } => {
                Ok(gas.total_gas_spent() - TRANSACTION - ZERO_BYTE * zeros - OTHER_BYTE * others)
            }
            failure => Err(format!("{failure:?}").into()),
        }
    }

    fn transact(&mut self, kind: TxKind, data: Bytes) -> Result<ExecutionResult> {
        let transaction = TxEnv::builder()
            .caller(SENDER)
            .kind(kind)
            .data(data)
            .gas_limit(GAS)
            .nonce(self.nonce)
            .build()
            .map_err(|error| format!("{error:?}"))?;
        self.nonce += 1;
        Ok(self.evm.transact_commit(transaction)?)
    }
}
