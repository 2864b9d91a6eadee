//! AWS Signature Version 4
//! (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html), as far as a
//! POST to `/` needs it.

use alloy_primitives::hex;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::aws_credentials::Credentials;
use crate::clock::utc;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request's time as AWS writes it.
pub(super) struct AmzTime {
    /// `20150830`
    date: String,
    /// `20150830T123600Z`
    pub(super) full: String,
}

impl AmzTime {
    pub(super) fn new(seconds: u64) -> Self {
        let time = utc(seconds);
        let date = format!("{:04}{:02}{:02}", time.year, time.month, time.day);
        let full = format!("{date}T{:02}{:02}{:02}Z", time.hour, time.minute, time.second);
        Self { date, full }
    }
}

/// For whom a request is signed.
pub(super) struct Scope<'a> {
    pub(super) region: &'a str,
    pub(super) service: &'a str,
}

/// The header `Authorization` of a POST to `/`. Every header is signed; names in lower case and order.
pub(super) fn authorization(
    credentials: &Credentials,
    scope: &Scope<'_>,
    time: &AmzTime,
    headers: &[(&str, &str)],
    payload: &[u8],
) -> String {
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let canonical = format!("POST\n/\n\n{lines}\n{names}\n{}", hash(payload));
    let Scope { region, service } = scope;
    let place = format!("{}/{region}/{service}/aws4_request", time.date);
    let to_sign = format!(
        "{ALGORITHM}\n{}\n{place}\n{}",
        time.full,
        hash(canonical.as_bytes())
    );
    let secret = Zeroizing::new(format!("AWS4{}", credentials.secret.as_str()));
    let parts = [&time.date, *region, *service, "aws4_request", &to_sign];
    let mut key = Zeroizing::new(secret.as_bytes().to_vec());
    for part in parts {
        key = Zeroizing::new(mac(&key, part.as_bytes()));
    }
    format!(
        "{ALGORITHM} Credential={}/{place}, SignedHeaders={names}, Signature={}",
        credentials.id,
        hex::encode(&*key)
    )
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn mac(key: &[u8], message: &[u8]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `post-vanilla` and `post-header-value-trim` of AWS's own test suite.
    #[test]
    fn requests_of_the_test_suite_are_signed_as_it_says() {
        let credentials = Credentials {
            id: "AKIDEXAMPLE".to_owned(),
            secret: Zeroizing::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
            token: None,
        };
        let scope = Scope {
            region: "us-east-1",
            service: "service",
        };
        let time = AmzTime::new(1_440_938_160);
        assert_eq!(time.full, "20150830T123600Z");
        let headers = [("host", "example.amazonaws.com"), ("x-amz-date", &time.full)];
        assert_eq!(
            authorization(&credentials, &scope, &time, &headers, b""),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders=host;x-amz-date, \
             Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
        );
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("host", "example.amazonaws.com"),
            ("x-amz-date", &time.full),
        ];
        let signed = authorization(&credentials, &scope, &time, &headers, b"Param1=value1");
        assert!(
            signed.ends_with("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
            "{signed}"
        );
    }
}
