//! Counting on the hot path.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Cells of one counter.
const CELLS: usize = 16;

/// A cell with a cache line, and its neighbour that processors fetch with it, of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Cell(AtomicU64);

/// A count to which many threads add without waiting for each other: each adds to a cell of its own,
/// as long as there are enough.
#[derive(Debug, Default)]
pub(super) struct Counter([Cell; CELLS]);

impl Counter {
    pub(super) fn increment(&self) {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            static CELL: usize = NEXT.fetch_add(1, Ordering::Relaxed) % CELLS;
        }
        if let Some(cell) = self.0.get(CELL.with(|cell| *cell)) {
            cell.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.0
            .iter()
            .fold(0, |sum, cell| sum.wrapping_add(cell.0.load(Ordering::Relaxed)))
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn nothing_that_many_threads_count_is_lost() {
        let counter = Counter::default();
        thread::scope(|scope| {
            for _ in 0..2 * CELLS {
                scope.spawn(|| (0..1000).for_each(|_| counter.increment()));
            }
        });
        assert_eq!(counter.count(), 2 * CELLS as u64 * 1000);
    }
}
