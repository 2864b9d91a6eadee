//! A database of its own for each number of names, gone afterwards.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{Connection, Executor, PgConnection, Row};
use tempfile::TempDir;

use crate::{Result, server::SERVER_CORE, shared::cluster::Cluster};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// An empty database, to be filled.
pub(crate) struct Database {
    cluster: Option<Cluster>,
    directory: TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Database {
    pub(crate) fn new(kind: Kind) -> Result<Self> {
        Ok(Self {
            cluster: (kind == Kind::Postgres).then(Cluster::durable),
            directory: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
        })
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Where it is, if not in the data directory.
    pub(crate) fn url(&self) -> Option<String> {
        self.cluster.as_ref().map(Cluster::url)
    }

    /// What PostgreSQL does by itself within minutes of such a load, and the core that it has from
    /// now on: the servers'.
    pub(crate) fn settle(&self) -> Result<()> {
        let Some(url) = self.url() else { return Ok(()) };
        self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await?;
            for statement in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
                connection.execute(statement).await?;
            }
            Ok::<_, sqlx::Error>(())
        })?;
        pin(&url)
    }

    /// How much of the disk it takes.
    pub(crate) fn bytes(&self) -> Result<f64> {
        let Some(url) = self.url() else {
            return files(&self.data_dir());
        };
        let bytes: i64 = self.runtime.block_on(async {
            let mut connection = PgConnection::connect(&url).await?;
            let row = connection
                .fetch_one("SELECT pg_database_size(current_database())")
                .await?;
            row.try_get(0)
        })?;
        Ok(bytes as f64)
    }
}

/// Bytes of all files of a folder.
fn files(folder: &Path) -> Result<f64> {
    let mut bytes = 0.0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len() as f64;
    }
    Ok(bytes)
}

/// Binds the server and what it starts to the servers' core: the load keeps its own.
fn pin(url: &str) -> Result<()> {
    let (_, directory) = url.split_once("host=").ok_or("the server has no directory")?;
    let lock = fs::read_to_string(Path::new(directory).join("data/postmaster.pid"))?;
    let server: u32 = lock.lines().next().unwrap_or_default().trim().parse()?;
    let children = fs::read_to_string(format!("/proc/{server}/task/{server}/children"))?;
    let server = server.to_string();
    for process in children.split_whitespace().chain([server.as_str()]) {
        // Some of its processes end meanwhile.
        let _ = Command::new("taskset")
            .args(["-p", "-c", SERVER_CORE, process])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
    }
    Ok(())
}
