//! Faults, made on purpose: processes killed, databases that are gone, slow or full, nodes that lie, clocks that
//! jump, replicas that come and go. Whatever was acknowledged is there after each of them, and the service goes on
//! by itself. What an operator sees of each: docs/faults.md.

mod client;
mod clock;
mod database;
mod fleet;
mod kill;
mod network;
mod rolling;
mod shutdown;
mod storm;
mod tcp;

use std::{
    thread,
    time::{Duration, Instant},
};

/// Longest wait for what must come by itself: only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until it is so: how long that took.
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        thread::sleep(Duration::from_millis(5));
    }
    start.elapsed()
}

/// How many faults of a kind: so many, or as often as `MONONYM_FAULTS` says.
fn times(usual: usize) -> usize {
    let factor = std::env::var("MONONYM_FAULTS").map_or(1, |factor| factor.parse().unwrap());
    usual * factor
}

/// Numbers like chance, the same at each run.
struct Chance(u64);

impl Chance {
    /// A number below `end`: SplitMix64.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
