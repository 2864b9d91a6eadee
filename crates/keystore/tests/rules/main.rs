//! Each rule of the keystore, by itself, on both sides of each bound.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure fails the test"
)]

#[path = "../support/mod.rs"]
mod support;

mod approvals;
mod common;
mod freeze;
mod guardians;
mod limits;
mod policy;
mod ranks;
mod records;
mod recovery;
mod register;
mod retire;
mod signers;
mod spent;
mod takeovers;
mod threats;
