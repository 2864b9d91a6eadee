//! The catalogue as it is written: `chains.toml`.

use alloy_primitives::{Address, B256, U256};
use mononym_ens::CoinType;
use serde::Deserialize;

use crate::chain::{Chain, Currency, RootPath, Rule};
use crate::placement::{Create2Placed, Create3Placed, Placement, Stage};

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChainRow {
    chain_id: u64,
    name: String,
    coin_types: Vec<u64>,
    rule: Rule,
    rule_evidence: String,
    root_path: RootPath,
    root_path_evidence: String,
    currency: Currency,
    explorer: Option<String>,
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

impl From<ChainRow> for Chain {
    fn from(row: ChainRow) -> Self {
        let coin_type = |number| CoinType(U256::from(number));
        Self {
            chain_id: row.chain_id,
            name: row.name,
            coin_types: row.coin_types.into_iter().map(coin_type).collect(),
            rule: row.rule,
            rule_evidence: row.rule_evidence,
            root_path: row.root_path,
            root_path_evidence: row.root_path_evidence,
            currency: row.currency,
            explorer: row.explorer,
            testnet: row.testnet,
        }
    }
}
