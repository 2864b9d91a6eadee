//! Configuration: flags come before the environment, that before the file, that before defaults.

mod chains;
mod keys;
mod l1;
mod limits;
mod list;
mod rpc;
mod settings;

use std::{
    collections::HashSet,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use alloy_primitives::Address;
use mononym_derive::{Catalogue, CatalogueError};
use mononym_ens::{Limits, Name, NameError, NormalizeError, is_normalized};
use mononym_keystore::Domain;
use thiserror::Error;

pub use keys::{KeyPlaces, SignerConfig, SignerKeys};
pub use l1::{L1Config, MAX_ROOT_AGE, PublisherKeys};
pub use limits::LimitTable;
pub use list::List;
pub use rpc::{RpcConfig, RpcTable};
pub use settings::{Settings, check_environment};

use crate::{
    chain::RpcUrlError,
    gateway::Expiry,
    http::LimitSettings,
    names::{RegistrationRules, Reserved},
    sign::KeyPlaceError,
};

/// Everything that the service is told, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Directory of database and keys.
    pub data_dir: PathBuf,
    /// The database.
    pub database: Database,
    /// Names whose subnames are served.
    pub parents: Vec<Name>,
    /// Resolver contracts to sign for; empty for any.
    pub resolvers: HashSet<Address>,
    /// The keys of answers.
    pub signer: SignerConfig,
    /// Key file of the registrar; made on first start if it is the default one.
    pub registrar: KeyFile,
    /// What the registrar vouches for by itself.
    pub rules: RegistrationRules,
    /// How long signed answers live.
    pub expiry: Expiry,
    /// The deployment that operations are signed for.
    pub domain: Domain,
    /// How L1 is followed; nothing if it is not.
    pub l1: Option<L1Config>,
    /// Every chain that addresses are derived for.
    pub catalogue: Arc<Catalogue>,
    /// Where accounts on other chains are looked at.
    pub rpc: RpcConfig,
    /// Bytes for cached answers.
    pub cache_bytes: u64,
    /// Bounds on what is decoded.
    pub limits: Limits,
    /// Bounds on who may ask how much.
    pub edge: LimitSettings,
}

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// The embedded one, in this file.
    Sqlite(PathBuf),
    /// PostgreSQL, at this URL, which may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.debug_tuple("Postgres").finish_non_exhaustive(),
        }
    }
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
    #[error(
        "the database {0:?} is not known: write sqlite:// and a file, or postgres://user:password@host/database"
    )]
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
    /// A number out of range.
    #[error("{key} is from {min} to {max}, not {found}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
        /// What was found.
        found: u64,
    },
    /// What is no place of a key. Its text may hold one, and is not shown.
    #[error("{setting}: {source}")]
    Key {
        /// The setting.
        setting: &'static str,
        /// What is wrong.
        source: KeyPlaceError,
    },
    /// A node of L1 that is no URL. Its text may hold a key, and is not shown.
    #[error("l1_rpc: {0}")]
    RpcUrl(#[from] RpcUrlError),
    /// A node of no chain. Its text may hold a key, and is not shown.
    #[error("rpc: write CHAIN=URL, such as 8453=https://node.example, comma-separated")]
    RpcPair,
    /// A node of a chain that is not known.
    #[error("rpc: {0}")]
    RpcChain(String),
    /// A node of a chain that is no URL. Its text may hold a key, and is not shown.
    #[error("rpc, {chain}: {source}")]
    RpcOf {
        /// The chain.
        chain: String,
        /// What it should be.
        source: RpcUrlError,
    },
    /// An empty list of nodes.
    #[error("l1_rpc names no node: leave it out, or name one")]
    NoNode,
    /// Keys of a publisher that has nowhere to publish.
    #[error("publisher_key and proposer_keys need l1_rpc: name a node of L1")]
    PublisherWithoutL1,
    /// Several publishers.
    #[error("publisher_key is one key: one account sends the commits; proposer_keys may be several")]
    SeveralPublishers,
    /// Approvals that nobody sends.
    #[error("proposer_keys need publisher_key: name the account that sends the commits")]
    NoPublisher,
    /// Bounds of clients that nobody can tell apart.
    #[error(
        "{0} needs trusted_proxies: name the proxies in front of the service, or an empty list where clients connect by themselves"
    )]
    ClientsUnknown(&'static str),
    /// A header that is none.
    #[error("client_header: {0:?} is no name of a header")]
    Header(String),
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
    pub fn new(settings: Settings) -> Result<Self, ConfigError> {
        let limits = Limits::default();
        let l1 = l1::l1(&settings)?;
        let catalogue = chains::catalogue(settings.chains.clone(), settings.disabled_chains.clone())?;
        let rpc = rpc::rpc(&settings, &catalogue)?;
        let edge = limits::limits(&settings.limits)?;
        let data_dir = settings
            .data_dir
            .clone()
            .unwrap_or_else(|| PathBuf::from("./mononym-data"));
        let signer = keys::signer(&settings, &data_dir)?;
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
            signer,
            registrar: key_file(settings.registrar, "registrar.key"),
            rules: RegistrationRules {
                min_label_length: settings.min_label_length.map(|list| list.0).unwrap_or_default(),
                reserved: Reserved::new(
                    settings.reserved.map(|list| list.0).unwrap_or_default(),
                    settings.reserved_lookalikes.unwrap_or(true),
                ),
            },
            expiry: Expiry {
                ttl: seconds("ttl", settings.ttl, 300)?,
                grid: seconds("ttl_grid", settings.ttl_grid, 60)?,
            },
            domain: Domain {
                l1_chain_id: settings.l1_chain_id.unwrap_or(31337),
                keystore: settings.keystore.unwrap_or_else(|| catalogue.trial_keystore()),
            },
            l1,
            catalogue: Arc::new(catalogue),
            rpc,
            cache_bytes: settings.cache_bytes.unwrap_or(64 << 20),
            limits,
            edge,
            data_dir,
        })
    }
}

/// A number within its range.
fn within(
    key: &'static str,
    configured: Option<u64>,
    default: u64,
    range: std::ops::RangeInclusive<u64>,
) -> Result<u64, ConfigError> {
    let found = configured.unwrap_or(default);
    if range.contains(&found) {
        Ok(found)
    } else {
        Err(ConfigError::OutOfRange {
            key,
            min: *range.start(),
            max: *range.end(),
            found,
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

fn database(url: Option<String>, data_dir: &Path) -> Result<Database, ConfigError> {
    let Some(url) = url else {
        return Ok(Database::Sqlite(data_dir.join("mononym.db")));
    };
    match url.split_once("://") {
        Some(("sqlite", path)) if !path.is_empty() => Ok(Database::Sqlite(PathBuf::from(path))),
        Some(("postgres" | "postgresql", rest)) if !rest.is_empty() => Ok(Database::Postgres(url)),
        // The text may hold a password: show only its scheme.
        _ => Err(ConfigError::Database(
            url.split("://").next().unwrap_or_default().to_owned(),
        )),
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

#[cfg(test)]
mod tests {
    use clap::{Args, Command};

    use super::*;

    const EXAMPLE: &str = include_str!("../../mononym.example.toml");

    fn config(text: &str) -> Result<Config, ConfigError> {
        Config::new(toml::from_str(text).unwrap())
    }

    #[test]
    fn the_example_sets_every_setting_to_its_default_where_it_has_one() {
        let table: toml::Table = EXAMPLE.parse().unwrap();
        let command = Settings::augment_args(Command::new("serve"));
        let mut settings: Vec<String> = command
            .get_arguments()
            .map(|argument| argument.get_id().to_string())
            // In the file alone.
            .chain(["chains".to_owned()])
            .collect();
        let inner = table["limits"].as_table().unwrap().keys();
        let mut keys: Vec<String> = table
            .keys()
            .filter(|key| *key != "limits")
            .chain(inner)
            .cloned()
            .collect();
        settings.sort();
        keys.sort();
        assert_eq!(keys, settings);

        let (example, default) = (config(EXAMPLE).unwrap(), config("").unwrap());
        assert_eq!(example.listen, default.listen);
        assert_eq!(example.data_dir, default.data_dir);
        let sqlite = |path: &str| Database::Sqlite(PathBuf::from(path));
        assert_eq!(example.database, sqlite("mononym-data/mononym.db"));
        assert_eq!(default.database, sqlite("./mononym-data/mononym.db"));
        assert_eq!(example.parents, default.parents);
        assert_eq!(example.expiry, default.expiry);
        assert_eq!(example.domain, default.domain);
        assert_eq!(example.cache_bytes, default.cache_bytes);
        assert_eq!(example.catalogue.chains().len(), default.catalogue.chains().len());
        let is_made = |config: &Config| matches!(config.signer.keys, SignerKeys::Trial(_));
        assert!(!is_made(&example) && is_made(&default));
        assert!(!example.registrar.may_create && default.registrar.may_create);
        assert!(default.resolvers.is_empty() && example.resolvers.len() == 1);
        assert!(default.l1.is_none());
        let l1 = example.l1.unwrap();
        assert_eq!(l1.settings, crate::publisher::PublisherSettings::default());
        assert_eq!(l1.nodes.len(), 1);
        assert_eq!(l1.publisher.unwrap().proposers.len(), 1);
        assert_eq!(example.rpc.settings, default.rpc.settings);
        let unknown = LimitSettings {
            clients: None,
            ..example.edge.clone()
        };
        assert_eq!(unknown, default.edge);
        assert!(example.edge.clients.is_some() && default.edge.clients.is_none());
        assert!(!example.rpc.nodes.is_empty() && default.rpc.nodes.is_empty());
    }

    #[test]
    fn a_publisher_needs_l1_and_a_key() {
        assert!(matches!(
            config("publisher_key = \"a.key\""),
            Err(ConfigError::PublisherWithoutL1)
        ));
        assert!(matches!(
            config("l1_rpc = [\"http://localhost:8545\"]\nproposer_keys = [\"a.key\"]"),
            Err(ConfigError::NoPublisher)
        ));
        assert!(matches!(config("l1_rpc = []"), Err(ConfigError::NoNode)));
        let error = config("l1_rpc = [\"htps://node.example/secret\"]").unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
        for text in ["max_root_age = 43201", "publish_bytes = 1", "max_fee_gwei = 0"] {
            assert!(
                matches!(config(text), Err(ConfigError::OutOfRange { .. })),
                "{text}"
            );
        }
        let watching = config("l1_rpc = [\"https://node.example/secret\"]").unwrap();
        assert!(!format!("{watching:?}").contains("secret"));
        assert!(watching.l1.unwrap().publisher.is_none());
    }

    #[test]
    fn a_key_that_does_not_exist_is_refused_by_name() {
        let error = toml::from_str::<Settings>("tll = 5").unwrap_err();
        assert!(error.to_string().contains("tll"), "{error}");
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        assert!(matches!(
            config("ttl = 0"),
            Err(ConfigError::Seconds { key: "ttl", .. })
        ));
        assert!(matches!(
            config("ttl_grid = 86401"),
            Err(ConfigError::Seconds { key: "ttl_grid", .. })
        ));
        assert!(matches!(config("parents = []"), Err(ConfigError::NoParent)));
        assert!(matches!(
            config("parents = [\"Mononym.eth\"]"),
            Err(ConfigError::ParentNotNormalized { .. })
        ));
        let error = config("database_url = \"mysql://user:secret@host/db\"").unwrap_err();
        assert!(
            matches!(&error, ConfigError::Database(scheme) if scheme == "mysql"),
            "{error}"
        );
        let postgres = config("database_url = \"postgres://user:secret@host/db\"").unwrap();
        assert!(!format!("{postgres:?}").contains("secret"));
    }

    #[test]
    fn the_first_of_two_settings_counts() {
        let first: Settings = toml::from_str("ttl = 5").unwrap();
        let second: Settings = toml::from_str("ttl = 6\nttl_grid = 7").unwrap();
        let both = first.or(second);
        assert_eq!((both.ttl, both.ttl_grid), (Some(5), Some(7)));
    }

    #[test]
    fn a_variable_that_means_nothing_is_refused_but_for_those_of_kubernetes() {
        #[derive(clap::Parser)]
        struct Program {
            #[command(flatten)]
            _settings: Settings,
        }
        let check = |names: &[&str]| {
            check_environment::<Program>(names.iter().map(ToString::to_string))
                .map_err(|error| error.to_string())
        };
        assert_eq!(
            check(&[
                "PATH",
                "MONONYM_TTL",
                "MONONYM_PORT_8080_TCP",
                "MONONYM_SERVICE_HOST"
            ]),
            Ok(())
        );
        assert!(check(&["MONONYM_TTL", "MONONYM_TLL"]).is_err_and(|error| error.contains("MONONYM_TLL")));
    }
}
