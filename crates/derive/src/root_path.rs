//! How the Keystore's root reaches a chain, without which an account there never learns its keys.

use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

use crate::constant;

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
    /// By something that the account's program knows, on a chain of a family of its own.
    Adapter,
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
            Self::Adapter => "adapter",
            Self::None => "none",
        }
    }
}

/// Where on Ethereum a root is sent from to a chain whose root path is [`RootPath::Aliased`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// How it is asked.
    pub kind: BridgeKind,
    /// The contract on Ethereum.
    #[serde(deserialize_with = "constant::address")]
    pub l1: Address,
    /// The ERC-20 on Ethereum that it takes its fee in; Ether if none.
    #[serde(default, deserialize_with = "constant::optional_address")]
    pub fee_token: Option<Address>,
}

/// How a bridge is asked to carry a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BridgeKind {
    /// OptimismPortal: `depositTransaction`.
    OpStack,
    /// Arbitrum's delayed inbox: `createRetryableTicket`.
    Arbitrum,
    /// ZK Stack's bridgehub, which many chains share: `requestL2TransactionDirect`.
    ZkStack,
}

impl BridgeKind {
    /// The name that the catalogue and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpStack => "op-stack",
            Self::Arbitrum => "arbitrum",
            Self::ZkStack => "zk-stack",
        }
    }
}
