//! Chains of an operator's configuration, and what they are refused for.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use alloy_primitives::{U256, keccak256};
use mononym_derive::{Catalogue, CatalogueError, Chain, ChainRow, Origin};
use mononym_ens::CoinType;
use serde::Deserialize;

const FAMILIES: &str = include_str!("families.toml");

/// The columns of an EVM chain that is not built in.
const SEPOLIA: &str = r#"
    [[chain]]
    short_name = "sep"
    chain_id = 11155111
    name = "Sepolia"
    coin_types = [0x80aa36a7]
    rule = "evm"
    rule_evidence = "CreateX seen"
    root_path = "none"
    root_path_evidence = "the Keystore is elsewhere"
    currency = { name = "Ether", symbol = "ETH", decimals = 18 }
    testnet = true
"#;

#[derive(Deserialize)]
struct Rows {
    chain: Vec<ChainRow>,
}

fn configure(text: &str, disabled: &[&str]) -> Result<Catalogue, CatalogueError> {
    let rows: Rows = toml::from_str(text).expect("rows");
    let disabled: Vec<String> = disabled.iter().map(ToString::to_string).collect();
    builtin().configured(rows.chain, &disabled)
}

fn builtin() -> Catalogue {
    Catalogue::builtin().expect("chains.toml keeps its rules")
}

/// The message about the families with one text replaced, which must be there.
fn refusal(from: &str, to: &str) -> String {
    assert!(FAMILIES.contains(from), "{from} is in families.toml");
    let error = configure(&FAMILIES.replacen(from, to, 1), &[]).map(drop);
    error.expect_err(&format!("{to} is refused")).to_string()
}

fn chain(catalogue: &Catalogue, coin_type: u64) -> &Chain {
    let chain = catalogue.by_coin_type(CoinType(U256::from(coin_type)));
    chain.expect("a chain of this coin type")
}

#[test]
fn chains_of_every_family_can_be_added() {
    let catalogue = configure(FAMILIES, &[]).unwrap();
    assert_eq!(catalogue.chains().len(), 71);
    let (node, keystore) = (keccak256("a node"), catalogue.trial_keystore());
    for (coin_type, length, text, receivable) in [
        (0x8000_0184, 20, "0x", true),
        (195, 21, "T", true),
        (9004, 32, "0x0", true),
        (501, 32, "", true),
        (10_000_118, 32, "osmo1", false),
    ] {
        let chain = chain(&catalogue, coin_type);
        assert_eq!(
            (chain.origin, chain.receivable()),
            (Origin::Configured, receivable)
        );
        let derived = chain.derive(&node, &keystore).unwrap();
        assert_eq!(derived.address.len(), length, "{}", chain.name);
        assert!(derived.text.starts_with(text), "{}", derived.text);
        for constant in chain.rule.constants() {
            assert!(derived.inputs.contains(&constant));
            assert!(FAMILIES.contains(&constant.value), "{}", constant.value);
        }
    }
    let tron = chain(&catalogue, 195);
    assert_eq!(catalogue.by_chain_id(728_126_428), Some(tron));
    assert_eq!(
        tron.address_url("T1"),
        Some("https://tronscan.org/#/address/T1".to_owned())
    );
    assert_eq!(chain(&catalogue, 9004).address_url("0x1"), None);
    // Chains without a chain id come last, by coin type.
    let last: Vec<&str> = catalogue.chains()[68..]
        .iter()
        .map(|chain| chain.short_name.as_str())
        .collect();
    assert_eq!(last, ["solana", "starknet", "osmosis"]);
}

#[test]
fn evm_chains_can_be_added() {
    let catalogue = configure(SEPOLIA, &[]).unwrap();
    let (node, keystore) = (keccak256("a node"), catalogue.trial_keystore());
    let sepolia = catalogue.by_chain_id(11_155_111).unwrap();
    assert!(sepolia.testnet && !sepolia.receivable());
    assert_eq!(
        sepolia.address(&node, &keystore),
        catalogue.chains()[0].address(&node, &keystore)
    );
}

#[test]
fn built_in_chains_can_be_switched_off_and_nothing_else() {
    let catalogue = configure(SEPOLIA, &["base", "zora"]).unwrap();
    assert_eq!(catalogue.by_chain_id(8453), None);
    assert_eq!(catalogue.by_chain_id(7_777_777), None);
    assert_eq!(catalogue.chains().len(), 65);
    for unknown in ["Base", "8453", "sep", ""] {
        let error = configure(SEPOLIA, &[unknown]).expect_err("refused");
        assert_eq!(
            error.to_string(),
            format!(
                "disabled_chains: {unknown:?} is the short_name of no built-in chain; GET /v1/chains shows them"
            )
        );
    }
}

/// Not even a chain that is switched off can come back under another rule.
#[test]
fn built_in_rows_stay_as_they_are() {
    let base = SEPOLIA
        .replace("11155111", "8453")
        .replace("0x80aa36a7", "0x80002105");
    let same_name = SEPOLIA.replace("\"sep\"", "\"base\"");
    for disabled in [&[][..], &["base"]] {
        for (text, chain, what) in [(&base, "sep", "chain_id"), (&same_name, "base", "short_name")] {
            let error = configure(text, disabled).expect_err("refused");
            assert!(
                matches!(
                    &error,
                    CatalogueError::BuiltIn { chain: found, builtin, what: shared }
                        if found == chain && builtin == "base" && shared == &what
                ),
                "{error}"
            );
        }
    }
}

#[test]
fn two_rows_for_one_chain_are_refused() {
    let twice = format!("{SEPOLIA}{SEPOLIA}");
    let renamed = format!("{SEPOLIA}{}", SEPOLIA.replace("\"sep\"", "\"sep2\""));
    let solana = FAMILIES.replacen("\"solana\"", "\"solana2\"", 1);
    let same_coin = format!(
        "{FAMILIES}{}",
        &solana[solana.find("[[chain]]\nshort_name = \"solana2\"").unwrap()..]
    )
    .replacen("\"osmosis\"", "\"osmosis2\"", 1);
    for (text, what) in [
        (&twice, "short_name"),
        (&renamed, "chain_id"),
        (&same_coin, "coin type"),
    ] {
        let error = configure(text, &[]).expect_err("refused");
        assert!(
            matches!(&error, CatalogueError::Duplicate { what: shared, .. } if shared == &what),
            "{error}"
        );
    }
}

#[test]
fn constants_are_checked() {
    for (from, to, expected) in [
        // Of ZK Stack.
        (
            "2A2a2a2a2a2A2A2a2a2a2A2a2A2A2A2a2A2A2a2a",
            "2A2a2a2a2a2A2A2a2a2a2A2a2A2A2A2a2A2A2a2A",
            "has not the checksum",
        ),
        (
            "2A2a2a2a2a2A2A2a2a2a2A2a2A2A2A2a2A2A2a2a",
            "0000000000000000000000000000000000000000",
            "it is zero",
        ),
        (
            "2A2a2a2a2a2A2A2a2a2a2A2a2A2A2A2a2A2A2a2a",
            "2A2a2a2a2a2A2A2a2a2a2A2a2A2A2A2a2A2A2a",
            "40 hex digits",
        ),
        ("0x010001cb", "0x010001cc", "an odd number of words"),
        ("0x010001cb", "0x020001cb", "it begins with 0x0100"),
        // Of Tron.
        (
            "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E",
            "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4F",
            "checksum",
        ),
        (
            "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E",
            "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb",
            "it is zero",
        ),
        (
            "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E",
            "0x2222",
            "is no address of Tron",
        ),
        // Bitcoin's: right checksum, other bytes.
        (
            "TD5gsCwxykWsLN9aPrq2TAfNjByuZKYp4E",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "0x41 and 20 bytes",
        ),
        // Of Starknet: the field's prime.
        (
            "0x0750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062",
            "0x0800000000000011000000000000000000000000000000000000000000000001",
            "below the field's prime",
        ),
        (
            "0x0750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062",
            "0x750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062",
            "64 hex digits",
        ),
        // Of Solana.
        (
            "5bV6jUfhDHCQVA1WfKBUnXUsboJgoKgkzkKcxr3joew5",
            "11111111111111111111111111111111",
            "it is zero",
        ),
        (
            "5bV6jUfhDHCQVA1WfKBUnXUsboJgoKgkzkKcxr3joew5",
            "5bV6jUfhDHCQ",
            "32 bytes in base58",
        ),
        (
            "5bV6jUfhDHCQVA1WfKBUnXUsboJgoKgkzkKcxr3joew5",
            "0OIl",
            "is no program of Solana",
        ),
        // Of CosmWasm.
        ("vesfq987a", "vesfq987q", "checksum"),
        (
            "osmo1xvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvesfq987a",
            "cosmos1xvenxvenxvenxvenxvenxvenxvenxvenxvc9auw3",
            "20 or 32 bytes",
        ),
        (
            "osmo1xvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvesfq987a",
            "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a",
            "it is zero",
        ),
        ("0x13a1fc99", "0x13a1fc", "64 hex digits"),
    ] {
        let message = refusal(from, to);
        assert!(message.contains("the constants of the rule"), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn constants_are_all_there_and_no_others() {
    for (from, to, expected) in [
        ("program = ", "programme = ", "unknown field `programme`"),
        (
            "{ class_hash = \"0x0750cd490a7cd1572411169eaa8be292325990d33c5d4733655fe6b926985062\" }",
            "{ }",
            "missing field `class_hash`",
        ),
        (
            "program = \"5bV6jUfhDHCQVA1WfKBUnXUsboJgoKgkzkKcxr3joew5\"",
            "program = 5",
            "invalid type",
        ),
    ] {
        let message = refusal(from, to);
        assert!(message.contains("the constants of the rule"), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

/// Under another chain's coin type, clients would write another chain's address.
#[test]
fn coin_types_are_those_of_the_family() {
    for (from, to, expected) in [
        ("[195]", "[196]", "chain tron: coin_types should be [\"195\"]"),
        ("[501]", "[60]", "chain solana: coin_types should be [\"501\"]"),
        (
            "[9004]",
            "[9004, 9005]",
            "chain starknet: coin_types should be [\"9004\"]",
        ),
        (
            "[10000118]",
            "[118]",
            "chain osmosis: coin_types should be [\"10000118\"]",
        ),
        (
            "osmo1xvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvesfq987a",
            "juno1xvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxvenxveslc6v7l",
            "chain osmosis: addresses that begin with \"juno\" have no coin type of their own",
        ),
        (
            "chain_id = 388\n",
            "",
            "chain zkcro: the rule zk-stack needs the chain_id",
        ),
        (
            "chain_id = 388",
            "chain_id = 2147483648",
            "chain zkcro: chain_id 2147483648 is not between",
        ),
        (
            "chain_id = 728126428",
            "chain_id = 1",
            "chain tron: a chain of the rule tron has not the chain_id 1",
        ),
        (
            "name = \"Solana\"",
            "name = \"Solana\"\nchain_id = 101",
            "chain solana: a chain of the rule solana has not the chain_id 101",
        ),
    ] {
        let message = refusal(from, to);
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn root_paths_fit_the_family() {
    for (from, to, expected) in [
        (
            "\"adapter\"",
            "\"aliased\"",
            "chain tron: root_path `aliased` is for chains with EVM addresses",
        ),
        (
            "\"adapter\"",
            "\"direct\"",
            "chain tron: root_path is `direct` on Ethereum",
        ),
        (
            "\"aliased\"",
            "\"adapter\"",
            "chain zkcro: root_path `adapter` is for families without EVM addresses",
        ),
        (
            "rule_evidence = \"a test\"",
            "rule_evidence = \" \"",
            "chain zkcro: `rule_evidence` is empty",
        ),
        ("#/address/{address}", "#/address/", "chain tron: address_page"),
        ("{address}", "{address}/{address}", "chain tron: address_page"),
        ("https://solscan.io/", "solscan.io/", "chain solana: address_page"),
    ] {
        let message = refusal(from, to);
        assert!(message.starts_with(expected), "{message}");
    }
}
