//! Fuzz targets, one for each decoder of untrusted bytes.
//!
//! ```text
//! make fuzz SECONDS=60                                   # each target for a minute
//! cargo +nightly fuzz run dns_name -- -max_total_time=60  # one; needs `cargo install cargo-fuzz`
//! ```
//!
//! The bodies stand beside the tests of the crates that they check, where `cargo test` gives each a
//! short run over generated input on the stable compiler.

#[path = "../../crates/coins/tests/coins/fuzz_bodies.rs"]
pub mod coins;

#[path = "../../crates/derive/tests/support/fuzz_bodies.rs"]
pub mod derive;

#[path = "../../crates/ens/tests/ens/fuzz_bodies.rs"]
pub mod ens;

#[path = "../../crates/ens/tests/ens/fuzz_normalize.rs"]
pub mod ens_normalize;

#[path = "../../crates/keystore/tests/support/fuzz_bodies.rs"]
pub mod keystore;
