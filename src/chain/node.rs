//! Typed questions to one node.

use std::fmt;

use alloy_consensus::BlockHeader;
use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_provider::Provider;
use alloy_rpc_types_eth::{
    Filter, TransactionInput, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use alloy_sol_types::{SolCall, SolEvent};
use mononym_keystore::Domain;

use super::{Anchor, Block, CommitInfo, Endpoint, Keystore, NodeError, NodeSettings, Request, RpcUrl};

/// Most blocks of one search for an event: nodes refuse more.
const BLOCKS_PER_SEARCH: u64 = 5_000;
/// Furthest that a search for an event goes back: half a year.
const SEARCHES: u64 = 260;

/// A node: of L1, unless said otherwise.
#[derive(Clone)]
pub struct Node {
    pub(super) endpoint: Endpoint,
    pub(super) domain: Domain,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&self.endpoint).finish()
    }
}

/// What a transaction may cost at present, in wei per gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fees {
    /// Base fee of the next block.
    pub base: u128,
    /// The tip that the node suggests.
    pub tip: u128,
}

/// An operation that waits in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedOperation {
    /// Its place.
    pub index: u64,
    /// keccak256 of its bytes.
    pub hash: B256,
    /// When it was queued, in Unix seconds.
    pub queued_at: u64,
    /// The last second in which commits may leave it waiting, in Unix seconds.
    pub due_by: u64,
}

impl Node {
    pub(super) fn new(url: RpcUrl, domain: Domain, settings: NodeSettings) -> Self {
        Self {
            endpoint: Endpoint::new(url, settings),
            domain,
        }
    }

    /// A node of whatever chain it is of, to which no Keystore belongs.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn of_any_chain(url: RpcUrl, settings: NodeSettings) -> Result<Self, NodeError> {
        let nowhere = Domain {
            l1_chain_id: 0,
            keystore: Address::ZERO,
        };
        let mut node = Self::new(url, nowhere, settings);
        node.domain.l1_chain_id = node.ask_chain_id().await?;
        Ok(node)
    }

    /// The id of its chain.
    pub fn chain_id(&self) -> u64 {
        self.domain.l1_chain_id
    }

    async fn ask_chain_id(&self) -> Result<u64, NodeError> {
        self.endpoint.chain_id().await
    }

    /// All of its URL that may be shown.
    pub fn host(&self) -> &str {
        self.endpoint.host()
    }

    pub(super) fn error(&self, error: &alloy_transport::TransportError) -> NodeError {
        self.endpoint.error(error)
    }

    /// Whether this is a node of the configured network.
    ///
    /// # Errors
    /// If it is not, or does not answer.
    pub async fn check_chain(&self) -> Result<(), NodeError> {
        self.endpoint.check_chain(self.domain.l1_chain_id).await
    }

    /// The latest block.
    ///
    /// # Errors
    /// If the node gives none.
    pub async fn latest_block(&self) -> Result<Block, NodeError> {
        let block = self
            .endpoint
            .provider
            .get_block_by_number(BlockNumberOrTag::Latest)
            .await
            .map_err(|error| self.error(&error))?
            .ok_or_else(|| NodeError::Strange("there is no latest block".to_owned()))?;
        Ok(Block {
            number: block.header.number(),
            hash: block.header.hash,
            time: block.header.timestamp(),
        })
    }

    /// Whether there is a contract where the Keystore should be.
    ///
    /// # Errors
    /// If there is none.
    pub async fn check_keystore(&self, block: B256) -> Result<(), NodeError> {
        let keystore = self.domain.keystore;
        if self.has_code(keystore, block).await? {
            Ok(())
        } else {
            Err(NodeError::NoKeystore(keystore))
        }
    }

    /// Whether there is a contract at an address.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn has_code(&self, address: Address, block: B256) -> Result<bool, NodeError> {
        Ok(!self.code(address, block).await?.is_empty())
    }

    /// The code at an address; empty where there is no contract.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn code(&self, address: Address, block: B256) -> Result<Bytes, NodeError> {
        self.endpoint.code(address, block.into()).await
    }

    /// A word of a contract's storage.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn storage(&self, address: Address, slot: U256, block: B256) -> Result<B256, NodeError> {
        let word = self
            .endpoint
            .provider
            .get_storage_at(address, slot)
            .block_id(block.into());
        let word = word.await.map_err(|error| self.error(&error))?;
        Ok(word.into())
    }

    /// Calls a function of the Keystore as of a block.
    ///
    /// # Errors
    /// If it reverts, or its answer is not of its type.
    pub async fn call<C: SolCall>(&self, call: &C, block: B256) -> Result<C::Return, NodeError> {
        self.call_at(self.domain.keystore, call, block).await
    }

    /// Calls a function of any contract as of a block.
    ///
    /// # Errors
    /// If it reverts, or its answer is not of its type.
    pub async fn call_at<C: SolCall>(
        &self,
        contract: Address,
        call: &C,
        block: B256,
    ) -> Result<C::Return, NodeError> {
        self.endpoint.call(contract, call, block.into()).await
    }

    /// A commit, as of a block.
    ///
    /// # Errors
    /// If there is none of that number, or it is not kept any more.
    pub async fn commit_at(&self, number: u64, block: B256) -> Result<CommitInfo, NodeError> {
        let commit = self.call(&Keystore::commitAtCall { number }, block).await?;
        Ok(CommitInfo {
            anchor: Anchor {
                number,
                sequence: commit.sequence,
                root: commit.root,
                as_of: commit.asOf,
            },
            final_from: commit.finalFrom,
        })
    }

    /// An operation of the queue.
    ///
    /// # Errors
    /// If none waits there.
    pub async fn queued(&self, index: u64, block: B256) -> Result<QueuedOperation, NodeError> {
        let entry = self.call(&Keystore::forcedAtCall { index }, block).await?;
        Ok(QueuedOperation {
            index,
            hash: entry.operationHash,
            queued_at: entry.queuedAt,
            due_by: entry.dueBy,
        })
    }

    /// The bytes of an operation of the queue, which its event holds; searched for from the block
    /// `latest` back.
    ///
    /// # Errors
    /// If the event is not found.
    pub async fn queued_body(&self, queued: &QueuedOperation, latest: u64) -> Result<Bytes, NodeError> {
        let filter = Filter::new()
            .address(self.domain.keystore)
            .event_signature(Keystore::Forced::SIGNATURE_HASH)
            .topic1(U256::from(queued.index));
        let mut to = latest;
        for _ in 0..SEARCHES {
            let from = to.saturating_sub(BLOCKS_PER_SEARCH - 1);
            let filter = filter.clone().from_block(from).to_block(to);
            let logs = self
                .endpoint
                .provider
                .get_logs(&filter)
                .await
                .map_err(|error| self.error(&error))?;
            // An index can be given again after a reorganisation: the hash decides.
            let body = logs
                .iter()
                .filter_map(|log| Keystore::Forced::decode_log_data_validate(log.data()).ok())
                .map(|event| event.body)
                .find(|body| keccak256(body) == queued.hash);
            match (body, from.checked_sub(1)) {
                (Some(body), _) => return Ok(body),
                (None, Some(before)) => to = before,
                (None, None) => break,
            }
        }
        Err(NodeError::Strange(format!(
            "the event of the queue's operation {} is not found",
            queued.index
        )))
    }

    /// What gas costs now.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn fees(&self) -> Result<Fees, NodeError> {
        let history = self
            .endpoint
            .provider
            .get_fee_history(1, BlockNumberOrTag::Latest, &[]);
        let history = history.await.map_err(|error| self.error(&error))?;
        let base = history
            .next_block_base_fee()
            .ok_or_else(|| NodeError::Strange("there is no base fee".to_owned()))?;
        let tip = self.endpoint.provider.get_max_priority_fee_per_gas();
        let tip = tip.await.map_err(|error| self.error(&error))?;
        Ok(Fees { base, tip })
    }

    /// What an account has, in wei.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn balance(&self, account: Address) -> Result<U256, NodeError> {
        self.endpoint
            .provider
            .get_balance(account)
            .await
            .map_err(|error| self.error(&error))
    }

    /// The nonce of an account's next transaction: behind those in blocks up to `block`, and behind
    /// those that wait besides.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn nonces(&self, account: Address, block: B256) -> Result<(u64, u64), NodeError> {
        let mined = self
            .endpoint
            .provider
            .get_transaction_count(account)
            .block_id(block.into());
        let mined = mined.await.map_err(|error| self.error(&error))?;
        let waiting = self.endpoint.provider.get_transaction_count(account).pending();
        let waiting = waiting.await.map_err(|error| self.error(&error))?;
        Ok((mined, waiting.max(mined)))
    }

    /// Whether the node knows a transaction.
    ///
    /// # Errors
    /// If the node does not say.
    pub async fn knows(&self, transaction: B256) -> Result<bool, NodeError> {
        let found = self.endpoint.provider.get_transaction_by_hash(transaction).await;
        Ok(found.map_err(|error| self.error(&error))?.is_some())
    }

    /// The gas that a transaction takes in the latest block's state.
    ///
    /// # Errors
    /// If it would revert: [`NodeError::revert`].
    pub async fn estimate_gas(&self, from: Address, request: &Request) -> Result<u64, NodeError> {
        self.estimate_gas_with(from, request, &[]).await
    }

    /// The same, as if this code stood at these addresses.
    ///
    /// # Errors
    /// If it would revert: [`NodeError::revert`].
    pub async fn estimate_gas_with(
        &self,
        from: Address,
        request: &Request,
        code: &[(Address, Bytes)],
    ) -> Result<u64, NodeError> {
        let request = TransactionRequest {
            from: Some(from),
            to: Some(request.to.into()),
            value: Some(request.value),
            input: TransactionInput::new(request.input.clone()),
            ..TransactionRequest::default()
        };
        let mut estimate = self
            .endpoint
            .provider
            .estimate_gas(request)
            .block(BlockId::latest());
        // Not every node takes overrides.
        if !code.is_empty() {
            let overrides = code.iter().map(|(address, code)| {
                let account = AccountOverride::default().with_code(code.clone());
                (*address, account)
            });
            estimate = estimate.overrides(overrides.collect::<StateOverride>());
        }
        estimate.await.map_err(|error| self.error(&error))
    }

    /// Sends a signed transaction. One that the node has already is no error.
    ///
    /// # Errors
    /// If the node does not take it.
    pub async fn send(&self, transaction: &[u8]) -> Result<(), NodeError> {
        match self.endpoint.provider.send_raw_transaction(transaction).await {
            Ok(_) => Ok(()),
            Err(error) => match self.error(&error) {
                NodeError::Refused { message, .. } if is_known(&message) => Ok(()),
                error => Err(error),
            },
        }
    }
}

/// Nodes have no code of their own for it.
fn is_known(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("already known") || message.contains("already imported")
}
