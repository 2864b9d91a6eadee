//! What stands for a commit and its steps on L1.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_sol_types::SolValue;
use thiserror::Error;

use super::step::Step;
use crate::domain::Domain;

/// An operation's hash on L1: keccak256 of the shortened body. Not its EIP-712 digest, which leaves
/// the signatures out.
pub fn operation_hash_on_l1(shortened: &[u8]) -> B256 {
    keccak256(shortened)
}

/// The root after the steps, with `pre_root` before them.
pub fn root_after(pre_root: B256, steps: &[Step]) -> B256 {
    steps.iter().rev().find_map(Step::root).unwrap_or(pre_root)
}

/// Steps and the queue do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HashError {
    /// A step takes from an empty queue.
    #[error("step {index} takes an operation from the queue, and there is none")]
    EmptyQueue {
        /// Place of the step, from 0.
        index: usize,
    },
}

/// `keccak256(s_1 ‖ s_2 ‖ …)` with `s = flag (1) ‖ operation hash (32) ‖ acceptedAt (8) ‖ root after
/// (32) ‖ reason (1)`. `queue` gives the hashes of the queue's operations from its first on; a
/// rejected operation leaves the root as it was before it, `pre_root` before the first step.
///
/// # Errors
/// If the queue has fewer operations than the steps take from it.
pub fn steps_hash(
    pre_root: B256,
    steps: &[Step],
    queue: impl IntoIterator<Item = B256>,
) -> Result<B256, HashError> {
    let mut queue = queue.into_iter();
    let mut root = pre_root;
    let mut bytes = Vec::with_capacity(steps.len().saturating_mul(74));
    for (index, step) in steps.iter().enumerate() {
        let operation = match step {
            Step::Operation { body, .. } => operation_hash_on_l1(body),
            Step::ForcedApplied { .. } | Step::ForcedRejected { .. } => {
                queue.next().ok_or(HashError::EmptyQueue { index })?
            }
        };
        root = step.root().unwrap_or(root);
        bytes.push(step.flag());
        bytes.extend(operation);
        bytes.extend(step.accepted_at().to_be_bytes());
        bytes.extend(root);
        bytes.push(step.reason());
    }
    Ok(keccak256(bytes))
}

/// `keccak256(abi.encode(chain id, keystore, number, preRoot, root, asOf, steps hash))`: what the
/// verifier module is asked about.
pub fn commit_hash(
    domain: &Domain,
    number: u64,
    pre_root: B256,
    root: B256,
    as_of: u64,
    steps_hash: B256,
) -> B256 {
    let fields = (
        U256::from(domain.l1_chain_id),
        domain.keystore,
        number,
        pre_root,
        root,
        as_of,
        steps_hash,
    );
    keccak256(fields.abi_encode_params())
}

/// What a proposer signs: `keccak256(0x1900 ‖ verifier ‖ commit hash)`, as EIP-191 has it for data
/// with an intended validator.
pub fn proposal_digest(verifier: &Address, commit_hash: &B256) -> B256 {
    keccak256([&[0x19, 0x00], verifier.as_slice(), commit_hash.as_slice()].concat())
}
