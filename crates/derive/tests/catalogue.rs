//! The catalogue that comes with the crate, and what a catalogue is refused for.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;

use alloy_primitives::{U256, hex, keccak256};
use mononym_derive::{Catalogue, Derived, Origin, RootPath, Rule, Stage};
use mononym_ens::CoinType;

const BUILTIN: &str = include_str!("../chains.toml");

fn builtin() -> Catalogue {
    Catalogue::builtin().expect("chains.toml keeps its rules")
}

fn chain_ids(keep: impl Fn(&mononym_derive::Chain) -> bool) -> BTreeSet<u64> {
    builtin()
        .chains()
        .iter()
        .filter(|chain| keep(chain))
        .filter_map(|chain| chain.chain_id)
        .collect()
}

/// The built-in catalogue with one text replaced, which must be there.
fn altered(from: &str, to: &str) -> String {
    assert!(BUILTIN.contains(from), "{from} is in chains.toml");
    BUILTIN.replacen(from, to, 1)
}

fn refusal(text: &str) -> String {
    Catalogue::parse(text).expect_err("refused").to_string()
}

#[test]
fn ethereum_comes_first_and_ids_ascend() {
    let catalogue = builtin();
    assert_eq!(catalogue.chains()[0].name, "Ethereum");
    assert!(
        catalogue
            .chains()
            .windows(2)
            .all(|pair| pair[0].chain_id < pair[1].chain_id)
    );
    assert!(
        catalogue
            .chains()
            .iter()
            .all(|chain| chain.origin == Origin::BuiltIn)
    );
    assert_eq!(catalogue.chains().len(), 66);
    assert_eq!(catalogue.stage(), Stage::Testing);
}

#[test]
fn rows_may_stand_in_any_order() {
    let text: String = BUILTIN
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let (placement, rows) = text.split_once("[[chain]]").unwrap();
    let mut rows: Vec<&str> = rows.split("[[chain]]").collect();
    rows.reverse();
    let text = format!("{placement}[[chain]]{}", rows.join("\n[[chain]]"));
    assert_eq!(Catalogue::parse(&text).unwrap().chains(), builtin().chains());
}

/// Money is sent to what these chains answer: the list changes only on purpose.
#[test]
fn receivable_chains() {
    let expected = [
        1, 10, 130, 169, 232, 252, 288, 324, 360, 480, 1135, 1750, 1868, 2741, 4663, 5330, 8453, 34443,
        42161, 42170, 42220, 48900, 57073, 60808, 81457, 98866, 7777777,
    ];
    assert_eq!(chain_ids(|chain| chain.receivable()), BTreeSet::from(expected));
}

/// Every listed chain has all that its rule takes: a chain whose constants are not known has no row.
#[test]
fn every_chain_has_addresses() {
    let catalogue = builtin();
    let (node, keystore) = (keccak256("a node"), catalogue.trial_keystore());
    let addresses = catalogue.addresses(&node, &keystore);
    assert_eq!(addresses.len(), catalogue.chains().len());
    for (chain, address) in addresses {
        assert!(address.is_some(), "{}", chain.name);
        assert_eq!(address, chain.address(&node, &keystore), "{}", chain.name);
    }
    for unknown in [295, 388, 61166, 245022934, 728126428] {
        assert_eq!(catalogue.by_chain_id(unknown), None);
    }
}

/// Roots are sent through a contract that somebody saw, on every chain that waits for them.
#[test]
fn aliased_chains_have_a_bridge_and_only_they() {
    for chain in builtin().chains() {
        assert_eq!(
            chain.bridge.is_some(),
            chain.root_path == RootPath::Aliased,
            "{}",
            chain.name
        );
    }
}

#[test]
fn explorers_of_evm_chains_show_addresses_in_one_place() {
    let catalogue = builtin();
    let ethereum = catalogue.by_chain_id(1).unwrap();
    assert_eq!(
        ethereum.address_url("0x1"),
        Some("https://etherscan.io/address/0x1".to_owned())
    );
}

#[test]
fn the_emulator_follows_the_evm_rule() {
    assert_eq!(
        chain_ids(|chain| chain.rule.as_str() == "evm-emulator"),
        BTreeSet::from([232, 324, 2741, 50104, 543210]),
    );
}

fn input<'a>(derived: &'a Derived, name: &str) -> &'a str {
    let found = derived.inputs.iter().find(|input| input.name == name);
    &found.expect(name).value
}

#[test]
fn one_address_on_every_evm_chain() {
    let catalogue = builtin();
    let (node, keystore) = (keccak256("a node"), catalogue.trial_keystore());
    let chains = catalogue.chains().iter();
    let derived: Vec<_> = chains
        .filter_map(|chain| chain.derive(&node, &keystore))
        .collect();
    assert_eq!(derived.len(), 66);
    for one in &derived {
        assert_eq!(one.address, derived[0].address);
        assert_eq!(one.text.to_lowercase(), one.address.to_string());
        for (name, value) in [
            ("factory", catalogue.factory().to_string()),
            ("implementation", catalogue.implementation().to_string()),
            ("keystore", keystore.to_string()),
            ("salt", node.to_string()),
        ] {
            assert_eq!(input(one, name), value);
        }
    }
}

/// The inputs that come with an address are enough to recompute it.
#[test]
fn inputs_recompute_the_address() {
    let catalogue = builtin();
    let derived = catalogue.chains()[0]
        .derive(&keccak256("a node"), &catalogue.trial_keystore())
        .unwrap();
    let bytes = |name| hex::decode(input(&derived, name)).unwrap();
    let formula = [vec![0xff], bytes("factory"), bytes("salt"), bytes("initCodeHash")].concat();
    assert_eq!(derived.address, keccak256(formula)[12..]);
}

#[test]
fn coin_types_find_their_chains() {
    let catalogue = builtin();
    let chain_of = |number: u64| {
        catalogue
            .by_coin_type(CoinType(U256::from(number)))
            .and_then(|chain| chain.chain_id)
    };
    assert_eq!(chain_of(60), Some(1));
    assert_eq!(chain_of(0x8000_2105), Some(8453));
    assert_eq!(chain_of(137), Some(30));
    assert_eq!(chain_of(0x8000_001e), Some(30));
    assert_eq!(chain_of(0x8000_a86a), Some(43114));
    // For all of Avalanche's chains; written as an X-Chain address.
    assert_eq!(chain_of(9000), None);
    // Ethereum is 60 alone, and the default address is no chain's.
    assert_eq!(chain_of(0x8000_0001), None);
    assert_eq!(chain_of(0x8000_0000), None);
    assert_eq!(chain_of(0), None);
    // Families of their own, whose constants nobody knows yet.
    for coin_type in [118, 195, 501, 9004] {
        assert_eq!(chain_of(coin_type), None);
    }
    assert_eq!(catalogue.by_chain_id(31337), None);
}

#[test]
fn names_are_what_as_str_says() {
    for chain in builtin().chains() {
        assert!(Rule::NAMES.contains(&chain.rule.as_str()));
        assert_eq!(
            serde_json::to_value(chain.root_path).unwrap(),
            chain.root_path.as_str()
        );
    }
    assert_eq!(
        serde_json::to_value(Stage::Testing).unwrap(),
        Stage::Testing.as_str()
    );
    assert_eq!(RootPath::None.as_str(), "none");
}

#[test]
fn two_rows_for_one_chain_are_refused() {
    let names = refusal(&altered("short_name = \"oeth\"", "short_name = \"eth\""));
    assert_eq!(
        names,
        "chains eth and eth have the same short_name; merge their rows"
    );

    let text = altered("chain_id = 204\n", "chain_id = 56\n");
    let text = text.replacen("[0x800000cc]", "[0x80000038]", 1);
    assert_eq!(
        refusal(&text),
        "chains bnb and obnb have the same chain_id; merge their rows"
    );
}

#[test]
fn short_names_fit_into_names() {
    for wrong in ["", "Base", "op mainnet", "a@b", "a.b", "é"] {
        let message = refusal(&altered(
            "short_name = \"base\"",
            &format!("short_name = \"{wrong}\""),
        ));
        assert!(message.starts_with("short_name "), "{message}");
    }
}

/// A root path without a bridge is none, and a bridge's address has its checksum.
#[test]
fn bridges_are_where_the_root_path_says() {
    let op = "bridge = { kind = \"op-stack\", l1 = \"0xbEb5Fc579115071764c7423A4f12eDde41f106Ed\" }\n";
    for (text, expected) in [
        (altered(op, ""), "chain oeth: root_path `aliased` needs `bridge`"),
        (
            altered(
                "\"settles on itself; no path from Ethereum\"\n",
                &format!("\"none\"\n{op}"),
            ),
            "chain cro: `bridge` is for root_path `aliased`",
        ),
        (
            altered("root_path = \"none\"", "root_path = \"adapter\""),
            "chain cro: root_path `adapter` is for families without EVM addresses",
        ),
    ] {
        let message = refusal(&text);
        assert!(message.starts_with(expected), "{message}");
    }
    for (wrong, expected) in [
        (
            "0xbEb5Fc579115071764c7423A4f12eDde41f106eD",
            "has not the checksum",
        ),
        ("0x0000000000000000000000000000000000000000", "it is zero"),
        ("0xbEb5Fc579115071764c7423A4f12eDde41f106", "40 hex digits"),
    ] {
        let message = refusal(&altered(
            "0xbEb5Fc579115071764c7423A4f12eDde41f106Ed\" }",
            &format!("{wrong}\" }}"),
        ));
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn coin_types_of_another_chain_are_refused() {
    for wrong in ["[]", "[61]", "[0x80000001]", "[60, 60]", "[60, 0x80000001]"] {
        let message = refusal(&altered("coin_types = [60]", &format!("coin_types = {wrong}")));
        assert!(
            message.starts_with("chain eth: coin_types should be [\"60\"]"),
            "{message}"
        );
    }
    let message = refusal(&altered("[137, 0x8000001e]", "[0x8000001e, 137]"));
    assert!(
        message.starts_with("chain rsk: coin_types should be"),
        "{message}"
    );
}

#[test]
fn chain_ids_without_a_coin_type_are_refused() {
    for wrong in ["0", "2147483648", "9223372036854775807"] {
        let message = refusal(&altered("chain_id = 10\n", &format!("chain_id = {wrong}\n")));
        assert!(message.contains("is not between 1 and 2^31 - 1"), "{message}");
    }
}

#[test]
fn empty_fields_are_refused() {
    for (from, to, field) in [
        ("name = \"Ethereum\"", "name = \" \"", "name"),
        (
            "rule_evidence = \"CreateX seen at its canonical address; in its own list of deployments too\"",
            "rule_evidence = \"\"",
            "rule_evidence",
        ),
        ("\"the Keystore is on Ethereum\"", "\"\"", "root_path_evidence"),
        ("name = \"Ether\",", "name = \"\",", "currency.name"),
        ("symbol = \"ETH\"", "symbol = \"\"", "currency.symbol"),
    ] {
        let message = refusal(&altered(from, to));
        assert!(
            message.starts_with(&format!("chain eth: `{field}` is empty")),
            "{message}"
        );
    }
    let message = refusal(&altered("salt = \"mononym.factory.v1\"", "salt = \"\""));
    assert!(
        message.starts_with("placement.factory: `salt` is empty"),
        "{message}"
    );
}

#[test]
fn unknown_keys_and_values_are_refused() {
    for (from, to) in [
        ("[placement]\n", "[placement]\nowner = \"me\"\n"),
        ("[placement.factory]\n", "[placement.factory]\nnonce = 1\n"),
        ("[[chain]]\n", "[[chain]]\nrpc = \"https://example.org\"\n"),
        ("decimals = 18 }", "decimals = 18, icon = \"x\" }"),
        ("[placement]\n", "[extra]\n[placement]\n"),
        ("kind = \"op-stack\"", "kind = \"polygon\""),
        ("root_path = \"direct\"", "root_path = \"bridge\""),
        ("stage = \"testing\"", "stage = \"final\""),
    ] {
        let message = refusal(&altered(from, to));
        assert!(
            message.starts_with("the catalogue is not well-formed"),
            "{message}"
        );
        assert!(message.contains("unknown"), "{message}");
    }
}

#[test]
fn unknown_rules_are_refused() {
    let message = refusal(&altered("rule = \"evm\"", "rule = \"zkevm\""));
    assert!(
        message
            .starts_with("chain eth: the rule \"zkevm\" is unknown; there are evm, evm-emulator, zk-stack,"),
        "{message}"
    );
}

#[test]
fn evm_chains_have_no_factory_of_their_own() {
    let message = refusal(&altered(
        "rule = \"evm\"",
        "rule = \"evm\"\nconstants = { factory = \"0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed\" }",
    ));
    assert_eq!(
        message,
        "chain eth: the rule \"evm\" takes no constants: factory and implementation are those of [placement]"
    );
}

#[test]
fn a_root_path_is_direct_on_ethereum_alone() {
    for text in [
        altered("root_path = \"direct\"", "root_path = \"aliased\""),
        altered("root_path = \"aliased\"", "root_path = \"direct\""),
    ] {
        assert!(refusal(&text).contains("root_path is `direct` on Ethereum"));
    }
}

#[test]
fn explorers_that_make_no_links_are_refused() {
    for wrong in ["http://etherscan.io", "etherscan.io", "https://etherscan.io/", ""] {
        let message = refusal(&altered("\"https://etherscan.io\"", &format!("\"{wrong}\"")));
        assert!(message.starts_with("chain eth: explorer"), "{message}");
    }
    assert!(Catalogue::parse(&altered("explorer = \"https://etherscan.io\"\n", "")).is_ok());
}

#[test]
fn a_placed_contract_off_its_place_is_refused() {
    for (from, to, contract) in [
        (
            "\"mononym.bootstrap.v1\"",
            "\"mononym.bootstrap.v2\"",
            "bootstrap",
        ),
        ("\"mononym.factory.v1\"", "\"mononym.factory.v2\"", "factory"),
        (
            "\"mononym.keystore.trial.v1\"",
            "\"mononym.keystore.trial.v2\"",
            "trial_keystore",
        ),
    ] {
        let message = refusal(&altered(from, to));
        assert!(
            message.starts_with(&format!("placement.{contract}: the address is")),
            "{message}"
        );
    }
}
