//! L1: asking its nodes, and what they say about the Keystore. And other chains: whether accounts
//! are deployed there.

mod chain_list;
mod client;
mod contracts;
mod deployed;
mod endpoint;
mod error;
mod events;
mod node;
mod nodes;
mod state;
mod transport;
mod url;
mod view;

pub use chain_list::{Comparison, Difference, compare, list_of};
pub use client::L1;
pub use contracts::{
    AddressRule, ChainList, CreateX, EnsRegistry, Keystore, MiniAccountFactory, NameWrapper,
    ProposerVerifier, Resolver, TypedDataDomain,
};
pub use deployed::{AccountQuestion, Deployed, DeployedAccounts, DeployedSettings};
pub use endpoint::{BlockTime, Endpoint};
pub use error::{ChainError, NodeError};
pub use events::{Events, KeystoreEvent};
pub use node::{Fees, Node, QueuedOperation};
pub use state::{Anchor, CommitInfo, Health, L1State};
pub use transport::NodeSettings;
pub use url::{RpcUrl, RpcUrlError};
pub use view::{Block, Head, View};
