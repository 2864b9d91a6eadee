//! What several benchmarks need.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

#[path = "../../tests/postgres/cluster.rs"]
pub(crate) mod cluster;
pub(crate) mod copy;
pub(crate) mod histogram;
pub(crate) mod machine;
pub(crate) mod plot;
pub(crate) mod service;
pub(crate) mod stats;
pub(crate) mod text;
