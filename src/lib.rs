//! Mononym: an ENS gateway whose names are accounts. The modules in the order a request meets
//! them:
//!
//! ```text
//!              a lookup                                      a change
//!                 │                                             │
//!   http::hot     │ answered before? done                       │
//!   http          ├ ccip: resolver, call data                   ├ register, operate: JSON
//!   gateway       ├ decode → find → answer → sign               │
//!   names         │                                             ├ verify signatures, add voucher
//!   store         ├ account and records of one node             ├ apply, log, account, records: one
//!   sign          ├ r ‖ s ‖ v                                   │ transaction; then the cache drops
//!                 ▼                                             ▼ what the change made stale
//!            {"data":"0x…"}                                  receipt
//! ```

pub mod app;
pub mod chain;
pub mod cli;
pub mod clock;
pub mod config;
pub mod gateway;
pub mod http;
pub mod keys;
pub mod names;
pub mod publisher;
pub mod sign;
pub mod store;
pub mod transfer;
