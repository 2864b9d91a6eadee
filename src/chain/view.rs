//! One reading of L1: everything as of one block of one node.

use alloy_primitives::{Address, B256};

use super::{CommitInfo, Keystore, Node, NodeError};

/// A block of L1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, in Unix seconds.
    pub time: u64,
}

/// The latest commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the commit.
    pub number: u64,
    /// The root after it.
    pub root: B256,
    /// Operations committed so far: the last one's sequence in the log.
    pub sequence: u64,
    /// The time of the log that its root shows, in Unix seconds.
    pub as_of: u64,
}

/// What L1 says as of one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The block.
    pub block: Block,
    /// The latest commit.
    pub head: Head,
    /// The newest final commit.
    pub newest_final: CommitInfo,
    /// The newest commit older than proofs are given for, or the oldest that is kept.
    pub oldest_useful: CommitInfo,
    /// The queue's first index, and that behind its last.
    pub queue: (u64, u64),
    /// Who approves commits.
    pub verifier: Address,
}

/// How many commits the Keystore keeps.
pub(super) const KEPT: u64 = 8192;

impl View {
    /// Reads all of it. `before` is what was read last, and only tells where to look first.
    ///
    /// # Errors
    /// If the node is not able to answer consistently; the next block may do.
    pub async fn read(node: &Node, keep_proofs: u64, before: Option<&Self>) -> Result<Self, NodeError> {
        let block = node.latest_block().await?;
        if let Some(before) = before.filter(|before| before.block == block) {
            return Ok(before.clone());
        }
        let at = block.hash;
        let head = match node.call(&Keystore::headCall {}, at).await {
            Ok(head) => head,
            Err(error) => {
                // Is there a Keystore at all?
                node.check_keystore(at).await?;
                return Err(error);
            }
        };
        let head = Head {
            number: head.number,
            root: head.root,
            sequence: head.sequence,
            as_of: head.asOf,
        };
        let number = node.call(&Keystore::latestFinalCall {}, at).await?;
        let newest_final = node.commit_at(number, at).await?;
        if number > head.number || newest_final.final_from > block.time {
            return Err(NodeError::Strange(format!("commit {number} is not final")));
        }
        let hint = before.map(|before| before.oldest_useful.anchor.number);
        let oldest = oldest_useful(node, &head, block, keep_proofs, hint).await?;
        let queue = node.call(&Keystore::queueCall {}, at).await?;
        Ok(Self {
            block,
            head,
            newest_final,
            oldest_useful: oldest,
            queue: (queue.first, queue.end),
            verifier: node.call(&Keystore::verifierCall {}, at).await?,
        })
    }
}

/// The newest commit that is older than proofs are given for, else the oldest that is kept. Times
/// never decrease along the commits, so halving finds it; near the hint it takes two questions.
async fn oldest_useful(
    node: &Node,
    head: &Head,
    block: Block,
    keep_proofs: u64,
    hint: Option<u64>,
) -> Result<CommitInfo, NodeError> {
    let floor = head.number.saturating_sub(KEPT - 1);
    let is_old = |commit: &CommitInfo| commit.anchor.as_of.saturating_add(keep_proofs) < block.time;
    // `low` is kept for want of an older one, or old; `high` and all behind it are not old.
    let (mut low, mut high) = (floor, head.number.saturating_add(1));
    let mut found = None;
    let mut next = hint.filter(|hint| (floor..=head.number).contains(hint));
    while found.is_none() || high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        let number = match next.take() {
            Some(number) => number,
            None if found.is_none() && high.saturating_sub(low) <= 1 => low,
            None => middle,
        };
        let commit = node.commit_at(number, block.hash).await?;
        if is_old(&commit) || number == floor {
            low = number;
            // The one behind it decides, most of the time.
            next = (high.saturating_sub(number) > 1 && found.is_none()).then_some(number.saturating_add(1));
            found = Some(commit);
        } else {
            high = number;
        }
    }
    found.ok_or_else(|| NodeError::Strange("no commit is kept".to_owned()))
}
