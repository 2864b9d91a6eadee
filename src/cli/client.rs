//! A client of the HTTP API.

use std::time::Duration;

use mononym_keystore::Domain;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use thiserror::Error;

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
        self.get_query(path, &[])
    }

    pub(super) fn get_query<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, ClientError> {
        let url = format!("{}{path}", self.base);
        let request = self.agent.get(&url).query_pairs(query.iter().copied());
        Self::read(url, request.call())
    }

    pub(super) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
    ) -> Result<T, ClientError> {
        self.post_with_token(path, body, None)
    }

    /// Posts with an API key.
    pub(super) fn post_with_token<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl serde::Serialize,
        token: Option<&str>,
    ) -> Result<T, ClientError> {
        let url = format!("{}{path}", self.base);
        let mut request = self.agent.post(&url);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        Self::read(url, request.send_json(body))
    }

    /// Whether the gateway answers requests; its body is empty then.
    pub(super) fn ready(&self) -> Result<(), ClientError> {
        let url = format!("{}/readyz", self.base);
        match self.agent.get(&url).call() {
            Ok(response) if response.status().is_success() => Ok(()),
            response => Self::read::<Value>(url, response).map(drop),
        }
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

    /// On what terms a name can be registered; fails if it cannot be had here.
    pub(super) fn check_available(&self, name: &str) -> Result<Availability, ClientError> {
        let availability: Availability = self.get(&format!("/v1/names/{}/availability", segment(name)))?;
        if availability.available {
            return Ok(availability);
        }
        let slug = availability.reason.unwrap_or_else(|| "taken".to_owned());
        let detail = match slug.as_str() {
            "retired" => format!("{name} is retired, for ever"),
            "no-parent" => {
                format!("nobody can register {name} at present: its parent takes no registrations")
            }
            "taken" => format!("{name} is taken"),
            _ => format!("{name} is kept back by the registrar"),
        };
        Err(ClientError::Refused { slug, detail })
    }

    /// An account, as far as operations need it.
    pub(super) fn account(&self, name: &str) -> Result<AccountAnswer, ClientError> {
        self.get(&format!("/v1/names/{}", segment(name)))
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

/// What `GET /v1/names/{name}/availability` says.
#[derive(Deserialize)]
pub(super) struct Availability {
    available: bool,
    reason: Option<String>,
    /// For whom the name is kept.
    pub(super) claimant: Option<alloy_primitives::Address>,
}

/// What `GET /v1/names/{name}` says that operations need.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccountAnswer {
    pub(super) nonce: u64,
    pub(super) threshold: u8,
    pub(super) recovery_nonce: u64,
}

/// A name as a segment of a path.
pub(super) fn segment(name: &str) -> String {
    let mut path = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}
