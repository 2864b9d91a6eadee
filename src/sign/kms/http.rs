//! Requests to a KMS and to the places of its credentials: each has an end, and so has each answer.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use ureq::{Agent, Body, http::Response};
use zeroize::Zeroizing;

/// Longest answer in bytes.
const ANSWER_BYTES: u64 = 64 << 10;
/// Most that is shown of what a KMS says.
const SHOWN: usize = 300;

pub(super) fn agent(timeout: Duration) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        // A redirect would take credentials to another host.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(timeout))
        .build()
        .into()
}

/// The body of an answer that is no refusal.
pub(super) fn text(answer: Result<Response<Body>, ureq::Error>) -> Result<Zeroizing<String>, Failure> {
    let mut answer = answer.map_err(|error| Failure::Unreachable(error.to_string()))?;
    let status = answer.status();
    let body = answer
        .body_mut()
        .with_config()
        .limit(ANSWER_BYTES)
        .read_to_string()
        .map(Zeroizing::new);
    if status.is_success() {
        return body.map_err(|error| Failure::Unreachable(error.to_string()));
    }
    Err(Failure::Refused {
        status: status.as_u16(),
        body: body.unwrap_or_default(),
    })
}

/// The same, in JSON.
pub(super) fn json<T: DeserializeOwned>(answer: Result<Response<Body>, ureq::Error>) -> Result<T, Failure> {
    // Without the parser's message, which may quote the text.
    serde_json::from_str(&text(answer)?).map_err(|_| Failure::Strange)
}

/// Reads a secret, which is wiped when dropped.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// Why there is no answer.
pub(super) enum Failure {
    /// Nobody answered, or not in time.
    Unreachable(String),
    /// The answer is not of its form.
    Strange,
    /// A refusal.
    Refused { status: u16, body: Zeroizing<String> },
}

impl Failure {
    /// What may be shown of it: of a refusal the status, and what `reason` finds in its body. None of
    /// these secrets.
    pub(super) fn show(&self, secrets: &[&str], reason: impl Fn(&str) -> Option<String>) -> String {
        let text = match self {
            Self::Unreachable(error) => error.clone(),
            Self::Strange => "the answer is not of the form that it should have".to_owned(),
            Self::Refused { status, body } => match reason(body) {
                Some(reason) => format!("status {status}, {reason}"),
                None => format!("status {status}"),
            },
        };
        let text: String = text
            .chars()
            .filter(|letter| !letter.is_control())
            .take(SHOWN)
            .collect();
        let hidden = secrets.iter().filter(|secret| !secret.is_empty());
        hidden.fold(text, |text, secret| text.replace(secret, "***"))
    }
}
