//! Fuzz targets, one for each decoder of untrusted bytes.
//!
//! ```text
//! cargo install cargo-fuzz
//! cargo +nightly fuzz run dns_name -- -max_total_time=60
//! ```
//!
//! The bodies stand beside the tests of the crates that they check, where `cargo test` gives each a
//! short run over generated input on the stable compiler.

#[path = "../../crates/coins/tests/coins/fuzz_bodies.rs"]
pub mod coins;

#[path = "../../crates/ens/tests/ens/fuzz_bodies.rs"]
pub mod ens;

#[path = "../../crates/ens/tests/ens/fuzz_normalize.rs"]
pub mod ens_normalize;

#[path = "../../crates/keystore/tests/support/fuzz_bodies.rs"]
pub mod keystore;
