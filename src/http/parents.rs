//! `GET /v1/parents`

use axum::{Json, extract::State};
use mononym_keystore::Policy;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, SharedApp, problem::ServiceProblems};
use crate::names::RegistrationRules;

/// What this service serves, and who signs for it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ParentsView {
    /// Names whose subnames are served.
    parents: Vec<ParentView>,
    /// Resolver contracts that answers are signed for; empty for any.
    resolvers: Vec<String>,
    /// Addresses that resolver contracts must list as signers; the first one signs now.
    signers: Vec<String>,
    /// Seconds that a signed answer lives at least.
    ttl: u64,
}

/// A name whose subnames are served.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParentView {
    /// The name.
    #[schema(example = "mononym.eth")]
    name: String,
    /// Its namehash.
    node: String,
    /// Who vouches for names directly below it.
    registrar: String,
    /// On what terms: closed, open, voucher or token.
    #[schema(value_type = String, example = "open")]
    policy: Policy,
    /// Fewest characters of a label that is registered without a voucher.
    #[schema(example = 3)]
    min_label_length: usize,
    /// Labels that are not registered without a voucher.
    #[schema(example = json!(["admin"]))]
    reserved_labels: Vec<String>,
}

/// The names whose subnames are served, the resolvers and the signers.
#[utoipa::path(get, path = "/parents", tag = "Parents", responses(
    (status = 200, description = "What is served", body = ParentsView),
    ServiceProblems,
))]
pub(super) async fn list_parents(State(app): State<SharedApp>) -> Result<Json<ParentsView>, Problem> {
    let accounts = app.names.list_parents().await?;
    let settings = app.gateway.settings();
    let rules = &app.names.settings().rules;
    let mut resolvers: Vec<String> = settings.resolvers.iter().map(ToString::to_string).collect();
    resolvers.sort();
    Ok(Json(ParentsView {
        parents: accounts
            .into_iter()
            .map(|account| ParentView {
                min_label_length: rules.min_length(&account.name),
                reserved_labels: reserved_labels(rules, &account.name),
                name: account.name,
                node: account.node.to_string(),
                registrar: account.registrar.to_string(),
                policy: account.policy,
            })
            .collect(),
        resolvers,
        signers: app
            .gateway
            .keys()
            .signers()
            .iter()
            .map(ToString::to_string)
            .collect(),
        ttl: settings.expiry.ttl,
    }))
}

/// Labels that are kept back below a parent: those that are below all, and names of its own.
fn reserved_labels(rules: &RegistrationRules, parent: &str) -> Vec<String> {
    let labels = rules
        .reserved
        .iter()
        .filter_map(|kept| match kept.split_once('.') {
            None => Some(kept.clone()),
            Some((label, above)) => (above == parent).then(|| label.to_owned()),
        });
    labels.collect()
}
