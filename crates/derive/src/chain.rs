//! One chain of the catalogue: the two facts about it, and what follows from them.

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_ens::CoinType;
use serde::{Deserialize, Serialize};

use crate::evm;
use crate::mini_account::{self, Deployment};

/// How a node becomes an address on a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// CREATE2 as on Ethereum (EIP-1014).
    Evm,
    /// The same formula, on a ZK Stack chain that runs EVM code in its EVM emulator.
    EvmEmulator,
    /// ZK Stack's own CREATE2, of its own bytecode.
    ZkStack,
    /// Tron's CREATE2.
    Tron,
    /// Nobody has looked yet which rule holds.
    Unproven,
}

impl Rule {
    /// The name that the catalogue and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evm => "evm",
            Self::EvmEmulator => "evm-emulator",
            Self::ZkStack => "zk-stack",
            Self::Tron => "tron",
            Self::Unproven => "unproven",
        }
    }

    /// Whether all that the rule needs is known. A factory or a program that is not known yet is
    /// never made up: there, nothing is derived.
    #[must_use]
    pub const fn is_derivable(self) -> bool {
        match self {
            Self::Evm | Self::EvmEmulator => true,
            Self::ZkStack | Self::Tron | Self::Unproven => false,
        }
    }
}

/// How the Keystore's root reaches a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RootPath {
    /// The Keystore is on this very chain.
    Direct,
    /// Messages from Ethereum arrive from their sender's address plus
    /// `0x1111000000000000000000000000000000001111`: OP Stack deposits, Arbitrum retryables, ZK
    /// Stack priority transactions.
    Aliased,
    /// None that is known to work: an account there could not learn its keys.
    None,
}

impl RootPath {
    /// The name that the catalogue and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Aliased => "aliased",
            Self::None => "none",
        }
    }
}

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

/// One chain of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// EIP-155 chain id, below 2^31 (ENSIP-11).
    pub chain_id: u64,
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
    /// What fees are paid in.
    pub currency: Currency,
    /// A block explorer, without a slash at the end, such as <https://etherscan.io>.
    pub explorer: Option<String>,
    /// Whether its coins are worth nothing.
    pub testnet: bool,
}

impl Chain {
    /// Whether ENS may answer a derived address there: the address can be computed, and the
    /// owner's keys can reach the account. Elsewhere a sender's money would be stuck.
    #[must_use]
    pub fn receivable(&self) -> bool {
        self.rule.is_derivable() && self.root_path != RootPath::None
    }

    /// The coin type that it is listed by.
    #[must_use]
    pub fn coin_type(&self) -> Option<CoinType> {
        self.coin_types.first().copied()
    }

    /// An address in binary form as people read it: with the chain's checksum, or as hex where the
    /// form is none of this chain.
    #[must_use]
    pub fn format_address(&self, address: &[u8]) -> String {
        Address::try_from(address).map_or_else(
            |_| hex::encode_prefixed(address),
            |address| evm::checksummed(address, self.chain_id),
        )
    }

    /// The page of its explorer about an address in text form; nothing without an explorer.
    #[must_use]
    pub fn address_url(&self, address: &str) -> Option<String> {
        let explorer = self.explorer.as_ref()?;
        Some(format!("{explorer}/address/{address}"))
    }

    /// The would-be address of `node`, receivable or not; nothing where the rule, or something
    /// that it needs, is not known.
    #[must_use]
    pub fn derive(&self, node: &B256, deployment: &Deployment) -> Option<Derived> {
        if !self.rule.is_derivable() {
            return None;
        }
        let init_code_hash = mini_account::init_code_hash(node, deployment);
        let address = evm::create2(deployment.factory, *node, init_code_hash);
        Some(Derived {
            address: Bytes::copy_from_slice(address.as_slice()),
            text: evm::checksummed(address, self.chain_id),
            inputs: Inputs {
                rule: self.rule,
                factory: deployment.factory,
                salt: *node,
                implementation: deployment.implementation,
                keystore: deployment.keystore,
                init_code_hash,
            },
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
    /// What it was computed from.
    pub inputs: Inputs,
}

/// Everything that a derived address is computed from.
///
/// `keccak256(0xff ‖ factory ‖ salt ‖ init_code_hash)[12:]`, where the init code is
/// [`mini_account::init_code`] of the salt, the implementation and the keystore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// The formula.
    pub rule: Rule,
    /// The contract that creates the account.
    pub factory: Address,
    /// CREATE2's salt: the node.
    pub salt: B256,
    /// The bootstrap implementation inside the init code.
    pub implementation: Address,
    /// The Keystore inside the init code.
    pub keystore: Address,
    /// keccak-256 of the init code.
    pub init_code_hash: B256,
}
