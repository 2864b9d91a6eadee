//! Leaving with everything, and coming back: exports, imports, lists of other services.

use std::{fs, path::Path};

use alloy_primitives::keccak256;
use serde_json::{Value, json};

use super::{
    Server, run,
    world::{ALICE, World},
};

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Writes lines with a last one that fits.
fn seal(path: &Path, lines: &[String]) {
    let body: String = lines[..lines.len() - 1]
        .iter()
        .map(|line| format!("{line}\n"))
        .collect();
    let mut end: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
    let kinds = [
        ("operations", "operation"),
        ("accounts", "account"),
        ("records", "record"),
        ("reservations", "reservation"),
    ];
    for (count, kind) in kinds {
        let prefix = format!("{{\"{kind}\":");
        end["end"]["counts"][count] = json!(body.lines().filter(|line| line.starts_with(&prefix)).count());
    }
    end["end"]["keccak256"] = json!(keccak256(&body));
    fs::write(path, format!("{body}{end}\n")).unwrap();
}

/// Imports a file into a directory of its own.
pub(super) fn import(world: &World, file: &str, directory: &str) -> super::Said {
    world.locally(&["import", file, "--data-dir", directory])
}

#[test]
fn everything_leaves_and_comes_back_the_same() {
    let world = World::lived_in();
    let said = world.locally(&["export", "all.jsonl"]);
    assert_eq!(
        said.out, "all.jsonl: 5 operations, 3 accounts, 3 records, 0 reservations\n",
        "{}",
        said.err
    );
    let text = fs::read_to_string(world.path("all.jsonl")).unwrap();
    let header: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&header["format"], &header["version"]),
        (&json!("mononym-export"), &json!(1))
    );
    assert_eq!(header["parents"], json!(["mononym.eth"]));
    assert_eq!(
        world.locally(&["export"]).out,
        text,
        "to the standard output, too"
    );
    assert_eq!(
        world.locally(&["export", "--gateway", &world.server.url]).out,
        text,
        "from outside, too"
    );
    assert_eq!(
        world.locally(&["export", "all.jsonl"]).code,
        1,
        "nothing is written over"
    );

    let said = import(&world, "all.jsonl", "copy");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(world.locally(&["export", "--data-dir", "copy"]).out, text);
    let again = import(&world, "all.jsonl", "copy");
    assert!(
        again.out.contains("5 operations were there before"),
        "{} {}",
        again.out,
        again.err
    );

    // The copy serves, with the registrar's key, and its people go on.
    fs::copy(
        world.path("mononym-data/registrar.key"),
        world.path("copy/registrar.key"),
    )
    .unwrap();
    let mut command = super::mononym(world.directory.path());
    let copy = Server::spawn(command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir", "copy"]));
    let names = ["alice.mononym.eth", "bob.mononym.eth", "mononym.eth"];
    for path in names.map(|name| format!("/v1/names/{name}")) {
        assert_eq!(copy.json(&path), world.server.json(&path));
    }
    let said = run(
        world.directory.path(),
        &[
            "account",
            "set",
            ALICE,
            "--key",
            "alice.key",
            "--text",
            "url=third",
            "--gateway",
            &copy.url,
        ],
    );
    assert_eq!(said.code, 0, "{}", said.err);
    let said = run(
        world.directory.path(),
        &[
            "register",
            "carol.mononym.eth",
            "--key",
            "carol.key",
            "--gateway",
            &copy.url,
        ],
    );
    assert_eq!(said.code, 0, "{}", said.err);
}

#[test]
fn an_import_goes_on_where_an_earlier_one_ended_and_takes_no_other_log() {
    let world = World::lived_in();
    world.locally(&["export", "early.jsonl"]);
    assert_eq!(import(&world, "early.jsonl", "copy").code, 0);
    world.prints(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--text",
        "url=later",
    ]);
    world.locally(&["export", "late.jsonl"]);
    let said = import(&world, "late.jsonl", "copy");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out.contains("5 operations were there before"),
        "{}",
        said.out
    );
    let older = import(&world, "early.jsonl", "copy");
    assert_eq!(older.code, 1);
    assert!(
        older
            .err
            .contains("the database holds 6 operations and the file 5"),
        "{}",
        older.err
    );

    let other = World::lived_in();
    let file = world.path("late.jsonl");
    let data = other.stop();
    let said = run(data.path(), &["import", file.to_str().unwrap()]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("line 2: operation 1 of the database is another one"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("5 operations are in the database"),
        "{}",
        said.err
    );
}

#[test]
fn a_file_that_is_cut_off_or_changed_is_refused_before_anything_is_taken() {
    let world = World::lived_in();
    world.locally(&["export", "all.jsonl"]);
    let all = lines(&world.path("all.jsonl"));
    let count = all.len();
    let cases: [(&str, String, String); 5] = [
        (
            "no end",
            all[..count - 1].join("\n") + "\n",
            format!("line {count}: the file ends before its last line"),
        ),
        (
            "half a line",
            all.join("\n"),
            format!("line {count}: the file ends before its last line"),
        ),
        (
            "a line less",
            [&all[..count - 2], &all[count - 1..]].concat().join("\n") + "\n",
            format!("line {}: the file says", count - 1),
        ),
        (
            "another letter",
            all.join("\n").replacen("bob.mononym", "bib.mononym", 1) + "\n",
            format!("line {count}: the lines before hash to"),
        ),
        (
            "something behind",
            all.join("\n") + "\n{}\n",
            format!("line {}: something stands behind", count + 1),
        ),
    ];
    for (case, text, reason) in cases {
        fs::write(world.path("bad.jsonl"), text).unwrap();
        let said = import(&world, "bad.jsonl", "copy");
        assert_eq!(said.code, 1, "{case}");
        assert!(said.err.contains(&reason), "{case}: {}", said.err);
        assert!(!world.path("copy").exists(), "{case}");
    }
    for (text, reason) in [
        ("", "line 1: the file ends before its last line"),
        ("{}\n", "line 1: this is no header"),
        (
            "{\"format\":\"mononym-export\",\"version\":2,\"domain\":{\"chainId\":1,\"verifyingContract\":\"0x0000000000000000000000000000000000000001\"},\"parents\":[]}\n",
            "version 2",
        ),
    ] {
        fs::write(world.path("bad.jsonl"), text).unwrap();
        assert!(import(&world, "bad.jsonl", "copy").err.contains(reason), "{text}");
    }
}

#[test]
fn a_doctored_file_is_refused_at_its_line() {
    let world = World::lived_in();
    world.locally(&["export", "all.jsonl"]);
    let honest = lines(&world.path("all.jsonl"));
    let first = |kind: &str| {
        honest
            .iter()
            .position(|line| line.starts_with(&format!("{{\"{kind}\":")))
            .unwrap()
    };
    let doctored = |change: &dyn Fn(&mut Vec<String>)| {
        let mut all = honest.clone();
        change(&mut all);
        seal(&world.path("bad.jsonl"), &all);
        let _ = fs::remove_dir_all(world.path("copy"));
        let audited = world.locally(&["audit", "--file", "bad.jsonl"]);
        let imported = import(&world, "bad.jsonl", "copy");
        assert_eq!(
            (audited.code, imported.code),
            (1, 1),
            "{} {}",
            audited.out,
            imported.out
        );
        (audited.err, imported.err)
    };
    let contain = |said: (String, String), parts: &[&str]| {
        for part in parts {
            assert!(said.0.contains(part), "{part} in {}", said.0);
            assert!(said.1.contains(part), "{part} in {}", said.1);
        }
    };
    // The signature of Alice's registration under her change.
    let signature = |line: &str| -> String {
        let line: Value = serde_json::from_str(line).unwrap();
        line["operation"]["signed"]["signatures"][0]["signature"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (register, set) = (signature(&honest[3]), signature(&honest[4]));
    contain(
        doctored(&|all| all[4] = all[4].replace(&set, &register)),
        &["line 5: operation 4 (alice.mononym.eth): signatures"],
    );
    contain(
        doctored(&|all| drop(all.remove(4))),
        &["line 5: operation 4: sequence: expected 4, found 5"],
    );
    contain(
        doctored(&|all| all.swap(3, 5)),
        &["line 4: operation 3: sequence"],
    );
    let account = first("account");
    let number = format!("line {}: account", account + 1);
    contain(
        doctored(&|all| all[account] = all[account].replace("\"threshold\":1", "\"threshold\":2")),
        &[&number, "threshold: expected 1, found 2"],
    );
    let record = first("record");
    let number = format!("line {}: ", record + 1);
    contain(
        doctored(&|all| all[record] = all[record].replace("\"state\":1", "\"state\":2")),
        &[&number],
    );
    let missing = doctored(&|all| drop(all.remove(account)));
    assert!(missing.0.contains("account"), "{}", missing.0);
    assert!(
        missing.1.contains("accounts: expected 3, found 2"),
        "{}",
        missing.1
    );
    let order = doctored(&|all| all.swap(account, account - 1));
    assert!(order.0.contains("lines stand in the order"), "{}", order.0);
}

#[test]
fn an_export_of_another_deployment_is_not_mixed_in() {
    let world = World::lived_in();
    world.locally(&["export", "all.jsonl"]);
    let said = world.locally(&["import", "all.jsonl", "--data-dir", "copy", "--l1-chain-id", "1"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("the file is of the deployment on L1 chain 31337"),
        "{}",
        said.err
    );
    // A database that a service has open.
    let busy = world.locally(&["import", "all.jsonl"]);
    assert!(busy.err.contains("is open in another service"), "{}", busy.err);
}

/// Imports what `input` holds from the standard input.
fn import_from(world: &World, input: &Path, directory: &str) -> (Option<i32>, String) {
    let output = super::mononym(world.directory.path())
        .args(["import", "-", "--data-dir", directory])
        .stdin(fs::File::open(input).unwrap())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn the_log_alone_brings_everything_back_even_through_a_pipe() {
    let world = World::lived_in();
    let all = world.locally(&["export"]).out;
    let said = world.locally(&["export", "log.jsonl", "--log-only"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let log = world.path("log.jsonl");
    let kinds = lines(&log);
    assert!(kinds[0].ends_with("\"logOnly\":true}"), "{}", kinds[0]);
    let operations = kinds.iter().filter(|line| line.starts_with("{\"operation\":"));
    assert_eq!(operations.count(), kinds.len() - 2);
    assert_eq!(
        world
            .locally(&["export", "--log-only", "--gateway", &world.server.url])
            .out,
        fs::read_to_string(&log).unwrap()
    );
    assert_eq!(world.locally(&["audit", "--file", "log.jsonl"]).code, 0);

    let (code, error) = import_from(&world, &log, "piped");
    assert_eq!(code, Some(0), "{error}");
    assert_eq!(world.locally(&["export", "--data-dir", "piped"]).out, all);
    assert_eq!(world.locally(&["audit", "--data-dir", "piped"]).code, 0);
    assert_eq!(import(&world, "log.jsonl", "copy").code, 0);
    assert_eq!(world.locally(&["export", "--data-dir", "copy"]).out, all);
    let again = import(&world, "log.jsonl", "copy");
    assert!(
        again.out.contains("5 operations were there before"),
        "{}",
        again.err
    );

    // What can be read once goes into a new database only.
    let (code, error) = import_from(&world, &log, "piped");
    assert_eq!(code, Some(1), "{error}");
    assert!(error.contains("the standard input is read once"), "{error}");
    fs::write(world.path("all.jsonl"), &all).unwrap();
    let (code, error) = import_from(&world, &world.path("all.jsonl"), "other");
    assert_eq!(code, Some(1), "{error}");
}

#[test]
fn a_log_that_is_wrong_leaves_no_database() {
    let world = World::lived_in();
    world.locally(&["export", "log.jsonl", "--log-only"]);
    let honest = lines(&world.path("log.jsonl"));
    let count = honest.len();
    let mut forged = honest.clone();
    forged[3] = forged[3].replacen("alice.mononym", "alicf.mononym", 1);
    let mut swapped = honest.clone();
    swapped.swap(2, 3);
    let mut more = honest.clone();
    more.insert(
        count - 1,
        "{\"reservation\":{\"name\":\"a.mononym.eth\"}}".to_owned(),
    );
    let bad = world.path("bad.jsonl");
    for (case, lines, reason) in [
        ("forged", &forged, "line 4"),
        ("swapped", &swapped, "line 3: operation 2: sequence"),
        ("more than the log", &more, &*format!("line {count}")),
    ] {
        seal(&bad, lines);
        let (code, error) = import_from(&world, &bad, "new");
        assert_eq!(code, Some(1), "{case}: {error}");
        assert!(error.contains(reason), "{case}: {error}");
        assert!(!world.path("new/mononym.db").exists(), "{case}");
    }
    let text = fs::read_to_string(world.path("log.jsonl")).unwrap();
    let unsealed = text.replacen("alice.mononym", "alicf.mononym", 1);
    let cut = text
        .lines()
        .take(count - 1)
        .map(|line| format!("{line}\n"))
        .collect();
    for (case, text, reason) in [
        ("changed", unsealed, "the lines before hash to"),
        ("cut off", cut, "the file ends before its last line"),
    ] {
        fs::write(&bad, text).unwrap();
        let (code, error) = import_from(&world, &bad, "new");
        assert_eq!(code, Some(1), "{case}: {error}");
        assert!(error.contains(reason), "{case}: {error}");
        assert!(!world.path("new/mononym.db").exists(), "{case}");
    }
    let (code, error) = import_from(&world, &world.path("log.jsonl"), "new");
    assert_eq!(code, Some(0), "{error}");
}
