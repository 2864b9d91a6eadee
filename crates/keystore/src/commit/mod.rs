//! Commits: how operations travel to L1, and what stands for them there, as docs/proofs.md lays
//! them out.

mod hash;
mod reason;
mod shorten;
mod step;

pub use hash::{HashError, commit_hash, operation_hash_on_l1, proposal_digest, root_after, steps_hash};
pub use reason::Reason;
pub use shorten::{RestoreError, restore, shorten};
pub use step::{Step, StepError, StepLimits, decode_steps, encode_steps};
