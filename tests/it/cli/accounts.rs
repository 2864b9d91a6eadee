//! Accounts from their first key to their last: rotation, guardians, recovery, freezes, retirement.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::{Value, json};

use super::world::{ALICE, World};
use crate::accounts::Key;

impl World {
    fn shown(&self) -> Value {
        self.json(&["account", "show", ALICE])
    }

    /// A key file, and the address of its key.
    fn key(&self, file: &str) -> String {
        let key = Key::new(file);
        let path = self.path(file);
        fs::write(&path, key.to_hex()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        key.address().to_string()
    }

    /// Registers Alice with one key and two of three guardians.
    fn create_guarded(&self) {
        let guardians = ["g1.key", "g2.key", "g3.key"].map(|file| self.key(file));
        let [one, two, three] = guardians.each_ref().map(String::as_str);
        self.prints(&[
            "account",
            "create",
            ALICE,
            "--key",
            "alice.key",
            "--guardian",
            one,
            "--guardian",
            two,
            "--guardian",
            three,
            "--recovery-delay",
            "2d",
        ]);
    }
}

#[test]
fn an_account_is_made_with_all_that_it_can_have() {
    let world = World::new();
    let guardian = world.key("g1.key");
    let said = world.run(&[
        "account",
        "create",
        ALICE,
        "--key",
        "a.key",
        "--key",
        "b.key",
        "--threshold",
        "2",
        "--guardian",
        &guardian,
        "--recovery-delay",
        "36h",
        "--text",
        "url=https://example.com",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("its signers are 0x"), "{}", said.out);
    assert!(
        said.err.contains("keep alice.mononym.eth.guardians.json"),
        "{}",
        said.err
    );
    let shown = world.shown();
    assert_eq!(shown["threshold"], 2);
    assert_eq!(shown["signers"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&shown["guardianThreshold"], &shown["recoveryDelay"]),
        (&json!(1), &json!(129_600))
    );
    let file = world.path("alice.mononym.eth.guardians.json");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let kept: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(kept["guardiansHash"], shown["guardiansHash"]);
    assert_ne!(kept["salt"], json!(alloy_primitives::B256::ZERO));

    let few = world.fails(&["account", "set", ALICE, "--key", "a.key", "--text", "url="]);
    assert!(few.contains("too-few-signatures"), "{few}");
    world.prints(&[
        "account", "set", ALICE, "--key", "b.key", "--key", "a.key", "--text", "url=",
    ]);
    let text = world.prints(&["account", "show", ALICE]);
    assert!(text.contains("guardians  1 of 0x"), "{text}");
}

#[test]
fn what_no_account_can_have_is_refused_and_leaves_nothing_behind() {
    let world = World::new();
    let guardian = world.key("g1.key");
    for (flags, reason) in [
        (
            vec!["--threshold", "2"],
            "a threshold of 2 does not fit 1 signers",
        ),
        (
            vec!["--threshold", "0"],
            "a threshold of 0 does not fit 1 signers",
        ),
        (
            vec!["--guardian", &guardian, "--guardian-threshold", "2"],
            "a guardian threshold of 2 does not fit 1 guardians",
        ),
        (
            vec!["--guardian", &guardian, "--recovery-delay", "1h"],
            "a recovery delay is from 1d to 28d",
        ),
        (
            vec!["--guardian", &guardian, "--guardian", &guardian],
            "each once",
        ),
    ] {
        let said = world.fails(&[&["account", "create", ALICE, "--key", "new.key"], &flags[..]].concat());
        assert!(said.contains(reason), "{flags:?}: {said}");
        assert!(!world.path("new.key").exists(), "{flags:?}");
        assert!(
            !world.path("alice.mononym.eth.guardians.json").exists(),
            "{flags:?}"
        );
    }
    let other = world.run(&[
        "account", "create", ALICE, "--key", "new.key", "--signer", &guardian,
    ]);
    assert_eq!(other.code, 2, "others' signers only into a file");
}

#[test]
fn keys_are_rotated_and_the_old_ones_are_worth_nothing() {
    let world = World::new();
    world.register_alice();
    let said = world.run(&[
        "account",
        "rotate",
        ALICE,
        "--key",
        "alice.key",
        "--new-key",
        "new.key",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.err.contains("made a new key in new.key"), "{}", said.err);
    let old = world.fails(&["account", "set", ALICE, "--key", "alice.key", "--text", "url=old"]);
    assert!(old.contains("foreign-signer"), "{old}");
    world.prints(&["account", "set", ALICE, "--key", "new.key", "--text", "url=new"]);
    // One stays and one comes.
    world.prints(&[
        "account",
        "rotate",
        ALICE,
        "--key",
        "new.key",
        "--new-key",
        "new.key",
        "--new-key",
        "more.key",
        "--threshold",
        "2",
    ]);
    assert_eq!(world.shown()["threshold"], 2);
    let few = world.fails(&[
        "account",
        "rotate",
        ALICE,
        "--key",
        "new.key",
        "--new-key",
        "mine.key",
    ]);
    assert!(
        few.contains("a threshold of 2 does not fit 1 signers"),
        "as many as before: {few}"
    );
    assert!(!world.path("mine.key").exists());

    let history = world.prints(&["account", "history", ALICE]);
    let kinds: Vec<&str> = history
        .lines()
        .map(|line| line.split_whitespace().nth(4).unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["Register", "SetSigners", "SetRecords", "SetSigners"],
        "{history}"
    );
    let operations = world.json(&["account", "history", ALICE])["operations"].clone();
    assert_eq!(operations[3]["signatures"].as_array().unwrap().len(), 2);
}

#[test]
fn a_p256_key_file_signs_like_any_other() {
    let world = World::new();
    let path = world.path("passkey.key");
    fs::write(&path, format!("p256:0x{}\n", "5a".repeat(32))).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    world.prints(&["register", ALICE, "--key", "passkey.key"]);
    let signer = world.shown()["signers"][0].as_str().unwrap().to_owned();
    assert!(
        signer.starts_with("0x02") && signer.len() == 2 + 2 * 65,
        "{signer}"
    );
    world.prints(&[
        "account",
        "set",
        ALICE,
        "--key",
        "passkey.key",
        "--text",
        "url=p256",
    ]);
    assert_eq!(world.prints(&["resolve", ALICE, "--text", "url"]), "p256\n");
}

#[test]
fn guardians_are_replaced_and_removed() {
    let world = World::new();
    world.create_guarded();
    let before = world.shown()["guardiansHash"].clone();
    let one = world.key("g4.key");
    let said = world.prints(&[
        "account",
        "guardians",
        ALICE,
        "--key",
        "alice.key",
        "--guardian",
        &one,
    ]);
    assert!(
        said.contains("alice.mononym.eth.guardians-2.json"),
        "the old file stays: {said}"
    );
    let shown = world.shown();
    assert_ne!(shown["guardiansHash"], before);
    assert_eq!(shown["outgoingGuardians"]["guardiansHash"], before);
    world.prints(&["account", "guardians", ALICE, "--key", "alice.key", "--none"]);
    assert_eq!(world.shown()["guardianThreshold"], 0);
    for flags in [&[][..], &["--none", "--guardian", &one]] {
        let said = world.run(&[&["account", "guardians", ALICE, "--key", "alice.key"], flags].concat());
        assert_eq!(said.code, 2, "{flags:?}");
    }
    // What was refused leaves no file.
    let stranger = world.fails(&[
        "account",
        "guardians",
        ALICE,
        "--key",
        "g1.key",
        "--guardian",
        &one,
    ]);
    assert!(stranger.contains("foreign-signer"), "{stranger}");
    assert!(!world.path("alice.mononym.eth.guardians-3.json").exists());
}

#[test]
fn guardians_start_a_recovery_and_the_owner_cancels_it() {
    let world = World::new();
    world.create_guarded();
    let file = "alice.mononym.eth.guardians.json";
    let start = |guardians: &[&str], more: &[&str]| {
        let keys: Vec<&str> = guardians.iter().flat_map(|key| ["--guardian-key", key]).collect();
        world.run(
            &[
                &[
                    "account",
                    "recover",
                    "start",
                    ALICE,
                    "--guardians",
                    file,
                    "--new-key",
                    "new.key",
                ],
                &keys[..],
                more,
            ]
            .concat(),
        )
    };
    let few = start(&["g1.key"], &[]);
    assert!(
        few.err.contains("the account needs 2 guardians' signatures"),
        "{}",
        few.err
    );
    let done = start(&["g1.key", "g3.key"], &[]);
    assert_eq!(done.code, 0, "{}", done.err);
    let shown = world.prints(&["account", "show", ALICE]);
    assert!(shown.contains("recovery   can be finished from 20"), "{shown}");
    let early = world.fails(&["account", "recover", "finish", ALICE]);
    assert!(early.contains("recovery-too-early"), "{early}");
    world.prints(&["account", "recover", "cancel", ALICE, "--key", "alice.key"]);
    // With another deadline: the very same operation would be answered as before.
    let again = [
        "account",
        "recover",
        "cancel",
        ALICE,
        "--key",
        "alice.key",
        "--valid",
        "2h",
    ];
    let none = world.fails(&again);
    assert!(none.contains("no-recovery"), "{none}");
    // Where a signer joins, nobody cancels.
    let joined = start(&["g1.key", "g3.key"], &["--key", "alice.key"]);
    assert_eq!(joined.code, 0, "{}", joined.err);
    let refused = world.fails(&again);
    assert!(refused.contains("recovery-joined"), "{refused}");
    // A file of another name's guardians.
    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    let other = world.fails(&[
        "account",
        "recover",
        "start",
        "bob.mononym.eth",
        "--guardians",
        file,
        "--guardian-key",
        "g1.key",
        "--new-key",
        "new.key",
    ]);
    assert!(
        other.contains("holds the guardians of alice.mononym.eth"),
        "{other}"
    );
}

#[test]
fn an_account_is_frozen_lifted_and_retired() {
    let world = World::new();
    world.create_guarded();
    world.prints(&["account", "freeze", ALICE, "--key", "alice.key"]);
    assert_eq!(world.prints(&["resolve", ALICE]), "(nothing)\n");
    assert!(
        world
            .prints(&["account", "show", ALICE])
            .contains("frozen until 20")
    );
    let frozen = world.fails(&["account", "set", ALICE, "--key", "alice.key", "--text", "url=x"]);
    assert!(frozen.contains("(frozen)"), "{frozen}");
    world.prints(&["account", "unfreeze", ALICE, "--key", "alice.key"]);
    assert_ne!(world.prints(&["resolve", ALICE]), "(nothing)\n");
    let file = "alice.mononym.eth.guardians.json";
    let guardian = [
        "account",
        "freeze",
        ALICE,
        "--guardian-key",
        "g2.key",
        "--guardians",
        file,
    ];
    world.prints(&guardian);
    world.prints(&["account", "unfreeze", ALICE, "--key", "alice.key"]);
    assert!(world.fails(&guardian).contains("freeze-spent"), "once");
    let both = world.run(&[&guardian[..], &["--key", "alice.key"]].concat());
    assert_eq!(both.code, 2, "signers or guardians");

    world.prints(&["account", "retire", ALICE, "--key", "alice.key"]);
    assert!(
        world
            .prints(&["account", "show", ALICE])
            .contains("retired from 20")
    );
    assert!(
        world
            .fails(&["account", "retire", ALICE, "--key", "alice.key"])
            .contains("retiring")
    );
    world.prints(&["account", "unfreeze", ALICE, "--key", "alice.key"]);
    assert_eq!(world.shown()["status"], "active");
}
