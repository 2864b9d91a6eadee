//! Round trips of every coin.

use mononym_coins::{Coin, coins, format, parse, readings};
use proptest::prelude::*;
use proptest::sample::Index;

/// The example of a coin with other bytes in some of its places.
fn changed(coin: &Coin, changes: &[(Index, u8)]) -> Vec<u8> {
    let mut bytes = parse(coin.number(), coin.example).unwrap();
    for (at, by) in changes {
        *at.get_mut(&mut bytes) = *by;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn every_coin_reads_what_it_writes(changes in proptest::collection::vec(any::<(Index, u8)>(), 1..4)) {
        let mut written = 0;
        for coin in coins() {
            let bytes = changed(coin, &changes);
            if let Ok(text) = format(coin.number(), &bytes) {
                written += 1;
                prop_assert_eq!(parse(coin.number(), &text).unwrap(), &bytes[..], "{:?} {}", coin, text);
                let found = readings(&text);
                let is_found = found.iter().flatten().any(|reading| reading.bytes == bytes);
                prop_assert!(is_found || coin.symbol == "NEAR", "{:?} {}", coin, text);
            }
        }
        // A change of a hash is another address; one of a script's opcodes or a version is none.
        prop_assert!(written > coins().len() / 4, "{written}");
    }
}
