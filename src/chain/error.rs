//! Why L1 gave no answer. No error holds more of a URL than its host.

use std::{fmt, time::Duration};

use alloy_primitives::{Address, Bytes};
use alloy_transport::{RpcError, TransportError, TransportErrorKind};
use thiserror::Error;

/// Why one node gave no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NodeError {
    /// No answer in time.
    #[error("no answer within {} seconds", .0.as_secs_f64())]
    Timeout(Duration),
    /// No connection, or one that broke.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// An HTTP status other than success.
    #[error("HTTP status {0}")]
    Status(u16),
    /// A longer answer than is read.
    #[error("an answer of more than {0} bytes")]
    TooLong(u64),
    /// An answer that is not understood.
    #[error("an answer that makes no sense: {0}")]
    Strange(String),
    /// A contract that is another than expected, or none.
    #[error("{0} returned something else")]
    Returned(&'static str),
    /// A node of another network.
    #[error("chain id {found} instead of {expected}: this is a node of another network")]
    WrongChain {
        /// The configured chain id.
        expected: u64,
        /// The node's.
        found: u64,
    },
    /// No contract where the Keystore should be.
    #[error("there is no contract at {0}: is the Keystore deployed, and is this its address?")]
    NoKeystore(Address),
    /// The node refused.
    #[error("{message} (code {code})")]
    Refused {
        /// Code of the error.
        code: i64,
        /// What it says.
        message: String,
        /// What a contract reverted with, if one did.
        data: Option<Bytes>,
    },
}

impl NodeError {
    /// What a contract reverted with; nothing if none did.
    pub fn revert(&self) -> Option<&Bytes> {
        match self {
            Self::Refused { data, .. } => data.as_ref(),
            _ => None,
        }
    }

    /// Whether it is a contract's answer rather than the node's: the function is not there, or refuses.
    /// Nodes have different words for it.
    pub fn is_of_contract(&self) -> bool {
        match self {
            // Code of "execution reverted" in most of them.
            Self::Refused { code: 3, .. } | Self::Returned(_) => true,
            Self::Refused { message, .. } => {
                let message = message.to_lowercase();
                ["revert", "opcode", "out of gas"]
                    .iter()
                    .any(|word| message.contains(word))
            }
            _ => false,
        }
    }

    /// From alloy's, whose texts may hold whatever a node sends: `redact` takes secrets out.
    pub(super) fn from_transport(error: &TransportError, redact: impl Fn(&str) -> String) -> Self {
        match error {
            RpcError::ErrorResp(payload) => Self::Refused {
                code: payload.code,
                message: redact(&payload.message),
                data: payload.as_revert_data(),
            },
            RpcError::NullResp => Self::Strange("null".to_owned()),
            RpcError::Transport(TransportErrorKind::Custom(error)) => match error.downcast_ref::<Self>() {
                Some(error) => error.clone(),
                None => Self::Strange(redact(&error.to_string())),
            },
            // Without the text that the node sent.
            RpcError::DeserError { err, .. } => Self::Strange(redact(&err.to_string())),
            error => Self::Strange(redact(&error.to_string())),
        }
    }
}

/// No node gave an answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct ChainError {
    /// Each node's host, and why.
    pub failures: Vec<(String, NodeError)>,
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (host, error)) in self.failures.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{host}: {error}")?;
        }
        Ok(())
    }
}
