//! Typed questions to a node of any chain.

use std::{borrow::Cow, fmt};

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, U64};
use alloy_provider::{Provider, RootProvider, network::Ethereum};
use alloy_rpc_client::RpcClient;
use alloy_rpc_types_eth::{TransactionInput, TransactionRequest};
use alloy_sol_types::SolCall;
use serde::Deserialize;

use super::{NodeError, NodeSettings, RpcUrl, transport::Http};

/// A node of some chain.
#[derive(Clone)]
pub struct Endpoint {
    pub(super) provider: RootProvider<Ethereum>,
    url: RpcUrl,
}

/// Number and time of a block: all of it that chains of every kind have alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockTime {
    /// Its number.
    pub number: u64,
    /// Its time; in Unix seconds, or so it should be.
    pub time: u64,
}

#[derive(Debug, Deserialize)]
struct RawBlock {
    number: U64,
    timestamp: U64,
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.url).finish()
    }
}

impl Endpoint {
    /// The node at a URL.
    pub fn new(url: RpcUrl, settings: NodeSettings) -> Self {
        let client = RpcClient::new(Http::new(url.clone(), settings), false);
        Self {
            provider: RootProvider::new(client),
            url,
        }
    }

    /// All of its URL that may be shown.
    pub fn host(&self) -> &str {
        self.url.host()
    }

    pub(super) fn error(&self, error: &alloy_transport::TransportError) -> NodeError {
        NodeError::from_transport(error, |text| self.url.redact(text))
    }

    /// The id of the chain that it is a node of.
    ///
    /// # Errors
    /// If it does not say.
    pub async fn chain_id(&self) -> Result<u64, NodeError> {
        let found = self.provider.get_chain_id().await;
        found.map_err(|error| self.error(&error))
    }

    /// Whether it is a node of this chain.
    ///
    /// # Errors
    /// If it is not, or does not say.
    pub async fn check_chain(&self, expected: u64) -> Result<(), NodeError> {
        match self.chain_id().await? {
            found if found == expected => Ok(()),
            found => Err(NodeError::WrongChain { expected, found }),
        }
    }

    /// The code at an address; empty where there is no contract.
    ///
    /// # Errors
    /// If it does not say.
    pub async fn code(&self, address: Address, block: BlockId) -> Result<Bytes, NodeError> {
        let code = self.provider.get_code_at(address).block_id(block);
        code.await.map_err(|error| self.error(&error))
    }

    /// Calls an address with these bytes: what it returns.
    ///
    /// # Errors
    /// If it reverts, or the node does not say.
    pub async fn call_raw(&self, to: Address, input: Bytes, block: BlockId) -> Result<Bytes, NodeError> {
        let request = TransactionRequest {
            to: Some(to.into()),
            input: TransactionInput::new(input),
            ..TransactionRequest::default()
        };
        let output = self.provider.call(request).block(block).await;
        output.map_err(|error| self.error(&error))
    }

    /// Calls a function of a contract.
    ///
    /// # Errors
    /// If it reverts, or its answer is not of its type.
    pub async fn call<C: SolCall>(
        &self,
        contract: Address,
        call: &C,
        block: BlockId,
    ) -> Result<C::Return, NodeError> {
        let output = self.call_raw(contract, call.abi_encode().into(), block).await?;
        C::abi_decode_returns_validate(&output).map_err(|_| NodeError::Returned(C::SIGNATURE))
    }

    /// A block of this number, or the latest one.
    ///
    /// # Errors
    /// If the node gives none.
    pub async fn block_time(&self, number: Option<u64>) -> Result<BlockTime, NodeError> {
        let tag = number.map_or_else(|| "latest".to_owned(), |number| format!("{number:#x}"));
        let method = Cow::Borrowed("eth_getBlockByNumber");
        let block: Option<RawBlock> = self
            .provider
            .raw_request(method, (tag, false))
            .await
            .map_err(|error| self.error(&error))?;
        let block = block.ok_or_else(|| NodeError::Strange("there is no such block".to_owned()))?;
        Ok(BlockTime {
            number: block.number.to(),
            time: block.timestamp.to(),
        })
    }
}
