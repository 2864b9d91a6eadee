//! What an account publishes for its mini-accounts: operations in the outbox, and spending limits
//! (docs/mini-accounts.md, "Calls").
//!
//! The tree is that of OpenZeppelin's `StandardMerkleTree`, so that wallets can make the same one.

use alloc::vec::Vec;

use alloy_primitives::{B256, keccak256};
use alloy_sol_types::{SolValue, sol};
use thiserror::Error;

sol! {
    /// A call that a mini-account makes.
    #[derive(Debug, PartialEq, Eq)]
    struct Call {
        /// Whom it calls.
        address target;
        /// What it sends along, in wei.
        uint256 value;
        /// The call data.
        bytes data;
    }

    /// What one mini-account executes once, whoever asks it to.
    #[derive(Debug, PartialEq, Eq)]
    struct OutboxOperation {
        /// The chain.
        uint256 chain_id;
        /// The mini-account.
        address account;
        /// Tells apart what is otherwise the same.
        uint256 nonce;
        /// From when on (Unix seconds),
        uint64 valid_from;
        /// until when.
        uint64 deadline;
        /// The calls, all or none.
        Call[] calls;
    }

    /// How much of a token may leave a mini-account.
    #[derive(Debug, PartialEq, Eq)]
    struct Limit {
        /// The token; zero for the native coin.
        address token;
        /// At most so much, in the token's smallest unit,
        uint128 amount;
        /// in so many seconds.
        uint32 period;
    }
}

impl OutboxOperation {
    /// Its leaf: `keccak256(keccak256(abi.encode(operation)))`. Hashed twice, so that no inner node is
    /// one.
    pub fn leaf(&self) -> B256 {
        keccak256(keccak256(self.abi_encode()))
    }
}

/// Why operations are no outbox.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OutboxError {
    /// None at all.
    #[error("an outbox has at least one operation; the root of none is zero")]
    Empty,
    /// Two that are the same: both would be executed once.
    #[error("operations {0} and {1} are the same, and would be executed once: give one another nonce")]
    Same(usize, usize),
}

/// The tree of an account's published operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbox {
    /// The nodes of a complete binary tree, root first; the leaves stand at the end, descending.
    nodes: Vec<B256>,
    /// The leaf of each operation, in the operations' order.
    leaves: Vec<B256>,
}

impl Outbox {
    /// The tree of these operations.
    ///
    /// # Errors
    /// If there are none, or two are the same.
    pub fn new(operations: &[OutboxOperation]) -> Result<Self, OutboxError> {
        let leaves: Vec<B256> = operations.iter().map(OutboxOperation::leaf).collect();
        let mut sorted: Vec<(B256, usize)> = leaves.iter().copied().zip(0..).collect();
        sorted.sort_unstable();
        for pair in sorted.windows(2) {
            if let [(one, first), (other, second)] = pair
                && one == other
            {
                return Err(OutboxError::Same(*first, *second));
            }
        }
        // From the end on: leaves ascending, then parents, whose children come in the order in which
        // they were put down.
        let mut reversed: Vec<B256> = sorted.into_iter().map(|(leaf, _)| leaf).collect();
        let mut next = 0;
        while let Some([right, left]) = reversed.get(next..).and_then(|rest| rest.first_chunk()) {
            let parent = inner(left, right);
            reversed.push(parent);
            next += 2;
        }
        if reversed.is_empty() {
            return Err(OutboxError::Empty);
        }
        reversed.reverse();
        Ok(Self {
            nodes: reversed,
            leaves,
        })
    }

    /// The root, which the account's leaf commits to.
    pub fn root(&self) -> B256 {
        self.nodes.first().copied().unwrap_or_default()
    }

    /// The siblings of an operation, bottom-up; nothing if there is none of that place.
    pub fn proof(&self, index: usize) -> Option<Vec<B256>> {
        let leaf = self.leaves.get(index)?;
        let mut at = self.nodes.iter().rposition(|node| node == leaf)?;
        let mut siblings = Vec::new();
        while at > 0 {
            // Of two children of `i`, 2i + 1 and 2i + 2, the left one has the odd place.
            let sibling = if at % 2 == 1 {
                at.checked_add(1)?
            } else {
                at.checked_sub(1)?
            };
            siblings.push(*self.nodes.get(sibling)?);
            at = at.checked_sub(1)? / 2;
        }
        Some(siblings)
    }
}

/// An inner node: of its children the smaller comes first.
fn inner(one: &B256, other: &B256) -> B256 {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    keccak256([first.as_slice(), second.as_slice()].concat())
}

/// Why limits are none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LimitsError {
    /// Not sorted, or one token twice.
    #[error("limit {0}: tokens stand in strictly ascending order, each once")]
    Order(usize),
    /// No period.
    #[error("limit {0}: its period is at least one second")]
    Period(usize),
}

/// What an account's leaf says of its limits: zero for none, else `keccak256(abi.encode(limits))`.
///
/// # Errors
/// If mini-accounts would refuse them.
pub fn limits_hash(limits: &[Limit]) -> Result<B256, LimitsError> {
    for (index, limit) in limits.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| limits.get(before));
        if before.is_some_and(|before| before.token >= limit.token) {
            return Err(LimitsError::Order(index));
        }
        if limit.period == 0 {
            return Err(LimitsError::Period(index));
        }
    }
    if limits.is_empty() {
        return Ok(B256::ZERO);
    }
    Ok(keccak256(limits.abi_encode()))
}
