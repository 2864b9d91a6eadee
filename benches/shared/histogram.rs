//! Durations counted in buckets, so that percentiles of millions cost no memory.

/// Buckets of each power of two: a bucket is 1/64 wide, so percentiles are off by less than 1 %.
const SPLIT: u64 = 64;
const SPLIT_BITS: u32 = SPLIT.trailing_zeros();

/// Counts of durations in nanoseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
    longest: u64,
}

impl Histogram {
    /// Counts a duration in nanoseconds.
    pub(crate) fn record(&mut self, nanos: u64) {
        let bucket = bucket(nanos);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(bucket) {
            *count += 1;
        }
        self.total += 1;
        self.longest = self.longest.max(nanos);
    }

    /// How many durations were counted.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// The duration in nanoseconds that this share of all does not exceed, 0 to 1; not a number if
    /// there are none.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        let wanted = (share * self.total as f64).ceil().max(1.0);
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen as f64 >= wanted {
                return middle(bucket).min(self.longest as f64);
            }
        }
        f64::NAN
    }
}

/// One bucket for each value below `SPLIT`, then `SPLIT` buckets for each power of two.
fn bucket(nanos: u64) -> usize {
    let shift = (u64::BITS - nanos.leading_zeros()).saturating_sub(SPLIT_BITS + 1);
    let place = u64::from(shift) * SPLIT + (nanos >> shift);
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// The middle of a bucket.
fn middle(bucket: usize) -> f64 {
    let place = bucket as u64;
    let shift = (place / SPLIT).saturating_sub(1);
    let start = (place - shift * SPLIT) << shift;
    start as f64 + ((1_u64 << shift) - 1) as f64 / 2.0
}
