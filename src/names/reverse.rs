//! From an address to the names that ENS answers it for.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::B256;
use mononym_coins::Reading;
use mononym_derive::{Catalogue, Deployment};
use mononym_ens::CoinType;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Names, NamesError,
    addresses::{address_records, found_records, source_text},
};
use crate::{
    gateway::resolve_address,
    store::{Found, ListedName},
};

/// Names that an address belongs to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReversePage {
    /// The names, in ascending order of their UTF-8 bytes. A page may hold fewer than were asked for,
    /// and more follow all the same as long as there is a `next`.
    pub names: Vec<ReverseView>,
    /// `after` of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "alice.mononym.eth")]
    pub next: Option<String>,
}

/// A name that ENS answers an address for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReverseView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// The chains on which it does.
    pub chains: Vec<ResolvedChain>,
}

/// A chain on which a name has the address.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedChain {
    /// ENSIP-9/11 coin type.
    #[schema(example = "60")]
    pub coin_type: String,
    /// The chain's or coin's name, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ethereum")]
    pub chain: Option<String>,
    /// Where the address comes from: `record`, `derived` or `default`.
    #[schema(example = "derived")]
    pub source: &'static str,
}

/// What a text may mean.
struct Wanted(Vec<Reading>);

impl Wanted {
    fn read(text: &str) -> Result<Self, NamesError> {
        mononym_coins::readings(text)
            .map(Self)
            .map_err(NamesError::MalformedAddress)
    }

    /// Every binary form, once.
    fn bytes(&self) -> BTreeSet<&[u8]> {
        self.0.iter().map(|reading| &reading.bytes[..]).collect()
    }

    fn is(&self, coin_type: CoinType, address: &[u8]) -> bool {
        self.0.iter().any(|reading| {
            reading.bytes == address && reading.coin_type.is_none_or(|meant| meant == coin_type)
        })
    }
}

impl Names {
    /// The names that ENS answers an address for, on every listed chain and by every record. The
    /// address is written as wallets do, for every coin that has the text, or as 0x-hex of its binary
    /// form, for any.
    ///
    /// # Errors
    /// If the text is no address, or the database fails.
    pub async fn reverse(
        &self,
        address: &str,
        after: Option<&str>,
        limit: usize,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<ReversePage, NamesError> {
        let wanted = Wanted::read(address)?;
        let mut candidates = BTreeMap::new();
        for bytes in wanted.bytes() {
            let found = self
                .store
                .list_names_at(bytes, after, limit.saturating_add(1))
                .await?;
            candidates.extend(found.into_iter().map(|listed| (listed.name.clone(), listed)));
        }
        let more = candidates.len() > limit;
        let mut names = Vec::new();
        let mut last = None;
        for listed in candidates.into_values().take(limit) {
            let chains = self.chains_at(&listed, &wanted, catalogue, deployment).await?;
            last = Some(listed.name.clone());
            if !chains.is_empty() {
                names.push(ReverseView {
                    name: listed.name,
                    node: listed.node,
                    chains,
                });
            }
        }
        Ok(ReversePage {
            names,
            next: last.filter(|_| more),
        })
    }

    /// Where ENS answers what is wanted for a name now.
    async fn chains_at(
        &self,
        listed: &ListedName,
        wanted: &Wanted,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<Vec<ResolvedChain>, NamesError> {
        let (node, now) = (&listed.node, self.clock.now());
        let records = address_records(&self.store.list_records(node).await?, &self.settings.limits);
        let found = Found {
            frozen_until: listed.frozen_until,
            retired_from: listed.retired_from,
            records: found_records(node, &records),
        };
        let listed_coins = catalogue
            .chains()
            .iter()
            .flat_map(|chain| chain.coin_types.iter().copied());
        let other_coins = records
            .iter()
            .map(|(coin_type, _)| *coin_type)
            .filter(|coin_type| catalogue.by_coin_type(*coin_type).is_none());
        let mut chains = Vec::new();
        for coin_type in listed_coins.chain(other_coins) {
            let resolved = resolve_address(node, now, Some(&found), coin_type, catalogue, deployment)?;
            if let Some(resolved) = resolved.filter(|resolved| wanted.is(coin_type, &resolved.address)) {
                chains.push(ResolvedChain {
                    coin_type: coin_type.to_string(),
                    chain: chain_name(catalogue, coin_type),
                    source: source_text(resolved.source),
                });
            }
        }
        Ok(chains)
    }
}

fn chain_name(catalogue: &Catalogue, coin_type: CoinType) -> Option<String> {
    match catalogue.by_coin_type(coin_type) {
        Some(chain) => Some(chain.name.clone()),
        None => mononym_coins::name(coin_type).map(str::to_owned),
    }
}
