//! What the rest of the service is told of L1.

use alloy_primitives::B256;

use super::view::Head;

/// The newest final commit: proofs are made under its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Number of the commit.
    pub number: u64,
    /// Sequence of the last operation under it.
    pub sequence: u64,
    /// The root.
    pub root: B256,
    /// The time of the log that it shows, in Unix seconds.
    pub as_of: u64,
}

/// A commit on L1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitInfo {
    /// What proofs need of it.
    pub anchor: Anchor,
    /// From when on it is final, in Unix seconds.
    pub final_from: u64,
}

/// Whether L1 can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// It has not been tried yet.
    #[default]
    Unknown,
    /// The last reading succeeded.
    Good,
    /// It failed: why, without secrets.
    Failing(String),
}

/// What L1 says of the Keystore, as far as it was read and held against the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct L1State {
    /// The latest commit.
    pub head: Option<Head>,
    /// The newest final commit under which the log can prove.
    pub anchor: Option<Anchor>,
    /// When the oldest operation was accepted that is not committed, in Unix seconds.
    pub waiting_since: Option<u64>,
    /// Sequence from which on the log's tree is still of use: that of the newest commit older than
    /// proofs are given for.
    pub oldest_useful: u64,
    /// Time of the block that was read last, in Unix seconds.
    pub block_time: u64,
    /// When L1 was last read, in Unix seconds; 0 for never.
    pub read_at: u64,
    /// Whether it can be read.
    pub health: Health,
    /// How L1 and the log contradict each other, if they do: then there is no anchor, and nothing is
    /// published.
    pub contradiction: Option<String>,
}

impl L1State {
    /// Operations of a log of `end` that are not committed, and for how many seconds at `now` the
    /// oldest of them has been waiting.
    pub fn uncommitted(&self, end: u64, now: u64) -> (u64, u64) {
        let committed = self.head.map_or(0, |head| head.sequence);
        let operations = end.saturating_sub(committed);
        // What was waiting when L1 was read may be committed by now, and something else wait.
        let since = self.waiting_since.filter(|_| operations > 0);
        (operations, since.map_or(0, |since| now.saturating_sub(since)))
    }
}
