//! One coin: its number, its names, its text form.

use mononym_ens::CoinType;

use crate::codec::Codec;
use crate::form::hex::{Evm, is_mixed};
use crate::{Fault, MAX_BYTES, MAX_TEXT, hex_bytes, table};

/// What an address of any EVM chain looks like.
const EVM_EXAMPLE: &str = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";

/// A coin whose text form is known.
#[derive(Clone, Copy, Debug)]
pub struct Coin {
    /// Number in SLIP-44 or ENSIP-11.
    pub coin_type: u32,
    /// Such as `BTC`.
    pub symbol: &'static str,
    /// Such as `Bitcoin`.
    pub name: &'static str,
    /// An address as people write it.
    pub example: &'static str,
    pub(crate) codec: &'static dyn Codec,
}

/// Every coin of the table, by ascending coin type. EVM chains are not in it: [`coin`] knows them by
/// their number (ENSIP-11).
#[must_use]
pub fn coins() -> &'static [Coin] {
    table::COINS
}

/// The coin of a number, if its text form is known: one of the table, or any EVM chain.
#[must_use]
pub fn coin(coin_type: CoinType) -> Option<Coin> {
    let number = u32::try_from(coin_type.0).ok()?;
    if coin_type.is_evm() && coin_type != CoinType::ETH {
        return Some(Coin {
            coin_type: number,
            symbol: "EVM",
            name: "an EVM chain",
            example: EVM_EXAMPLE,
            codec: Evm::of_chain(coin_type.chain_id()),
        });
    }
    listed(coin_type).copied()
}

/// The name of a coin of the table, such as `Bitcoin`.
#[must_use]
pub fn name(coin_type: CoinType) -> Option<&'static str> {
    listed(coin_type).map(|coin| coin.name)
}

fn listed(coin_type: CoinType) -> Option<&'static Coin> {
    let number = u32::try_from(coin_type.0).ok()?;
    let index = table::COINS
        .binary_search_by_key(&number, |coin| coin.coin_type)
        .ok()?;
    table::COINS.get(index)
}

impl Coin {
    /// Its number as ENS has it.
    #[must_use]
    pub fn number(&self) -> CoinType {
        CoinType(alloy_primitives::U256::from(self.coin_type))
    }

    /// The name of its text form, for people.
    #[must_use]
    pub fn form(&self) -> &'static str {
        self.codec.form()
    }

    /// Bytes before text where hexadecimal digits are no text of the coin: an account of NEAR may
    /// begin with 0x, and the digits of its binary form do.
    pub(crate) fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        if self.codec.is_hex() {
            return self.parse_text(text);
        }
        let Some(bytes) = hex_bytes(text) else {
            let is_hex = text.starts_with("0x");
            return self
                .parse_text(text)
                .map_err(|fault| if is_hex { Fault::Hex } else { fault });
        };
        // Letters of both cases are the checksum of another coin's text.
        if is_mixed(text) {
            return self.parse_text(text);
        }
        match self.format(&bytes) {
            Ok(_) => Ok(bytes),
            Err(fault) => self.parse_text(text).map_err(|_| fault),
        }
    }

    pub(crate) fn parse_text(&self, text: &str) -> Result<Vec<u8>, Fault> {
        if text.len() > MAX_TEXT {
            return Err(Fault::TooLong);
        }
        self.codec.parse(text)
    }

    /// The text, if it reads back as these very bytes: so each rule about addresses stands once, in
    /// `parse`.
    pub(crate) fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        if bytes.len() > MAX_BYTES {
            return Err(Fault::Bytes(bytes.len()));
        }
        let text = self.codec.format(bytes)?;
        match self.parse_text(&text)? == bytes {
            true => Ok(text),
            false => Err(Fault::Bytes(bytes.len())),
        }
    }
}
