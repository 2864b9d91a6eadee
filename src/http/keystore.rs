//! `GET /v1/keystore`

use axum::{Json, extract::State};
use mononym_keystore::Domain;
use serde::Serialize;
use utoipa::ToSchema;

use super::SharedApp;

/// The deployment that operations are signed for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct KeystoreView {
    /// The EIP-712 domain of every operation.
    domain: DomainView,
}

/// An EIP-712 domain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct DomainView {
    #[schema(example = "Mononym Keystore")]
    name: &'static str,
    #[schema(example = "1")]
    version: &'static str,
    /// Chain id of the L1 network.
    #[schema(example = 31337)]
    chain_id: u64,
    /// Address of the `Keystore` contract.
    verifying_contract: String,
}

/// The deployment that operations are signed for.
#[utoipa::path(get, path = "/keystore", tag = "Service", responses(
    (status = 200, description = "The deployment", body = KeystoreView),
))]
pub(super) async fn get_keystore(State(app): State<SharedApp>) -> Json<KeystoreView> {
    let domain = app.names.settings().domain;
    Json(KeystoreView {
        domain: DomainView {
            name: Domain::NAME,
            version: Domain::VERSION,
            chain_id: domain.l1_chain_id,
            verifying_contract: domain.keystore.to_string(),
        },
    })
}
