//! A row of the catalogue, from what was seen.

use super::{rule::Seen, stack::Stack};
use crate::{chain::BlockTime, cli::values::time_text};

/// The row of a chain that is not listed. What no node tells is left empty, and the catalogue is not
/// read until somebody has filled it in.
pub(super) fn write(chain_id: u64, rule: Seen, stack: Option<Stack>, seen: BlockTime) -> String {
    let coin_type = 0x8000_0000 | chain_id;
    let when = format!(
        "mononym doctor, block {} of {}",
        seen.number,
        time_text(seen.time)
    );
    let rule_evidence = if rule != Seen::Unproven {
        "CreateX seen at its canonical address, with its code hash; its CREATE2 gives Ethereum's addresses"
    } else {
        "CreateX, or its CREATE2, is not as on Ethereum"
    };
    let stack = stack.map_or("not an OP Stack, Arbitrum or ZK Stack chain", Stack::name);
    let rule = rule.as_str();
    format!(
        "[[chain]]
chain_id = {chain_id}
# To fill in: short_name as in ethereum-lists/chains; name, currency, explorer as in viem's definitions.
short_name = \"\"
name = \"\"
coin_types = [{coin_type:#x}]
rule = \"{rule}\"
rule_evidence = \"{rule_evidence} ({when})\"
root_path = \"none\"
root_path_evidence = \"not looked for yet; by its contracts {stack} ({when})\"
currency = {{ name = \"\", symbol = \"\", decimals = 18 }}
"
    )
}

#[cfg(test)]
mod tests {
    use mononym_derive::{Catalogue, RootPath};

    use super::*;

    /// The built-in catalogue's placement, and one row.
    fn catalogue(row: &str) -> Result<Catalogue, String> {
        let builtin = include_str!("../../../../crates/derive/chains.toml");
        let placement = builtin.split("\n[[chain]]").next().unwrap();
        Catalogue::parse(&format!("{placement}\n{row}")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_row_is_read_once_it_is_filled_in() {
        let seen = BlockTime {
            number: 17,
            time: 1_800_000_000,
        };
        let row = write(4242, Seen::Evm, Some(Stack::Op), seen);
        let error = catalogue(&row).unwrap_err();
        assert!(error.starts_with("short_name"), "{error}");
        let filled = row
            .replace("short_name = \"\"", "short_name = \"example\"")
            .replace("name = \"\"", "name = \"Example\"")
            .replace("symbol = \"\"", "symbol = \"EX\"");
        let catalogue = catalogue(&filled).unwrap();
        let chain = catalogue.by_chain_id(4242).unwrap();
        assert_eq!((chain.rule.as_str(), chain.root_path), ("evm", RootPath::None));
        assert!(
            chain
                .rule_evidence
                .contains("block 17 of 2027-01-15 08:00:00 UTC")
        );
        assert!(chain.root_path_evidence.contains("OP Stack"));
        assert_eq!(chain.coin_type().unwrap().to_string(), "2147487890");
    }
}
