//! Work on all cores whose results come in the order of what was given.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, channel, sync_channel},
    },
    thread,
};

/// Threads that work.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does `work` for each item on all cores and hands the results to `take`, on this thread and in the
/// order of the items. A few items for each core are under way at once.
///
/// # Errors
/// The first error of `items` or of `take`: then nothing more is begun.
pub(crate) fn in_order<T: Send, R: Send, E>(
    items: impl Iterator<Item = Result<T, E>>,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let cores = cores();
    let (give, given) = sync_channel::<(u64, T)>(cores);
    let (done, results) = channel::<(u64, R)>();
    let given = Mutex::new(given);
    thread::scope(|scope| {
        for _ in 0..cores {
            let (done, given, work) = (done.clone(), &given, &work);
            scope.spawn(move || {
                while let Some((place, item)) = next(given) {
                    // Nobody takes it any more after an error.
                    let _ = done.send((place, work(item)));
                }
            });
        }
        drop(done);
        let mut order = Order::default();
        // Dropped at the end, so that the threads end.
        let give = give;
        for (place, item) in (0..).zip(items) {
            if give.send((place, item?)).is_err() {
                break;
            }
            let most = 4 * cores as u64;
            while let Some((place, result)) = results.try_recv().ok().or_else(|| {
                // Whoever is slow holds up the others, so that what waits stays bounded.
                let ahead = place.saturating_sub(order.next) >= most;
                ahead.then(|| results.recv().ok()).flatten()
            }) {
                order.put(place, result, &mut take)?;
            }
        }
        drop(give);
        for (place, result) in results {
            order.put(place, result, &mut take)?;
        }
        Ok(())
    })
}

fn next<T>(given: &Mutex<Receiver<T>>) -> Option<T> {
    given.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Results that came before their turn.
struct Order<R> {
    next: u64,
    waiting: BTreeMap<u64, R>,
}

impl<R> Default for Order<R> {
    fn default() -> Self {
        Self {
            next: 0,
            waiting: BTreeMap::new(),
        }
    }
}

impl<R> Order<R> {
    fn put<E>(&mut self, place: u64, result: R, take: &mut impl FnMut(R) -> Result<(), E>) -> Result<(), E> {
        self.waiting.insert(place, result);
        while let Some(result) = self.waiting.remove(&self.next) {
            self.next = self.next.saturating_add(1);
            take(result)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_all_of_them() {
        let mut found = Vec::new();
        let items = (0..1000_u64).map(Ok::<_, ()>);
        in_order(
            items,
            |item| {
                // Some take longer than others.
                (0..(item % 7) * 1000).fold(item, |sum, _| std::hint::black_box(sum))
            },
            |result| {
                found.push(result);
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(found, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_error_ends_it() {
        let items = (0..100).map(|item| if item == 50 { Err("items") } else { Ok(item) });
        assert_eq!(in_order(items, |item: i32| item, |_| Ok(())), Err("items"));
        let items = (0..100).map(Ok);
        let take = |result: i32| if result == 7 { Err("take") } else { Ok(()) };
        assert_eq!(in_order(items, |item| item, take), Err("take"));
    }
}
