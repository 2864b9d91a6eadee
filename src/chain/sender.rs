//! One transaction, from its price to its receipt.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_provider::Provider;
use thiserror::Error;
use tokio::time::{Instant, sleep};

use super::{MAX_GAS, Node, NodeError, Offer, Request, Terms, explain, gas_limit};
use crate::sign::{DigestSigner, SignError};

/// How long a transaction is waited for.
const PATIENCE: Duration = Duration::from_secs(180);
/// How often its receipt is asked for.
const POLL: Duration = Duration::from_millis(500);

/// What a transaction takes at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The gas that it is estimated to use.
    pub gas: u64,
    /// The gas that it may use.
    pub gas_limit: u64,
    /// What it pays for gas.
    pub offer: Offer,
}

/// A transaction in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The transaction's hash.
    pub hash: B256,
    /// The block's number.
    pub block: u64,
    /// The gas that it used.
    pub gas_used: u64,
}

/// Why a transaction is not in a block.
#[derive(Clone, Debug, Error)]
pub enum SendError {
    /// The node does not answer, or refuses.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A contract would revert.
    #[error("the contract refuses: {0}")]
    Refused(String),
    /// Gas beyond what a transaction may use.
    #[error("the transaction would take {0} gas, and may take {MAX_GAS}")]
    TooMuchGas(u64),
    /// The account cannot pay.
    #[error("{address} has {balance} wei, and the transaction may cost {needed}: send some there first")]
    PurseEmpty {
        /// The account.
        address: Address,
        /// What it has.
        balance: U256,
        /// What it needs.
        needed: U256,
    },
    /// The key cannot be used.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// It was included, and reverted: something changed after the estimate.
    #[error("the transaction {hash} is in block {block} and reverted: look at what changed, and try again")]
    Reverted {
        /// The transaction's hash.
        hash: B256,
        /// The block's number.
        block: u64,
    },
    /// It was sent, and is in no block yet.
    #[error("the transaction {hash} was sent, and is in no block after {seconds} seconds: it may still come")]
    Waiting {
        /// The transaction's hash.
        hash: B256,
        /// How long it was waited for.
        seconds: u64,
    },
}

impl Quote {
    /// Most that the transaction costs, in wei: gas, and what it sends along.
    pub fn most(&self, request: &Request) -> U256 {
        U256::from(self.offer.max_fee)
            .saturating_mul(U256::from(self.gas_limit))
            .saturating_add(request.value)
    }
}

impl Node {
    /// What a transaction would take.
    ///
    /// # Errors
    /// If it would revert, or the node does not answer.
    pub async fn quote(&self, from: Address, request: &Request) -> Result<Quote, SendError> {
        self.quote_with(from, request, &[]).await
    }

    /// What a transaction would take if this code stood at these addresses.
    ///
    /// # Errors
    /// If it would revert, or the node does not answer.
    pub async fn quote_with(
        &self,
        from: Address,
        request: &Request,
        code: &[(Address, Bytes)],
    ) -> Result<Quote, SendError> {
        let gas = self
            .estimate_gas_with(from, request, code)
            .await
            .map_err(|error| match error.revert() {
                Some(data) => {
                    SendError::Refused(explain(data).unwrap_or_else(|| format!("it reverts with {data}")))
                }
                None => error.into(),
            })?;
        Ok(Quote {
            gas,
            gas_limit: gas_limit(gas).ok_or(SendError::TooMuchGas(gas))?,
            offer: Offer::of(self.fees().await?),
        })
    }

    /// Sends a transaction and waits until it is in a block.
    ///
    /// # Errors
    /// [`SendError`] says whether it was sent.
    pub async fn transact(
        &self,
        signer: &DigestSigner,
        request: Request,
        quote: Quote,
    ) -> Result<Receipt, SendError> {
        let address = signer.address();
        let (balance, needed) = (self.balance(address).await?, quote.most(&request));
        if balance < needed {
            return Err(SendError::PurseEmpty {
                address,
                balance,
                needed,
            });
        }
        let block = self.latest_block().await?.hash;
        let (_, nonce) = self.nonces(address, block).await?;
        let terms = Terms {
            chain_id: self.chain_id(),
            nonce,
            gas_limit: quote.gas_limit,
            offer: quote.offer,
        };
        let signed = request.sign(terms, signer).await?;
        self.send(&signed.bytes).await?;
        self.follow(signed.hash).await
    }

    async fn follow(&self, hash: B256) -> Result<Receipt, SendError> {
        let end = Instant::now() + PATIENCE;
        loop {
            // One failed question is no reason to give up: the transaction is on its way.
            if let Ok(Some(receipt)) = self.endpoint.provider.get_transaction_receipt(hash).await {
                let block = receipt.block_number.unwrap_or_default();
                if !receipt.status() {
                    return Err(SendError::Reverted { hash, block });
                }
                return Ok(Receipt {
                    hash,
                    block,
                    gas_used: receipt.gas_used,
                });
            }
            if Instant::now() >= end {
                return Err(SendError::Waiting {
                    hash,
                    seconds: PATIENCE.as_secs(),
                });
            }
            sleep(POLL).await;
        }
    }
}
