//! Transactions to the Keystore.

use alloy_consensus::{SignableTransaction, TxEip1559};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{B256, Bytes, Signature, TxKind};
use mononym_keystore::Domain;

use super::{Purse, fees::Offer};
use crate::sign::SignError;

/// Most gas of a transaction (EIP-7825).
pub(super) const MAX_GAS: u64 = 1 << 24;

/// A signed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) hash: B256,
    pub(super) bytes: Bytes,
}

/// A call of the Keystore, signed for the configured network alone.
pub(super) fn sign(
    purse: &Purse,
    domain: &Domain,
    nonce: u64,
    gas_limit: u64,
    offer: Offer,
    input: Bytes,
) -> Result<Signed, SignError> {
    let transaction = TxEip1559 {
        chain_id: domain.l1_chain_id,
        nonce,
        gas_limit,
        max_fee_per_gas: offer.max_fee,
        max_priority_fee_per_gas: offer.tip,
        to: TxKind::Call(domain.keystore),
        input,
        ..TxEip1559::default()
    };
    let signature = purse.sign(&transaction.signature_hash())?;
    let signature = Signature::from_raw_array(&signature)
        .map_err(|error| SignError(format!("a bad signature: {error}")))?;
    let signed = transaction.into_signed(signature);
    Ok(Signed {
        hash: *signed.hash(),
        bytes: signed.encoded_2718().into(),
    })
}

/// Room for what changes between the estimate and the block.
pub(super) fn gas_limit(estimate: u64) -> Option<u64> {
    let limit = estimate.saturating_add(estimate / 5).saturating_add(20_000);
    (estimate <= MAX_GAS).then_some(limit.min(MAX_GAS))
}
