//! A whole service without HTTP, on either database.

use std::{path::PathBuf, sync::Arc};

use mononym::{
    app,
    clock::Clock,
    config::{Config, Settings},
    http,
    sign::{LocalSigner, SecretKey},
};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::cluster::Cluster;
use crate::Result;

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
    pub(crate) registrar: LocalSigner,
    /// Where its database is, on a server.
    pub(crate) url: Option<String>,
    /// Where it is in a file.
    pub(crate) file: PathBuf,
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
        let config = Config::new(settings)?;
        let app = Arc::new(app::open(&config, Clock::system()).await?);
        Ok(Self {
            app,
            registrar: LocalSigner::new(SecretKey::read(&config.registrar.path)?),
            config,
            url,
            file: directory.path().join("mononym.db"),
            _directory: directory,
        })
    }
}
