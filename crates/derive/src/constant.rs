//! How constants are written, and what they are refused for. A digit that is wrong here would send
//! money to nobody, so whatever has a checksum must have the right one.

use alloy_primitives::{Address, B256};
use serde::{Deserialize, Deserializer, de::Error as _};

/// Why a constant is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConstantError {
    /// No hex, or of another length.
    #[error("{0:?} is not 0x and {1} hex digits")]
    Hex(String, usize),
    /// An address whose letters have the wrong case.
    #[error("{0} has not the checksum of EIP-55, which is {1}: look for a typing error")]
    Checksum(String, Address),
    /// Zero stands for nothing.
    #[error("it is zero, which stands for nothing")]
    Zero,
    /// No text of the family's own form.
    #[error("{text:?} is no {what}: {reason}")]
    Text {
        /// The text.
        text: String,
        /// What it should be.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
}

impl ConstantError {
    pub(crate) fn text(text: &str, what: &'static str, reason: impl ToString) -> Self {
        Self::Text {
            text: text.to_owned(),
            what,
            reason: reason.to_string(),
        }
    }
}

/// For `deserialize_with`: a text, read by `read`.
pub(crate) fn from_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Result<T, ConstantError>,
) -> Result<T, D::Error> {
    read(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// An EVM address with its checksum (EIP-55), not zero.
pub(crate) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    from_text(deserializer, read_address)
}

/// The same, which may be absent.
pub(crate) fn optional_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Address>, D::Error> {
    address(deserializer).map(Some)
}

/// 32 bytes in hex, not zero.
pub(crate) fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<B256, D::Error> {
    from_text(deserializer, read_word)
}

fn read_address(text: &str) -> Result<Address, ConstantError> {
    let address: Address = hex(text, 40)?
        .parse()
        .map_err(|_| ConstantError::Hex(text.to_owned(), 40))?;
    if address.is_zero() {
        return Err(ConstantError::Zero);
    }
    if address.to_checksum(None) != text {
        return Err(ConstantError::Checksum(text.to_owned(), address));
    }
    Ok(address)
}

pub(crate) fn read_word(text: &str) -> Result<B256, ConstantError> {
    let word: B256 = hex(text, 64)?
        .parse()
        .map_err(|_| ConstantError::Hex(text.to_owned(), 64))?;
    if word.is_zero() {
        return Err(ConstantError::Zero);
    }
    Ok(word)
}

/// The digits after 0x, which must be so many.
fn hex(text: &str, digits: usize) -> Result<&str, ConstantError> {
    text.strip_prefix("0x")
        .filter(|hex| hex.len() == digits && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .ok_or_else(|| ConstantError::Hex(text.to_owned(), digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    #[test]
    fn addresses_have_their_checksum() {
        assert_eq!(read_address(ADDRESS).unwrap().to_checksum(None), ADDRESS);
        let lower = ADDRESS.to_lowercase();
        assert!(matches!(read_address(&lower), Err(ConstantError::Checksum(..))));
        let typing_error = ADDRESS.replace("5aA", "5aa");
        assert!(matches!(
            read_address(&typing_error),
            Err(ConstantError::Checksum(..))
        ));
    }

    #[test]
    fn other_lengths_other_digits_and_zero_are_refused() {
        for text in [
            "",
            "0x",
            "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
            "0x0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
        ] {
            assert_eq!(read_address(text), Err(ConstantError::Hex(text.to_owned(), 40)));
            assert_eq!(read_word(text), Err(ConstantError::Hex(text.to_owned(), 64)));
        }
        assert_eq!(read_address(&Address::ZERO.to_string()), Err(ConstantError::Zero));
        assert_eq!(read_word(&B256::ZERO.to_string()), Err(ConstantError::Zero));
    }
}
