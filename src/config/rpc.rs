//! Nodes of other chains: a table in the file, `chain=URL` pairs in flags and environment.

use std::{collections::BTreeMap, convert::Infallible, fmt, str::FromStr, time::Duration};

use mononym_derive::{Catalogue, TargetChain};
use serde::{Deserialize, Deserializer};

use super::{ConfigError, Settings, within};
use crate::chain::{DeployedSettings, RpcUrl};

/// Chains, each with a URL, as they were written: nothing is checked yet, since whoever refuses an
/// argument shows it, and URLs hold keys.
#[derive(Clone, PartialEq, Eq)]
pub struct RpcTable(Vec<(String, String)>);

impl fmt::Debug for RpcTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(chain, _)| chain))
            .finish()
    }
}

impl FromStr for RpcTable {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let pair = |pair: &str| match pair.split_once('=') {
            Some((chain, url)) if !chain.contains("//") => (chain.trim().to_owned(), url.trim().to_owned()),
            _ => (String::new(), String::new()),
        };
        Ok(Self(pairs.map(pair).collect()))
    }
}

impl<'de> Deserialize<'de> for RpcTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "the URL of a node, or a list of them")]
        enum Urls {
            One(String),
            Several(Vec<String>),
        }
        let table = BTreeMap::<String, Urls>::deserialize(deserializer)?;
        let pairs = table.into_iter().flat_map(|(chain, urls)| {
            let urls = match urls {
                Urls::One(url) => vec![url],
                Urls::Several(urls) => urls,
            };
            urls.into_iter().map(move |url| (chain.clone(), url))
        });
        Ok(Self(pairs.collect()))
    }
}

/// How accounts on other chains are looked at.
#[derive(Clone, Debug, Default)]
pub struct RpcConfig {
    /// Nodes of each chain id, in the order in which they are asked.
    pub nodes: BTreeMap<u64, Vec<RpcUrl>>,
    /// How.
    pub settings: DeployedSettings,
}

pub(super) fn rpc(settings: &Settings, catalogue: &Catalogue) -> Result<RpcConfig, ConfigError> {
    let mut nodes: BTreeMap<u64, Vec<RpcUrl>> = BTreeMap::new();
    for (chain, url) in settings.rpc.iter().flat_map(|table| &table.0) {
        if chain.is_empty() {
            return Err(ConfigError::RpcPair);
        }
        let target =
            TargetChain::parse(chain, catalogue).map_err(|error| ConfigError::RpcChain(error.to_string()))?;
        let listed = catalogue.by_coin_type(target.coin_type);
        let Some(chain_id) = listed.and(target.chain_id) else {
            return Err(ConfigError::RpcChain(format!(
                "{chain} is no EVM chain of the catalogue: `GET /v1/chains` lists them"
            )));
        };
        let url = url.parse().map_err(|source| ConfigError::RpcOf {
            chain: chain.clone(),
            source,
        })?;
        nodes.entry(chain_id).or_default().push(url);
    }
    let default = DeployedSettings::default();
    let timeout = within("rpc_timeout_ms", settings.rpc_timeout_ms, 2000, 100..=20_000)?;
    Ok(RpcConfig {
        nodes,
        settings: DeployedSettings {
            timeout: Duration::from_millis(timeout),
            ..default
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RpcConfig, ConfigError> {
        let settings: Settings = toml::from_str(text).unwrap();
        rpc(&settings, &Catalogue::builtin().unwrap())
    }

    fn flag(text: &str) -> Result<RpcConfig, ConfigError> {
        let settings = Settings {
            rpc: Some(text.parse().unwrap()),
            ..Settings::default()
        };
        rpc(&settings, &Catalogue::builtin().unwrap())
    }

    fn hosts(config: &RpcConfig) -> Vec<(u64, Vec<&str>)> {
        let chains = config.nodes.iter();
        chains
            .map(|(chain, urls)| (*chain, urls.iter().map(RpcUrl::host).collect()))
            .collect()
    }

    #[test]
    fn a_table_and_pairs_name_the_nodes_of_chains() {
        let table =
            read("[rpc]\nbase = \"https://a.example/key\"\n10 = [\"http://b\", \"http://c\"]").unwrap();
        let pairs = flag("8453=https://a.example/key, op-mainnet=http://b,eip155:10=http://c,").unwrap();
        for config in [table, pairs] {
            assert_eq!(hosts(&config), [(10, vec!["b", "c"]), (8453, vec!["a.example"])]);
        }
        assert!(read("").unwrap().nodes.is_empty());
    }

    #[test]
    fn what_is_no_node_of_a_chain_is_refused_and_no_secret_shown() {
        for (text, expected) in [
            ("https://node.example/secret", "CHAIN=URL"),
            ("https://node.example/?key=secret", "CHAIN=URL"),
            ("=https://node.example/secret", "CHAIN=URL"),
            ("nowhere=https://node.example/secret", "\"nowhere\""),
            ("4242424242=https://node.example/secret", "2^31"),
            ("424242=https://node.example/secret", "catalogue"),
            ("base=wss://node.example/secret", "base: the URL of a node"),
            ("base=", "base: the URL of a node"),
        ] {
            let error = flag(text).unwrap_err().to_string();
            assert!(
                error.contains(expected) && !error.contains("secret"),
                "{text}: {error}"
            );
        }
        assert!(matches!(
            read("rpc_timeout_ms = 5"),
            Err(ConfigError::OutOfRange { .. })
        ));
        let settings: Settings = toml::from_str("[rpc]\nbase = \"https://a.example/secret\"").unwrap();
        assert!(!format!("{settings:?}").contains("secret"));
        let error = toml::from_str::<Settings>("[rpc]\nbase = 5").unwrap_err();
        assert!(error.to_string().contains("URL of a node"), "{error}");
    }
}
