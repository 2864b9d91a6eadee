//! Registrations a second, by the service and by its limits.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use mononym::{
    app,
    clock::Clock,
    config::{Config, Settings},
    http,
};
use mononym_derive::Catalogue;
use mononym_keystore::SignedOperation;
use tokio::task::JoinSet;

use crate::{Result, bare::Rows, verify, workload};

/// Registrations under way at once.
const AT_ONCE: usize = 1024;
/// Registrations of one batch.
const BATCH: usize = mononym::names::MAX_BATCH;

/// Rates of every round.
#[derive(Default)]
pub(crate) struct Rates {
    /// Signatures of a registration checked.
    pub(crate) verify: Vec<f64>,
    /// Rows of a registration inserted.
    pub(crate) insert: Vec<f64>,
    /// Registrations, one by one.
    pub(crate) single: Vec<f64>,
    /// Registrations, in batches.
    pub(crate) batch: Vec<f64>,
}

/// A service in a directory of its own.
pub(crate) struct Service {
    pub(crate) app: Arc<http::App>,
    pub(crate) database: PathBuf,
    pub(crate) config: Config,
    _directory: tempfile::TempDir,
}

impl Service {
    pub(crate) async fn open() -> Result<Self> {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let settings = Settings {
            data_dir: Some(directory.path().to_owned()),
            ..Settings::default()
        };
        let catalogue = Catalogue::builtin()?;
        let config = Config::new(settings, &catalogue)?;
        let app = Arc::new(app::open(&config, catalogue, Clock::system()).await?);
        Ok(Self {
            app,
            database: directory.path().join("mononym.db"),
            config,
            _directory: directory,
        })
    }
}

pub(crate) async fn measure(rounds: usize, count: usize) -> Result<Rates> {
    let mut rates = Rates::default();
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let round_rates = measure_round(count).await?;
        if round > 0 {
            rates.verify.extend(round_rates.verify);
            rates.insert.extend(round_rates.insert);
            rates.single.extend(round_rates.single);
            rates.batch.extend(round_rates.batch);
        }
    }
    Ok(rates)
}

async fn measure_round(count: usize) -> Result<Rates> {
    let service = Service::open().await?;
    let signed = workload::registrations(count, &service.config.domain)?;
    let before = *service.app.names.head().borrow();
    let single = single(&service, signed.clone()).await?;
    let accepted = accepted(&service, before).await?;
    let pairs = verify::pairs(&accepted, &service.config.domain)?;
    let verify = verify::rate(&pairs)?;
    let rows = Rows::read(&service.database, before)?;
    let insert = rows.rate(&empty_database().await?.1)?;
    let batch = batches(&Service::open().await?, signed).await?;
    Ok(Rates {
        verify: vec![verify],
        insert: vec![insert],
        single: vec![single],
        batch: vec![batch],
    })
}

/// A database as the service makes it, without names or anybody who has it open.
async fn empty_database() -> Result<(Service, PathBuf)> {
    let service = Service::open().await?;
    let path = service.database.with_extension("bare");
    // A backup of the file: the service's own stays open.
    rusqlite::Connection::open(&service.database)?.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
    clear(&path)?;
    Ok((service, path))
}

fn clear(database: &Path) -> Result<()> {
    rusqlite::Connection::open(database)?.execute_batch(
        "DELETE FROM operation; DELETE FROM record; DELETE FROM account;
         DELETE FROM address_index; DELETE FROM account_signer",
    )?;
    Ok(())
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
    let mut under_way = JoinSet::new();
    for batch in batches {
        // One is verified while another is written.
        if under_way.len() == 4 {
            under_way.join_next().await.transpose()?.transpose()?;
        }
        let app = Arc::clone(&service.app);
        under_way.spawn(async move { app.names.register_batch(batch, None).await.map(drop) });
    }
    while let Some(registered) = under_way.join_next().await {
        registered??;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// The registrations with their vouchers, as the log has them.
async fn accepted(service: &Service, mut after: u64) -> Result<Vec<SignedOperation>> {
    let mut accepted = Vec::new();
    loop {
        let page = service.app.names.changes(after, 1000).await?;
        if page.changes.is_empty() {
            return Ok(accepted);
        }
        after = page.next;
        accepted.extend(page.changes.into_iter().map(|change| change.signed));
    }
}
