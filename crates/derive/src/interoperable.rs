//! Interoperable names (ERC-7828): a name and the chain on which its address is meant,
//! `alice.mononym.eth@base`; and interoperable addresses (ERC-7930), which they stand for.

use std::{fmt, str::FromStr};

use alloy_primitives::{Address, Bytes, hex, keccak256};
use mononym_ens::CoinType;

use crate::{Catalogue, Chain};

/// ERC-7930's version of interoperable addresses.
const VERSION: [u8; 2] = [0, 1];
/// Chain type of EVM chains, and their namespace (CAIP-350, profile eip155).
const EIP155: [u8; 2] = [0, 0];
const NAMESPACE: &str = "eip155";

/// A chain as an interoperable name means it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TargetChain {
    /// EIP-155 chain id, if it has one.
    pub chain_id: Option<u64>,
    /// The coin type under which ENS has addresses for it.
    pub coin_type: CoinType,
}

/// `name@chain` or `name@chain#checksum`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteroperableName<'a> {
    /// What stands before the `@`, as it was written.
    pub name: &'a str,
    /// The chain.
    pub chain: TargetChain,
    /// What the address must hash to, if that is said.
    pub checksum: Option<Checksum>,
}

/// First four bytes of the keccak-256 of an interoperable address without its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Checksum(pub [u8; 4]);

/// Why a text is no interoperable name that is understood here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InteroperableError {
    /// Nothing before the `@`.
    #[error("there is no name before the @: write name@chain, such as alice.mononym.eth@base")]
    NoName,
    /// Nothing behind the `@`.
    #[error("there is no chain behind the @: write name@chain, such as alice.mononym.eth@base")]
    NoChain,
    /// More than one `@`.
    #[error("there is more than one @: write name@chain, such as alice.mononym.eth@base")]
    SeveralAts,
    /// A namespace other than `eip155`.
    #[error("chains of the namespace {0:?} are not understood: write eip155:, and the chain id")]
    Namespace(String),
    /// A chain id that is none.
    #[error("{0:?} is no chain id: write decimal digits, the first of which is not 0")]
    ChainId(String),
    /// A chain id without a coin type.
    #[error("chain id {0} is not below 2^31, so that ENS has no addresses for it (ENSIP-11)")]
    ChainIdTooLarge(String),
    /// A label that no chain has.
    #[error("no chain is called {0:?} here: write a chain's name, its chain id, or eip155: and the chain id")]
    UnknownChain(String),
    /// A checksum that is none.
    #[error("{0:?} is no checksum: eight hexadecimal digits stand behind the #")]
    Checksum(String),
    /// The address has another checksum than the name says.
    #[error(
        "the name says checksum {expected}, and the address there has {found}: it was mistyped, or has changed"
    )]
    OtherChecksum {
        /// What stands behind the `#`.
        expected: Checksum,
        /// That of the address.
        found: Checksum,
    },
    /// There is no address that the checksum could be of.
    #[error("the name says checksum {0}, and there is no address with a checksum on that chain")]
    NothingToCheck(Checksum),
}

impl<'a> InteroperableName<'a> {
    /// Reads a text; nothing if it has no `@`, and so is a name by itself. The name is not looked at.
    ///
    /// # Errors
    ///
    /// [`InteroperableError`] says what is wrong with the chain or the checksum.
    pub fn parse(text: &'a str, catalogue: &Catalogue) -> Result<Option<Self>, InteroperableError> {
        let Some((name, rest)) = text.split_once('@') else {
            return Ok(None);
        };
        if rest.contains('@') {
            return Err(InteroperableError::SeveralAts);
        }
        if name.is_empty() {
            return Err(InteroperableError::NoName);
        }
        let (chain, checksum) = match rest.split_once('#') {
            Some((chain, checksum)) => (chain, Some(checksum.parse()?)),
            None => (rest, None),
        };
        let chain = TargetChain::parse(chain, catalogue)?;
        Ok(Some(Self {
            name,
            chain,
            checksum,
        }))
    }

    /// Holds what ENS answers on the chain, in binary form, against the checksum, if there is one.
    ///
    /// # Errors
    ///
    /// If the address has another, or there is none.
    pub fn verify(&self, address: Option<&[u8]>) -> Result<(), InteroperableError> {
        let Some(expected) = self.checksum else {
            return Ok(());
        };
        match address.and_then(|address| self.chain.checksum(address)) {
            Some(found) if found == expected => Ok(()),
            Some(found) => Err(InteroperableError::OtherChecksum { expected, found }),
            None => Err(InteroperableError::NothingToCheck(expected)),
        }
    }
}

impl TargetChain {
    /// Reads a chain's label, its chain id, or its CAIP-2 identifier (`eip155:8453`).
    ///
    /// # Errors
    ///
    /// If it is none of these, or no chain that ENS has addresses for.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, InteroperableError> {
        if text.is_empty() {
            return Err(InteroperableError::NoChain);
        }
        let chain_id = match text.split_once(':') {
            Some((NAMESPACE, reference)) => chain_id(reference)?,
            Some((namespace, _)) => return Err(InteroperableError::Namespace(namespace.to_owned())),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => chain_id(text)?,
            None => {
                let target = by_label(text, catalogue).and_then(|chain| {
                    let coin_type = chain.coin_type()?;
                    Some(Self {
                        chain_id: chain.chain_id,
                        coin_type,
                    })
                });
                return target.ok_or_else(|| InteroperableError::UnknownChain(text.to_owned()));
            }
        };
        let listed = catalogue.by_chain_id(chain_id).and_then(Chain::coin_type);
        let coin_type = listed
            .or_else(|| CoinType::from_chain_id(chain_id))
            .ok_or_else(|| InteroperableError::ChainIdTooLarge(chain_id.to_string()))?;
        Ok(Self {
            chain_id: Some(chain_id),
            coin_type,
        })
    }

    /// The interoperable address (ERC-7930) of an address in binary form; nothing where it is none
    /// of an EVM chain.
    #[must_use]
    pub fn interoperable_address(&self, address: &[u8]) -> Option<Bytes> {
        let payload = self.payload(address)?;
        Some([VERSION.as_slice(), &payload].concat().into())
    }

    /// The checksum of an address in binary form; nothing where it is none of an EVM chain.
    #[must_use]
    pub fn checksum(&self, address: &[u8]) -> Option<Checksum> {
        let [first, second, third, fourth, ..] = keccak256(self.payload(address)?).0;
        Some(Checksum([first, second, third, fourth]))
    }

    /// Type and reference of the chain, then the address, each behind its length (ERC-7930).
    fn payload(&self, address: &[u8]) -> Option<Vec<u8>> {
        let address = Address::try_from(address).ok()?;
        let chain_id = self.chain_id?.to_be_bytes();
        let reference: Vec<u8> = chain_id.into_iter().skip_while(|byte| *byte == 0).collect();
        let lengths = [u8::try_from(reference.len()).ok()?, 20];
        let [reference_length, address_length] = lengths.map(|length| [length]);
        let parts = [
            EIP155.as_slice(),
            &reference_length,
            &reference,
            &address_length,
            address.as_slice(),
        ];
        Some(parts.concat())
    }
}

/// The chain of a label: its short name, or its name with a hyphen for each space, in any case.
fn by_label<'a>(label: &str, catalogue: &'a Catalogue) -> Option<&'a Chain> {
    let label = label.to_ascii_lowercase();
    let called = |chain: &&Chain| chain.short_name == label;
    let named = |chain: &&Chain| chain.name.to_ascii_lowercase().replace(' ', "-") == label;
    let chains = catalogue.chains();
    chains.iter().find(called).or_else(|| chains.iter().find(named))
}

fn chain_id(text: &str) -> Result<u64, InteroperableError> {
    let is_number = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() || !is_number {
        return Err(InteroperableError::ChainId(text.to_owned()));
    }
    text.parse()
        .map_err(|_| InteroperableError::ChainIdTooLarge(text.to_owned()))
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_upper(self.0))
    }
}

impl FromStr for Checksum {
    type Err = InteroperableError;

    fn from_str(text: &str) -> Result<Self, InteroperableError> {
        let wrong = || InteroperableError::Checksum(text.to_owned());
        if text.len() != 8 {
            return Err(wrong());
        }
        hex::decode_to_array(text).map(Self).map_err(|_| wrong())
    }
}
