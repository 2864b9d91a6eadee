//! The log of key use: how many answers each key signed in which period. Counted in memory, and logged
//! once in a while, never for each answer.

use std::sync::atomic::{AtomicU64, Ordering};

use alloy_primitives::Address;

use crate::sign::KeyPlace;

/// Seconds between two lines.
pub(super) const PERIOD: u64 = 3600;

/// What one key did since the service started.
#[derive(Debug)]
pub(super) struct Counters {
    address: Address,
    place: KeyPlace,
    signed: AtomicU64,
    failed: AtomicU64,
    /// What was logged of both.
    logged: (AtomicU64, AtomicU64),
}

/// What one key did since the service started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// The key's address.
    pub address: Address,
    /// Answers that it signed.
    pub signed: u64,
    /// Answers that it could not sign.
    pub failed: u64,
    /// Whether it signs now.
    pub signs: bool,
}

impl Counters {
    pub(super) fn new(address: Address, place: KeyPlace) -> Self {
        Self {
            address,
            place,
            signed: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            logged: (AtomicU64::new(0), AtomicU64::new(0)),
        }
    }

    pub(super) fn count(&self, is_signed: bool) {
        let counter = if is_signed { &self.signed } else { &self.failed };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self, signing: Option<Address>) -> KeyUse {
        KeyUse {
            address: self.address,
            signed: self.signed.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
            signs: signing == Some(self.address),
        }
    }

    /// Logs what came since the last line; nothing if nothing did.
    pub(super) fn log(&self, from: u64, until: u64) {
        let new = |counter: &AtomicU64, logged: &AtomicU64| {
            let now = counter.load(Ordering::Relaxed);
            now.saturating_sub(logged.swap(now, Ordering::Relaxed))
        };
        let signed = new(&self.signed, &self.logged.0);
        let failed = new(&self.failed, &self.logged.1);
        if signed == 0 && failed == 0 {
            return;
        }
        let (signer, key) = (self.address, &self.place);
        tracing::info!(
            %signer, %key, signed, failed, from, until,
            "{signer} signed {signed} answers, and failed to sign {failed}"
        );
    }
}
