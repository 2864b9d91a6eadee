//! Key files: who may read them, and what is no key.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use super::{Server, mononym, refuses_to_serve, run};
use crate::accounts::Key;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

pub(crate) fn write_key(path: &Path, text: &str, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn keys_made_on_first_start_are_for_their_owner_alone_and_stay() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(&directory);
    let signers = server.json("/v1/parents")["signers"].clone();
    let signer = signers[0].as_str().unwrap();
    let warning = server
        .log
        .lines()
        .find(|line| line.contains("new response signer key"))
        .unwrap();
    assert!(
        warning.contains("WARN") && warning.contains("for trying out") && warning.contains(signer),
        "{warning}"
    );
    for file in ["signer.key", "registrar.key"] {
        let path = directory.path().join("mononym-data").join(file);
        assert_eq!(mode(&path), 0o600, "{file}");
        let text = fs::read_to_string(&path).unwrap();
        assert!(!server.log.contains(text.trim()), "the log does not show the key");
    }
    drop(server);
    let again = Server::start(&directory);
    assert_eq!(again.json("/v1/parents")["signers"], signers);
    assert!(!again.log.contains("made a new"), "{}", again.log);
}

#[test]
fn a_configured_key_is_used() {
    let directory = tempfile::tempdir().unwrap();
    let (signer, registrar) = (Key::new("own signer"), Key::new("own registrar"));
    write_key(&directory.path().join("a.key"), &signer.to_hex(), 0o600);
    write_key(
        &directory.path().join("b.key"),
        &format!("{}\n", registrar.to_hex()),
        0o400,
    );
    let server = Server::spawn(
        mononym(directory.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--registrar", "b.key"])
            .env("MONONYM_SIGNER_KEY", "a.key"),
    );
    let parents = server.json("/v1/parents");
    assert_eq!(parents["signers"][0], signer.address().to_string());
    assert_eq!(
        parents["parents"][0]["registrar"],
        registrar.address().to_string()
    );
    assert!(!directory.path().join("mononym-data/signer.key").exists());
}

#[test]
fn a_configured_key_that_is_missing_is_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let said = refuses_to_serve(directory.path(), &["--signer", "missing.key"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains("cannot read the key file missing.key"),
        "{}",
        said.err
    );
    assert!(!directory.path().join("missing.key").exists());
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("open.key");
    for bits in [0o644, 0o640, 0o604, 0o666] {
        write_key(&path, &Key::new("exposed").to_hex(), bits);
        let said = refuses_to_serve(directory.path(), &["--signer", "open.key"]);
        assert_eq!(said.code, 1);
        assert!(
            said.err.contains(&format!(
                "others may read the key file open.key (mode {bits:o}): chmod 600 it"
            )),
            "{}",
            said.err
        );
        let said = run(
            directory.path(),
            &[
                "account",
                "set",
                "a.mononym.eth",
                "--key",
                "open.key",
                "--text",
                "a=b",
            ],
        );
        assert_eq!(said.code, 1);
        assert!(said.err.contains("chmod 600 it"), "{}", said.err);
    }
}

#[test]
fn what_is_no_key_is_refused_without_showing_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bad.key");
    for text in ["", "deadbeef", &"0".repeat(64), &"f".repeat(64), "not a key"] {
        write_key(&path, text, 0o600);
        let said = refuses_to_serve(directory.path(), &["--signer", "bad.key"]);
        assert_eq!(said.code, 1, "{text}");
        assert!(
            said.err.contains("a key is 0x and 64 hexadecimal digits"),
            "{}",
            said.err
        );
        assert!(text.is_empty() || !said.err.contains(text), "{}", said.err);
    }
}
