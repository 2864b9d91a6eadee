//! Against `@ensdomains/address-encoder`: `tests/vectors/coins.json`, which
//! `tests/clients/vectors/coins.ts` writes.

use std::collections::BTreeSet;

use alloy_primitives::{Bytes, U256};
use mononym_coins::{Fault, coins, format, parse};
use mononym_ens::CoinType;
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    addresses: Vec<Address>,
    flipped: Vec<Flipped>,
    broken: Vec<Broken>,
}

#[derive(Deserialize)]
struct Address {
    coin: u64,
    bytes: Bytes,
    text: String,
}

#[derive(Deserialize)]
struct Flipped {
    coin: u64,
    text: String,
    by: String,
    taken: String,
}

#[derive(Deserialize)]
struct Broken {
    coin: u64,
    text: String,
    bytes: Option<Bytes>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/coins.json")).unwrap()
}

fn number(coin: u64) -> CoinType {
    CoinType(U256::from(coin))
}

/// What the encoder refuses and we take, on purpose.
fn is_taken_all_the_same(coin: u64, text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    match coin {
        // All in one case there is no checksum: it is the binary form, which every coin may be set by.
        // (An address whose first byte is zero, one in eight, the encoder can neither read nor write;
        // starknet.js can, and we do as it does.)
        9004 => digits.len() == 64 && (is_lower(digits) || is_upper(digits)),
        _ => false,
    }
}

/// Of which coins, as which faults, and why.
type Refusal = (&'static [u64], fn(Fault) -> bool, &'static str);

/// What the encoder takes and we refuse, on purpose.
const REFUSED_ALL_THE_SAME: [Refusal; 7] = [
    (
        &[0, 999],
        |fault| matches!(fault, Fault::Length | Fault::OtherCoin(_)),
        "a script holds a hash of 20 bytes, and a witness program has 2 to 40, of version 0 20 or 32 \
         (BIP-141): money sent to others is lost",
    ),
    (
        &[0],
        |fault| fault == Fault::Checksum,
        "version 0 has the checksum of BIP-173 and later ones that of BIP-350, which catches more typos",
    ),
    (
        &[0],
        |fault| fault == Fault::WitnessVersion(17),
        "there are versions 0 to 16: another is no script that can be written",
    ),
    (
        &[7, 195, 888, 2301],
        |fault| matches!(fault, Fault::OtherCoin(_) | Fault::Prefix | Fault::Length),
        "the encoder keeps any version and length with a right checksum, addresses of other coins too",
    ),
    (
        &[1815],
        |fault| matches!(fault, Fault::Testnet | Fault::Prefix | Fault::Length),
        "an address names its network and type, and has the type's length (CIP-19); nobody pays to a \
         stake address",
    ),
    (
        &[461],
        |fault| fault == Fault::Shape,
        "a number has 64 bits and one spelling",
    ),
    (
        &[3030],
        |fault| matches!(fault, Fault::Shape | Fault::Length),
        "numbers beyond their bytes wrap around in the encoder, so that they mean other accounts; each \
         has one spelling",
    ),
];

/// The place in [`REFUSED_ALL_THE_SAME`].
fn reason(coin: u64, fault: Fault) -> Option<usize> {
    REFUSED_ALL_THE_SAME
        .iter()
        .position(|(coins, is_meant, _)| coins.contains(&coin) && is_meant(fault))
}

fn is_lower(text: &str) -> bool {
    text.to_lowercase() == text
}

fn is_upper(text: &str) -> bool {
    text.to_uppercase() == text
}

#[test]
fn addresses_are_written_and_read_as_the_encoder_does() {
    let mut seen = BTreeSet::new();
    for Address { coin, bytes, text } in vectors().addresses {
        assert_eq!(
            format(number(coin), &bytes).as_deref(),
            Ok(text.as_str()),
            "{coin} {bytes}"
        );
        assert_eq!(
            parse(number(coin), &text).as_deref(),
            Ok(&bytes[..]),
            "{coin} {text}"
        );
        let hex = bytes.to_string();
        assert_eq!(
            parse(number(coin), &hex).as_deref(),
            Ok(&bytes[..]),
            "{coin} {hex}"
        );
        seen.insert(coin);
    }
    // TON and Aptos, which the encoder does not have, are tested beside their code.
    for coin in coins() {
        let coin_type = u64::from(coin.coin_type);
        assert!(
            seen.contains(&coin_type) || [607, 637].contains(&coin_type),
            "{coin:?}"
        );
    }
}

#[test]
fn what_the_encoder_refuses_is_refused() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    let mut reasons = BTreeSet::new();
    let mut check = |coin: u64, text: &str, is_taken: bool, bytes: Option<&Bytes>| {
        checked += 1;
        let ours = parse(number(coin), text);
        let is_right = match &ours {
            Ok(ours) if is_taken => bytes.is_none_or(|bytes| bytes == ours),
            Ok(_) => is_taken_all_the_same(coin, text),
            Err(_) if !is_taken => true,
            Err(error) => reason(coin, error.fault).is_some_and(|reason| {
                reasons.insert(reason);
                true
            }),
        };
        if !is_right {
            wrong.push(format!(
                "{coin} {text}: encoder {is_taken} {bytes:?}, ours {ours:?}"
            ));
        }
    };
    let Vectors { flipped, broken, .. } = vectors();
    for Flipped {
        coin,
        text,
        by,
        taken,
    } in flipped
    {
        for (index, (other, taken)) in by.chars().zip(taken.chars()).enumerate() {
            let mut characters: Vec<char> = text.chars().collect();
            characters[index] = other;
            check(coin, &String::from_iter(characters), taken == '1', None);
        }
    }
    for Broken { coin, text, bytes } in broken {
        check(coin, &text, bytes.is_some(), bytes.as_ref());
    }
    assert!(checked > 10_000, "{checked}");
    let unused = REFUSED_ALL_THE_SAME
        .iter()
        .enumerate()
        .filter(|(index, _)| !reasons.contains(index));
    assert_eq!(
        unused.map(|(_, (_, _, why))| *why).collect::<Vec<_>>(),
        Vec::<&str>::new()
    );
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
