//! `GET /v1/chains`

use axum::{Json, extract::State};
use mononym_derive::Chain;
use serde::Serialize;
use utoipa::ToSchema;

use super::SharedApp;

/// The catalogue of chains.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChainsView {
    /// `testing` until the contracts' code, and with it every derived address, is final.
    #[schema(example = "testing")]
    stage: &'static str,
    /// The factory that deploys mini-accounts.
    factory: String,
    /// First implementation of every mini-account.
    implementation: String,
    /// The Keystore on L1.
    keystore: String,
    /// Every listed chain, Ethereum first.
    chains: Vec<ChainView>,
}

/// One chain of the catalogue.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChainView {
    /// EIP-155 chain id.
    chain_id: u64,
    /// Its name.
    #[schema(example = "Ethereum")]
    name: String,
    /// ENSIP-9/11 coin types that it answers under; it is listed by the first.
    coin_types: Vec<String>,
    /// Whether ENS answers derived addresses there: the rule holds and a root path exists.
    receivable: bool,
    /// The rule that turns a node into an address.
    #[schema(example = "evm")]
    rule: &'static str,
    /// Why we believe that the rule holds.
    rule_evidence: String,
    /// How the keystore's root reaches the chain.
    #[schema(example = "aliased")]
    root_path: &'static str,
    /// Why we believe that it does, or does not.
    root_path_evidence: String,
    /// Native currency.
    currency: CurrencyView,
    /// Block explorer.
    explorer: Option<String>,
    /// Whether its coins are worth nothing.
    testnet: bool,
}

/// A native currency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct CurrencyView {
    #[schema(example = "Ether")]
    name: String,
    #[schema(example = "ETH")]
    symbol: String,
    #[schema(example = 18)]
    decimals: u8,
}

impl From<&Chain> for ChainView {
    fn from(chain: &Chain) -> Self {
        Self {
            chain_id: chain.chain_id,
            name: chain.name.clone(),
            coin_types: chain.coin_types.iter().map(ToString::to_string).collect(),
            receivable: chain.receivable(),
            rule: chain.rule.as_str(),
            rule_evidence: chain.rule_evidence.clone(),
            root_path: chain.root_path.as_str(),
            root_path_evidence: chain.root_path_evidence.clone(),
            currency: CurrencyView {
                name: chain.currency.name.clone(),
                symbol: chain.currency.symbol.clone(),
                decimals: chain.currency.decimals,
            },
            explorer: chain.explorer.clone(),
            testnet: chain.testnet,
        }
    }
}

/// Every listed chain, with what we know of it and from where.
#[utoipa::path(get, path = "/chains", tag = "Service", responses(
    (status = 200, description = "The catalogue", body = ChainsView),
))]
pub(super) async fn list_chains(State(app): State<SharedApp>) -> Json<ChainsView> {
    let settings = app.gateway.settings();
    Json(ChainsView {
        stage: settings.catalogue.stage().as_str(),
        factory: settings.deployment.factory.to_string(),
        implementation: settings.deployment.implementation.to_string(),
        keystore: settings.deployment.keystore.to_string(),
        chains: settings.catalogue.chains().iter().map(ChainView::from).collect(),
    })
}
