//! `mononym serve`

use std::{io::IsTerminal, path::PathBuf};

use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::EnvFilter;

use super::{Cli, CliError, Command};
use crate::{
    app,
    clock::Clock,
    config::{Config, Settings},
    http,
};

#[derive(Args, Clone, Debug)]
pub(super) struct Serve {
    /// Configuration file in TOML, with these settings as keys (data_dir, ttl_grid, …)
    #[arg(long, env = "MONONYM_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    /// What is logged, for example info or mononym=debug
    #[arg(long, env = "MONONYM_LOG", value_name = "FILTER", default_value = "info")]
    log: String,
}

impl Serve {
    /// `mononym` without a command.
    pub(super) fn from_environment() -> Result<Self, clap::Error> {
        use clap::Parser;
        match Cli::try_parse_from(["mononym", "serve"])?.command {
            Some(Command::Serve(serve)) => Ok(*serve),
            _ => Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
        }
    }

    pub(super) fn run(self) -> Result<(), CliError> {
        log_to_stderr(&self.log);
        let settings = match &self.config {
            Some(path) => self.settings.or(Settings::read(path)?),
            None => self.settings,
        };
        let config = Config::new(settings)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let served = runtime.block_on(serve(&config));
        // A question to L1 may be under way, and nobody needs its answer any more.
        runtime.shutdown_background();
        served
    }
}

async fn serve(config: &Config) -> Result<(), CliError> {
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| CliError::Listen {
            address: config.listen,
            source,
        })?;
    let address = listener.local_addr()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let app = app::open(config, Clock::system()).await?;
    let keys = app.gateway.keys().clone();
    let reread = keys.clone();
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            reread.reread();
        }
    });
    let parents: Vec<String> = config.parents.iter().map(ToString::to_string).collect();
    if config.resolvers.is_empty() {
        tracing::warn!("signing for any resolver contract: for trying out; set resolvers for real use");
    }
    if config.edge.clients.is_none() && !address.ip().is_loopback() {
        tracing::warn!(
            "no bounds on single clients: set trusted_proxies to the proxies in front of the service, or to none"
        );
    }
    tracing::info!(%address, "serving {} on http://{address}", parents.join(", "));
    let shutdown = async move {
        tokio::select! {
            result = tokio::signal::ctrl_c() => {
                if let Err(error) = result {
                    tracing::error!(%error, "cannot listen for interrupts: stopping");
                }
            }
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: requests under way are finished");
    };
    http::serve(app, listener, shutdown).await;
    keys.log_usage();
    Ok(())
}

fn log_to_stderr(filter: &str) {
    let terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(terminal)
        .with_target(false)
        .init();
}
