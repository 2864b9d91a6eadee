//! Registrations a second, by the service and by its limits.

use std::{sync::Arc, time::Instant};

use mononym_keystore::SignedOperation;
use tokio::task::JoinSet;

use crate::{
    Result, bare,
    shared::service::{Backend, Service},
    tree, verify, workload,
};

/// Registrations under way at once.
const AT_ONCE: usize = 1024;
/// Registrations of one batch.
const BATCH: usize = mononym::names::MAX_BATCH;

/// Rates of every round.
#[derive(Default)]
pub(crate) struct Rates {
    /// Signatures of a registration checked.
    pub(crate) verify: Vec<f64>,
    /// Rows of a registration written.
    pub(crate) insert: Vec<f64>,
    /// The tree grown by a registration, in memory.
    pub(crate) tree: Vec<f64>,
    /// Registrations with the registrar's vouchers, one by one.
    pub(crate) single: Vec<f64>,
    /// The same in batches.
    pub(crate) batch: Vec<f64>,
    /// Registrations under the open policy, in batches: the service signs the vouchers.
    pub(crate) open: Vec<f64>,
}

pub(crate) async fn measure(backend: &Backend, rounds: usize, count: usize) -> Result<Rates> {
    let mut rates = Rates::default();
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let mut this = Rates::default();
        measure_round(backend, count, &mut this).await?;
        if round > 0 {
            rates.verify.extend(this.verify);
            rates.insert.extend(this.insert);
            rates.tree.extend(this.tree);
            rates.single.extend(this.single);
            rates.batch.extend(this.batch);
            rates.open.extend(this.open);
        }
    }
    Ok(rates)
}

async fn measure_round(backend: &Backend, count: usize, rates: &mut Rates) -> Result<()> {
    let service = Service::open(backend).await?;
    let signed = registrations(&service, count, true)?;
    let before = service.app.names.changes(0, 1000).await?.next;
    rates
        .verify
        .push(verify::rate(&verify::pairs(&signed, &service.config.domain)?)?);
    rates.single.push(single(&service, signed).await?);
    let grown = tree::grow(&service, before).await?;
    rates.tree.push(grown.rate);
    let empty = Service::open(backend).await?;
    rates.insert.push(match (&service.url, &empty.url) {
        (Some(from), Some(to)) => {
            let end = before + u64::try_from(count)?;
            let rows = bare::postgres::Rows::read(from, grown.groups, before, end).await?;
            rows.rate(to).await?
        }
        _ => bare::sqlite::Rows::read(&service.file, before)?.rate(&grown.groups, &empty.file)?,
    });
    let service = Service::open(backend).await?;
    let signed = registrations(&service, count, true)?;
    rates.batch.push(batches(&service, signed).await?);
    let service = Service::open(backend).await?;
    let signed = registrations(&service, count, false)?;
    rates.open.push(batches(&service, signed).await?);
    Ok(())
}

/// Registrations below the service's parent.
fn registrations(service: &Service, count: usize, vouched: bool) -> Result<Vec<SignedOperation>> {
    let registrar = vouched.then_some(&service.registrar);
    (0..count)
        .map(|index| workload::registration(index, &service.config.domain, registrar))
        .collect()
}

async fn single(service: &Service, signed: Vec<SignedOperation>) -> Result<f64> {
    let count = signed.len();
    let start = Instant::now();
    let mut under_way = JoinSet::new();
    for signed in signed {
        if under_way.len() == AT_ONCE {
            under_way.join_next().await.transpose()?.transpose()?;
        }
        let app = Arc::clone(&service.app);
        under_way.spawn(async move { app.names.register(signed, None).await.map(drop) });
    }
    while let Some(registered) = under_way.join_next().await {
        registered??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

async fn batches(service: &Service, signed: Vec<SignedOperation>) -> Result<f64> {
    let count = signed.len();
    let batches: Vec<Vec<SignedOperation>> = signed.chunks(BATCH).map(<[_]>::to_vec).collect();
    let start = Instant::now();
    workload::register(service, batches.into_iter().map(Ok)).await?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}
