//! One L1, one Keystore, one log, and publishers that work on them. Time stands still until a block
//! is made.

use std::{fs, path::Path, sync::Arc, time::Duration};

use alloy_primitives::{Address, B256, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolEvent, SolValue};
use mononym::{
    chain::{Keystore, L1, L1State, NodeSettings, RpcUrl},
    clock::Clock,
    publisher::{Outlook, PublisherSettings, PublisherState, PublisherStatus, Purse, Runner},
    sign::{DigestSigner, LocalSigner},
};
use mononym_keystore::{Domain, Step, StepLimits, decode_steps, restore, shorten};
use serde_json::{Value, json};

use super::{anvil::Anvil, fake_log::FakeLog};
use crate::accounts::Key;

/// Where the clock stands when the Keystore has been deployed.
pub(super) const START: u64 = 1_800_000_000;
/// Finality of commits, in seconds.
pub(super) const DELAY: u64 = 600;
/// Within how many seconds forced operations are due.
pub(super) const FORCED_PERIOD: u64 = 86_400;
/// Fees of forced operations, in wei.
const FLAT_FEE: u64 = 1_000_000_000;
const FEE_PER_BYTE: u64 = 1_000;

pub(super) struct World {
    pub(super) anvil: Anvil,
    pub(super) clock: Clock,
    pub(super) log: Arc<FakeLog>,
    pub(super) domain: Domain,
    pub(super) settings: PublisherSettings,
    rich: Address,
    proposers: Vec<Key>,
}

impl World {
    /// The sender of transactions is the only proposer.
    pub(super) fn new() -> Self {
        Self::with_proposers(&[purse_key()], 1)
    }

    pub(super) fn with_proposers(proposers: &[Key], threshold: u64) -> Self {
        let anvil = Anvil::start(START - 100);
        let clock = Clock::fixed(START - 100);
        let accounts = anvil.rpc("eth_accounts", json!([]));
        let rich: Address = accounts[0].as_str().unwrap().parse().unwrap();
        let mut addresses: Vec<Address> = proposers.iter().map(Key::address).collect();
        addresses.sort();
        let mut world = Self {
            log: Arc::new(FakeLog::new(clock.clone())),
            clock,
            domain: Domain {
                l1_chain_id: 31337,
                keystore: Address::ZERO,
            },
            settings: PublisherSettings {
                poll: Duration::from_millis(20),
                max_root_age: 6 * 3600,
                keep_proofs: 6 * 3600,
                publish_seconds: 60,
                publish_bytes: 10_000,
                max_fee: 100_000_000_000,
                stuck_seconds: 90,
            },
            rich,
            proposers: proposers.to_vec(),
            anvil,
        };
        let constructor = (addresses, U256::from(threshold), DELAY).abi_encode_params();
        let verifier = world.deploy("ProposerVerifier", &constructor);
        world.clock.set(START - 12);
        let constructor = (
            rich,
            verifier,
            u32::try_from(FORCED_PERIOD).unwrap(),
            U256::from(FLAT_FEE),
            U256::from(FEE_PER_BYTE),
        )
            .abi_encode_params();
        world.domain.keystore = world.deploy("Keystore", &constructor);
        world.fund(U256::from(10u64).pow(U256::from(18)));
        world
    }

    /// From now on new publishers sign with these keys.
    pub(super) fn set_proposers(&mut self, proposers: &[Key]) {
        self.proposers = proposers.to_vec();
    }

    /// A contract of ours, deployed by the rich account.
    pub(super) fn deploy(&self, contract: &str, constructor: &[u8]) -> Address {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("contracts/artifacts/{contract}.json"));
        let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let code: Bytes = artifact["bytecode"].as_str().unwrap().parse().unwrap();
        let data = hex::encode_prefixed([&code, constructor].concat());
        let transaction = json!({ "from": self.rich, "data": data, "gas": "0xf00000" });
        let receipt = self.mined(&transaction);
        receipt["contractAddress"].as_str().unwrap().parse().unwrap()
    }

    /// Sends a transaction of the rich account and makes the block that it is in.
    fn mined(&self, transaction: &Value) -> Value {
        let hash = self.anvil.rpc("eth_sendTransaction", json!([transaction]));
        self.mine(12);
        let receipt = self.anvil.rpc("eth_getTransactionReceipt", json!([hash]));
        assert_eq!(receipt["status"], "0x1", "{receipt}");
        receipt
    }

    /// Makes the next block, so many seconds from now.
    pub(super) fn mine(&self, seconds: u64) {
        let time = self.clock.now() + seconds;
        self.anvil.rpc("evm_setNextBlockTimestamp", json!([time]));
        self.anvil.rpc("evm_mine", json!([]));
        self.clock.set(time);
    }

    /// Makes the next block and leaves every transaction waiting, as blocks do that pay better ones.
    pub(super) fn mine_without(&self, seconds: u64) {
        self.anvil.rpc("evm_setBlockGasLimit", json!(["0x7530"]));
        self.mine(seconds);
        self.anvil.rpc("evm_setBlockGasLimit", json!(["0x3938700"]));
    }

    /// Sets what the publisher's account has.
    pub(super) fn fund(&self, wei: U256) {
        self.anvil
            .rpc("anvil_setBalance", json!([purse_key().address(), wei]));
    }

    /// What the next block's gas costs.
    pub(super) fn set_base_fee(&self, wei: u64) {
        self.anvil
            .rpc("anvil_setNextBlockBaseFeePerGas", json!([format!("{wei:#x}")]));
    }

    /// A publisher that starts now.
    pub(super) fn publisher(&self) -> Running {
        self.publisher_at(std::slice::from_ref(&self.anvil.url))
    }

    /// One that asks these nodes.
    pub(super) fn publisher_at(&self, urls: &[String]) -> Running {
        let purse = Purse::new(signer(&purse_key()), self.proposers.iter().map(signer).collect());
        Running::new(self.l1(urls), self, Some(purse))
    }

    /// One with this purse.
    pub(super) fn publisher_with(&self, purse: Purse) -> Running {
        Running::new(self.l1(std::slice::from_ref(&self.anvil.url)), self, Some(purse))
    }

    /// One without keys.
    pub(super) fn watcher(&self) -> Running {
        Running::new(self.l1(std::slice::from_ref(&self.anvil.url)), self, None)
    }

    pub(super) fn l1(&self, urls: &[String]) -> L1 {
        let urls: Vec<RpcUrl> = urls.iter().map(|url| url.parse().unwrap()).collect();
        let settings = NodeSettings {
            timeout: Duration::from_millis(1500),
            ..NodeSettings::default()
        };
        L1::new(urls, self.domain, settings)
    }

    /// What a function of the Keystore returns in the latest block.
    pub(super) fn call<C: SolCall>(&self, call: &C) -> C::Return {
        let data = hex::encode_prefixed(call.abi_encode());
        let request = json!([{ "to": self.domain.keystore, "data": data }, "latest"]);
        let output: Bytes = self
            .anvil
            .rpc("eth_call", request)
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        C::abi_decode_returns_validate(&output).unwrap()
    }

    /// Number and sequence of the latest commit.
    pub(super) fn committed(&self) -> (u64, u64) {
        let head = self.call(&Keystore::headCall {});
        (head.number, head.sequence)
    }

    pub(super) fn as_of(&self) -> u64 {
        self.call(&Keystore::headCall {}).asOf
    }

    pub(super) fn queue(&self) -> (u64, u64) {
        let queue = self.call(&Keystore::queueCall {});
        (queue.first, queue.end)
    }

    /// Puts an operation, as it travels, into the queue.
    pub(super) fn force(&self, body: &[u8]) {
        let fee = U256::from(FLAT_FEE) + U256::from(FEE_PER_BYTE) * U256::from(body.len());
        let data = Keystore::forceCall {
            body: Bytes::copy_from_slice(body),
        };
        let data = hex::encode_prefixed(data.abi_encode());
        let (from, to) = (self.rich, self.domain.keystore);
        self.mined(&json!({ "from": from, "to": to, "value": fee, "data": data, "gas": "0xf0000" }));
    }

    /// The Keystore's events of one kind, in order.
    pub(super) fn events<E: SolEvent>(&self) -> Vec<E> {
        let filter = json!([{
            "address": self.domain.keystore,
            "topics": [E::SIGNATURE_HASH],
            "fromBlock": "0x0",
            "toBlock": "latest",
        }]);
        let logs = self.anvil.rpc("eth_getLogs", filter);
        let event = |log: &Value| {
            let topics: Vec<B256> = serde_json::from_value(log["topics"].clone()).unwrap();
            let data: Bytes = serde_json::from_value(log["data"].clone()).unwrap();
            E::decode_raw_log_validate(topics, &data).unwrap()
        };
        logs.as_array().unwrap().iter().map(event).collect()
    }

    /// The steps of every commit.
    pub(super) fn commits(&self) -> Vec<Vec<Step>> {
        let commits = self.events::<Keystore::Committed>();
        commits
            .iter()
            .skip(1)
            .map(|commit| decode_steps(&commit.steps, &StepLimits::default()).unwrap())
            .collect()
    }

    /// Transactions that wait for a block.
    pub(super) fn waiting(&self) -> usize {
        let status = self.anvil.rpc("txpool_status", json!([]));
        let count = status["pending"].as_str().unwrap().trim_start_matches("0x");
        usize::from_str_radix(count, 16).unwrap()
    }

    /// The sender's transactions that wait for a block, as the node shows them.
    pub(super) fn mempool(&self) -> Vec<Value> {
        let content = self.anvil.rpc("txpool_content", json!([]));
        let senders = content["pending"].as_object().unwrap();
        let transactions = senders
            .values()
            .flat_map(|nonces| nonces.as_object().unwrap().values());
        transactions.cloned().collect()
    }

    /// Reads back every commit: L1 has the log's operations up to its sequence, each once and in
    /// order, at its time, with its root; every commit ends with a version of the tree.
    pub(super) fn assert_exact(&self) {
        let log = self.log.steps_so_far();
        let boundaries = self.log.boundaries();
        let mut forced = self.events::<Keystore::Forced>().into_iter();
        let mut at = 0;
        let mut as_of = 0;
        for (number, commit) in self.events::<Keystore::Committed>().iter().enumerate() {
            assert_eq!(commit.number, u64::try_from(number).unwrap());
            assert!(commit.asOf >= as_of, "times never go back");
            as_of = commit.asOf;
            let before = at;
            for step in decode_steps(&commit.steps, &StepLimits::default()).unwrap() {
                let body = match &step {
                    Step::Operation { body, .. } => body.clone(),
                    Step::ForcedApplied { .. } => forced.next().unwrap().body,
                    Step::ForcedRejected { .. } => {
                        forced.next().unwrap();
                        continue;
                    }
                };
                let logged = &log[at];
                assert_eq!(restore(&body, 1 << 20).unwrap(), logged.body.to_vec());
                assert_eq!(body.to_vec(), shorten(&logged.body));
                assert_eq!(step.accepted_at(), logged.accepted_at);
                assert_eq!(step.root(), Some(logged.root));
                at += 1;
            }
            assert_eq!(commit.sequence, u64::try_from(at).unwrap());
            assert!(
                at == before
                    || boundaries.contains(&commit.sequence)
                    || self.is_in_long_group(commit.sequence)
            );
            // What the commit says of its time is true.
            let next = log.get(at).map_or(u64::MAX, |step| step.accepted_at);
            assert!(
                commit.asOf <= next.max(self.log.sealed()),
                "as of {as_of}, then one at {next}"
            );
            assert!(next >= commit.asOf, "as of {as_of}, then one at {next}");
        }
        assert_eq!(self.committed().1, u64::try_from(at).unwrap());
    }

    /// Whether a sequence lies in a group that no commit holds.
    fn is_in_long_group(&self, sequence: u64) -> bool {
        let boundaries = self.log.boundaries();
        let end = boundaries.range(sequence..).next().unwrap();
        let start = boundaries.range(..sequence).next_back().unwrap_or(&0);
        let group = self.log.steps_so_far();
        let group = &group[usize::try_from(*start).unwrap()..usize::try_from(*end).unwrap()];
        let bytes: usize = group.iter().map(|step| step.body.len() + 41).sum();
        bytes > PublisherSettings::MAX_BYTES
    }

    /// The same, and nothing of the log is missing.
    pub(super) fn assert_complete(&self) {
        self.assert_exact();
        assert_eq!(self.committed().1, u64::try_from(self.log.len()).unwrap());
    }
}

/// Key of the account that sends transactions.
pub(super) fn purse_key() -> Key {
    Key::new("publisher")
}

pub(super) fn signer(key: &Key) -> DigestSigner {
    LocalSigner::new(key.to_hex().parse().unwrap()).into()
}

/// A publisher at work.
#[derive(Debug)]
pub(super) struct Running {
    runner: Runner,
    pub(super) outlook: Outlook,
}

impl Running {
    fn new(l1: L1, world: &World, purse: Option<Purse>) -> Self {
        let log = Arc::clone(&world.log);
        let runner = Runner::new(l1, log, purse, world.settings, world.clock.clone());
        let outlook = runner.outlook();
        Self { runner, outlook }
    }

    /// One turn: what the publisher says after it.
    pub(super) async fn turn(&mut self) -> PublisherState {
        self.runner.turn().await;
        self.status().state
    }

    /// What the publisher says.
    pub(super) fn status(&self) -> PublisherStatus {
        self.outlook.publisher.borrow().clone()
    }

    pub(super) fn l1(&self) -> L1State {
        self.outlook.l1.borrow().clone()
    }

    pub(super) fn anchor(&self) -> Option<u64> {
        self.outlook.anchor.borrow().map(|anchor| anchor.number)
    }

    /// Turns and blocks until nothing is left to do.
    pub(super) async fn until_idle(&mut self, world: &World) {
        self.until(world, &[PublisherState::Idle]).await;
    }

    /// The same, or until there is nothing to do yet.
    pub(super) async fn until_idle_or_waiting(&mut self, world: &World) {
        self.until(world, &[PublisherState::Idle, PublisherState::Waiting])
            .await;
    }

    async fn until(&mut self, world: &World, states: &[PublisherState]) {
        for _ in 0..60 {
            let state = self.turn().await;
            if states.contains(&state) {
                return;
            }
            assert!(!state.is_trouble(), "{:?}", self.status());
            world.mine(12);
        }
        panic!("never idle: {:?}", self.status());
    }

    /// Hands the task over.
    pub(super) fn into_runner(self) -> Runner {
        self.runner
    }
}

/// What a node says a transaction's field is.
pub(super) fn number(transaction: &Value, field: &str) -> u128 {
    let text = transaction[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {transaction}"));
    u128::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
}

/// A hash that nothing has.
pub(super) fn elsewhere() -> B256 {
    keccak256("elsewhere")
}
