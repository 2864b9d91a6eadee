//! `GET /v1/parents`

use axum::{Json, extract::State};
use mononym_keystore::Policy;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, SharedApp};

/// What this service serves, and who signs for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ParentsView {
    /// Names whose subnames are served.
    parents: Vec<ParentView>,
    /// Resolver contracts that answers are signed for; empty for any.
    resolvers: Vec<String>,
    /// Addresses that resolver contracts must list as signers.
    signers: Vec<String>,
    /// Seconds that a signed answer lives at least.
    ttl: u64,
}

/// A name whose subnames are served.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ParentView {
    /// The name.
    #[schema(example = "mononym.eth")]
    name: String,
    /// Its namehash.
    node: String,
    /// Who vouches for names directly below it.
    registrar: String,
    /// On what terms: closed, open or voucher.
    #[schema(value_type = String, example = "open")]
    policy: Policy,
}

/// The names whose subnames are served, the resolvers and the signers.
#[utoipa::path(get, path = "/parents", tag = "Service", responses(
    (status = 200, description = "What is served", body = ParentsView),
    (status = 503, description = "Try again later", body = Problem, content_type = "application/problem+json"),
))]
pub(super) async fn list_parents(State(app): State<SharedApp>) -> Result<Json<ParentsView>, Problem> {
    let accounts = app.names.list_parents().await?;
    let settings = app.gateway.settings();
    let mut resolvers: Vec<String> = settings.resolvers.iter().map(ToString::to_string).collect();
    resolvers.sort();
    Ok(Json(ParentsView {
        parents: accounts
            .into_iter()
            .map(|account| ParentView {
                name: account.name,
                node: account.node.to_string(),
                registrar: account.registrar.to_string(),
                policy: account.policy,
            })
            .collect(),
        resolvers,
        signers: vec![app.gateway.signer().to_string()],
        ttl: settings.expiry.ttl,
    }))
}
