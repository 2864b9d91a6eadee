//! Addresses as people write them and as ENS keeps them (ENSIP-9), for every coin, without I/O.
//!
//! ```text
//!              parse                                    format
//!  "bc1q…"  ─────────►  0x0014…, what `addr` answers  ─────────►  "bc1q…"
//! ```
//!
//! ```
//! use mononym_coins::{format, parse, readings};
//! use mononym_ens::CoinType;
//!
//! let bitcoin: CoinType = "0".parse()?;
//! let script = parse(bitcoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")?;
//! assert_eq!(script, parse(bitcoin, "0x76a91477bff20c60e522dfaa3350c39b030a5d004e839a88ac")?);
//! assert_eq!(format(bitcoin, &script)?, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
//!
//! let typo = parse(bitcoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3").unwrap_err();
//! assert!(typo.to_string().contains("checksum is wrong"), "{typo}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The oracle is the npm package `@ensdomains/address-encoder`, which ENS clients use: for the coins
//! of the [table](coins) the same bytes are written as the same text. Where that package takes what
//! is no address (a wrong length, another network's version, a witness program of another version's
//! checksum), this crate does not; its tests list every such difference. TON and Aptos are not in
//! the package: TEP-2 and AIP-40 say how they are written.
//!
//! Coins outside the table are written, and read, as 0x-hex of their binary form.
//!
//! Everything here takes text and bytes that anyone may have sent. Nothing panics, and lengths are
//! bounded ([`MAX_TEXT`], [`MAX_BYTES`]) before any work.
#![forbid(unsafe_code)]

mod codec;
mod coin;
mod error;
mod explain;
mod form;
mod reading;
mod table;

use alloy_primitives::hex;
use mononym_ens::CoinType;

pub use coin::{Coin, coin, coins, name};
pub use error::{AddressError, Fault};
pub use reading::{Reading, readings};

/// Longest text of an address, in bytes: Cardano's first addresses have about 110.
pub const MAX_TEXT: usize = 128;
/// Longest binary form of an address of the table, in bytes.
pub const MAX_BYTES: usize = 128;

/// Reads an address: as people write it, with its checksum, or as 0x-hex of its binary form.
///
/// For a coin outside the [table](coins), 0x-hex of any bytes.
///
/// # Errors
/// What is wrong with the text, and what a right one looks like.
pub fn parse(coin_type: CoinType, text: &str) -> Result<Vec<u8>, AddressError> {
    let Some(coin) = coin(coin_type) else {
        return hex_bytes(text)
            .filter(|bytes| !bytes.is_empty())
            .ok_or_else(|| AddressError::unlisted(coin_type));
    };
    coin.parse(text)
        .map_err(|fault| AddressError::new(&coin, explain::text(&coin, text, fault)))
}

/// Writes an address as people read it.
///
/// For a coin outside the [table](coins), as 0x-hex.
///
/// # Errors
/// If no address of the coin has these bytes.
pub fn format(coin_type: CoinType, bytes: &[u8]) -> Result<String, AddressError> {
    let Some(coin) = coin(coin_type) else {
        return match bytes {
            [] => Err(AddressError::unlisted(coin_type)),
            bytes => Ok(hex::encode_prefixed(bytes)),
        };
    };
    coin.format(bytes)
        .map_err(|fault| AddressError::new(&coin, explain::bytes(bytes, fault)))
}

/// Writes an address as people read it, or as 0x-hex where it is none of the coin: for views of what
/// may be stored already.
#[must_use]
pub fn display(coin_type: CoinType, bytes: &[u8]) -> String {
    format(coin_type, bytes).unwrap_or_else(|_| hex::encode_prefixed(bytes))
}

/// The bytes of `0x` and pairs of hexadecimal digits, in any case.
fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("0x")?;
    // What reads the digits would take a second prefix.
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    hex::decode(digits).ok()
}

#[cfg(test)]
mod tests;
