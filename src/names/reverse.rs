//! From an address to the names that ENS answers it for.

use alloy_primitives::{B256, Bytes};
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

/// Longest address in its chain's binary form.
const ADDRESS_BYTES: usize = 64;

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
    /// The chain's name, if it is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ethereum")]
    pub chain: Option<String>,
    /// Where the address comes from: `record`, `derived` or `default`.
    #[schema(example = "derived")]
    pub source: &'static str,
}

impl Names {
    /// The names that ENS answers an address for, on every listed chain and by every record. The
    /// address is in its chain's binary form, as 0x-hex.
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
        let address: Bytes = address
            .strip_prefix("0x")
            // What reads the digits would take a second prefix.
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| digits.parse().ok())
            .filter(|bytes: &Bytes| !bytes.is_empty() && bytes.len() <= ADDRESS_BYTES)
            .ok_or(NamesError::MalformedAddress)?;
        let candidates = self
            .store
            .list_names_at(&address, after, limit.saturating_add(1))
            .await?;
        let more = candidates.len() > limit;
        let mut names = Vec::new();
        let mut last = None;
        for listed in candidates.into_iter().take(limit) {
            let chains = self.chains_at(&listed, &address, catalogue, deployment).await?;
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

    /// Where ENS answers this address for a name now.
    async fn chains_at(
        &self,
        listed: &ListedName,
        address: &Bytes,
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
            if let Some(resolved) = resolved.filter(|resolved| resolved.address == *address) {
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
    catalogue.by_coin_type(coin_type).map(|chain| chain.name.clone())
}
