//! The addresses of a name, on every listed chain and by its owner's records.

use std::collections::BTreeMap;

use alloy_primitives::{B256, Bytes};
use mononym_derive::{Catalogue, Chain, Deployment, InteroperableName};
use mononym_ens::{CoinType, Limits, Query, RecordCall, answer as decode};
use mononym_keystore::{Account, RecordState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Names, NamesError};
use crate::{
    chain::Deployed,
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
    /// The explorer's page about `address`, else about the derived address.
    #[schema(example = "https://etherscan.io/address/0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    pub explorer: Option<String>,
    /// Whether the account stands at the derived address; absent if nobody asked, or the service
    /// knows no node of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployed: Option<Deployed>,
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

/// An account with its address records, as ENS answers from them at one moment.
pub(super) struct Looked {
    pub(super) account: Account,
    pub(super) found: Found,
    /// In Unix seconds.
    pub(super) now: u64,
    records: Vec<(CoinType, StoredRecord)>,
}

impl Names {
    /// The addresses of a name on every listed chain, and those of its records; of a name with a
    /// chain (`alice.mononym.eth@base`) those on that chain.
    ///
    /// # Errors
    /// If there is no such account or chain, or the text is no name that is served here.
    pub async fn addresses(
        &self,
        text: &str,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<AddressesView, NamesError> {
        let wanted = InteroperableName::parse(text, catalogue)?;
        let name = wanted.as_ref().map_or(text, |wanted| wanted.name);
        let looked = self.look(name).await?;
        if let Some(wanted) = &wanted {
            looked.resolve(wanted, catalogue, deployment)?;
        }
        let is_wanted = |coin_type| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.chain.coin_type == coin_type)
        };
        let Looked {
            account,
            found,
            now,
            records,
        } = looked;
        let chains = catalogue
            .chains()
            .iter()
            .filter(|chain| chain.coin_type().is_some_and(is_wanted))
            .map(|chain| chain_address(&account.node, now, chain, &found, catalogue, deployment))
            .collect::<Result<_, _>>()?;
        let others = records
            .iter()
            .filter(|(coin_type, record)| {
                catalogue.by_coin_type(*coin_type).is_none()
                    && is_wanted(*coin_type)
                    && record.state == RecordState::Set
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

    /// What ENS answers a name's addresses from now.
    pub(super) async fn look(&self, name: &str) -> Result<Looked, NamesError> {
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
        Ok(Looked {
            account,
            found,
            now: self.clock.now(),
            records,
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
    let address = resolved
        .as_ref()
        .map(|resolved| chain.format_address(&resolved.address));
    let shown = address.as_ref().or(derived.as_ref().map(|derived| &derived.text));
    Ok(ChainAddress {
        explorer: shown.and_then(|address| chain.address_url(address)),
        deployed: None,
        chain_id: chain.chain_id,
        short_name: chain.short_name.clone(),
        chain: chain.name.clone(),
        coin_type: coin_type
            .map(|coin_type| coin_type.to_string())
            .unwrap_or_default(),
        address,
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
