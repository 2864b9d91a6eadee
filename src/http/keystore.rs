//! `GET /v1/keystore`

use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    SharedApp,
    l1::{self, L1View},
};
use crate::names::TypedDomain;

/// The deployment that operations are signed for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct KeystoreView {
    /// The EIP-712 domain of every operation.
    domain: TypedDomain,
    /// Sequence of the newest operation.
    #[schema(example = 7)]
    head: u64,
    /// L1, if this service follows it.
    l1: Option<L1View>,
}

/// The deployment that operations are signed for, and how far its log is.
#[utoipa::path(get, path = "/keystore", tag = "Service", responses(
    (status = 200, description = "The deployment", body = KeystoreView),
))]
pub(super) async fn get_keystore(State(app): State<SharedApp>) -> Json<KeystoreView> {
    let head = *app.names.head().borrow();
    Json(KeystoreView {
        domain: TypedDomain::from(&app.names.settings().domain),
        head,
        l1: l1::view(&app, head),
    })
}
