//! The edge: HTTP in, HTTP out.

mod addresses;
mod availability;
mod ccip;
mod chains;
mod changes;
mod docs;
mod draft;
mod etag;
mod events;
mod examples;
mod extract;
mod health;
mod history;
mod hot;
mod keystore;
mod limit;
mod list;
mod metrics;
mod name;
mod operate;
mod page;
mod parents;
mod problem;
mod proof;
mod receipt;
mod register;
mod register_batch;
mod resolve;
mod reverse;
mod router;
mod security;
mod serve;
mod tokens;
mod web;

use std::{convert::Infallible, sync::Arc, time::Duration};

use mononym_ens::Limits;
use tokio::sync::watch;

pub use limit::{Clients, LimitSettings, Limiter, Network, NetworkError, Rate};
pub use problem::Problem;
pub use router::openapi;
pub use serve::serve;

use self::extract::{ApiKey, JsonBody};
use crate::{
    chain::{Commits, DeployedAccounts},
    gateway::Gateway,
    names::Names,
    publisher::Outlook,
};

/// The list of all problems, in Markdown.
pub fn problems() -> String {
    problem::document()
}

/// Longest time for one request, its body included.
const PATIENCE: Duration = Duration::from_secs(30);

/// What handlers work with.
pub struct App {
    /// Answers lookups.
    pub gateway: Gateway,
    /// Registers, changes and shows names.
    pub names: Names,
    /// Says where accounts are deployed.
    pub accounts: DeployedAccounts,
    /// Bounds on what is decoded.
    pub limits: Limits,
    /// Bounds on who may ask how much.
    pub limiter: Limiter,
    /// What L1 says, and what the publisher does; nothing where L1 is not followed.
    pub outlook: Option<Outlook>,
    /// Final commits on L1; nothing where L1 is not followed.
    pub commits: Option<Commits>,
    /// Set once the service stops: who waits for changes then waits no longer.
    pub stopping: watch::Sender<bool>,
}

impl App {
    /// Longest body of a CCIP-Read post: its call data in hex, and room for the rest.
    fn ccip_body_bytes(&self) -> usize {
        self.limits.call_bytes.saturating_mul(2).saturating_add(1024)
    }

    /// Longest body that a path takes.
    fn longest_body(&self, path: &str) -> usize {
        match path {
            "/v1/names/batch" => register_batch::BATCH_BYTES,
            path if path == "/" || path.starts_with("/0x") => self.ccip_body_bytes(),
            _ => router::BODY_BYTES,
        }
    }

    fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Waits for an operation behind `sequence`, or for the end of the service.
    async fn newer_than(&self, sequence: u64) {
        let mut head = self.names.head();
        let mut stopping = self.stopping.subscribe();
        // Either sender lives as long as this app.
        tokio::select! {
            _ = head.wait_for(|head| *head > sequence) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

/// The service without connections and the bounds on them: for whoever brings requests of its own.
pub fn service(
    app: App,
) -> impl tower::Service<axum::extract::Request, Response = axum::response::Response, Error = Infallible> + Clone
{
    router::service(Arc::new(app))
}

pub(crate) type SharedApp = Arc<App>;
