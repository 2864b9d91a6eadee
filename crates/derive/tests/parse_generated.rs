//! Generated input for the catalogue's parser: it may refuse, but never panic, and what it accepts
//! keeps the catalogue's promises.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use alloy_primitives::B256;
use mononym_derive::Catalogue;
use proptest::prelude::*;
use proptest::sample::Index;

const BUILTIN: &str = include_str!("../chains.toml");
/// One chain of each family that has none built in.
const FAMILIES: &str = include_str!("families.toml");

/// The first four chains, so that a mutation hits something that matters, and one of each other family.
fn small() -> String {
    let lines = BUILTIN.lines().filter(|line| !line.starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n");
    let (fifth, _) = text
        .match_indices("[[chain]]")
        .nth(4)
        .expect("more than four chains");
    format!("{}\n{FAMILIES}", &text[..fifth])
}

fn keeps_its_promises(text: &str) {
    let Ok(catalogue) = Catalogue::parse(text) else {
        return;
    };
    for chain in catalogue.chains() {
        if let Some(chain_id) = chain.chain_id {
            assert_eq!(catalogue.by_chain_id(chain_id), Some(chain));
        }
        assert!(!chain.coin_types.is_empty());
        for coin_type in &chain.coin_types {
            assert_eq!(catalogue.by_coin_type(*coin_type), Some(chain));
        }
    }
    for (chain, address) in catalogue.addresses(&B256::ZERO, &catalogue.trial_keystore()) {
        assert!(address.is_some(), "{}", chain.name);
        assert_eq!(chain.address(&B256::ZERO, &catalogue.trial_keystore()), address);
    }
}

/// What a mutation writes: bytes, and pieces of the format.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<char>().prop_map(String::from),
        "[0-9a-fx]{1,20}",
        proptest::sample::select(vec![
            "",
            "\n",
            "\"",
            "'''",
            "[[chain]]\n",
            "[placement]\n",
            "= ",
            "-1",
            "1e400",
            "0x",
            "2147483648",
            "18446744073709551616",
            "true",
            "{ }",
            "\u{0}",
            "\u{202e}",
            "\"\"\"",
        ])
        .prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text(text in any::<String>()) {
        keeps_its_promises(&text);
    }

    #[test]
    fn spans_replaced(spans in prop::collection::vec((any::<Index>(), 0_usize..40, piece()), 1..4)) {
        let mut chars: Vec<char> = small().chars().collect();
        for (at, length, replacement) in spans {
            let start = at.index(chars.len());
            let end = (start + length).min(chars.len());
            chars.splice(start..end, replacement.chars());
            prop_assume!(!chars.is_empty());
        }
        keeps_its_promises(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn lines_shuffled(order in prop::collection::vec(any::<Index>(), 1..60)) {
        let text = small();
        let lines: Vec<&str> = text.lines().collect();
        let picked: Vec<&str> = order.iter().map(|at| lines[at.index(lines.len())]).collect();
        keeps_its_promises(&picked.join("\n"));
    }
}

/// The mutations start from something that is accepted.
#[test]
fn the_small_catalogue_is_accepted() {
    assert_eq!(
        Catalogue::parse(&small())
            .map(|catalogue| catalogue.chains().len())
            .ok(),
        Some(9)
    );
}
