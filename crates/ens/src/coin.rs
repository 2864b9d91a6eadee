//! Coin types: the number of a chain in ENS (ENSIP-9, 11, 19).

use core::fmt;
use core::str::FromStr;

use alloy_primitives::U256;

/// ENSIP-11 marks an EVM chain id with this bit.
const EVM_BIT: u64 = 0x8000_0000;

/// The number of a chain in ENS: SLIP-44, or `0x80000000 | chainId` for EVM chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CoinType(pub U256);

impl CoinType {
    /// Ethereum mainnet, the coin type of `addr(bytes32)`.
    pub const ETH: Self = Self(U256::from_limbs([60, 0, 0, 0]));
    /// The address for every EVM chain that has none of its own (ENSIP-19).
    pub const DEFAULT_EVM: Self = Self(U256::from_limbs([EVM_BIT, 0, 0, 0]));

    /// The coin type of an EVM chain; `None` for 0 and from 2^31 on, where ENSIP-11 has no number.
    pub fn from_chain_id(chain_id: u64) -> Option<Self> {
        match chain_id {
            0 => None,
            1 => Some(Self::ETH),
            id if id < EVM_BIT => Some(Self(U256::from(EVM_BIT | id))),
            _ => None,
        }
    }

    /// The EVM chain id: 60 is chain 1, `0x80000001..=0xffffffff` carry theirs; otherwise `None`.
    ///
    /// ENSIP-19's `chainFromCoinType`, with its 0 as `None`: so the default EVM address, which is
    /// for all chains, and legacy SLIP-44 numbers of EVM chains have no chain id.
    pub fn chain_id(&self) -> Option<u64> {
        if *self == Self::ETH {
            return Some(1);
        }
        let number = u64::try_from(self.0).ok()?;
        (EVM_BIT + 1..=u64::from(u32::MAX))
            .contains(&number)
            .then_some(number ^ EVM_BIT)
    }

    /// Whether its addresses have the EVM form, 20 bytes: 60, the default, and every EVM chain.
    pub fn is_evm(&self) -> bool {
        *self == Self::DEFAULT_EVM || self.chain_id().is_some()
    }
}

/// Decimal.
impl fmt::Display for CoinType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Text that is no coin type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a coin type is a decimal number or 0x and hex digits, at most 256 bits, such as 60")]
pub struct CoinTypeError;

/// Decimal, or hexadecimal after `0x`.
impl FromStr for CoinType {
    type Err = CoinTypeError;

    fn from_str(text: &str) -> Result<Self, CoinTypeError> {
        let (digits, radix) = match text.strip_prefix("0x") {
            Some(digits) => (digits, 16),
            None => (text, 10),
        };
        // ruint skips underscores and takes an empty text for zero.
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Err(CoinTypeError);
        }
        U256::from_str_radix(digits, u64::from(radix))
            .map(Self)
            .map_err(|_| CoinTypeError)
    }
}

#[cfg(test)]
mod tests;
