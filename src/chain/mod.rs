//! Chains: asking their nodes, sending them transactions, what L1 says about the Keystore, and whether
//! accounts are deployed.

mod chain_list;
mod client;
mod commits;
mod contracts;
mod deployed;
mod endpoint;
mod error;
mod events;
mod fees;
mod mini_account;
mod node;
mod nodes;
mod sender;
mod signers;
mod state;
mod transaction;
mod transport;
mod url;
mod view;

pub use chain_list::{Comparison, Difference, compare, list_of};
pub use client::L1;
pub use commits::{CommitError, Commits};
pub use contracts::{
    AddressRule, ChainList, CreateX, EnsRegistry, Keystore, NameWrapper, ProposerVerifier, Resolver,
    TypedDataDomain,
};
pub use deployed::{AccountQuestion, Deployed, DeployedAccounts, DeployedSettings};
pub use endpoint::{BlockTime, Endpoint};
pub use error::{ChainError, NodeError};
pub use events::{Events, KeystoreEvent};
pub use fees::{Offer, TooExpensive};
pub use mini_account::{
    ArbitrumInbox, Bridgehub, MiniAccount, MiniAccountFactory, MiniAccountState, Root, RootBroadcaster,
    RootOracle, execute_from_outbox, explain,
};
pub use node::{Fees, Node, QueuedOperation};
pub use sender::{Quote, Receipt, SendError};
pub use signers::signers_of;
pub use state::{Anchor, CommitInfo, Health, L1State};
pub use transaction::{MAX_GAS, Request, Signed, Terms, gas_limit};
pub use transport::NodeSettings;
pub use url::{RpcUrl, RpcUrlError};
pub use view::{Block, Head, View};
