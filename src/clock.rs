//! The time, from one place, so that tests can set it.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime, UNIX_EPOCH},
};

/// What durations are measured from.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Source of the present time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicU64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still at `time` (Unix seconds) until it is set.
    pub fn fixed(time: u64) -> Self {
        Self(Some(Arc::new(AtomicU64::new(time))))
    }

    /// Sets a fixed clock; the machine's clock stays as it is.
    pub fn set(&self, time: u64) {
        if let Some(fixed) = &self.0 {
            fixed.store(time, Ordering::Relaxed);
        }
    }

    /// Unix time in seconds.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> u64 {
        match &self.0 {
            Some(fixed) => fixed.load(Ordering::Relaxed),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
        }
    }

    /// Microseconds since some moment: they never go back, whoever sets the machine's clock.
    pub fn micros(&self) -> u64 {
        match &self.0 {
            Some(fixed) => fixed.load(Ordering::Relaxed).saturating_mul(1_000_000),
            None => u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }
}
