//! One chain of the catalogue: the two facts about it, and what follows from them.

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_ens::CoinType;
use serde::{Deserialize, Serialize};

use crate::{
    family::Input,
    root_path::{Bridge, RootPath},
    rule::Rule,
};

/// What a chain's fees are paid in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// Such as "Ether".
    pub name: String,
    /// Such as "ETH".
    pub symbol: String,
    /// Digits after the point in its customary unit.
    pub decimals: u8,
}

/// Who lists a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// This crate: the row never changes.
    BuiltIn,
    /// Whoever runs the service, in its configuration.
    Configured,
}

/// One chain of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Its short, lower-case name, which no other chain has, such as "base": what follows the @ of
    /// ERC-7828.
    pub short_name: String,
    /// EIP-155 chain id, below 2^31 (ENSIP-11); nothing where there is none.
    pub chain_id: Option<u64>,
    /// The name people know it by.
    pub name: String,
    /// The coin types it answers under. The first, which is always there, is the one it is listed
    /// by.
    pub coin_types: Vec<CoinType>,
    /// How a node becomes an address there.
    pub rule: Rule,
    /// What the rule is known from.
    pub rule_evidence: String,
    /// How the Keystore's root gets there.
    pub root_path: RootPath,
    /// What the root path is known from, or why there is none.
    pub root_path_evidence: String,
    /// Where roots are sent from, if the root path is [`RootPath::Aliased`].
    pub bridge: Option<Bridge>,
    /// What fees are paid in.
    pub currency: Currency,
    /// A block explorer, without a slash at the end, such as <https://etherscan.io>.
    pub explorer: Option<String>,
    /// Where an explorer shows an address: `{address}` stands for its text.
    pub address_page: Option<String>,
    /// Whether its coins are worth nothing.
    pub testnet: bool,
    /// Who lists it.
    pub origin: Origin,
}

impl Chain {
    /// Whether ENS may answer a derived address there: the owner's keys can reach the account.
    /// Elsewhere a sender's money would be stuck.
    #[must_use]
    pub fn receivable(&self) -> bool {
        self.root_path != RootPath::None
    }

    /// The coin type that it is listed by.
    #[must_use]
    pub fn coin_type(&self) -> Option<CoinType> {
        self.coin_types.first().copied()
    }

    /// An address in binary form as ENS clients show it; as the family writes it where they do not know
    /// the coin type; as hex where it is no address of this chain.
    #[must_use]
    pub fn format_address(&self, address: &[u8]) -> String {
        let coin_type = self.coin_type();
        let known = coin_type.filter(|coin_type| mononym_coins::coin(*coin_type).is_some());
        known
            .and_then(|coin_type| mononym_coins::format(coin_type, address).ok())
            .or_else(|| self.rule.family().text(address))
            .unwrap_or_else(|| hex::encode_prefixed(address))
    }

    /// Where an explorer shows an address, given as text.
    #[must_use]
    pub fn address_url(&self, text: &str) -> Option<String> {
        let page = self.address_page.as_ref()?;
        Some(page.replace("{address}", text))
    }

    /// The would-be address of `node` in the chain's binary form, receivable or not.
    #[must_use]
    pub fn address(&self, node: &B256, keystore: &Address) -> Option<Bytes> {
        self.rule.family().address(node, keystore)
    }

    /// The same, with what lets anyone recompute it.
    #[must_use]
    pub fn derive(&self, node: &B256, keystore: &Address) -> Option<Derived> {
        let family = self.rule.family();
        let address = family.address(node, keystore)?;
        let mut inputs = family.constants();
        inputs.extend(family.inputs(node, keystore));
        Some(Derived {
            text: self.format_address(&address),
            address,
            inputs,
        })
    }
}

/// A derived address, with what lets anyone recompute it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The address in the chain's binary form, which ENS answers: 20 bytes on EVM chains.
    pub address: Bytes,
    /// The same as people read it, with the chain's checksum.
    pub text: String,
    /// What it was computed from: the rule's constants, and what is of this node.
    pub inputs: Vec<Input>,
}
