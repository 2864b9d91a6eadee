//! What is wrong with an address.

use mononym_ens::CoinType;
use thiserror::Error;

use crate::Coin;

/// A text or bytes that are no address of a coin.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("this is no address of {coin}: {fault}; {example}")]
pub struct AddressError {
    /// The coin's name, or `coin type N` outside the table.
    pub coin: String,
    /// What is wrong.
    pub fault: Fault,
    /// What a right one looks like.
    pub example: String,
}

impl AddressError {
    pub(crate) fn new(coin: &Coin, fault: Fault) -> Self {
        Self {
            coin: coin.name.to_owned(),
            fault,
            example: format!("one looks like {}", coin.example),
        }
    }

    pub(crate) fn unlisted(coin_type: CoinType) -> Self {
        Self {
            coin: format!("coin type {coin_type}"),
            fault: Fault::Hex,
            example: "this coin's text form is not known here".to_owned(),
        }
    }
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// Characters or an order of them that the text form does not have.
    #[error("it is not written as one")]
    Shape,
    /// The checksum does not match the rest.
    #[error("its checksum is wrong: is there a typo?")]
    Checksum,
    /// All is right but the length.
    #[error("its length is wrong: is it whole?")]
    Length,
    /// The prefix or the version byte is none of this coin's.
    #[error("its prefix or version is not this coin's")]
    Prefix,
    /// An address of a test network.
    #[error("it is of a test network")]
    Testnet,
    /// Upper and lower case, in a text form that has one of them.
    #[error("it mixes upper and lower case")]
    MixedCase,
    /// A SegWit address of a version that there is not.
    #[error("there is no witness version {0}")]
    WitnessVersion(u8),
    /// An address of another coin, by its name.
    #[error("it is one of {0}")]
    OtherCoin(&'static str),
    /// Longer than any address.
    #[error("it is too long")]
    TooLong,
    /// Not pairs of hexadecimal digits.
    #[error("write 0x and pairs of hexadecimal digits of its binary form (ENSIP-9)")]
    Hex,
    /// Bytes that no address of this coin has.
    #[error("its {0} bytes in hexadecimal are not the binary form of one (ENSIP-9)")]
    Bytes(usize),
    /// The zero address.
    #[error("nobody has the key of the zero address")]
    Zero,
}
