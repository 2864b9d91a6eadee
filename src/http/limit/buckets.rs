//! Token buckets in a fixed amount of memory, without a lock (the generic cell rate algorithm).
//!
//! A bucket is one number: when it will be full again. A full bucket is the same as none, so its
//! place is free for another client, and nothing has to be cleaned up. Eight buckets fill one cache
//! line, which is all that a request touches.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Buckets of one set: a cache line of them.
const WAYS: usize = 8;
/// Bits of a bucket that hold its time, in microseconds: 8.9 years.
const TIME_BITS: u32 = 48;
const TIME_MASK: u64 = (1 << TIME_BITS) - 1;

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Microseconds for one token.
    interval: u64,
    /// Tokens of a full bucket.
    burst: u64,
}

impl Rate {
    /// So many tokens in so much time, and `burst` at once; nothing where `tokens` is 0, which stands
    /// for no bound.
    pub fn new(tokens: u64, period: Duration, burst: u64) -> Option<Self> {
        let period = u64::try_from(period.as_micros()).unwrap_or(u64::MAX);
        let interval = period.checked_div(tokens)?.max(1);
        let burst = burst.max(1);
        Some(Self { interval, burst })
    }

    /// Tokens of a full bucket.
    pub fn burst(self) -> u64 {
        self.burst
    }
}

#[derive(Default)]
#[repr(align(64))]
struct Set([AtomicU64; WAYS]);

/// Buckets of many clients.
pub(super) struct Buckets {
    sets: Box<[Set]>,
}

impl Buckets {
    /// Room for `sets` times eight clients that are not at rest.
    pub(super) fn new(sets: usize) -> Self {
        Self {
            sets: (0..sets.max(1)).map(|_| Set::default()).collect(),
        }
    }

    /// Takes tokens out of the bucket of `key`, a uniform hash, at `now` in microseconds.
    ///
    /// Where all eight of a set are in use by others, the one that is fullest is given up: that is
    /// who has been asking for least.
    ///
    /// # Errors
    /// How long until there are so many.
    pub(super) fn take(&self, key: u64, now: u64, tokens: u64, rate: Rate) -> Result<(), Duration> {
        let cost = rate.interval.saturating_mul(tokens);
        let depth = rate.interval.saturating_mul(rate.burst);
        let mark = mark(key);
        // Whoever fails to change the bucket was overtaken by another, who did.
        while let Some((bucket, word)) = self.find(key, mark) {
            let full_at = if word & !TIME_MASK == mark {
                word & TIME_MASK
            } else {
                0
            };
            let then = full_at.max(now).saturating_add(cost);
            let debt = then.saturating_sub(now);
            if debt > depth {
                return Err(Duration::from_micros(debt - depth));
            }
            let next = mark | then.min(TIME_MASK);
            let swapped = bucket.compare_exchange_weak(word, next, Ordering::Relaxed, Ordering::Relaxed);
            if swapped.is_ok() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Puts tokens back that were taken for nothing.
    pub(super) fn put_back(&self, key: u64, tokens: u64, rate: Rate) {
        let cost = rate.interval.saturating_mul(tokens);
        let mark = mark(key);
        while let Some((bucket, word)) = self.find(key, mark) {
            if word & !TIME_MASK != mark {
                return;
            }
            let next = mark | (word & TIME_MASK).saturating_sub(cost);
            let swapped = bucket.compare_exchange_weak(word, next, Ordering::Relaxed, Ordering::Relaxed);
            if swapped.is_ok() {
                return;
            }
        }
    }

    /// The key's own bucket, or the fullest one of its set, and what is in it.
    fn find(&self, key: u64, mark: u64) -> Option<(&AtomicU64, u64)> {
        let sets = self.sets.len() as u64;
        let index = usize::try_from(key.checked_rem(sets)?).ok()?;
        let mut fullest: Option<(&AtomicU64, u64)> = None;
        for bucket in &self.sets.get(index)?.0 {
            let word = bucket.load(Ordering::Relaxed);
            if word & !TIME_MASK == mark {
                return Some((bucket, word));
            }
            if fullest.is_none_or(|(_, found)| word & TIME_MASK < found & TIME_MASK) {
                fullest = Some((bucket, word));
            }
        }
        fullest
    }
}

/// The upper bits of a key, which choose no set: never 0, which marks an empty place.
fn mark(key: u64) -> u64 {
    (key & !TIME_MASK).max(1 << TIME_BITS)
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicUsize, thread};

    use super::*;

    const SECOND: u64 = 1_000_000;

    fn rate(tokens: u64, burst: u64) -> Rate {
        Rate::new(tokens, Duration::from_secs(1), burst).unwrap()
    }

    /// A uniform hash of small numbers.
    fn key(number: u64) -> u64 {
        let hash = alloy_primitives::keccak256(number.to_be_bytes());
        u64::from_be_bytes(hash.0[..8].try_into().unwrap())
    }

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        let (buckets, rate) = (Buckets::new(16), rate(10, 5));
        for _ in 0..5 {
            assert_eq!(buckets.take(1, SECOND, 1, rate), Ok(()));
        }
        assert_eq!(
            buckets.take(1, SECOND, 1, rate),
            Err(Duration::from_millis(100)),
            "and says when there is another"
        );
        assert!(buckets.take(1, SECOND + 99_999, 1, rate).is_err());
        assert_eq!(buckets.take(1, SECOND + 100_000, 1, rate), Ok(()));
        assert!(buckets.take(1, SECOND + 100_000, 1, rate).is_err());
        // At rest it fills again, and not beyond its brim.
        let later = SECOND * 1000;
        for _ in 0..5 {
            assert_eq!(buckets.take(1, later, 1, rate), Ok(()));
        }
        assert!(buckets.take(1, later, 1, rate).is_err());
    }

    #[test]
    fn what_costs_more_takes_more() {
        let (buckets, rate) = (Buckets::new(16), rate(10, 5));
        assert_eq!(buckets.take(1, 0, 4, rate), Ok(()));
        assert_eq!(buckets.take(1, 0, 2, rate), Err(Duration::from_millis(100)));
        assert_eq!(buckets.take(1, 0, 1, rate), Ok(()), "a refusal takes nothing");
        assert!(buckets.take(2, 0, 6, rate).is_err(), "more than a bucket holds");
    }

    #[test]
    fn what_is_put_back_can_be_taken_again() {
        let (buckets, rate) = (Buckets::new(16), rate(1, 3));
        assert_eq!(buckets.take(1, 0, 3, rate), Ok(()));
        assert!(buckets.take(1, 0, 1, rate).is_err());
        buckets.put_back(1, 2, rate);
        assert_eq!(buckets.take(1, 0, 2, rate), Ok(()));
        assert!(buckets.take(1, 0, 1, rate).is_err());
        // Of a bucket that is nobody's there is nothing to put back.
        buckets.put_back(2, 5, rate);
        assert!(buckets.take(2, 0, 4, rate).is_err());
    }

    #[test]
    fn clients_have_buckets_of_their_own_as_long_as_there_is_room() {
        let (buckets, rate) = (Buckets::new(1024), rate(1, 2));
        // An eighth of the room.
        for client in 0..1024 {
            assert_eq!(buckets.take(key(client), 0, 2, rate), Ok(()), "{client}");
        }
        for client in 0..1024 {
            assert!(buckets.take(key(client), 0, 1, rate).is_err(), "{client}");
        }
    }

    #[test]
    fn in_a_full_set_the_fullest_bucket_makes_room() {
        let (buckets, rate) = (Buckets::new(1), rate(1, 10));
        let client = |number: u64| number << TIME_BITS;
        for number in 1..=8 {
            assert_eq!(buckets.take(client(number), 0, number, rate), Ok(()));
        }
        // The ninth takes the place of the first, which asked for least; the eighth stays bounded.
        assert_eq!(buckets.take(client(9), 0, 10, rate), Ok(()));
        assert!(buckets.take(client(8), 0, 3, rate).is_err());
        assert!(buckets.take(client(9), 0, 1, rate).is_err());
        assert_eq!(buckets.take(client(1), 0, 10, rate), Ok(()));
    }

    #[test]
    fn threads_together_get_no_more_than_one_would() {
        let (buckets, rate) = (Buckets::new(4), rate(1, 1000));
        let taken = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        if buckets.take(7, 0, 1, rate).is_ok() {
                            taken.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!(taken.into_inner(), 1000);
    }

    #[test]
    fn no_tokens_stand_for_no_bound() {
        assert_eq!(Rate::new(0, Duration::from_secs(1), 5), None);
        assert_eq!(rate(5, 0).burst(), 1);
    }
}
