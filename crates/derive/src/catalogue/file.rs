//! The catalogue as it is written: `chains.toml`.

use alloy_primitives::{Address, B256, U256};
use mononym_ens::CoinType;
use serde::Deserialize;

use super::{CatalogueError, check};
use crate::chain::{Chain, Currency, Origin};
use crate::evm::Evm;
use crate::placement::{Create2Placed, Create3Placed, Placement, Stage};
use crate::root_path::{Bridge, RootPath};
use crate::rule::Rule;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) placement: PlacementTable,
    #[serde(rename = "chain")]
    pub(super) chains: Vec<ChainRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlacementTable {
    stage: Stage,
    createx: Address,
    messenger: Create2Table,
    oracle: Create2Table,
    bootstrap: Create2Table,
    factory: Create2Table,
    p256_fallback: Create2Table,
    replay_rules: Create2Table,
    mini_account: Create2Table,
    broadcaster: Create2Table,
    trial_keystore: Create3Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create2Table {
    salt: String,
    init_code_hash: B256,
    address: Address,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create3Table {
    salt: String,
    address: Address,
}

/// One chain, as `chains.toml` and the service's configuration write it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainRow {
    short_name: String,
    chain_id: Option<u64>,
    name: String,
    coin_types: Vec<u64>,
    rule: String,
    constants: Option<toml::Table>,
    rule_evidence: String,
    root_path: RootPath,
    root_path_evidence: String,
    bridge: Option<Bridge>,
    currency: Currency,
    explorer: Option<String>,
    address_page: Option<String>,
    #[serde(default)]
    testnet: bool,
}

impl From<PlacementTable> for Placement {
    fn from(table: PlacementTable) -> Self {
        Self {
            stage: table.stage,
            createx: table.createx,
            messenger: table.messenger.into(),
            oracle: table.oracle.into(),
            bootstrap: table.bootstrap.into(),
            factory: table.factory.into(),
            p256_fallback: table.p256_fallback.into(),
            replay_rules: table.replay_rules.into(),
            mini_account: table.mini_account.into(),
            broadcaster: table.broadcaster.into(),
            trial_keystore: table.trial_keystore.into(),
        }
    }
}

impl From<Create2Table> for Create2Placed {
    fn from(table: Create2Table) -> Self {
        Self {
            salt: table.salt,
            init_code_hash: table.init_code_hash,
            address: table.address,
        }
    }
}

impl From<Create3Table> for Create3Placed {
    fn from(table: Create3Table) -> Self {
        Self {
            salt: table.salt,
            address: table.address,
        }
    }
}

impl ChainRow {
    /// The chain, checked; `evm` is the rule of EVM chains.
    pub(super) fn chain(self, origin: Origin, evm: Evm) -> Result<Chain, CatalogueError> {
        check::short_name(&self.short_name)?;
        let rule = Rule::new(&self.rule, self.constants, evm).map_err(|source| CatalogueError::Rule {
            chain: self.short_name.clone(),
            source,
        })?;
        let coin_type = |number| CoinType(U256::from(number));
        let address_page = self.address_page.or_else(|| {
            // Explorers of EVM chains have it in one place (EIP-3091).
            let explorer = self.explorer.as_ref().filter(|_| rule.is_evm())?;
            Some(format!("{explorer}/address/{{address}}"))
        });
        let chain = Chain {
            short_name: self.short_name,
            chain_id: self.chain_id,
            name: self.name,
            coin_types: self.coin_types.into_iter().map(coin_type).collect(),
            rule,
            rule_evidence: self.rule_evidence,
            root_path: self.root_path,
            root_path_evidence: self.root_path_evidence,
            bridge: self.bridge,
            currency: self.currency,
            explorer: self.explorer,
            address_page,
            testnet: self.testnet,
            origin,
        };
        check::chain(&chain)?;
        Ok(chain)
    }
}
