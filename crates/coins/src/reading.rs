//! Which addresses a text may mean, where nobody says of which coin.

use mononym_ens::CoinType;

use crate::{AddressError, Coin, Fault, MAX_BYTES, coins, hex_bytes};

/// An address that a text may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The coin; nothing for bytes written as 0x-hex, which may be of any.
    pub coin_type: Option<CoinType>,
    /// The binary form.
    pub bytes: Vec<u8>,
}

/// Every address that a text may mean: several coins share text forms, and 0x-hex is the binary form
/// of any coin.
///
/// # Errors
/// If it is an address of no coin. Where it nearly is one, the error is that coin's.
pub fn readings(text: &str) -> Result<Vec<Reading>, AddressError> {
    let bytes = hex_bytes(text).filter(|bytes| !bytes.is_empty() && bytes.len() <= MAX_BYTES);
    let mut found: Vec<Reading> = bytes
        .into_iter()
        .map(|bytes| Reading {
            coin_type: None,
            bytes,
        })
        .collect();
    let mut nearest: Option<(&Coin, Fault)> = None;
    for coin in coins() {
        match coin.parse_text(text) {
            Ok(bytes) if coin.codec.is_telling(text) => {
                if found
                    .iter()
                    .all(|known| known.coin_type.is_some() || known.bytes != bytes)
                {
                    found.push(Reading {
                        coin_type: Some(coin.number()),
                        bytes,
                    });
                }
            }
            Ok(_) => {}
            Err(fault) if rank(fault) > nearest.map_or(0, |(_, best)| rank(best)) => {
                nearest = Some((coin, fault));
            }
            Err(_) => {}
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    Err(match nearest {
        Some((coin, fault)) => AddressError::new(coin, fault),
        None => AddressError {
            coin: "any coin".to_owned(),
            fault: Fault::Shape,
            example: "write it as wallets do, or as 0x and the hexadecimal digits of its binary form"
                .to_owned(),
        },
    })
}

/// How much of an address of its coin a faulty text has. Prefix and length come before a checksum.
fn rank(fault: Fault) -> u8 {
    match fault {
        Fault::Checksum => 3,
        Fault::Testnet | Fault::MixedCase | Fault::WitnessVersion(_) | Fault::Zero => 2,
        _ => 0,
    }
}
