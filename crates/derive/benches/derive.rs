//! How many addresses of one node are derived a second, and what of that is hashing.
//!
//! ```text
//! cargo bench -p mononym-derive --bench derive
//! ```

#![allow(
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    reason = "a bench prints what it measured, and stops where it cannot"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, keccak256};
use mononym_derive::{Catalogue, ChainRow, mini_account};
use serde::Deserialize;

/// How long each thing is measured.
const SPAN: Duration = Duration::from_millis(500);
/// How fast the EVM rule is at least, beside its two hashes alone.
const BAR: f64 = 0.5;

#[derive(Deserialize)]
struct Rows {
    chain: Vec<ChainRow>,
}

/// Nanoseconds that `work` takes, as the best of a few rounds sees it.
fn nanoseconds(mut work: impl FnMut(B256)) -> f64 {
    let mut node = B256::repeat_byte(0x5a);
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let (started, mut count) = (Instant::now(), 0_u32);
        while started.elapsed() < SPAN / 5 {
            for _ in 0..16 {
                // Another node each time, at no cost that matters.
                node.0.rotate_left(1);
                work(node);
            }
            count = count.saturating_add(16);
        }
        best = best.min(started.elapsed().as_nanos() as f64 / f64::from(count.max(1)));
    }
    best
}

fn main() {
    let builtin = Catalogue::builtin().expect("chains.toml");
    let rows: Rows = toml::from_str(include_str!("../tests/families.toml")).expect("families.toml");
    let all = builtin
        .clone()
        .configured(rows.chain, &[])
        .expect("families.toml");
    let keystore: Address = builtin.trial_keystore();
    let deployment = builtin.deployment(keystore);

    // What CREATE2 hashes: the init code, and 0xff, factory, salt and the code's hash.
    let code = mini_account::init_code(&B256::ZERO, &deployment);
    let mut preimage = [0xff_u8; 85];
    let hashes = nanoseconds(|node| {
        let hash = keccak256(black_box(&code));
        for (slot, byte) in preimage.iter_mut().skip(53).zip(hash) {
            *slot = byte ^ node.0[0];
        }
        black_box(keccak256(black_box(&preimage)));
    });
    let ethereum = builtin.by_chain_id(1).expect("Ethereum");
    let evm = nanoseconds(|node| {
        black_box(ethereum.address(&node, &keystore));
    });
    let ratio = hashes / evm;
    println!(
        "the EVM rule          {evm:>10.0} ns, its two hashes alone {hashes:.0} ns: {ratio:.2} as fast (bar {BAR})"
    );
    for chain in all.chains().iter().filter(|chain| {
        chain.rule.as_str() != "evm-emulator"
            && (chain.chain_id == Some(1) || !chain.rule.agrees_with(&ethereum.rule))
    }) {
        let time = nanoseconds(|node| {
            black_box(chain.address(&node, &keystore));
        });
        println!("{:<20}  {time:>10.0} ns an address", chain.rule.as_str());
    }
    for (name, catalogue) in [
        ("built-in chains", &builtin),
        ("those and one of each family", &all),
    ] {
        let time = nanoseconds(|node| {
            black_box(catalogue.addresses(&node, &keystore));
        });
        let chains = catalogue.chains().len();
        println!(
            "{name}: {chains} addresses of a node in {time:.0} ns, {:.0} addresses a second",
            chains as f64 * 1e9 / time
        );
    }
    assert!(ratio >= BAR, "the EVM rule is slower than its bar");
}
