//! `POST /v1/parents/{name}/tokens`

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    JsonBody, Problem, SharedApp, examples,
    problem::{BodyProblems, NameProblems, ServiceProblems, SignedProblems},
};
use crate::names::{SignedTokenRequest, TokenView};

/// API keys of a parent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct TokensView {
    /// Those that the request is about.
    tokens: Vec<TokenView>,
}

/// Issues, revokes or lists the API keys with which wallets register names below a parent.
///
/// The body is an `IssueToken`, `RevokeToken` or `ListTokens` request, signed as EIP-712 typed data
/// in the domain of `GET /v1/keystore`, by the parent's registrar or by the threshold of its signers.
/// The same request twice is one change.
#[utoipa::path(post, path = "/parents/{name}/tokens", tag = "Parents", params(
    ("name" = String, Path, description = "The parent", example = "alice.mononym.eth"),
), request_body(content = SignedTokenRequest, example = json!(examples::issue_token())), responses(
    (status = 200, description = "The API keys", body = TokensView),
    NameProblems,
    BodyProblems,
    SignedProblems,
    ServiceProblems,
))]
pub(super) async fn manage_tokens(
    State(app): State<SharedApp>,
    path: Result<Path<String>, PathRejection>,
    JsonBody(request): JsonBody<SignedTokenRequest>,
) -> Result<Json<TokensView>, Problem> {
    let Path(name) = path?;
    let tokens = app.names.manage_tokens(&name, &request).await?;
    Ok(Json(TokensView { tokens }))
}
