//! Commits: the shared vectors, the laws of the codec, and what it saves.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failure fails the test"
)]

#[path = "../support/fuzz_bodies.rs"]
mod fuzz_bodies;
mod laws;
mod reasons;
mod sizes;
#[path = "../support/mod.rs"]
mod support;
mod vectors;
