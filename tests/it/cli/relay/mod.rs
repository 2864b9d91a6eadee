//! Mini-accounts come to life: the binary, a service that publishes, L1 and another chain (anvil), and the
//! contracts as they are placed.

mod broadcast;
mod commits;
mod outbox;
mod sync;
mod world;
