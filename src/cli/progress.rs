//! How far a long command has come, on standard error.

use std::{cell::Cell, io::IsTerminal, time::Duration, time::Instant};

use super::output::Output;
use crate::transfer::Progress;

/// Between two words to a terminal, and to a log.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// Says so now and then.
pub(super) struct Spoken {
    output: Output,
    since: Instant,
    said: Cell<Duration>,
    patience: Duration,
}

impl Spoken {
    pub(super) fn new(output: Output) -> Self {
        let (short, long) = PATIENCE;
        Self {
            output,
            since: Instant::now(),
            said: Cell::new(Duration::ZERO),
            patience: if std::io::stderr().is_terminal() {
                short
            } else {
                long
            },
        }
    }
}

impl Progress for Spoken {
    fn operations(&self, count: u64) {
        let now = self.since.elapsed();
        if now.saturating_sub(self.said.get()) >= self.patience {
            self.said.set(now);
            self.output.note(&format!("{count} operations so far"));
        }
    }
}
