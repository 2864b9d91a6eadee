//! Follows the Keystore on L1, and commits the log there.
//!
//! ```text
//!   L1 ──read──> View ──held against the log──> L1State, Anchor     (Watcher)
//!                  │
//!   Log ──steps──> Batch ──signed──> transaction ──> L1             (Publisher)
//! ```
//!
//! Nothing is kept here: after a restart L1 says where to go on. Each commit names the root that it
//! builds on, so of two that race one fails, and every operation is committed exactly once.

mod batch;
mod log;
mod purse;
mod queue;
mod runner;
mod settings;
mod status;
mod store_log;
mod trouble;
mod watcher;
mod weave;
mod work;

pub use log::{Log, LogError, LogHead, LoggedStep, Submitted};
pub use purse::Purse;
pub use runner::{Outlook, Runner};
pub use settings::PublisherSettings;
pub use status::{PublisherState, PublisherStatus};
pub use store_log::StoreLog;
