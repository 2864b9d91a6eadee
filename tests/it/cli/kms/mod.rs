//! Keys in a KMS: answers are signed there; one that hangs, fails or lies stalls nobody but who waits
//! for a new signature.

pub(crate) mod fake;

use std::{
    net::SocketAddr,
    process::Command,
    time::{Duration, Instant},
};

use mononym::{
    clock::Clock,
    sign::{Environment, KeyOpener, RemoteSettings},
};
use tempfile::TempDir;

use self::fake::{FakeKms, Mode, POD_TOKEN, SECRET, SESSION, TOKEN, VERSION};
use super::{Server, fails_to_serve, mononym};
use crate::{
    harness::{RESOLVER, ccip_post},
    http::Response,
    wire::{self, Signed},
};

const NAME: &str = "mononym.eth";

fn aws(directory: &TempDir, kms: &FakeKms) -> Command {
    let mut command = mononym(directory.path());
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("MONONYM_SIGNER_KEY", "aws-kms:alias/test")
        .env("MONONYM_KMS_TIMEOUT_MS", "400")
        .envs(kms.aws());
    command
}

fn gcp(directory: &TempDir, kms: &FakeKms) -> Command {
    let mut command = mononym(directory.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).envs([
        ("MONONYM_SIGNER_KEY", &*format!("gcp-kms:{VERSION}")),
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDKMS", &kms.url),
    ]);
    command
}

/// Asks for a text record: a key that was not asked for yet needs a new signature.
fn ask(server: &Server, key: &str) -> Response {
    let address: SocketAddr = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    ccip_post(RESOLVER, RESOLVER, &wire::question(NAME, &wire::text(NAME, key))).send(address)
}

/// Who signed an answer.
fn signer(response: &Response, key: &str) -> alloy_primitives::Address {
    assert_eq!(response.status, 200, "{}", response.text());
    let data = response.json()["data"].as_str().unwrap().parse().unwrap();
    Signed::decode(&data).signer(RESOLVER, &wire::question(NAME, &wire::text(NAME, key)))
}

fn until_signed(server: &Server) -> Response {
    let begun = Instant::now();
    loop {
        let response = ask(server, "back");
        if response.status == 200 {
            return response;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", response.text());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// New answers fail as ERC-3668 clients understand, and what was answered before goes on.
fn assert_only_new_answers_fail(server: &Server, kept: &Response) {
    for key in ["1", "2", "3", "4", "5", "6", "7"] {
        let response = ask(server, key);
        assert_eq!(response.status, 503, "{}", response.text());
        let seconds: u64 = response.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&seconds));
        assert_eq!(response.json()["message"], "the gateway cannot answer at present");
        assert_eq!(ask(server, "hot").text(), kept.text());
    }
    assert_eq!(server.json("/v1/names/mononym.eth")["name"], NAME);
}

/// Where the KMS does this: what the service logs of it.
fn with_trouble(mode: Mode) -> String {
    let (directory, kms) = (tempfile::tempdir().unwrap(), FakeKms::start());
    let server = Server::spawn(&mut aws(&directory, &kms));
    assert_eq!(server.json("/v1/parents")["signers"][0], kms.address.to_string());
    let kept = ask(&server, "hot");
    assert_eq!(signer(&kept, "hot"), kms.address);
    kms.set(mode);
    assert_only_new_answers_fail(&server, &kept);
    kms.set(Mode::Signs);
    assert_eq!(signer(&until_signed(&server), "back"), kms.address);
    let metrics = metrics(&server);
    let of_kms = format!("{{signer=\"{}\"}}", kms.address);
    for line in ["mononym_signer_signs_ 1", "mononym_signatures_total_ 2"] {
        assert!(
            metrics.contains(&line.replace("_ ", &format!("{of_kms} "))),
            "{metrics}"
        );
    }
    let before = server.log.clone();
    let (code, after) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(after.contains("is left alone for 5s"), "{after}");
    assert!(after.contains("signed 2 answers, and failed to sign"), "{after}");
    for secret in [SECRET, SESSION] {
        assert!(
            !before.contains(secret) && !after.contains(secret),
            "{secret} is in the log"
        );
    }
    after
}

#[test]
fn where_aws_hangs_only_new_answers_wait() {
    assert!(with_trouble(Mode::Hangs).contains("gave no signature within 400 ms"));
}

#[test]
fn where_aws_refuses_only_new_answers_fail() {
    assert!(with_trouble(Mode::Refuses).contains("ThrottlingException told ***"));
}

#[test]
fn what_is_not_signed_by_the_key_is_no_answer() {
    assert!(with_trouble(Mode::Lies).contains("is no signature by"));
}

fn metrics(server: &Server) -> String {
    let address = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    crate::http::Request::get("/metrics").send(address).text()
}

#[test]
fn gcp_signs_for_a_token_of_the_metadata_server_or_of_a_file() {
    let (directory, kms) = (tempfile::tempdir().unwrap(), FakeKms::start());
    let server = Server::spawn(gcp(&directory, &kms).env("GCE_METADATA_HOST", kms.host()));
    assert_eq!(signer(&ask(&server, "a"), "a"), kms.address);
    drop(server);

    std::fs::write(directory.path().join("token"), format!("{TOKEN}\n")).unwrap();
    let server = Server::spawn(gcp(&directory, &kms).env("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", "token"));
    assert_eq!(signer(&ask(&server, "a"), "a"), kms.address);
    kms.set(Mode::Refuses);
    assert_eq!(ask(&server, "b").status, 503);
    let (_, log) = server.terminate();
    assert!(
        log.contains("UNAVAILABLE told ***") && !log.contains(TOKEN),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn aws_credentials_come_from_the_container_or_the_machine_too() {
    let (directory, kms) = (tempfile::tempdir().unwrap(), FakeKms::start());
    let token = directory.path().join("token");
    std::fs::write(&token, POD_TOKEN).unwrap();
    let credentials = format!("{}/v1/credentials", kms.url);
    let container = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &*credentials),
        ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.to_str().unwrap()),
    ];
    let machine = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", &*kms.url)];
    for found in [&container[..], &machine] {
        let own = kms
            .aws()
            .into_iter()
            .filter(|(name, _)| !name.contains("ACCESS_KEY"));
        let own = own.filter(|(name, _)| *name != "AWS_SESSION_TOKEN");
        let opener = KeyOpener {
            environment: Environment::of(own.chain(found.iter().copied())),
            clock: Clock::system(),
            remote: RemoteSettings::default(),
        };
        let key = opener.open(&"aws-kms:alias/test".parse().unwrap()).await.unwrap();
        assert_eq!(key.address(), kms.address);
        key.sign(&alloy_primitives::B256::repeat_byte(1)).await.unwrap();
    }
}

#[test]
fn without_a_key_there_it_does_not_start_and_shows_no_secret() {
    let (directory, kms) = (tempfile::tempdir().unwrap(), FakeKms::start());
    let wrong = "another secret entirely";
    let said = fails_to_serve(aws(&directory, &kms).env("AWS_SECRET_ACCESS_KEY", wrong));
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("aws-kms:alias/test: GetPublicKey at")
            && said.err.contains("InvalidSignatureException"),
        "{}",
        said.err
    );
    assert!(
        !said.err.contains(wrong) && !said.err.contains(SESSION),
        "{}",
        said.err
    );

    std::fs::write(directory.path().join("token"), "a stale token").unwrap();
    let said = fails_to_serve(gcp(&directory, &kms).env("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", "token"));
    assert!(said.err.contains("UNAUTHENTICATED who are you?"), "{}", said.err);
    assert!(!said.err.contains("stale"), "{}", said.err);
}

#[test]
fn a_key_in_the_environment_signs_and_is_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    let key = crate::accounts::Key::new("in the environment");
    let mut command = mononym(directory.path());
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .envs([("MONONYM_SIGNER_KEY", "env:SIGNER"), ("SIGNER", &key.to_hex())]);
    let server = Server::spawn(&mut command);
    assert_eq!(signer(&ask(&server, "a"), "a"), key.address());
    assert!(!directory.path().join("mononym-data/signer.key").exists());
    let before = server.log.clone();
    let (_, after) = server.terminate();
    let digits = &key.to_hex()[2..];
    assert!(!before.contains(digits) && !after.contains(digits));

    for (value, text) in [("", "SIGNER is not set"), ("0xc0ffee", "SIGNER holds no key")] {
        let said = fails_to_serve(command.env("SIGNER", value));
        assert!(
            said.err.contains(text) && !said.err.contains("c0ffee"),
            "{}",
            said.err
        );
    }
    // A slip that many make.
    let said = fails_to_serve(command.env("MONONYM_SIGNER_KEY", key.to_hex()));
    assert!(said.err.contains("that is a key itself"), "{}", said.err);
    assert!(!said.err.contains(digits), "{}", said.err);
}
