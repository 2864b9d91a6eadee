//! Transactions, signed.

use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use alloy_sol_types::SolCall;

use super::Offer;
use crate::sign::{DigestSigner, SignError};

/// Most gas of a transaction (EIP-7825).
pub const MAX_GAS: u64 = 1 << 24;

/// What a transaction is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The contract.
    pub to: Address,
    /// What it is sent, in wei.
    pub value: U256,
    /// The call data.
    pub input: Bytes,
}

/// A place in the order of an account's transactions, and what is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The chain that takes it, and no other.
    pub chain_id: u64,
    /// Its place.
    pub nonce: u64,
    /// Most gas that it uses.
    pub gas_limit: u64,
    /// What it pays for gas.
    pub offer: Offer,
}

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Its hash.
    pub hash: B256,
    /// The transaction as nodes take it.
    pub bytes: Bytes,
}

impl Request {
    /// A call of a contract that is sent nothing.
    pub fn call<C: SolCall>(to: Address, call: &C) -> Self {
        Self {
            to,
            value: U256::ZERO,
            input: call.abi_encode().into(),
        }
    }

    /// The same call, with wei.
    pub fn with_value(self, value: U256) -> Self {
        Self { value, ..self }
    }

    /// Signs it.
    ///
    /// # Errors
    /// If the key cannot be used.
    pub async fn sign(self, terms: Terms, signer: &DigestSigner) -> Result<Signed, SignError> {
        let transaction = TxEip1559 {
            chain_id: terms.chain_id,
            nonce: terms.nonce,
            gas_limit: terms.gas_limit,
            max_fee_per_gas: terms.offer.max_fee,
            max_priority_fee_per_gas: terms.offer.tip,
            to: TxKind::Call(self.to),
            value: self.value,
            input: self.input,
            ..TxEip1559::default()
        };
        let signature = signer.sign(&transaction.signature_hash()).await?;
        let signature =
            Signature::from_raw_array(&signature).map_err(|error| SignError::Bad(error.to_string()))?;
        let signed = transaction.into_signed(signature);
        Ok(Signed {
            hash: *signed.hash(),
            bytes: signed.encoded_2718().into(),
        })
    }
}

/// Room for what changes between the estimate and the block; nothing if a transaction cannot use so much.
pub fn gas_limit(estimate: u64) -> Option<u64> {
    let limit = estimate.saturating_add(estimate / 5).saturating_add(20_000);
    (estimate <= MAX_GAS).then_some(limit.min(MAX_GAS))
}
