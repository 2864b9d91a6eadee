//! `GET /v1/chains`

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use mononym_derive::{Chain, Origin, Rule};
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
    /// Its short name, which no other has: what follows the @ of ERC-7828.
    #[schema(example = "eth")]
    short_name: String,
    /// EIP-155 chain id; null where there is none.
    chain_id: Option<u64>,
    /// Its name.
    #[schema(example = "Ethereum")]
    name: String,
    /// ENSIP-9/11 coin types that it answers under; it is listed by the first.
    coin_types: Vec<String>,
    /// Whether ENS answers derived addresses there: a root path exists.
    receivable: bool,
    /// The rule that turns a node into an address.
    #[schema(example = "evm")]
    rule: &'static str,
    /// What the rule takes besides the node and the Keystore; factory and implementation of EVM chains
    /// are those above.
    constants: BTreeMap<&'static str, String>,
    /// Why we believe that the rule holds.
    rule_evidence: String,
    /// How the keystore's root reaches the chain.
    #[schema(example = "aliased")]
    root_path: &'static str,
    /// Why we believe that it does, or does not.
    root_path_evidence: String,
    /// Through which contract on Ethereum roots are sent there, if the root path is `aliased`.
    bridge: Option<BridgeView>,
    /// Native currency.
    currency: CurrencyView,
    /// Block explorer.
    explorer: Option<String>,
    /// Where an explorer shows an address: `{address}` stands for it.
    #[schema(example = "https://etherscan.io/address/{address}")]
    address_page: Option<String>,
    /// Whether its coins are worth nothing.
    testnet: bool,
    /// Whether the chain is built in; if not, whoever runs this service vouches for it.
    built_in: bool,
}

/// A contract on Ethereum that carries messages to a chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct BridgeView {
    /// `op-stack`: an OptimismPortal; `arbitrum`: a delayed inbox; `zk-stack`: a bridgehub.
    #[schema(example = "op-stack")]
    kind: &'static str,
    /// The contract.
    l1: String,
    /// The ERC-20 on Ethereum that its fee is paid in; null for Ether.
    fee_token: Option<String>,
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
            short_name: chain.short_name.clone(),
            chain_id: chain.chain_id,
            name: chain.name.clone(),
            coin_types: chain.coin_types.iter().map(ToString::to_string).collect(),
            receivable: chain.receivable(),
            rule: chain.rule.as_str(),
            constants: constants(chain),
            rule_evidence: chain.rule_evidence.clone(),
            root_path: chain.root_path.as_str(),
            root_path_evidence: chain.root_path_evidence.clone(),
            bridge: chain.bridge.map(|bridge| BridgeView {
                kind: bridge.kind.as_str(),
                l1: bridge.l1.to_string(),
                fee_token: bridge.fee_token.map(|token| token.to_string()),
            }),
            currency: CurrencyView {
                name: chain.currency.name.clone(),
                symbol: chain.currency.symbol.clone(),
                decimals: chain.currency.decimals,
            },
            explorer: chain.explorer.clone(),
            address_page: chain.address_page.clone(),
            testnet: chain.testnet,
            built_in: chain.origin == Origin::BuiltIn,
        }
    }
}

/// What is not said of all EVM chains at once.
fn constants(chain: &Chain) -> BTreeMap<&'static str, String> {
    match chain.rule {
        Rule::Evm(_) | Rule::EvmEmulator(_) => BTreeMap::new(),
        _ => {
            let constants = chain.rule.constants().into_iter();
            constants.map(|input| (input.name, input.value)).collect()
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
