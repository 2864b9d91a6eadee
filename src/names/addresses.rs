//! The addresses of a name, on every listed chain and by its owner's records.

use std::collections::BTreeMap;

use alloy_primitives::{B256, Bytes};
use mononym_derive::{Catalogue, Chain, Deployment};
use mononym_ens::{CoinType, Limits, Query, RecordCall, answer as decode};
use mononym_keystore::RecordState;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, NamesError};
use crate::{
    gateway::{AddressSource, resolve_address},
    store::{Found, FoundRecord, StoreError, StoredRecord},
};

/// The addresses of a name.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddressesView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// `testing` until the contracts' code, and with it every derived address, is final.
    #[schema(example = "testing")]
    pub stage: &'static str,
    /// Every listed chain.
    pub chains: Vec<ChainAddress>,
    /// The owner's records for coin types of no listed chain.
    pub others: Vec<OtherAddress>,
}

/// A name's address on a listed chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChainAddress {
    /// EIP-155 chain id; null where there is none.
    pub chain_id: Option<u64>,
    /// The chain's short name, which no other has: what follows the @ of ERC-7828.
    #[schema(example = "eth")]
    pub short_name: String,
    /// The chain's name.
    #[schema(example = "Ethereum")]
    pub chain: String,
    /// ENSIP-9/11 coin type that the chain is listed by.
    #[schema(value_type = String, example = "60")]
    pub coin_type: String,
    /// What ENS answers; absent for an empty answer.
    pub address: Option<String>,
    /// Where `address` comes from: `record`, `derived` or `default`.
    #[schema(example = "derived")]
    pub source: Option<&'static str>,
    /// Whether the owner's keys can reach an account at the derived address.
    pub receivable: bool,
    /// The rule that turns the node into an address.
    #[schema(example = "evm")]
    pub rule: &'static str,
    /// How the keystore's root reaches the chain.
    #[schema(example = "direct")]
    pub root_path: &'static str,
    /// The derived address, whether ENS answers it or not; absent where nothing can be derived.
    pub derived: Option<String>,
    /// What lets anyone compute the derived address again, by the rule's formula (docs/chains.md).
    #[schema(example = json!({ "factory": "0x…", "salt": "0x…", "initCodeHash": "0x…" }))]
    pub inputs: Option<BTreeMap<&'static str, String>>,
}

/// An owner's address record for a coin type of no listed chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherAddress {
    /// ENSIP-9/11 coin type.
    #[schema(value_type = String, example = "0")]
    pub coin_type: String,
    /// The coin's name, if it is known.
    #[schema(example = "Bitcoin")]
    pub coin: Option<&'static str>,
    /// The address as wallets write it, or as 0x-hex where the coin's text form is not known.
    #[schema(example = "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4ux")]
    pub address: String,
    /// The address in the chain's binary form, as ENS answers it.
    #[schema(value_type = String)]
    pub bytes: Bytes,
}

impl Names {
    /// The addresses of a name on every listed chain, and those of its records.
    ///
    /// # Errors
    /// If there is no such account, or the text is no name that is served here.
    pub async fn addresses(
        &self,
        name: &str,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<AddressesView, NamesError> {
        let account = self.get(name).await?;
        let records = address_records(
            &self.store.list_records(&account.node).await?,
            &self.settings.limits,
        );
        let found = Found {
            frozen_until: account.frozen_until,
            retired_from: account.retired_from,
            records: found_records(&account.node, &records),
        };
        let now = self.clock.now();
        let chains = catalogue
            .chains()
            .iter()
            .map(|chain| chain_address(&account.node, now, chain, &found, catalogue, deployment))
            .collect::<Result<_, _>>()?;
        let others = records
            .iter()
            .filter(|(coin_type, record)| {
                catalogue.by_coin_type(*coin_type).is_none() && record.state == RecordState::Set
            })
            .map(|(coin_type, record)| {
                let bytes = decode::decode_bytes(&record.value).map_err(|_| damaged(&account.node))?;
                Ok(OtherAddress {
                    coin_type: coin_type.to_string(),
                    coin: mononym_coins::name(*coin_type),
                    address: mononym_coins::display(*coin_type, &bytes),
                    bytes,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(AddressesView {
            name: account.name,
            node: account.node,
            stage: catalogue.stage().as_str(),
            chains,
            others,
        })
    }
}

fn damaged(node: &B256) -> StoreError {
    StoreError::Damaged {
        what: "address record",
        node: *node,
    }
}

pub(super) fn address_records(records: &[StoredRecord], limits: &Limits) -> Vec<(CoinType, StoredRecord)> {
    records
        .iter()
        .filter_map(|record| match Query::decode(&record.call, limits) {
            Ok(Query::AddrOf(coin_type)) => Some((coin_type, record.clone())),
            _ => None,
        })
        .collect()
}

pub(super) fn found_records(node: &B256, records: &[(CoinType, StoredRecord)]) -> Vec<FoundRecord> {
    records
        .iter()
        .map(|(coin_type, record)| FoundRecord {
            key: RecordCall::addr(*coin_type).key(node),
            state: record.state,
            value: record.value.clone(),
        })
        .collect()
}

pub(super) fn source_text(source: AddressSource) -> &'static str {
    match source {
        AddressSource::Record => "record",
        AddressSource::Derived => "derived",
        AddressSource::Default => "default",
    }
}

fn chain_address(
    node: &B256,
    now: u64,
    chain: &Chain,
    found: &Found,
    catalogue: &Catalogue,
    deployment: &Deployment,
) -> Result<ChainAddress, StoreError> {
    let coin_type = chain.coin_type();
    let resolved = match coin_type {
        Some(coin_type) => resolve_address(node, now, Some(found), coin_type, catalogue, deployment)?,
        None => None,
    };
    let derived = chain.derive(node, &deployment.keystore);
    Ok(ChainAddress {
        chain_id: chain.chain_id,
        short_name: chain.short_name.clone(),
        chain: chain.name.clone(),
        coin_type: coin_type
            .map(|coin_type| coin_type.to_string())
            .unwrap_or_default(),
        address: coin_type
            .zip(resolved.as_ref())
            .map(|(coin_type, resolved)| mononym_coins::display(coin_type, &resolved.address)),
        source: resolved.as_ref().map(|resolved| source_text(resolved.source)),
        receivable: chain.receivable(),
        rule: chain.rule.as_str(),
        root_path: chain.root_path.as_str(),
        inputs: derived.as_ref().map(|derived| {
            let inputs = derived.inputs.iter();
            inputs.map(|input| (input.name, input.value.clone())).collect()
        }),
        derived: derived.map(|derived| derived.text),
    })
}
