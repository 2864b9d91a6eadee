//! The keys that answers are signed with: several at once, of which one signs; which one, and how a key
//! is exchanged for another while the service runs. `docs/keys.md` tells it for operators.
//!
//! ```text
//!  settings: signer ──┐
//!  keyring.json ──────┼─> members ──> may sign? <── what the resolvers list on L1
//!  (read again)       │  newest first      │
//!                     └────────────────────┴─> the first that may signs
//! ```

mod keyring;
mod listing;
mod member;
mod service;
mod usage;
mod watch;

pub use keyring::{Entry, Keyring, KeyringError};
pub use listing::{Listed, Listing, ResolverSigners};
pub use member::{Member, Standing, members};
pub use service::Keys;
pub use usage::KeyUse;
pub use watch::{KeySettings, KeyWatcher, KeysError};
