//! The tree: a compact sparse Merkle tree over keccak256 with 256-bit keys (docs/proofs.md).
//!
//! It is binary to those who check proofs and 16-ary where it is stored: a [`Node`] holds sixteen
//! [`Child`]ren under a [`Path`] and the version of the batch that wrote it, and names the versions
//! of the nodes below it. So each version stays readable from (root, version) on, until the nodes
//! that a later one superseded are dropped. A leaf stands in the lowest stored node on its way, and
//! every stored node but the root has at least two leaves below it.
//!
//! Nothing here does I/O: [`Nodes`] gives what was loaded, [`missing`] and [`MissingNode`] say what
//! to load.

mod builder;
mod crown;
mod hash;
mod node;
mod nodes;
mod path;
mod proof;
mod update;

pub use builder::{Builder, NotAscending};
pub use crown::{Crown, Part};
pub use hash::EMPTY;
pub use node::{Child, Node, NodeError};
pub use nodes::{MissingNode, Nodes, missing};
pub use path::Path;
pub use proof::{End, MAX_SIBLINGS, ProofError, TreeProof, prove};
pub use update::{Tree, Update};

pub(crate) use proof::root_of;
