//! AWS KMS and GCP KMS, and GCP's metadata server: they hold a key, sign with it, and refuse who does
//! not prove who asks. k256 signs, with a high s, as real ones do every other time.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
};

use alloy_primitives::{Address, hex, keccak256};
use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use k256::ecdsa::{Signature, SigningKey, signature::hazmat::PrehashSigner};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) const ACCESS_KEY: &str = "AKIDOFTHETEST";
pub(crate) const SECRET: &str = "the secret of the test/c0ffee";
pub(crate) const SESSION: &str = "a session token of the test";
pub(crate) const TOKEN: &str = "ya29.a-bearer-token-of-the-test";
pub(crate) const REGION: &str = "eu-test-1";
pub(crate) const VERSION: &str = "projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/7";
const ARN: &str = "arn:aws:kms:eu-test-1:111122223333:key/one";
/// What a pod shows its agent.
pub(crate) const POD_TOKEN: &str = "a-pods-token";
/// What a machine's metadata are asked with.
const IMDS_SESSION: &str = "a-session-with-the-machine";
/// Seed of its key, as tests make keys.
pub(crate) const SEED: &str = "kms";
/// SubjectPublicKeyInfo of secp256k1, before the point.
const SPKI: [u8; 23] = hex!("3056301006072a8648ce3d020106052b8104000a034200");

/// What it does when it is to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Signs,
    Refuses,
    /// Until the mode is another.
    Hangs,
    /// With another key.
    Lies,
}

pub(crate) struct FakeKms {
    pub(crate) url: String,
    pub(crate) address: Address,
    state: Arc<State>,
}

struct State {
    key: SigningKey,
    mode: Mutex<Mode>,
    has_changed: Condvar,
}

struct Asked {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl FakeKms {
    pub(crate) fn start() -> Self {
        let key = SigningKey::from_slice(keccak256(SEED).as_slice()).unwrap();
        let address = Address::from_public_key(key.verifying_key());
        let state = Arc::new(State {
            key,
            mode: Mutex::new(Mode::Signs),
            has_changed: Condvar::new(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                thread::spawn(move || state.serve(stream));
            }
        });
        Self { url, address, state }
    }

    /// The environment of whoever uses it as AWS KMS.
    pub(crate) fn aws(&self) -> [(&str, &str); 5] {
        [
            ("AWS_REGION", REGION),
            ("AWS_ENDPOINT_URL_KMS", &self.url),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_SESSION_TOKEN", SESSION),
        ]
    }

    pub(crate) fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub(crate) fn set(&self, mode: Mode) {
        *self.state.mode.lock().unwrap() = mode;
        self.state.has_changed.notify_all();
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = read(&stream) else { return };
        let (status, answer) = self.answer(&asked);
        let body = match answer {
            Value::String(text) => text,
            value => value.to_string(),
        };
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        // Whoever asked may have given up.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body.as_bytes()));
    }

    fn answer(&self, asked: &Asked) -> (u16, Value) {
        let version = format!("/v1/{VERSION}");
        match &*asked.line {
            "GET /computeMetadata/v1/instance/service-accounts/default/token" => {
                assert_eq!(asked.header("metadata-flavor"), "Google");
                (200, json!({ "access_token": TOKEN, "expires_in": 3599 }))
            }
            "POST /" => self.aws(asked),
            "PUT /latest/api/token" => {
                assert_eq!(asked.header("x-aws-ec2-metadata-token-ttl-seconds"), "60");
                (200, json!(IMDS_SESSION))
            }
            "GET /latest/meta-data/iam/security-credentials/" => {
                assert_eq!(asked.header("x-aws-ec2-metadata-token"), IMDS_SESSION);
                (200, json!("a-role"))
            }
            "GET /latest/meta-data/iam/security-credentials/a-role" => {
                assert_eq!(asked.header("x-aws-ec2-metadata-token"), IMDS_SESSION);
                (200, credentials())
            }
            "GET /v1/credentials" => {
                assert_eq!(asked.header("authorization"), POD_TOKEN);
                (200, credentials())
            }
            line if line == format!("GET {version}/publicKey") => self.gcp(asked, || {
                let text = BASE64_STANDARD.encode(self.public_key());
                let (first, second) = text.split_at(64);
                let pem =
                    format!("-----BEGIN PUBLIC KEY-----\n{first}\n{second}\n-----END PUBLIC KEY-----\n");
                json!({ "pem": pem, "algorithm": "EC_SIGN_SECP256K1_SHA256" })
            }),
            line if line == format!("POST {version}:asymmetricSign") => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap();
                let digest = body["digest"]["sha256"].as_str().unwrap().to_owned();
                match self.sign(&digest) {
                    Some(signature) => self.gcp(asked, || json!({ "signature": signature })),
                    None => (
                        503,
                        json!({ "error": { "status": "UNAVAILABLE", "message": format!("told {TOKEN}") } }),
                    ),
                }
            }
            line => panic!("nobody should ask {line}"),
        }
    }

    fn gcp(&self, asked: &Asked, answer: impl FnOnce() -> Value) -> (u16, Value) {
        if asked.header("authorization") == format!("Bearer {TOKEN}") {
            (200, answer())
        } else {
            (
                401,
                json!({ "error": { "status": "UNAUTHENTICATED", "message": "who are you?" } }),
            )
        }
    }

    fn aws(&self, asked: &Asked) -> (u16, Value) {
        if !asked.is_signed_for_aws() {
            return (
                400,
                json!({ "__type": "InvalidSignatureException", "message": "who are you?" }),
            );
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap();
        match asked.header("x-amz-target") {
            "TrentService.GetPublicKey" => {
                assert_eq!(body["KeyId"], "alias/test");
                (
                    200,
                    json!({ "KeyId": ARN, "PublicKey": BASE64_STANDARD.encode(self.public_key()) }),
                )
            }
            "TrentService.Sign" => {
                assert_eq!(body["KeyId"], ARN, "an alias could come to mean another key");
                assert_eq!(body["MessageType"], "DIGEST");
                assert_eq!(body["SigningAlgorithm"], "ECDSA_SHA_256");
                match self.sign(body["Message"].as_str().unwrap()) {
                    Some(signature) => (200, json!({ "KeyId": ARN, "Signature": signature })),
                    None => (
                        400,
                        json!({ "__type": "ThrottlingException", "message": format!("told {SESSION}") }),
                    ),
                }
            }
            target => panic!("nobody should ask {target}"),
        }
    }

    fn public_key(&self) -> Vec<u8> {
        [
            &SPKI[..],
            self.key.verifying_key().to_encoded_point(false).as_bytes(),
        ]
        .concat()
    }

    fn sign(&self, digest: &str) -> Option<String> {
        let mode = self.mode.lock().unwrap();
        let mode = *self
            .has_changed
            .wait_while(mode, |mode| *mode == Mode::Hangs)
            .unwrap();
        let other = SigningKey::from_slice(&[8; 32]).unwrap();
        let key = match mode {
            Mode::Lies => &other,
            Mode::Signs => &self.key,
            Mode::Refuses | Mode::Hangs => return None,
        };
        let digest = BASE64_STANDARD.decode(digest).unwrap();
        assert_eq!(digest.len(), 32);
        let signature: Signature = key.sign_prehash(&digest).unwrap();
        let (r, s) = signature.split_scalars();
        let high = Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
        Some(BASE64_STANDARD.encode(high.to_der()))
    }
}

fn credentials() -> Value {
    json!({
        "AccessKeyId": ACCESS_KEY,
        "SecretAccessKey": SECRET,
        "Token": SESSION,
        "Expiration": "2027-01-15T08:00:00Z",
    })
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let line = lines.remove(0).strip_suffix(" HTTP/1.1").unwrap().to_owned();
    let header = |line: String| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_lowercase(), value.trim().to_owned())
    };
    let mut asked = Asked {
        line,
        headers: lines.into_iter().map(header).collect(),
        body: Vec::new(),
    };
    let length: usize = asked.header("content-length").parse().unwrap_or(0);
    asked.body = vec![0; length];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(own, _)| own == name);
        found.next().map_or("", |(_, value)| value)
    }

    /// AWS Signature Version 4, from what arrived.
    fn is_signed_for_aws(&self) -> bool {
        let authorization = self.header("authorization");
        let part = |name: &str| {
            let (_, rest) = authorization.split_once(&format!("{name}=")).unwrap();
            rest.split(',').next().unwrap().to_owned()
        };
        let (credential, names, signature) = (part("Credential"), part("SignedHeaders"), part("Signature"));
        let (id, scope) = credential.split_once('/').unwrap();
        let date = scope.split('/').next().unwrap();
        assert_eq!(scope, format!("{date}/{REGION}/kms/aws4_request"));
        assert!(self.header("x-amz-date").starts_with(date));
        for needed in ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"] {
            assert!(names.split(';').any(|name| name == needed), "{names}");
        }
        let lines: String = names
            .split(';')
            .map(|name| format!("{name}:{}\n", self.header(name)))
            .collect();
        let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        let request = format!("POST\n/\n\n{lines}\n{names}\n{}", hash(&self.body));
        let text = format!(
            "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
            self.header("x-amz-date"),
            hash(request.as_bytes())
        );
        let mut key = format!("AWS4{SECRET}").into_bytes();
        for part in scope.split('/').chain([&*text]) {
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(part.as_bytes());
            key = mac.finalize().into_bytes().to_vec();
        }
        id == ACCESS_KEY && self.header("x-amz-security-token") == SESSION && hex::encode(key) == signature
    }
}
