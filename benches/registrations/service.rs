//! Registrations a second, by the service and by its limits.

use std::{path::PathBuf, sync::Arc, time::Instant};

use mononym::{
    app,
    clock::Clock,
    config::{Config, Settings},
    http,
    sign::{LocalSigner, SecretKey},
};
use mononym_derive::Catalogue;
use mononym_keystore::SignedOperation;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::task::JoinSet;

use crate::{Result, bare, cluster::Cluster, verify, workload};

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
    /// Registrations with the registrar's vouchers, one by one.
    pub(crate) single: Vec<f64>,
    /// The same in batches.
    pub(crate) batch: Vec<f64>,
    /// Registrations under the open policy, in batches: the service signs the vouchers.
    pub(crate) open: Vec<f64>,
}

/// Which database.
pub(crate) enum Backend {
    Sqlite,
    Postgres(Cluster),
}

impl Backend {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// The URL of a new database.
    async fn database(&self, name: &str) -> Result<Option<String>> {
        match self {
            Self::Sqlite => Ok(None),
            Self::Postgres(cluster) => {
                let mut connection = PgConnection::connect(&cluster.url()).await?;
                connection
                    .execute(AssertSqlSafe(format!("CREATE DATABASE {name}")))
                    .await?;
                Ok(Some(cluster.url().replace("/postgres?", &format!("/{name}?"))))
            }
        }
    }
}

/// A service with an empty database of its own.
pub(crate) struct Service {
    pub(crate) app: Arc<http::App>,
    pub(crate) config: Config,
    registrar: LocalSigner,
    url: Option<String>,
    file: PathBuf,
    _directory: tempfile::TempDir,
}

impl Service {
    pub(crate) async fn open(backend: &Backend) -> Result<Self> {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let name = directory.path().file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let url = backend
            .database(&format!("bench_{}", name.to_lowercase()))
            .await?;
        let settings = Settings {
            data_dir: Some(directory.path().to_owned()),
            database_url: url.clone(),
            ..Settings::default()
        };
        let catalogue = Catalogue::builtin()?;
        let config = Config::new(settings, &catalogue)?;
        let app = Arc::new(app::open(&config, catalogue, Clock::system()).await?);
        Ok(Self {
            app,
            registrar: LocalSigner::new(SecretKey::read(&config.registrar.path)?),
            config,
            url,
            file: directory.path().join("mononym.db"),
            _directory: directory,
        })
    }

    /// Registrations below this service's parent.
    fn registrations(&self, count: usize, vouched: bool) -> Result<Vec<SignedOperation>> {
        let registrar = vouched.then_some(&self.registrar);
        (0..count)
            .map(|index| workload::registration(index, &self.config.domain, registrar))
            .collect()
    }
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
            rates.single.extend(this.single);
            rates.batch.extend(this.batch);
            rates.open.extend(this.open);
        }
    }
    Ok(rates)
}

async fn measure_round(backend: &Backend, count: usize, rates: &mut Rates) -> Result<()> {
    let service = Service::open(backend).await?;
    let signed = service.registrations(count, true)?;
    let before = service.app.names.changes(0, 1000).await?.next;
    rates
        .verify
        .push(verify::rate(&verify::pairs(&signed, &service.config.domain)?)?);
    rates.single.push(single(&service, signed).await?);
    let empty = Service::open(backend).await?;
    rates.insert.push(match (&service.url, &empty.url) {
        (Some(from), Some(to)) => {
            let end = before + u64::try_from(count)?;
            let rows = bare::postgres::Rows::read(from, before, end).await?;
            rows.rate(to).await?
        }
        _ => bare::sqlite::Rows::read(&service.file, before)?.rate(&empty.file)?,
    });
    let service = Service::open(backend).await?;
    let signed = service.registrations(count, true)?;
    rates.batch.push(batches(&service, signed).await?);
    let service = Service::open(backend).await?;
    let signed = service.registrations(count, false)?;
    rates.open.push(batches(&service, signed).await?);
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
