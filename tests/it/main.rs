//! The service as a whole: booted for real on a free port, asked over real HTTP, with a clock that
//! the tests set and keys that they know.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "clippy.toml allows them in test functions, and these are their helpers"
)]

mod accounts;
mod answers;
mod attacks;
mod cache;
mod ccip;
mod chains;
mod cli;
#[path = "../postgres/cluster.rs"]
mod cluster;
mod durability;
mod evm;
mod faults;
mod generated;
mod harness;
mod http;
mod l1;
mod layers;
mod openapi;
mod packaging;
mod replicas;
mod rest;
mod web;
mod wire;
