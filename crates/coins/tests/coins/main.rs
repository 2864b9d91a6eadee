//! What must hold for any address, and for those of the encoder that ENS clients use.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, and these are their helpers"
)]

mod fuzz;
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz include this file too")]
mod fuzz_bodies;
mod properties;
mod vectors;
