//! A client of the HTTP API.

use std::time::Duration;

use mononym_keystore::{Approval, Domain, Operation, Signature, SignedOperation, Signer};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use thiserror::Error;

use crate::{
    clock::Clock,
    sign::{LocalSigner, ResponseSigner},
};

/// Seconds that a signed operation may wait for its acceptance.
const PATIENCE: u64 = 3600;

/// Why a request to the gateway failed.
#[derive(Debug, Error)]
pub(super) enum ClientError {
    /// No answer.
    #[error("no answer from {url}: {reason}; is `mononym serve` running there? --gateway names another")]
    NoAnswer { url: String, reason: String },
    /// The gateway refused.
    #[error("{detail} ({slug})")]
    Refused { slug: String, detail: String },
    /// An answer that we do not understand.
    #[error("{url} answered {status} with something else than expected: {reason}")]
    Strange {
        url: String,
        status: u16,
        reason: String,
    },
    /// An answer that is not signed by the gateway's signer.
    #[error("the answer's signature is not by a signer of this gateway")]
    ForeignSignature,
    /// A signature of ours that we cannot read back.
    #[error(transparent)]
    Signature(#[from] mononym_keystore::SignatureError),
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(alias = "message")]
    detail: String,
    #[serde(default)]
    slug: Option<String>,
}

#[derive(Deserialize)]
struct KeystoreAnswer {
    domain: DomainAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DomainAnswer {
    chain_id: u64,
    verifying_contract: alloy_primitives::Address,
}

/// A gateway.
pub(super) struct Client {
    agent: ureq::Agent,
    base: String,
}

impl Client {
    pub(super) fn new(base: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        Self {
            agent,
            base: base.trim_end_matches('/').to_owned(),
        }
    }

    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        let url = format!("{}{path}", self.base);
        let response = self.agent.get(&url).call();
        Self::read(url, response)
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> Result<T, ClientError> {
        let url = format!("{}{path}", self.base);
        let response = self.agent.post(&url).send_json(body);
        Self::read(url, response)
    }

    fn read<T: DeserializeOwned>(
        url: String,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<T, ClientError> {
        let mut response = response.map_err(|error| ClientError::NoAnswer {
            url: url.clone(),
            reason: error.to_string(),
        })?;
        let status = response.status();
        let strange = |reason: String| ClientError::Strange {
            url: url.clone(),
            status: status.as_u16(),
            reason,
        };
        let body: Value = response
            .body_mut()
            .read_json()
            .map_err(|error| strange(error.to_string()))?;
        if status.is_success() {
            return serde_json::from_value(body).map_err(|error| strange(error.to_string()));
        }
        let refusal: Refusal = serde_json::from_value(body).map_err(|error| strange(error.to_string()))?;
        Err(ClientError::Refused {
            slug: refusal
                .slug
                .unwrap_or_else(|| format!("HTTP {}", status.as_u16())),
            detail: refusal.detail,
        })
    }

    /// Fails if the name has an owner, or cannot be had here.
    pub(super) fn check_available(&self, name: &str) -> Result<(), ClientError> {
        match self.get::<Value>(&format!("/v1/names/{name}")) {
            Ok(_) => Err(ClientError::Refused {
                slug: "taken".to_owned(),
                detail: format!("{name} is taken"),
            }),
            Err(ClientError::Refused { slug, .. }) if slug == "unknown-name" => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The deployment that operations are signed for.
    pub(super) fn domain(&self) -> Result<Domain, ClientError> {
        let answer: KeystoreAnswer = self.get("/v1/keystore")?;
        Ok(Domain {
            l1_chain_id: answer.domain.chain_id,
            keystore: answer.domain.verifying_contract,
        })
    }
}

/// The deadline of an operation signed now.
pub(super) fn deadline() -> u64 {
    Clock::system().now().saturating_add(PATIENCE)
}

/// An operation signed with one key.
pub(super) fn sign(
    operation: Operation,
    signer: &LocalSigner,
    domain: &Domain,
) -> Result<SignedOperation, ClientError> {
    let signature = Signature::try_from(signer.sign_digest(&operation.hash(domain)).as_slice())?;
    let approval = Approval {
        signer: Signer::Secp256k1(signer.address()),
        signature,
    };
    Ok(SignedOperation {
        operation,
        signatures: vec![approval],
        voucher: None,
    })
}
