//! The address that an interoperable name stands for.

use alloy_primitives::{B256, Bytes};
use mononym_derive::{Catalogue, Deployment, InteroperableName, TargetChain};
use mononym_ens::CoinType;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Names, NamesError,
    addresses::{Looked, source_text},
};
use crate::gateway::{ResolvedAddress, resolve_address};

/// The address of a name on one chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedView {
    /// The name.
    #[schema(example = "alice.mononym.eth")]
    pub name: String,
    /// Its namehash.
    #[schema(value_type = String)]
    pub node: B256,
    /// EIP-155 chain id, if the chain has one.
    #[schema(example = 8453)]
    pub chain_id: Option<u64>,
    /// The chain's name; absent where it is not listed.
    #[schema(example = "Base")]
    pub chain: Option<String>,
    /// ENSIP-9/11 coin type that ENS was asked under.
    #[schema(example = "2147492101")]
    pub coin_type: String,
    /// What ENS answers; absent for an empty answer.
    pub address: Option<String>,
    /// Where `address` comes from: `record`, `derived` or `default`.
    #[schema(example = "derived")]
    pub source: Option<&'static str>,
    /// The interoperable address (ERC-7930); absent where there is no address, or none of an EVM
    /// chain.
    #[schema(value_type = Option<String>, example = "0x0001000002210514f39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    pub interoperable_address: Option<Bytes>,
    /// Its checksum (ERC-7828).
    #[schema(example = "5A431E5E")]
    pub checksum: Option<String>,
    /// The explorer's page about `address`.
    pub explorer: Option<String>,
}

impl Names {
    /// The address that ENS answers for `name@chain`; for a name alone, that on Ethereum. A checksum
    /// behind it is verified.
    ///
    /// # Errors
    /// If there is no such account or chain, or the address has another checksum.
    pub async fn resolve(
        &self,
        text: &str,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<ResolvedView, NamesError> {
        let wanted = InteroperableName::parse(text, catalogue)?.unwrap_or(InteroperableName {
            name: text,
            chain: TargetChain {
                chain_id: Some(1),
                coin_type: CoinType::ETH,
            },
            checksum: None,
        });
        let looked = self.look(wanted.name).await?;
        let resolved = looked.resolve(&wanted, catalogue, deployment)?;
        let target = wanted.chain;
        let chain = catalogue.by_coin_type(target.coin_type);
        let bytes = resolved.as_ref().map(|resolved| &resolved.address);
        let address = bytes.map(|bytes| mononym_coins::display(target.coin_type, bytes));
        Ok(ResolvedView {
            name: looked.account.name,
            node: looked.account.node,
            chain_id: target.chain_id,
            chain: chain.map(|chain| chain.name.clone()),
            coin_type: target.coin_type.to_string(),
            source: resolved.as_ref().map(|resolved| source_text(resolved.source)),
            interoperable_address: bytes.and_then(|bytes| target.interoperable_address(bytes)),
            checksum: bytes.and_then(|bytes| Some(target.checksum(bytes)?.to_string())),
            explorer: chain
                .zip(address.as_ref())
                .and_then(|(chain, address)| chain.address_url(address)),
            address,
        })
    }
}

impl Looked {
    /// What ENS answers on the chain of an interoperable name, whose checksum is verified.
    pub(super) fn resolve(
        &self,
        wanted: &InteroperableName<'_>,
        catalogue: &Catalogue,
        deployment: &Deployment,
    ) -> Result<Option<ResolvedAddress>, NamesError> {
        let (node, coin_type) = (&self.account.node, wanted.chain.coin_type);
        let resolved = resolve_address(
            node,
            self.now,
            Some(&self.found),
            coin_type,
            catalogue,
            deployment,
        )?;
        let address = resolved.as_ref().map(|resolved| resolved.address.as_ref());
        wanted.verify(address)?;
        Ok(resolved)
    }
}
