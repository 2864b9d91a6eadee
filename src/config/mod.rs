//! Configuration: flags come before the environment, that before the file, that before defaults.

mod list;
mod settings;

use std::{
    collections::HashSet,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use alloy_primitives::Address;
use mononym_derive::{Catalogue, CatalogueError};
use mononym_ens::{Limits, Name, NameError, NormalizeError, is_normalized};
use mononym_keystore::Domain;
use thiserror::Error;

pub use list::List;
pub use settings::{Settings, check_environment};

use crate::gateway::Expiry;

/// Everything that the service is told, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Directory of database and keys.
    pub data_dir: PathBuf,
    /// The database file.
    pub database: PathBuf,
    /// Names whose subnames are served.
    pub parents: Vec<Name>,
    /// Resolver contracts to sign for; empty for any.
    pub resolvers: HashSet<Address>,
    /// Key file of the response signer; made on first start if it is the default one.
    pub signer: KeyFile,
    /// Key file of the registrar; made on first start if it is the default one.
    pub registrar: KeyFile,
    /// How long signed answers live.
    pub expiry: Expiry,
    /// The deployment that operations are signed for.
    pub domain: Domain,
    /// Bytes for cached answers.
    pub cache_bytes: u64,
    /// Bounds on what is decoded.
    pub limits: Limits,
}

/// A key file, and whether the service may make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// The file.
    pub path: PathBuf,
    /// Whether a missing file is made with a new key: only for trying out.
    pub may_create: bool,
}

/// Why the service is not configured.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML, or has a key that does not exist.
    #[error("the configuration file {}: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        source: toml::de::Error,
    },
    /// An environment variable with our prefix that means nothing.
    #[error("the environment variable {0} means nothing here: `mononym serve --help` lists those that do")]
    UnknownVariable(String),
    /// A database that this release does not know.
    #[error("the database {0:?} is not known: write sqlite:// and a file")]
    Database(String),
    /// A parent that is no name.
    #[error("the parent {name:?}: {source}")]
    Parent {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: NameError,
    },
    /// A parent that is not normalised.
    #[error("the parent {name:?}: {source}")]
    ParentNotNormalized {
        /// The name.
        name: String,
        /// What is wrong with it.
        source: NormalizeError,
    },
    /// No parent at all, or the root.
    #[error("name at least one parent, such as mononym.eth")]
    NoParent,
    /// Seconds out of range.
    #[error("{key} is from 1 to {max} seconds, not {found}")]
    Seconds {
        /// The key.
        key: &'static str,
        /// The largest value.
        max: u64,
        /// What was found.
        found: u64,
    },
    /// The chain catalogue cannot be read.
    #[error("the chain catalogue: {0}")]
    Catalogue(#[from] CatalogueError),
}

/// Longest life of a signed answer: a day.
const MAX_TTL: u64 = 86_400;

impl Config {
    /// Checks the settings and fills in defaults.
    ///
    /// # Errors
    /// [`ConfigError`] says which setting is wrong.
    pub fn new(settings: Settings, catalogue: &Catalogue) -> Result<Self, ConfigError> {
        let limits = Limits::default();
        let data_dir = settings
            .data_dir
            .unwrap_or_else(|| PathBuf::from("./mononym-data"));
        let key_file = |configured: Option<PathBuf>, default: &str| match configured {
            Some(path) => KeyFile {
                path,
                may_create: false,
            },
            None => KeyFile {
                path: data_dir.join(default),
                may_create: true,
            },
        };
        Ok(Self {
            listen: settings
                .listen
                .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            database: database(settings.database_url, &data_dir)?,
            parents: parents(settings.parents, &limits)?,
            resolvers: settings
                .resolvers
                .map(|list| list.0.into_iter().collect())
                .unwrap_or_default(),
            signer: key_file(settings.signer, "signer.key"),
            registrar: key_file(settings.registrar, "registrar.key"),
            expiry: Expiry {
                ttl: seconds("ttl", settings.ttl, 300)?,
                grid: seconds("ttl_grid", settings.ttl_grid, 60)?,
            },
            domain: Domain {
                l1_chain_id: settings.l1_chain_id.unwrap_or(31337),
                keystore: settings.keystore.unwrap_or_else(|| catalogue.trial_keystore()),
            },
            cache_bytes: settings.cache_bytes.unwrap_or(64 << 20),
            limits,
            data_dir,
        })
    }
}

fn seconds(key: &'static str, configured: Option<u64>, default: u64) -> Result<u64, ConfigError> {
    let found = configured.unwrap_or(default);
    if (1..=MAX_TTL).contains(&found) {
        Ok(found)
    } else {
        Err(ConfigError::Seconds {
            key,
            max: MAX_TTL,
            found,
        })
    }
}

fn database(url: Option<String>, data_dir: &Path) -> Result<PathBuf, ConfigError> {
    match url {
        None => Ok(data_dir.join("mononym.db")),
        Some(url) => match url.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
            // The text may hold a password: show only its scheme.
            _ => Err(ConfigError::Database(
                url.split("://").next().unwrap_or_default().to_owned(),
            )),
        },
    }
}

fn parents(configured: Option<List<String>>, limits: &Limits) -> Result<Vec<Name>, ConfigError> {
    let names = configured.map_or_else(|| vec!["mononym.eth".to_owned()], |list| list.0);
    let parents: Vec<Name> = names
        .into_iter()
        .map(|name| {
            is_normalized(&name, limits).map_err(|source| ConfigError::ParentNotNormalized {
                name: name.clone(),
                source,
            })?;
            Name::from_text(&name, limits).map_err(|source| ConfigError::Parent { name, source })
        })
        .collect::<Result<_, _>>()?;
    if parents.is_empty() || parents.iter().any(|parent| parent.first_label().is_none()) {
        return Err(ConfigError::NoParent);
    }
    Ok(parents)
}
