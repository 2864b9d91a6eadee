//! The catalogue of chains: what is built in, an operator's own chains, and those switched off.

use mononym_derive::{Catalogue, CatalogueError, ChainRow};

use super::List;

/// Everything that the service derives addresses by.
pub(super) fn catalogue(
    chains: Option<Vec<ChainRow>>,
    disabled: Option<List<String>>,
) -> Result<Catalogue, CatalogueError> {
    let disabled = disabled.map(|list| list.0).unwrap_or_default();
    Catalogue::builtin()?.configured(chains.unwrap_or_default(), &disabled)
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigError};

    /// A chain as the example configuration has it.
    fn starknet(class_hash: &str) -> String {
        format!(
            r#"
            [[chains]]
            short_name = "starknet"
            name = "Starknet"
            coin_types = [9004]
            rule = "starknet"
            constants = {{ class_hash = "{class_hash}" }}
            rule_evidence = "our class"
            root_path = "none"
            root_path_evidence = "no adapter yet"
            currency = {{ name = "Starknet Token", symbol = "STRK", decimals = 18 }}
            "#
        )
    }

    fn config(text: &str) -> Result<Config, ConfigError> {
        Config::new(toml::from_str(text).unwrap())
    }

    #[test]
    fn chains_are_added_and_switched_off() {
        let word = format!("0x{}", "01".repeat(32));
        let text = format!("disabled_chains = [\"base\"]\n{}", starknet(&word));
        let chains = config(&text).unwrap().catalogue;
        let builtin = config("").unwrap().catalogue;
        assert_eq!(chains.chains().len(), builtin.chains().len());
        assert!(chains.by_chain_id(8453).is_none() && builtin.by_chain_id(8453).is_some());
    }

    #[test]
    fn what_is_wrong_with_a_chain_is_said_by_its_name() {
        for (text, expected) in [
            (
                starknet("0x1234"),
                "the chain catalogue: chain starknet: the constants of the rule \"starknet\"",
            ),
            (
                "disabled_chains = [\"8453\"]".to_owned(),
                "the chain catalogue: disabled_chains: \"8453\"",
            ),
            (
                starknet(&format!("0x{}", "01".repeat(32))).replace("\"starknet\"\n", "\"base\"\n"),
                "the chain catalogue: chain base",
            ),
        ] {
            let error = config(&text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
