//! Whether lists and reverse look-ups stay as fast when names become many.

use std::time::Instant;

use mononym::names::{ListQuery, MAX_BATCH};
use sqlx::{Connection, Executor, PgConnection};

use crate::{
    Result,
    shared::{
        service::{Backend, Service},
        stats::median,
    },
    workload,
};

/// Look-ups of each kind at each size.
const LOOKUPS: usize = 2000;
/// Names of a page.
const PAGE: usize = 50;

/// Medians at one size, in microseconds.
pub(crate) struct Size {
    pub(crate) names: usize,
    pub(crate) list: f64,
    pub(crate) search: f64,
    pub(crate) signer: f64,
    pub(crate) reverse: f64,
}

/// Grows one database and times it on the way.
pub(crate) async fn measure(backend: &Backend, sizes: &[usize]) -> Result<Vec<Size>> {
    let service = Service::open(backend).await?;
    let mut there = 0;
    let mut found = Vec::new();
    for names in sizes {
        grow(&service, there, *names).await?;
        if let Some(url) = &service.url {
            settle(url).await?;
        }
        there = *names;
        found.push(time(&service, there).await?);
    }
    Ok(found)
}

async fn grow(service: &Service, from: usize, to: usize) -> Result<()> {
    let batches = (from..to).step_by(MAX_BATCH).map(|start| {
        (start..to.min(start + MAX_BATCH))
            .map(|index| workload::registration(index, &service.config.domain, None))
            .collect()
    });
    workload::register(service, batches).await
}

/// What PostgreSQL does by itself within minutes of such a load: pages of lists are read from indexes
/// alone once a vacuum has seen the rows.
async fn settle(url: &str) -> Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    for statement in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
        connection.execute(statement).await?;
    }
    Ok(())
}

async fn time(service: &Service, names: usize) -> Result<Size> {
    let app = &service.app;
    let settings = app.gateway.settings();
    let (mut list, mut search, mut signer, mut reverse) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for lookup in 0..LOOKUPS {
        // Spread over all names, so that not always the same pages are read.
        let name = workload::name(lookup.wrapping_mul(2_654_435_761) % names);
        let start = Instant::now();
        let page = app
            .names
            .list(ListQuery {
                parent: Some("mononym.eth".to_owned()),
                after: Some(name.clone()),
                limit: PAGE,
                ..ListQuery::default()
            })
            .await?;
        list.push(micros(start));
        if page.names.len() > PAGE {
            return Err("a page is too long".into());
        }
        let start = Instant::now();
        let page = app
            .names
            .list(ListQuery {
                prefix: name.get(..11).map(str::to_owned),
                limit: PAGE,
                ..ListQuery::default()
            })
            .await?;
        search.push(micros(start));
        if page.names.is_empty() {
            return Err("a search found nothing".into());
        }
        let account = app.names.get(&name).await?;
        let start = Instant::now();
        let page = app
            .names
            .list(ListQuery {
                signer: account.signers.first().copied(),
                limit: PAGE,
                ..ListQuery::default()
            })
            .await?;
        signer.push(micros(start));
        if page.names.len() != 1 {
            return Err("a key has one name".into());
        }
        let address = app
            .names
            .addresses(&name, &settings.catalogue, &settings.deployment)
            .await?
            .chains
            .into_iter()
            .find_map(|chain| chain.address)
            .ok_or("a name has an address")?;
        let start = Instant::now();
        let page = app
            .names
            .reverse(&address, None, PAGE, &settings.catalogue, &settings.deployment)
            .await?;
        reverse.push(micros(start));
        if page.names.first().is_none_or(|found| found.name != name) {
            return Err("an address leads to another name".into());
        }
    }
    Ok(Size {
        names,
        list: median(list.into_iter()),
        search: median(search.into_iter()),
        signer: median(signer.into_iter()),
        reverse: median(reverse.into_iter()),
    })
}

fn micros(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e6
}
