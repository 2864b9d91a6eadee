//! What the publisher says of itself.

use alloy_primitives::{Address, B256, U256};

/// What it is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PublisherState {
    /// It has no key: L1 is followed, and nothing published.
    WatchOnly,
    /// It has not looked at L1 yet.
    #[default]
    Starting,
    /// Another replica publishes.
    Standby,
    /// Everything is committed.
    Idle,
    /// There is something to commit, and its time has not come.
    Waiting,
    /// A transaction is under way.
    Publishing,
    /// The account cannot pay for a transaction.
    PurseEmpty,
    /// Gas costs more than is allowed.
    TooExpensive,
    /// L1 and the log contradict each other.
    Differs,
    /// L1 cannot be read.
    RpcFailing,
    /// Something else stands in the way.
    Blocked,
}

impl PublisherState {
    /// Its stable name.
    pub fn slug(self) -> &'static str {
        match self {
            Self::WatchOnly => "watch-only",
            Self::Starting => "starting",
            Self::Standby => "standby",
            Self::Idle => "idle",
            Self::Waiting => "waiting",
            Self::Publishing => "publishing",
            Self::PurseEmpty => "purse-empty",
            Self::TooExpensive => "too-expensive",
            Self::Differs => "differs",
            Self::RpcFailing => "rpc-failing",
            Self::Blocked => "blocked",
        }
    }

    /// Whether somebody has to do something, or L1 to get better.
    pub fn is_trouble(self) -> bool {
        match self {
            Self::WatchOnly
            | Self::Starting
            | Self::Standby
            | Self::Idle
            | Self::Waiting
            | Self::Publishing => false,
            Self::PurseEmpty | Self::TooExpensive | Self::Differs | Self::RpcFailing | Self::Blocked => true,
        }
    }
}

/// The publisher as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublisherStatus {
    /// The account that sends, if there is one.
    pub address: Option<Address>,
    /// What it is doing.
    pub state: PublisherState,
    /// The same in words, with what to do about it.
    pub detail: String,
    /// The transaction under way.
    pub transaction: Option<B256>,
    /// What the account had when it was last asked, in wei.
    pub balance: Option<U256>,
    /// Attempts that failed since the start.
    pub failures: u64,
}
