//! Proofs a second: the gateway's use case, beside the same tree in memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use mononym_ens::Query;
use tokio::task::JoinSet;

use crate::{
    Result,
    leaves::{TEXT, keys, node, spread},
    memory::{Stored, prove_account},
    shared::service::Service,
};

/// Accounts that are asked for again and again.
const HOT: usize = 64;
/// Lookups under way at once.
const AT_ONCE: usize = 32;

/// Proven lookups a second, of every round.
#[derive(Default)]
pub(crate) struct Rates {
    /// In memory, accounts asked for again and again.
    pub(crate) hot: Vec<f64>,
    /// In memory, accounts spread over all.
    pub(crate) spread: Vec<f64>,
    /// By the service, accounts asked for again and again.
    pub(crate) warm: Vec<f64>,
    /// By the service, accounts spread over all.
    pub(crate) cold: Vec<f64>,
}

/// Which accounts are asked for.
#[derive(Clone, Copy)]
enum Asked {
    Hot,
    /// The lookups before: so that no account is asked for twice, as long as there are others.
    Spread(usize),
}

impl Asked {
    fn account(self, lookup: usize, accounts: usize) -> u32 {
        match self {
            Self::Hot => spread(lookup % HOT, accounts),
            Self::Spread(before) => spread(before + lookup, accounts),
        }
    }
}

pub(crate) async fn measure(
    service: &Service,
    tree: &Stored,
    accounts: usize,
    rounds: usize,
    lookups: usize,
) -> Result<Rates> {
    let mut rates = Rates::default();
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let spread = Asked::Spread(round * lookups);
        let found = [
            in_memory(tree, Asked::Hot, accounts, lookups)?,
            by_service(service, Asked::Hot, accounts, lookups).await?,
            in_memory(tree, spread, accounts, lookups)?,
            by_service(service, spread, accounts, lookups).await?,
        ];
        if round > 0 {
            let [hot, warm, spread, cold] = found;
            rates.hot.push(hot);
            rates.warm.push(warm);
            rates.spread.push(spread);
            rates.cold.push(cold);
        }
    }
    Ok(rates)
}

/// With all nodes on the way decoded and hashed before.
fn in_memory(tree: &Stored, asked: Asked, accounts: usize, lookups: usize) -> Result<f64> {
    let known = tree.known((0..lookups).flat_map(|lookup| keys(asked.account(lookup, accounts))))?;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    loop {
                        let lookup = next.fetch_add(1, Ordering::Relaxed);
                        if lookup >= lookups {
                            return Ok(());
                        }
                        std::hint::black_box(prove_account(&known, asked.account(lookup, accounts))?);
                    }
                })
            })
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread
                .join()
                .unwrap_or_else(|_| Err("a thread that proves has panicked".into()))
        })
    })?;
    Ok(lookups as f64 / start.elapsed().as_secs_f64())
}

async fn by_service(service: &Service, asked: Asked, accounts: usize, lookups: usize) -> Result<f64> {
    let query = Arc::new(Query::Text(TEXT.to_owned()));
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let mut under_way = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (app, query, next) = (Arc::clone(&service.app), Arc::clone(&query), Arc::clone(&next));
        under_way.spawn(async move {
            loop {
                let lookup = next.fetch_add(1, Ordering::Relaxed);
                if lookup >= lookups {
                    return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(());
                }
                let node = node(asked.account(lookup, accounts));
                let proven = app.gateway.prove(None, &node, &query).await?;
                if proven.records.len() != 1 {
                    return Err("a lookup did not find its account".into());
                }
            }
        });
    }
    while let Some(done) = under_way.join_next().await {
        done??;
    }
    Ok(lookups as f64 / start.elapsed().as_secs_f64())
}
