//! A short run of the fuzz target, over random bytes and over damaged addresses.

use mononym_coins::{coins, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fuzz_bodies::coin_address;

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(2000)
    }
}

/// A coin's place in the table, and an address of one, in text or in bytes.
fn address() -> impl Strategy<Value = (u8, Vec<u8>)> {
    let places: Vec<u8> = (0..=u8::MAX).collect();
    (select(places), any::<Index>(), any::<bool>()).prop_map(|(place, index, is_text)| {
        // Mostly the coin's own address, else another's.
        let coin = coins()
            .get(usize::from(place))
            .unwrap_or_else(|| index.get(coins()));
        let address = match is_text {
            true => coin.example.as_bytes().to_vec(),
            false => parse(coin.number(), coin.example).unwrap(),
        };
        (place, address)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes(data in vec(any::<u8>(), 0..160)) {
        coin_address(&data);
    }

    #[test]
    fn characters_of_addresses(place in any::<u8>(), text in "[02-9A-HJ-NP-Za-z1:.x-]{0,70}") {
        coin_address(&[&[place], text.as_bytes()].concat());
    }

    #[test]
    fn damaged_addresses(
        (place, mut address) in address(),
        at in any::<Index>(),
        by in any::<u8>(),
        length in prop_oneof![Just(200_usize), 0..120_usize],
    ) {
        *at.get_mut(&mut address) = by;
        address.truncate(length);
        coin_address(&[&[place], &address[..]].concat());
    }
}
