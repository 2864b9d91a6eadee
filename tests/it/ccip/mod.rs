//! CCIP-Read: lookups, good and bad, as ENS clients send them.

mod calls;
mod multicall;
mod names;
mod records;
mod senders;
mod transport;
