//! The tree against the crate `jmt`, against its definition, and against what must hold of stored
//! nodes, versions and proofs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure fails the test"
)]

#[path = "../support/fuzz_bodies.rs"]
mod fuzz_bodies;

mod answers;
mod leaves;
mod loading;
mod nodes;
mod oracle;
mod parts;
mod proofs;
mod store;
mod strategies;
mod vectors;
mod versions;
