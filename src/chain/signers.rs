//! Whose answers a resolver accepts.

use std::collections::BTreeSet;

use alloy_primitives::Address;

use super::{Block, Node, NodeError, Resolver};

/// The signers of a signed resolver; nothing if the contract has none, as proven ones do.
///
/// # Errors
/// If the node does not answer.
pub async fn signers_of(
    node: &Node,
    block: Block,
    resolver: Address,
) -> Result<Option<BTreeSet<Address>>, NodeError> {
    match node
        .call_at(resolver, &Resolver::signersCall {}, block.hash)
        .await
    {
        Ok(signers) => Ok(Some(signers.into_iter().collect())),
        Err(error) if error.is_of_contract() => Ok(None),
        Err(error) => Err(error),
    }
}
