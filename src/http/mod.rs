//! The edge: HTTP in, HTTP out.

mod addresses;
mod ccip;
mod chains;
mod health;
mod hot;
mod keystore;
mod name;
mod operate;
mod parents;
mod problem;
mod register;
mod router;
mod schema;

use std::{sync::Arc, time::Duration};

use mononym_ens::Limits;

pub use problem::Problem;
pub use router::{openapi, service};

use crate::{gateway::Gateway, names::Names};

/// Longest time for one request, its body included.
const PATIENCE: Duration = Duration::from_secs(30);

/// What handlers work with.
pub struct App {
    /// Answers lookups.
    pub gateway: Gateway,
    /// Registers, changes and shows names.
    pub names: Names,
    /// Bounds on what is decoded.
    pub limits: Limits,
}

impl App {
    /// Longest body of a CCIP-Read post: its call data in hex, and room for the rest.
    fn ccip_body_bytes(&self) -> usize {
        self.limits.call_bytes.saturating_mul(2).saturating_add(1024)
    }
}

pub(crate) type SharedApp = Arc<App>;

/// A JSON body, read whatever its content type says; a problem where it is none.
struct JsonBody<T>(T);

impl<S, T> axum::extract::FromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    T: serde::de::DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Problem> {
        let body = axum::body::Bytes::from_request(request, state)
            .await
            .map_err(|error| Problem::new(error.status(), "unreadable-body", error.body_text()))?;
        axum::Json::from_bytes(&body)
            .map(|axum::Json(value)| Self(value))
            .map_err(|error| Problem::malformed_body(error.body_text()))
    }
}
