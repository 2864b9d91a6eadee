//! AWS KMS: `GetPublicKey` and `Sign` (docs.aws.amazon.com/kms/latest/APIReference).

use alloy_primitives::B256;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use ureq::Agent;

use super::{
    aws_credentials::Finder,
    http::{self, Failure},
    signer,
    sigv4::{AmzTime, Scope, authorization},
};
use crate::{
    clock::Clock,
    sign::{DigestSigner, Environment, KeyOpener, RemoteKey},
};

const SERVICE: &str = "kms";
const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// A key in AWS KMS.
struct AwsKey {
    /// Its id, its ARN, or an alias: at the start. Then the ARN, since an alias can come to mean another key.
    key: String,
    region: String,
    /// Without a slash at the end.
    endpoint: String,
    /// What the endpoint's requests are signed for.
    host: String,
    agent: Agent,
    credentials: Finder,
    clock: Clock,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PublicKeyAnswer {
    key_id: String,
    public_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SignAnswer {
    signature: String,
}

pub(super) fn open(opener: &KeyOpener, key: &str) -> Result<DigestSigner, String> {
    let region = region(key, &opener.environment)?;
    let endpoint = endpoint(&region, &opener.environment);
    let mut key = AwsKey {
        key: key.to_owned(),
        host: host(&endpoint)?,
        region,
        endpoint,
        agent: http::agent(opener.remote.timeout),
        credentials: Finder::new(opener),
        clock: opener.clock.clone(),
    };
    let answer: PublicKeyAnswer = key.ask("GetPublicKey", &json!({ "KeyId": key.key }))?;
    let public_key = decode(&answer.public_key)?;
    key.key = answer.key_id;
    signer(opener, key, &public_key)
}

impl AwsKey {
    fn ask<T: DeserializeOwned>(&self, action: &str, body: &Value) -> Result<T, String> {
        let credentials = self.credentials.find()?;
        let body = body.to_string();
        let time = AmzTime::new(self.clock.now());
        let target = format!("TrentService.{action}");
        let mut headers = vec![
            ("content-type", CONTENT_TYPE),
            ("host", &*self.host),
            ("x-amz-date", &*time.full),
        ];
        if let Some(token) = &credentials.token {
            headers.push(("x-amz-security-token", token.trim()));
        }
        headers.push(("x-amz-target", &target));
        let scope = Scope {
            region: &self.region,
            service: SERVICE,
        };
        let authorization = authorization(&credentials, &scope, &time, &headers, body.as_bytes());
        let mut request = self
            .agent
            .post(format!("{}/", self.endpoint))
            .header("authorization", &authorization);
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        http::json(request.send(body.as_bytes())).map_err(|failure: Failure| {
            let token = credentials.token.as_deref().map(|token| token.trim());
            let secrets = [credentials.secret.trim(), token.unwrap_or_default()];
            format!("{action} at {}: {}", self.host, failure.show(&secrets, reason))
        })
    }
}

impl RemoteKey for AwsKey {
    fn sign(&self, digest: &B256) -> Result<Vec<u8>, String> {
        let body = json!({
            "KeyId": self.key,
            "Message": BASE64_STANDARD.encode(digest),
            "MessageType": "DIGEST",
            "SigningAlgorithm": "ECDSA_SHA_256",
        });
        let answer: SignAnswer = self.ask("Sign", &body)?;
        decode(&answer.signature)
    }
}

/// Why AWS refuses: `{"__type":"…","message":"…"}`, the message with either letter.
fn reason(body: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Refusal {
        #[serde(rename = "__type")]
        kind: String,
        #[serde(default, alias = "Message")]
        message: String,
    }
    let refusal: Refusal = serde_json::from_str(body).ok()?;
    let kind = refusal.kind.rsplit('#').next().unwrap_or_default();
    Some(format!("{kind} {}", refusal.message).trim().to_owned())
}

fn decode(text: &str) -> Result<Vec<u8>, String> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|_| "AWS KMS gave no base64".to_owned())
}

/// The region of an ARN (arn:aws:kms:REGION:ACCOUNT:…), or that of the environment.
fn region(key: &str, environment: &Environment) -> Result<String, String> {
    let of_arn = key.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2));
    let region = of_arn.map(str::to_owned).or_else(|| {
        let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
        let mut found = names.into_iter().filter_map(|name| environment.get(name));
        found.next().map(|region| region.trim().to_owned())
    });
    region
        .filter(|region| !region.is_empty())
        .filter(|region| {
            region
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        .ok_or_else(|| "the region is not known: set AWS_REGION, or name the key by its ARN".to_owned())
}

/// Where KMS is: as AWS's own tools are told, or the region's.
fn endpoint(region: &str, environment: &Environment) -> String {
    let names = ["AWS_ENDPOINT_URL_KMS", "AWS_ENDPOINT_URL"];
    let mut found = names.into_iter().filter_map(|name| environment.get(name));
    let configured = found.next();
    configured.map_or_else(
        || {
            let top = if region.starts_with("cn-") {
                "com.cn"
            } else {
                "com"
            };
            format!("https://kms.{region}.amazonaws.{top}")
        },
        |url| url.trim().trim_end_matches('/').to_owned(),
    )
}

/// Host, and port if it is not the scheme's, as the HTTP client sends them.
fn host(endpoint: &str) -> Result<String, String> {
    let uri: Option<ureq::http::Uri> = endpoint.parse().ok();
    uri.as_ref()
        .and_then(ureq::http::Uri::authority)
        .map(|authority| authority.as_str().to_owned())
        .filter(|authority| !authority.contains('@'))
        .ok_or_else(|| "AWS_ENDPOINT_URL_KMS is no URL of a host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_and_endpoint_are_those_of_the_key_or_of_the_environment() {
        let nothing = Environment::of::<&str, &str>([]);
        let arn = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd";
        assert_eq!(region(arn, &nothing).as_deref(), Ok("eu-west-1"));
        assert!(region("alias/x", &nothing).unwrap_err().contains("AWS_REGION"));
        let set = Environment::of([
            ("AWS_REGION", "us-east-2"),
            ("AWS_ENDPOINT_URL", "http://localhost:1/"),
        ]);
        assert_eq!(region("alias/x", &set).as_deref(), Ok("us-east-2"));
        assert_eq!(endpoint("us-east-2", &set), "http://localhost:1");
        assert_eq!(
            endpoint("us-east-2", &nothing),
            "https://kms.us-east-2.amazonaws.com"
        );
        assert_eq!(
            endpoint("cn-north-1", &nothing),
            "https://kms.cn-north-1.amazonaws.com.cn"
        );
        let strange = Environment::of([("AWS_REGION", "evil.example/")]);
        assert!(region("alias/x", &strange).is_err());
    }

    #[test]
    fn refusals_are_told_in_aws_own_words() {
        let body = r#"{"__type":"com.amazonaws.kms#AccessDeniedException","Message":"not you"}"#;
        assert_eq!(reason(body).as_deref(), Some("AccessDeniedException not you"));
        assert_eq!(reason("<html>"), None);
    }
}
