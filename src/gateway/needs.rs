//! Which records an answer needs, in the order in which it needs them (docs/proofs.md): what a
//! proven answer holds, and what whoever checks it asks for.

use mononym_derive::{Catalogue, Chain};
use mononym_ens::{CoinType, Query, RecordCall};
use mononym_keystore::RecordState;

/// Asks `look` for the state of each record that the answer to `query` needs, of an account that
/// answers.
///
/// # Errors
/// The first of `look`.
pub(super) fn look_up<E>(
    query: &Query,
    catalogue: &Catalogue,
    look: &mut impl FnMut(&RecordCall) -> Result<RecordState, E>,
) -> Result<(), E> {
    match query {
        Query::Addr => address(CoinType::ETH, catalogue, look),
        Query::AddrOf(coin_type) => address(*coin_type, catalogue, look),
        Query::HasAddr(coin_type) => look(&RecordCall::addr(*coin_type)).map(drop),
        // Needs more than single records, and cannot be proven.
        Query::SupportedDataKeys => Ok(()),
        Query::Multicall(elements) => elements
            .iter()
            .flatten()
            .try_for_each(|query| look_up(query, catalogue, look)),
        // One record, but several content types of an ABI up to the first that is set.
        _ => {
            for call in query.record_calls() {
                if look(&call)? == RecordState::Set {
                    break;
                }
            }
            Ok(())
        }
    }
}

fn address<E>(
    coin_type: CoinType,
    catalogue: &Catalogue,
    look: &mut impl FnMut(&RecordCall) -> Result<RecordState, E>,
) -> Result<(), E> {
    let is_derived = catalogue.by_coin_type(coin_type).is_some_and(Chain::receivable);
    if look(&RecordCall::addr(coin_type))? == RecordState::Unset
        && !is_derived
        && coin_type.chain_id().is_some()
    {
        look(&RecordCall::addr(CoinType::DEFAULT_EVM))?;
    }
    Ok(())
}
