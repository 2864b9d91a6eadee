//! How long signed answers live.

use std::ops::RangeInclusive;

/// Times of signed answers: `expires = ceil((now + ttl) / grid) · grid`, so that one signature
/// serves everybody for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Seconds that an answer lives at least.
    pub ttl: u64,
    /// Seconds between two possible expiries; at least 1.
    pub grid: u64,
}

impl Expiry {
    /// When an answer made at `now` expires; at most `ttl + grid` seconds later.
    pub fn at(&self, now: u64) -> u64 {
        let grid = self.grid.max(1);
        self.fresh_until(now).div_ceil(grid).saturating_mul(grid)
    }

    /// When an answer that is given again at `now` may expire: as late as a new one at least would, and
    /// no later than that.
    pub fn kept(&self, now: u64) -> RangeInclusive<u64> {
        self.fresh_until(now)..=self.at(now)
    }

    /// For how many seconds after a key's last signature an answer by it may be about: until that expires,
    /// and a minute for clocks that differ and replicas that have not heard of it.
    pub fn overlap(&self) -> u64 {
        self.ttl.saturating_add(self.grid).saturating_add(60)
    }

    /// An answer may be given again at `now` if it lives until here: then it lives as long as a
    /// new one at least would.
    fn fresh_until(&self, now: u64) -> u64 {
        now.saturating_add(self.ttl)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_answer_lives_from_ttl_to_ttl_and_grid(now in 0u64..1 << 40, ttl in 1u64..100_000, grid in 1u64..100_000) {
            let expires = Expiry { ttl, grid }.at(now);
            prop_assert!(expires >= now + ttl);
            prop_assert!(expires < now + ttl + grid);
            prop_assert_eq!(expires % grid, 0);
        }
    }

    #[test]
    fn one_expiry_serves_a_whole_step_of_the_grid() {
        let expiry = Expiry { ttl: 300, grid: 60 };
        assert_eq!(expiry.at(1_700_000_040), expiry.at(1_700_000_040 - 59));
        assert_ne!(expiry.at(1_700_000_040), expiry.at(1_700_000_041));
    }
}
