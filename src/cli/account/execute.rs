//! `mononym account execute`: has a published operation executed

use std::path::PathBuf;

use alloy_primitives::U256;
use clap::Args;
use mononym_ens::{Limits, Name, normalize};
use mononym_keystore::{Limit, Outbox, OutboxOperation, limits_hash};
use serde_json::json;
use thiserror::Error;

use crate::{
    chain::{Block, MiniAccount, MiniAccountState, Node, RpcUrl, execute_from_outbox},
    cli::{
        CliError,
        database::block_on,
        l1::KeystoreArgs,
        outbox::{read_limits, read_operations},
        output::Output,
        relay::{RelayArgs, Story, node},
        values::time_text,
    },
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Execute {
    /// The name
    name: String,
    /// File with the operations that were published
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Which of them, from 0
    #[arg(long, value_name = "I", default_value_t = 0)]
    index: usize,
    /// File with the account's limits, if it has any
    #[arg(long, value_name = "FILE")]
    limits: Option<PathBuf>,
    /// A node of the operation's chain
    #[arg(long, env = "MONONYM_RPC", value_name = "URL", hide_env_values = true)]
    rpc: RpcUrl,
    #[command(flatten)]
    relay: RelayArgs,
    #[command(flatten)]
    keystore: KeystoreArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Why an operation cannot be executed at present.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(in crate::cli) enum ExecuteError {
    /// No such operation.
    #[error("the file has {found} operations: --index counts them from 0")]
    NoSuch { found: usize },
    /// The node is of another chain.
    #[error("operation {index} is for chain {expected}, and --rpc is a node of chain {found}")]
    OtherChain {
        index: usize,
        expected: U256,
        found: u64,
    },
    /// The mini-account does not know its account.
    #[error("the mini-account on chain {0} has not been synced: mononym account sync")]
    NotSynced(u64),
    /// It publishes something else.
    #[error(
        "as far as the mini-account knows (nonce {nonce}), the name publishes other operations than the file's: \
         sync it, if the file was published since"
    )]
    NotPublished { nonce: u64 },
    /// Other limits.
    #[error(
        "as far as the mini-account knows (nonce {nonce}), the name's limits are other than those of --limits: \
         sync it, or name the file that was signed"
    )]
    OtherLimits { nonce: u64 },
    /// Too early or too late.
    #[error("the operation is due from {} to {}", time_text(*.from), time_text(*.to))]
    NotDue { from: u64, to: u64 },
}

impl Execute {
    pub(super) fn run(self) -> Result<(), CliError> {
        block_on(self.execute())
    }

    async fn execute(&self) -> Result<(), CliError> {
        let text = normalize(&self.name, &Limits::default())?;
        let name = Name::from_text(&text, &Limits::default())?;
        let keystore = self.keystore.domain()?.keystore;
        let operations = read_operations(&self.file, &name.node(), keystore)?;
        let limits = match &self.limits {
            Some(path) => read_limits(path)?,
            None => Vec::new(),
        };
        let outbox = Outbox::new(&operations)?;
        let found = operations.len();
        let (Some(operation), Some(proof)) = (operations.get(self.index), outbox.proof(self.index)) else {
            return Err(ExecuteError::NoSuch { found }.into());
        };
        let node = node(&self.rpc).await?;
        let block = self.check(&node, operation, &outbox, &limits).await?;
        let output = Output::new(self.json);
        let (leaf, account, chain_id) = (operation.leaf(), operation.account, node.chain_id());
        let report = |outcome| json!({ "name": text, "chainId": chain_id, "account": account, "leaf": leaf, "outcome": outcome });
        let call = MiniAccount::isExecutedCall { leaf };
        let is_executed = node.call_at(account, &call, block.hash).await;
        if is_executed.map_err(|error| CliError::node(&node, error))? {
            return output.print(&report("already-executed"), |out| {
                writeln!(out, "nothing to do: operation {} was executed before", self.index)
            });
        }
        let request = execute_from_outbox(account, operation, &limits, proof);
        let quote = self.relay.quote(&node, &request).await?;
        let done = format!("executed operation {}: {account} on chain {chain_id}", self.index);
        let story = Story {
            done: &done,
            report: report("executed"),
        };
        self.relay.finish(&node, request, quote, story, &output).await
    }

    /// Says plainly what the mini-account would refuse.
    async fn check(
        &self,
        node: &Node,
        operation: &OutboxOperation,
        outbox: &Outbox,
        limits: &[Limit],
    ) -> Result<Block, CliError> {
        let failed = |error| CliError::node(node, error);
        let chain_id = node.chain_id();
        if operation.chain_id != U256::from(chain_id) {
            return Err(ExecuteError::OtherChain {
                index: self.index,
                expected: operation.chain_id,
                found: chain_id,
            }
            .into());
        }
        let block = node.latest_block().await.map_err(failed)?;
        let state = node
            .mini_account(operation.account, block.hash)
            .await
            .map_err(failed)?;
        let Some(state) = state.filter(|state| state.root_number > 0) else {
            return Err(ExecuteError::NotSynced(chain_id).into());
        };
        let MiniAccountState { nonce, .. } = state;
        if state.outbox_root != outbox.root() {
            return Err(ExecuteError::NotPublished { nonce }.into());
        }
        if state.limits_hash != limits_hash(limits)? {
            return Err(ExecuteError::OtherLimits { nonce }.into());
        }
        let (from, to) = (operation.valid_from, operation.deadline);
        if block.time < from || block.time > to {
            return Err(ExecuteError::NotDue { from, to }.into());
        }
        Ok(block)
    }
}
