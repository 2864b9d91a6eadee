//! The publisher against a real L1 node (anvil) and the real Keystore, with a log in memory.

pub(crate) mod anvil;
mod batches;
mod chain_lists;
mod fake_log;
mod forced;
mod kms;
mod nodes;
mod outages;
pub(crate) mod proxy;
mod restarts;
mod service;
mod transactions;
mod turns;
mod watching;
mod world;
