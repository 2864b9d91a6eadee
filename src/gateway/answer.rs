//! From what is stored to what is answered: explicit record, derived address, default, empty.

use alloy_primitives::{B256, Bytes};
use mononym_derive::{Catalogue, Deployment};
use mononym_ens::{Answer, CoinType, Limits, Query, RecordCall, answer as encode};
use mononym_keystore::{RecordState, Status};

use crate::store::{Found, FoundRecord, StoreError, StoredRecord};

/// What an answer depends on.
pub(super) struct Context<'a> {
    pub(super) node: &'a B256,
    /// Unix time in seconds.
    pub(super) now: u64,
    pub(super) found: Option<&'a Found>,
    /// The records that the answer may come from, with their keys.
    pub(super) keys: &'a [(RecordCall, B256)],
    /// Nothing where they cannot be had: a proof shows single records.
    pub(super) data_keys: Option<&'a [String]>,
    pub(super) catalogue: &'a Catalogue,
    pub(super) deployment: &'a Deployment,
}

/// An address that ENS answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolvedAddress {
    /// In the chain's binary form.
    pub address: Bytes,
    /// Where it comes from.
    pub source: AddressSource,
}

/// Where an address comes from, in the order in which they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressSource {
    /// The owner's record for this coin type.
    Record,
    /// Computed from the node.
    Derived,
    /// The owner's record for all EVM chains.
    Default,
}

/// The encoded answer. An account that is absent or not active answers empty, whatever is asked.
pub(super) fn answer(context: &Context<'_>, query: &Query) -> Result<Vec<u8>, StoreError> {
    let Some(found) = context
        .found
        .filter(|found| found.status(context.now) == Status::Active)
    else {
        return Ok(encode::empty(query));
    };
    match query {
        Query::Addr => address_answer(context, query, CoinType::ETH, true),
        Query::AddrOf(coin_type) => address_answer(context, query, *coin_type, true),
        // "Does this name have an address of its own there": the default is not.
        Query::HasAddr(coin_type) => address_answer(context, query, *coin_type, false),
        Query::SupportedDataKeys => Ok(match context.data_keys {
            Some(keys) => Answer::Keys(keys.to_vec()).encode(),
            None => encode::unsupported_profile(query.selector()),
        }),
        Query::Multicall(elements) => {
            let results = elements.iter().map(|element| match element {
                Ok(query) => answer(context, query).map(Bytes::from),
                Err(bad) => Ok(encode::unsupported_profile(bad.selector).into()),
            });
            Ok(encode::encode_multicall(&results.collect::<Result<Vec<_>, _>>()?))
        }
        Query::Abi(_)
        | Query::Text(_)
        | Query::Contenthash
        | Query::Name
        | Query::Pubkey
        | Query::InterfaceImplementer(_)
        | Query::DnsRecord { .. }
        | Query::Zonehash
        | Query::Data(_)
        | Query::AddrOfChain(_)
        | Query::Unknown { .. } => Ok(stored_answer(context, found, query)),
    }
}

/// The value of the record is the answer; of several content types of an ABI, the lowest that is
/// set (ENSIP-4).
fn stored_answer(context: &Context<'_>, found: &Found, query: &Query) -> Vec<u8> {
    let set = |query: &Query| {
        let key = context.key(query)?;
        record(found, &key).filter(|record| record.state == RecordState::Set)
    };
    let record = match query {
        Query::Abi(_) => query.record_calls().iter().find_map(|call| set(call.query())),
        _ => set(query),
    };
    record.map_or_else(|| encode::empty(query), |record| record.value.to_vec())
}

impl Context<'_> {
    /// The key of the record that a query reads.
    fn key(&self, query: &Query) -> Option<B256> {
        let mut keys = self.keys.iter();
        keys.find_map(|(call, key)| (call.query() == query).then_some(*key))
    }
}

fn address_answer(
    context: &Context<'_>,
    query: &Query,
    coin_type: CoinType,
    with_default: bool,
) -> Result<Vec<u8>, StoreError> {
    let resolved = resolve(context, coin_type)?
        .filter(|resolved| with_default || resolved.source != AddressSource::Default);
    Ok(encode::encode_addr(
        query,
        resolved.as_ref().map(|resolved| resolved.address.as_ref()),
    ))
}

/// The address of a node under a coin type at `now` (Unix seconds): the owner's record, then the derived address where
/// it can be received, then the owner's default for EVM chains.
///
/// # Errors
/// If a stored record is damaged.
pub fn resolve_address(
    node: &B256,
    now: u64,
    found: Option<&Found>,
    coin_type: CoinType,
    catalogue: &Catalogue,
    deployment: &Deployment,
) -> Result<Option<ResolvedAddress>, StoreError> {
    let keys = Query::AddrOf(coin_type).record_calls().into_iter().map(|call| {
        let key = call.key(node);
        (call, key)
    });
    let context = Context {
        node,
        now,
        found,
        keys: &keys.collect::<Vec<_>>(),
        data_keys: None,
        catalogue,
        deployment,
    };
    resolve(&context, coin_type)
}

fn resolve(context: &Context<'_>, coin_type: CoinType) -> Result<Option<ResolvedAddress>, StoreError> {
    let node = context.node;
    let Some(found) = context
        .found
        .filter(|found| found.status(context.now) == Status::Active)
    else {
        return Ok(None);
    };
    let explicit = |coin_type, source| -> Result<Explicit, StoreError> {
        let key = context.key(&Query::AddrOf(coin_type));
        match key.and_then(|key| record(found, &key)) {
            Some(record) if record.state == RecordState::Set => {
                let address = encode::decode_bytes(&record.value).map_err(|_| StoreError::Damaged {
                    what: "address record",
                    node: *node,
                })?;
                Ok(Explicit::Address(ResolvedAddress { address, source }))
            }
            Some(_) => Ok(Explicit::Nothing),
            None => Ok(Explicit::Unset),
        }
    };
    match explicit(coin_type, AddressSource::Record)? {
        Explicit::Address(address) => return Ok(Some(address)),
        Explicit::Nothing => return Ok(None),
        Explicit::Unset => {}
    }
    let derived = context
        .catalogue
        .by_coin_type(coin_type)
        .filter(|chain| chain.receivable())
        .and_then(|chain| chain.address(node, &context.deployment.keystore));
    if let Some(address) = derived {
        return Ok(Some(ResolvedAddress {
            address,
            source: AddressSource::Derived,
        }));
    }
    if coin_type.chain_id().is_none() {
        return Ok(None);
    }
    match explicit(CoinType::DEFAULT_EVM, AddressSource::Default)? {
        Explicit::Address(address) => Ok(Some(address)),
        Explicit::Nothing | Explicit::Unset => Ok(None),
    }
}

enum Explicit {
    Address(ResolvedAddress),
    Nothing,
    Unset,
}

fn record<'a>(found: &'a Found, key: &B256) -> Option<&'a FoundRecord> {
    found.records.iter().find(|record| record.key == *key)
}

pub(super) fn asks_for_data_keys(query: &Query) -> bool {
    match query {
        Query::SupportedDataKeys => true,
        Query::Multicall(elements) => elements.iter().flatten().any(asks_for_data_keys),
        _ => false,
    }
}

/// Keys of the data records that are set.
pub(super) fn data_keys(records: &[StoredRecord], limits: &Limits) -> Vec<String> {
    records
        .iter()
        .filter(|record| record.state == RecordState::Set)
        .filter_map(|record| match Query::decode(&record.call, limits) {
            Ok(Query::Data(key)) => Some(key),
            _ => None,
        })
        .collect()
}
