//! The settings as they are written: one list for flags, environment and file.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use alloy_primitives::Address;
use clap::{Args, CommandFactory};
use mononym_derive::ChainRow;
use serde::Deserialize;

use super::{ConfigError, KeyPlaces, LimitTable, List, RpcTable};
use crate::names::MinLength;

/// What a flag, an environment variable or a line of the configuration file may set.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "MONONYM_LISTEN", value_name = "HOST:PORT")]
    pub listen: Option<SocketAddr>,

    /// Directory of the database and the keys, made if missing [default: ./mononym-data]
    #[arg(long, env = "MONONYM_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Database, sqlite://FILE or postgres://… [default: mononym.db in the data directory]
    #[arg(
        long,
        env = "MONONYM_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,

    /// Names whose subnames are served, comma-separated [default: mononym.eth]
    #[arg(long, env = "MONONYM_PARENTS", value_name = "NAMES")]
    pub parents: Option<List<String>>,

    /// Resolver contracts to sign for, comma-separated [default: any, for trying out]
    #[arg(long, env = "MONONYM_RESOLVERS", value_name = "ADDRESSES")]
    pub resolvers: Option<List<Address>>,

    /// Keys of answers, comma-separated, the preferred one first: a file, env:NAME, aws-kms:KEY or
    /// gcp-kms:VERSION [default: signer.key in the data directory, made if missing]
    #[arg(long, env = "MONONYM_SIGNER_KEY", value_name = "KEYS", hide_env_values = true)]
    pub signer: Option<KeyPlaces>,

    /// File of the keys that `mononym keys` adds and retires, read again and again
    /// [default: keyring.json in the data directory]
    #[arg(long, env = "MONONYM_KEYRING", value_name = "FILE")]
    pub keyring: Option<PathBuf>,

    /// Longest that a KMS is waited for, in milliseconds [default: 2000]
    #[arg(long, env = "MONONYM_KMS_TIMEOUT_MS", value_name = "MILLISECONDS")]
    pub kms_timeout_ms: Option<u64>,

    /// Key file of the registrar, which vouches for registrations [default: registrar.key in the
    /// data directory, made if missing]
    #[arg(long, env = "MONONYM_REGISTRAR_KEY", value_name = "FILE")]
    pub registrar: Option<PathBuf>,

    /// Fewest characters of a label that the registrar vouches for by itself, for all parents or for
    /// one: 3 or mononym.eth=5, comma-separated [default: 1]
    #[arg(long, env = "MONONYM_MIN_LABEL_LENGTH", value_name = "LENGTHS")]
    pub min_label_length: Option<List<MinLength>>,

    /// Labels, and whole names, that the registrar does not vouch for by itself, comma-separated
    #[arg(long, env = "MONONYM_RESERVED", value_name = "LABELS")]
    pub reserved: Option<List<String>>,

    /// Whether labels that look like reserved ones, such as adm1n, are kept back with them
    /// [default: true]
    #[arg(long, env = "MONONYM_RESERVED_LOOKALIKES", value_name = "BOOL")]
    pub reserved_lookalikes: Option<bool>,

    /// Seconds that a signed answer lives at least [default: 300]
    #[arg(long, env = "MONONYM_TTL", value_name = "SECONDS")]
    pub ttl: Option<u64>,

    /// Seconds between possible expiries: one signature serves everybody for that long [default: 60]
    #[arg(long, env = "MONONYM_TTL_GRID", value_name = "SECONDS")]
    pub ttl_grid: Option<u64>,

    /// Chain id of the L1 network that operations are signed for [default: 31337]
    #[arg(long, env = "MONONYM_L1_CHAIN_ID", value_name = "ID")]
    pub l1_chain_id: Option<u64>,

    /// Keystore contract that operations are signed for [default: the one for trying out]
    #[arg(long, env = "MONONYM_KEYSTORE", value_name = "ADDRESS")]
    pub keystore: Option<Address>,

    /// Nodes of L1, URLs, comma-separated, asked in this order [default: none, no proven answers]
    #[arg(long, env = "MONONYM_L1_RPC", value_name = "URLS", hide_env_values = true)]
    pub l1_rpc: Option<List<String>>,

    /// Seconds between two looks at L1 [default: 4]
    #[arg(long, env = "MONONYM_L1_POLL_SECONDS", value_name = "SECONDS")]
    pub l1_poll_seconds: Option<u64>,

    /// Key of the account that commits the log to L1, and pays for it: a file, or wherever keys of answers
    /// are; of several replicas with one, one publishes [default: none, L1 is only followed]
    #[arg(
        long,
        env = "MONONYM_PUBLISHER_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub publisher_key: Option<KeyPlaces>,

    /// Keys of those who approve commits, comma-separated [default: the publisher]
    #[arg(
        long,
        env = "MONONYM_PROPOSER_KEYS",
        value_name = "KEYS",
        hide_env_values = true
    )]
    pub proposer_keys: Option<KeyPlaces>,

    /// Seconds after which an operation is committed at the latest [default: 60]
    #[arg(long, env = "MONONYM_PUBLISH_SECONDS", value_name = "SECONDS")]
    pub publish_seconds: Option<u64>,

    /// Bytes of operations in one commit at most [default: 92160]
    #[arg(long, env = "MONONYM_PUBLISH_BYTES", value_name = "BYTES")]
    pub publish_bytes: Option<u64>,

    /// Greatest age of a root in seconds: the resolver's maxAge [default: 21600]
    #[arg(long, env = "MONONYM_MAX_ROOT_AGE", value_name = "SECONDS")]
    pub max_root_age: Option<u64>,

    /// Seconds for which proofs under a root are given at least [default: 604800]
    #[arg(long, env = "MONONYM_KEEP_PROOFS_SECONDS", value_name = "SECONDS")]
    pub keep_proofs_seconds: Option<u64>,

    /// Most that the publisher pays for gas, in gwei [default: 100]
    #[arg(long, env = "MONONYM_MAX_FEE_GWEI", value_name = "GWEI")]
    pub max_fee_gwei: Option<u64>,

    /// Longest that nodes of other chains are waited for, in milliseconds [default: 2000]
    #[arg(long, env = "MONONYM_RPC_TIMEOUT_MS", value_name = "MILLISECONDS")]
    pub rpc_timeout_ms: Option<u64>,

    /// Nodes of any chains, asked whether accounts are deployed there: 8453=URL,base=URL,…
    /// [default: none]
    #[arg(long, env = "MONONYM_RPC", value_name = "CHAIN=URL", hide_env_values = true)]
    pub rpc: Option<RpcTable>,

    /// Bytes of memory for finished answers [default: 67108864]
    #[arg(long, env = "MONONYM_CACHE_BYTES", value_name = "BYTES")]
    pub cache_bytes: Option<u64>,

    /// Built-in chains that no addresses are derived for, by their short names, comma-separated
    /// [default: none]
    #[arg(long, env = "MONONYM_DISABLED_CHAINS", value_name = "NAMES")]
    pub disabled_chains: Option<List<String>>,

    /// Bounds on who may ask how much: the table `[limits]` of the configuration file.
    #[command(flatten)]
    #[serde(default)]
    pub limits: LimitTable,

    /// Chains besides those that are built in; in the configuration file alone.
    #[arg(skip)]
    pub chains: Option<Vec<ChainRow>>,
}

impl Settings {
    /// Reads a configuration file in TOML; a key that does not exist is an error.
    ///
    /// # Errors
    /// If the file cannot be read or understood.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        toml::from_str(&text).map_err(|source| ConfigError::Parse {
            path: path.to_owned(),
            source,
        })
    }

    /// These settings, and for those that are absent, the others.
    pub fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            data_dir: self.data_dir.or(other.data_dir),
            database_url: self.database_url.or(other.database_url),
            parents: self.parents.or(other.parents),
            resolvers: self.resolvers.or(other.resolvers),
            signer: self.signer.or(other.signer),
            keyring: self.keyring.or(other.keyring),
            kms_timeout_ms: self.kms_timeout_ms.or(other.kms_timeout_ms),
            registrar: self.registrar.or(other.registrar),
            min_label_length: self.min_label_length.or(other.min_label_length),
            reserved: self.reserved.or(other.reserved),
            reserved_lookalikes: self.reserved_lookalikes.or(other.reserved_lookalikes),
            ttl: self.ttl.or(other.ttl),
            ttl_grid: self.ttl_grid.or(other.ttl_grid),
            l1_chain_id: self.l1_chain_id.or(other.l1_chain_id),
            keystore: self.keystore.or(other.keystore),
            l1_rpc: self.l1_rpc.or(other.l1_rpc),
            l1_poll_seconds: self.l1_poll_seconds.or(other.l1_poll_seconds),
            publisher_key: self.publisher_key.or(other.publisher_key),
            proposer_keys: self.proposer_keys.or(other.proposer_keys),
            publish_seconds: self.publish_seconds.or(other.publish_seconds),
            publish_bytes: self.publish_bytes.or(other.publish_bytes),
            max_root_age: self.max_root_age.or(other.max_root_age),
            keep_proofs_seconds: self.keep_proofs_seconds.or(other.keep_proofs_seconds),
            max_fee_gwei: self.max_fee_gwei.or(other.max_fee_gwei),
            rpc_timeout_ms: self.rpc_timeout_ms.or(other.rpc_timeout_ms),
            rpc: self.rpc.or(other.rpc),
            cache_bytes: self.cache_bytes.or(other.cache_bytes),
            disabled_chains: self.disabled_chains.or(other.disabled_chains),
            limits: self.limits.or(other.limits),
            chains: self.chains.or(other.chains),
        }
    }
}

/// Refuses environment variables with our prefix that no command knows: a typo would otherwise
/// leave a default in force. Those that Kubernetes sets for a service called mononym are not ours.
///
/// # Errors
/// The first such variable.
pub fn check_environment<C: CommandFactory>(names: impl Iterator<Item = String>) -> Result<(), ConfigError> {
    fn known(command: &clap::Command, name: &str) -> bool {
        command
            .get_arguments()
            .any(|argument| argument.get_env().is_some_and(|env| env == name))
            || command.get_subcommands().any(|sub| known(sub, name))
    }
    let kubernetes = |name: &str| name.starts_with("MONONYM_SERVICE_") || name.starts_with("MONONYM_PORT");
    let command = C::command();
    let unknown = names
        .filter(|name| name.starts_with("MONONYM_") && !kubernetes(name))
        .find(|name| !known(&command, name));
    unknown.map_or(Ok(()), |name| Err(ConfigError::UnknownVariable(name)))
}
