//! GCP KMS: `getPublicKey` and `asymmetricSign`
//! (cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys.cryptoKeyVersions).

use std::{fs, sync::Mutex};

use alloy_primitives::B256;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use ureq::{Agent, Body, http::Response};
use zeroize::Zeroizing;

use super::{
    http::{self, Failure},
    signer,
};
use crate::sign::{DigestSigner, KeyOpener, RemoteKey};

/// For how many seconds a token is used. The metadata server gives a new one before the old one ends.
const LIFE: u64 = 60;
const ENDPOINT: &str = "https://cloudkms.googleapis.com";
const METADATA: &str = "metadata.google.internal";
const TOKEN: &str = "computeMetadata/v1/instance/service-accounts/default/token";

/// A version of a key in GCP KMS.
struct GcpKey {
    version: String,
    /// Without a slash at the end.
    endpoint: String,
    agent: Agent,
    opener: KeyOpener,
    /// The bearer's token, and when it was found.
    token: Mutex<Option<(Zeroizing<String>, u64)>>,
}

#[derive(Deserialize)]
struct PublicKeyAnswer {
    pem: String,
}

#[derive(Deserialize)]
struct SignAnswer {
    signature: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(deserialize_with = "http::secret")]
    access_token: Zeroizing<String>,
}

pub(super) fn open(opener: &KeyOpener, version: &str) -> Result<DigestSigner, String> {
    // As Google's own tools are told.
    let endpoint = opener.environment.get("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS");
    let endpoint = endpoint.as_deref().map_or(ENDPOINT, |url| url.trim());
    let key = GcpKey {
        version: version.to_owned(),
        endpoint: endpoint.trim_end_matches('/').to_owned(),
        agent: http::agent(opener.remote.timeout),
        opener: opener.clone(),
        token: Mutex::new(None),
    };
    let answer: PublicKeyAnswer = key.ask("publicKey", |url, token| {
        let request = key.agent.get(format!("{url}/publicKey"));
        request.header("authorization", token).call()
    })?;
    let lines = answer.pem.lines().filter(|line| !line.starts_with("-----"));
    let public_key = decode(&lines.collect::<String>())?;
    signer(opener, key, &public_key)
}

impl GcpKey {
    fn ask<T: DeserializeOwned>(
        &self,
        action: &str,
        request: impl FnOnce(&str, &str) -> Result<Response<Body>, ureq::Error>,
    ) -> Result<T, String> {
        let token = self.token()?;
        let bearer = Zeroizing::new(format!("Bearer {}", token.as_str()));
        let url = format!("{}/v1/{}", self.endpoint, self.version);
        http::json(request(&url, &bearer))
            .map_err(|failure: Failure| format!("{action}: {}", failure.show(&[&token], reason)))
    }

    /// From the file that holds one, or from the metadata server.
    fn token(&self) -> Result<Zeroizing<String>, String> {
        let now = self.opener.clock.now();
        // Held while it is asked for, so that one asks; whoever panicked has changed nothing.
        let mut kept = self
            .token
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((token, found_at)) = &*kept
            && now < found_at.saturating_add(LIFE)
        {
            return Ok(token.clone());
        }
        match self.find_token() {
            Ok(token) => {
                *kept = Some((token.clone(), now));
                Ok(token)
            }
            // The old one may still do.
            Err(error) => kept.clone().map(|(token, _)| token).ok_or(error),
        }
    }

    fn find_token(&self) -> Result<Zeroizing<String>, String> {
        let environment = &self.opener.environment;
        if let Some(path) = environment.get("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE") {
            let text = fs::read_to_string(path.trim())
                .map(Zeroizing::new)
                .map_err(|error| format!("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: {error}"))?;
            return Ok(Zeroizing::new(text.trim().to_owned()));
        }
        let host = environment.get("GCE_METADATA_HOST");
        let host = host.as_deref().map_or(METADATA, |host| host.trim());
        let request = self
            .agent
            .get(format!("http://{host}/{TOKEN}"))
            .header("metadata-flavor", "Google");
        let answer: Result<TokenAnswer, Failure> = http::json(request.call());
        answer.map(|answer| answer.access_token).map_err(|failure| {
            let shown = failure.show(&[], |_| None);
            format!(
                "there is no token: the metadata server gives none ({shown}), and CLOUDSDK_AUTH_ACCESS_TOKEN_FILE \
                 names no file"
            )
        })
    }
}

impl RemoteKey for GcpKey {
    fn sign(&self, digest: &B256) -> Result<Vec<u8>, String> {
        let body = json!({ "digest": { "sha256": BASE64_STANDARD.encode(digest) } });
        let answer: SignAnswer = self.ask("asymmetricSign", |url, token| {
            self.agent
                .post(format!("{url}:asymmetricSign"))
                .header("authorization", token)
                .send_json(&body)
        })?;
        decode(&answer.signature)
    }
}

/// Why Google refuses: `{"error":{"status":"…","message":"…"}}`.
fn reason(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Answer {
        error: Refusal,
    }
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(default)]
        status: String,
        #[serde(default)]
        message: String,
    }
    let Refusal { status, message } = serde_json::from_str::<Answer>(body).ok()?.error;
    Some(format!("{status} {message}").trim().to_owned())
}

fn decode(text: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|_| "GCP KMS gave no base64".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_in_googles_own_words() {
        let body = r#"{"error":{"code":403,"message":"not you","status":"PERMISSION_DENIED"}}"#;
        assert_eq!(reason(body).as_deref(), Some("PERMISSION_DENIED not you"));
        assert_eq!(reason("<html>"), None);
    }
}
