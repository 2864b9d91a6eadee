//! What must hold for any input, and for the vectors that others share.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in test functions, and these are their helpers"
)]

mod fuzz;
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz include this file too")]
mod fuzz_bodies;
#[cfg(feature = "normalize")]
#[allow(unreachable_pub, reason = "the targets of cargo-fuzz include this file too")]
mod fuzz_normalize;
mod generators;
mod properties;
mod vectors;
