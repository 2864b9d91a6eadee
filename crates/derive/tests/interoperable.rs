//! Interoperable names and addresses, with the vectors of ERC-7828 and ERC-7930.
#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/fuzz_bodies.rs"]
mod fuzz_bodies;

use alloy_primitives::{Address, address, bytes};
use mononym_derive::{Catalogue, Checksum, InteroperableError, InteroperableName, TargetChain};
use mononym_ens::CoinType;
use proptest::prelude::*;

fn catalogue() -> Catalogue {
    Catalogue::builtin().unwrap()
}

fn chain_of(text: &str) -> Result<u64, InteroperableError> {
    InteroperableName::parse(text, &catalogue()).map(|name| name.unwrap().chain.chain_id.unwrap())
}

#[test]
fn a_chain_is_a_label_a_chain_id_or_a_caip_2_identifier() {
    for (text, chain_id) in [
        ("alice.mononym.eth@base", 8453),
        ("alice.mononym.eth@BASE", 8453),
        ("alice.mononym.eth@8453", 8453),
        ("alice.mononym.eth@eip155:8453", 8453),
        ("alice.mononym.eth@eth", 1),
        ("alice.mononym.eth@ethereum", 1),
        ("alice.mononym.eth@op-mainnet", 10),
        ("alice.mononym.eth@oeth", 10),
        // No chain of the catalogue: ENS has a coin type for it all the same.
        ("alice.mononym.eth@2147483647", 2_147_483_647),
    ] {
        assert_eq!(chain_of(text), Ok(chain_id), "{text}");
    }
    let catalogue = catalogue();
    let coin = |text| TargetChain::parse(text, &catalogue).unwrap().coin_type;
    assert_eq!(coin("eth"), CoinType::ETH);
    assert_eq!(coin("10").to_string(), "2147483658");
    assert_eq!(coin("30").to_string(), "137", "Rootstock is listed by SLIP-44's");
    assert_eq!(coin("31").to_string(), "2147483679");
}

#[test]
fn a_text_without_a_chain_is_a_name_by_itself() {
    for text in ["alice.mononym.eth", "", "alice#00000000"] {
        assert_eq!(InteroperableName::parse(text, &catalogue()), Ok(None), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    use InteroperableError as E;
    for (text, error) in [
        ("@base", E::NoName),
        ("alice@", E::NoChain),
        ("alice@#00000000", E::NoChain),
        ("@", E::NoName),
        ("alice@@base", E::SeveralAts),
        ("alice@base@base", E::SeveralAts),
        ("alice@nowhere", E::UnknownChain("nowhere".into())),
        ("alice@base ", E::UnknownChain("base ".into())),
        ("alice@solana:5eykt4", E::Namespace("solana".into())),
        ("alice@:1", E::Namespace(String::new())),
        ("alice@EIP155:1", E::Namespace("EIP155".into())),
        ("alice@eip155:", E::ChainId(String::new())),
        ("alice@eip155:base", E::ChainId("base".into())),
        ("alice@eip155:1:2", E::ChainId("1:2".into())),
        ("alice@eip155:+1", E::ChainId("+1".into())),
        ("alice@eip155:0x1", E::ChainId("0x1".into())),
        ("alice@0", E::ChainId("0".into())),
        ("alice@08453", E::ChainId("08453".into())),
        ("alice@2147483648", E::ChainIdTooLarge("2147483648".into())),
        (
            "alice@99999999999999999999999",
            E::ChainIdTooLarge("99999999999999999999999".into()),
        ),
        ("alice@base#", E::Checksum(String::new())),
        ("alice@base#0011223", E::Checksum("0011223".into())),
        ("alice@base#0x112233", E::Checksum("0x112233".into())),
        ("alice@base#0011223g", E::Checksum("0011223g".into())),
        ("alice@base#00112233#", E::Checksum("00112233#".into())),
        ("alice@base#ééóó", E::Checksum("ééóó".into())),
    ] {
        assert_eq!(InteroperableName::parse(text, &catalogue()), Err(error), "{text}");
    }
}

#[test]
fn checksums_and_addresses_are_those_of_the_standards() {
    let catalogue = catalogue();
    let ethereum = TargetChain::parse("eip155:1", &catalogue).unwrap();
    // ERC-7930, test case 1.
    let vitalik = address!("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
    assert_eq!(
        ethereum.interoperable_address(vitalik.as_slice()),
        Some(bytes!("00010000010114D8DA6BF26964AF9D7EED9E03E53415D37AA96045"))
    );
    assert_eq!(
        ethereum.checksum(vitalik.as_slice()).unwrap().to_string(),
        "4CA88C9C"
    );
    // ERC-7828, "Target Address Examples".
    let example = address!("0xFe89cc7aBB2C4183683ab71653C4cdc9B02D44b7");
    assert_eq!(
        ethereum.checksum(example.as_slice()).unwrap().to_string(),
        "80B12379"
    );
    // A longer reference.
    let base = TargetChain::parse("base", &catalogue).unwrap();
    assert_eq!(
        base.interoperable_address(Address::ZERO.as_slice()),
        Some(bytes!("00010000022105140000000000000000000000000000000000000000"))
    );
    assert_eq!(base.interoperable_address(&[1; 32]), None);
    assert_eq!(base.checksum(&[]), None);
    let parsed = InteroperableName::parse("a.eth@eth#80b12379", &catalogue).unwrap();
    assert_eq!(parsed.unwrap().checksum, Some(Checksum([0x80, 0xb1, 0x23, 0x79])));
}

#[test]
fn a_chain_is_found_by_its_short_name_and_by_its_name_and_no_other_is() {
    let catalogue = catalogue();
    for chain in catalogue.chains() {
        let name = chain.name.to_uppercase().replace(' ', "-");
        for label in [&chain.short_name, &name] {
            let found = TargetChain::parse(label, &catalogue).unwrap();
            assert_eq!(found.chain_id, chain.chain_id, "{label}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,40}") {
        let parsed = InteroperableName::parse(&text, &catalogue());
        prop_assert_eq!(parsed == Ok(None), !text.contains('@'));
    }
}

proptest! {
    #[test]
    fn any_text_is_a_name_or_an_error(
        random in proptest::collection::vec(any::<u8>(), 0..100),
        spelled in "[a-z.]{0,9}@(eip155:)?[a-z0-9:@#-]{0,20}(#[0-9A-Fa-f]{6,9})?",
    ) {
        fuzz_bodies::interoperable(&random);
        fuzz_bodies::interoperable(spelled.as_bytes());
    }
}
