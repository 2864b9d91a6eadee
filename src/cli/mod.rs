//! The command line: one file per command.

mod account;
mod addresses;
mod audit;
mod backup;
mod broadcast;
mod client;
mod coins;
mod database;
mod deploy;
mod doctor;
mod export;
mod feed;
mod guardians;
mod health;
mod import;
mod keys;
mod l1;
mod list;
mod openapi;
mod outbox;
mod output;
mod problems;
mod progress;
mod proof;
mod question;
mod records;
mod register;
mod relay;
mod resolve;
mod reverse;
mod sending;
mod serve;
mod signing_keys;
mod token;
mod values;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use thiserror::Error;

use self::{client::ClientError, output::Output};
use crate::{
    app::AppError,
    chain::{ChainError, Node, NodeError, SendError},
    config,
    config::ConfigError,
    sign::KeyError,
    transfer::{L1AuditError, ListError, TransferError},
};

/// One name, every chain: an ENS gateway whose names are accounts.
///
/// Without a command, `mononym` serves on its defaults: data in ./mononym-data, 127.0.0.1:8080.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "\
Try it:
  mononym &
  mononym register alice.mononym.eth --key alice.key --text url=https://example.com
  mononym resolve alice.mononym.eth
  mononym addresses alice.mononym.eth"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve lookups and registrations.
    Serve(Box<serve::Serve>),
    /// Register a name, with first records if wished.
    Register(register::Register),
    /// Show what ENS answers for a name.
    Resolve(resolve::Resolve),
    /// Check the proofs that an answer follows from.
    Proof(proof::Proof),
    /// List a name's address on every chain.
    Addresses(addresses::Addresses),
    /// Look after an account.
    #[command(subcommand)]
    Account(account::Account),
    /// Bring the newest final root from L1 to another chain: with anybody's key.
    Broadcast(broadcast::Broadcast),
    /// Put our contracts on a chain, and check what stands there.
    Deploy(Box<deploy::Deploy>),
    /// List names.
    List(list::List),
    /// Find the names of an address.
    Reverse(reverse::Reverse),
    /// Look after the API keys with which wallets register names.
    #[command(subcommand)]
    Token(token::Token),
    /// Look after the keys that answers are signed with.
    #[command(subcommand)]
    Keys(signing_keys::Keys),
    /// Write everything that is stored to a file: to leave with it, or to audit it.
    Export(export::Export),
    /// Read an export into a database, or reserve the names of another service.
    Import(import::Import),
    /// Copy the embedded database while the service runs.
    Backup(backup::Backup),
    /// Rebuild every account from the log, check every signature, and compare.
    Audit(audit::Audit),
    /// Say what is well with a gateway, its Keystore and its resolver, and what is not.
    Doctor(doctor::Doctor),
    /// Ask a service whether it is ready: for containers, which have no other program to ask.
    Health(health::Health),
    /// Print the OpenAPI document of the HTTP API.
    Openapi,
    /// Print the list of coins whose addresses have a known text form, which docs/coins.md is.
    Coins,
    /// Print the list of the HTTP API's problems, which docs/problems.md is.
    #[command(hide = true)]
    Problems,
}

/// What every client command takes.
#[derive(Args, Clone, Debug)]
struct ClientArgs {
    /// The gateway to talk to.
    #[arg(
        long,
        env = "MONONYM_GATEWAY",
        value_name = "URL",
        default_value = "http://127.0.0.1:8080"
    )]
    gateway: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Why a command failed.
#[derive(Debug, Error)]
enum CliError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Keyring(#[from] crate::keys::KeyringError),
    #[error(transparent)]
    Name(#[from] mononym_ens::NameError),
    #[error(transparent)]
    Normalize(#[from] mononym_ens::NormalizeError),
    #[error(transparent)]
    Interoperable(#[from] mononym_derive::InteroperableError),
    #[error(transparent)]
    Signers(#[from] mononym_keystore::SignerError),
    #[error(transparent)]
    Guardians(#[from] mononym_keystore::GuardianError),
    #[error(transparent)]
    Signature(#[from] mononym_keystore::SignatureError),
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    List(#[from] ListError),
    #[error(
        "{error}\n{head} operations are in the database; once the cause is gone, the same command goes on"
    )]
    Import { error: Box<TransferError>, head: u64 },
    #[error("there is no database {}: --data-dir or --database-url names it", .0.display())]
    NoDatabase(PathBuf),
    #[error("{} exists already: name another file", .0.display())]
    Exists(PathBuf),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{0}")]
    Usage(String),
    #[error("cannot listen on {address}: {source}")]
    Listen {
        address: std::net::SocketAddr,
        source: std::io::Error,
    },
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error("{host}: {error}")]
    Node { host: String, error: NodeError },
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    Sync(#[from] account::SyncError),
    #[error(transparent)]
    Execute(#[from] account::ExecuteError),
    #[error(transparent)]
    Broadcast(#[from] broadcast::BroadcastError),
    #[error(transparent)]
    Outbox(#[from] mononym_keystore::OutboxError),
    #[error(transparent)]
    Limits(#[from] mononym_keystore::LimitsError),
    #[error(transparent)]
    L1Audit(#[from] L1AuditError),
    /// Nothing follows from what was given.
    #[error("not proven: {0}")]
    Unproven(String),
    /// The report says which.
    #[error("{0} of the checks found a problem")]
    Unwell(usize),
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl CliError {
    /// A node that gave no answer that can be used.
    fn node(node: &Node, error: NodeError) -> Self {
        Self::Node {
            host: node.host().to_owned(),
            error,
        }
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let command = match Cli::parse().command {
        Some(command) => Ok(command),
        None => serve::Serve::from_environment().map(|serve| Command::Serve(Box::new(serve))),
    };
    let result = command.map_err(|error| error.exit()).and_then(|command| {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        config::check_environment::<Cli>(names)?;
        run(command)
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            Output::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(command) => command.run(),
        Command::Register(command) => command.run(),
        Command::Resolve(command) => command.run(),
        Command::Proof(command) => command.run(),
        Command::Addresses(command) => command.run(),
        Command::Account(command) => command.run(),
        Command::Broadcast(command) => command.run(),
        Command::Deploy(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Reverse(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Keys(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Audit(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Health(command) => command.run(),
        Command::Openapi => openapi::run(),
        Command::Coins => coins::run(),
        Command::Problems => problems::run(),
    }
}
