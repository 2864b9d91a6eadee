//! Says of a wrong address what it is instead.

use crate::form::base58check;
use crate::{Coin, Fault, coins};

/// How addresses of test networks begin, in lower case.
const TESTNET_PREFIXES: [&str; 12] = [
    "tb1",
    "bcrt1",
    "tltc1",
    "rltc1",
    "tmona1",
    "dgbt1",
    "addr_test1",
    "bchtest:",
    "bchreg:",
    "fuji1",
    "tbnb1",
    "txch1",
];

/// Version bytes of base58check addresses on test networks: of Bitcoin and those who took them over,
/// then Litecoin, Dogecoin, Dash (two each), Zcash, and Qtum.
const TESTNET_VERSIONS: [&[u8]; 11] = [
    &[0x6f],
    &[0xc4],
    &[0x3a],
    &[0x71],
    &[0x8c],
    &[0x13],
    &[0x1d, 0x25],
    &[0x1c, 0xba],
    &[0x78],
    &[0x6e],
    &[0xa0],
];

/// A text that is no address of `coin`: why. One of another coin or network is named as such, unless
/// something about it was right.
pub(crate) fn text(coin: &Coin, text: &str, fault: Fault) -> Fault {
    if !matches!(fault, Fault::Shape | Fault::Prefix | Fault::Length) {
        return fault;
    }
    let lower = text.to_ascii_lowercase();
    if TESTNET_PREFIXES.iter().any(|prefix| lower.starts_with(prefix)) {
        return Fault::Testnet;
    }
    let other = coins().iter().find(|other| {
        other.coin_type != coin.coin_type && other.codec.is_telling(text) && other.parse_text(text).is_ok()
    });
    match other {
        Some(other) => Fault::OtherCoin(other.name),
        None if is_test_version(text) => Fault::Testnet,
        None => fault,
    }
}

/// Bytes that are no address of a coin: why.
pub(crate) fn bytes(bytes: &[u8], fault: Fault) -> Fault {
    match fault {
        Fault::Testnet | Fault::WitnessVersion(_) | Fault::Zero => fault,
        _ => Fault::Bytes(bytes.len()),
    }
}

fn is_test_version(text: &str) -> bool {
    base58check::payload(text).is_some_and(|payload| {
        TESTNET_VERSIONS
            .iter()
            .any(|version| payload.starts_with(version) && payload.len() == version.len() + 20)
    })
}
