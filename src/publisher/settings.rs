//! How the publisher works.

use std::time::Duration;

/// How many seconds longer than three looks at L1 a turn is: a node that does not answer ends none.
const PATIENCE: u64 = 10;

/// How L1 is followed, and the log published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublisherSettings {
    /// Seconds between two readings of L1.
    pub poll: Duration,
    /// Greatest age of a root that is of use, in seconds: the `maxAge` of the resolver.
    pub max_root_age: u64,
    /// Seconds for which proofs under a root are given at least: chains that roots are brought to lag
    /// behind L1.
    pub keep_proofs: u64,
    /// Seconds after which an operation is committed, at the latest, if L1 takes it.
    pub publish_seconds: u64,
    /// Bytes of steps in one commit.
    pub publish_bytes: usize,
    /// Most that gas may cost, in wei, whatever a node says.
    pub max_fee: u128,
    /// Seconds after which a transaction that is in no block is replaced.
    pub stuck_seconds: u64,
}

impl PublisherSettings {
    /// Most bytes of steps: transactions above 128 KiB do not travel.
    pub const MAX_BYTES: usize = 120 << 10;

    /// Seconds for which a replica has the turn at publishing, since it last looked at L1: so long after one
    /// has gone another goes on.
    pub(super) fn turn_seconds(&self) -> u64 {
        self.poll.as_secs().saturating_mul(3).saturating_add(PATIENCE)
    }

    /// Age of the latest root at which it is confirmed although nothing happened: early enough for
    /// an attempt or two before half of the greatest age.
    pub fn heartbeat_seconds(&self) -> u64 {
        self.max_root_age.saturating_mul(3) / 8
    }
}

impl Default for PublisherSettings {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(4),
            max_root_age: 6 * 3600,
            // As long as mini-accounts take a root (contracts/src/account/AccountSync.sol).
            keep_proofs: 7 * 86_400,
            publish_seconds: 60,
            publish_bytes: 90 << 10,
            max_fee: 100_000_000_000,
            stuck_seconds: 90,
        }
    }
}
