//! One look at L1: everything as of one block of one node.

use alloy_primitives::Address;
use alloy_sol_types::SolCall;

use super::report::{Report, span};
use crate::{
    chain::{Block, L1, Node, NodeError},
    clock::Clock,
};

/// A node whose latest block is this many seconds old is behind, or its network stands still.
const STALE: u64 = 600;

/// A node and its latest block.
pub(super) struct Look {
    node: Node,
    pub(super) block: Block,
    pub(super) chain_id: u64,
}

impl Look {
    /// Tries every node; looks through the first that is of use.
    pub(super) async fn through(l1: &L1, report: &mut Report) -> Option<Self> {
        let mut found: Option<Self> = None;
        let mut failures = Vec::new();
        for node in l1.nodes() {
            match latest(node).await {
                Ok(block) => {
                    say(node, block, l1, report);
                    found = found.or_else(|| {
                        let node = node.clone();
                        let chain_id = l1.domain().l1_chain_id;
                        Some(Self {
                            node,
                            block,
                            chain_id,
                        })
                    });
                }
                Err(error) => failures.push((node, error)),
            }
        }
        for (node, error) in failures {
            let text = format!("{}: {error}", node.host());
            match error {
                NodeError::WrongChain { .. } => report.problem("l1", text),
                _ if found.is_some() => report.warning("l1", text + "; another node answers"),
                _ => report.problem("l1", text + "; --l1 names others"),
            }
        }
        found
    }

    /// Calls a contract.
    pub(super) async fn ask<C: SolCall>(&self, contract: Address, call: &C) -> Result<C::Return, NodeError> {
        self.node.call_at(contract, call, self.block.hash).await
    }

    /// The same; nothing if the contract does not have the function, or refuses.
    pub(super) async fn try_ask<C: SolCall>(
        &self,
        contract: Address,
        call: &C,
    ) -> Result<Option<C::Return>, NodeError> {
        match self.ask(contract, call).await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.is_the_contracts() => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn has_code(&self, contract: Address) -> Result<bool, NodeError> {
        self.node.has_code(contract, self.block.hash).await
    }

    /// Seconds from a time to the block's.
    pub(super) fn since(&self, time: u64) -> u64 {
        self.block.time.saturating_sub(time)
    }
}

async fn latest(node: &Node) -> Result<Block, NodeError> {
    node.check_chain().await?;
    node.latest_block().await
}

fn say(node: &Node, block: Block, l1: &L1, report: &mut Report) {
    let (host, number, id) = (node.host(), block.number, l1.domain().l1_chain_id);
    let age = Clock::system().now().saturating_sub(block.time);
    if age > STALE {
        report.warning(
            "l1",
            format!(
                "{host}: its latest block, {number}, is {} old: the node is behind, or the network stands still",
                span(age)
            ),
        );
    } else {
        report.ok("l1", format!("{host}: chain id {id}, block {number}"));
    }
}
