//! Audits: an honest log, and doctored ones, of which each first difference is named.

use mononym_keystore::{Operation, SignedOperation, restore};
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    run,
    world::{ALICE, World},
};

/// Two parents' operations, then those of two people: sequences 3 to 6.
const ALICE_REGISTERS: i64 = 3;
const ALICE_SETS: i64 = 4;
const BOB_REGISTERS: i64 = 5;
const BOB_SETS: i64 = 6;

fn lived_in() -> World {
    let world = World::lived_in();
    world.prints(&[
        "account",
        "set",
        "bob.mononym.eth",
        "--key",
        "bob.key",
        "--text",
        "who=robert",
    ]);
    world
}

/// A database that nobody has open.
struct Database(TempDir);

impl Database {
    fn new() -> Self {
        Self(lived_in().stop())
    }

    fn connection(&self) -> Connection {
        let connection = Connection::open(self.0.path().join("mononym-data/mononym.db")).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection
    }

    fn change(&self, sql: &str) {
        self.connection().execute_batch(sql).unwrap();
    }

    fn body(&self, sequence: i64) -> SignedOperation {
        let body: Vec<u8> = self
            .connection()
            .query_row(
                "SELECT body FROM operation WHERE sequence = ?1",
                [sequence],
                |row| row.get(0),
            )
            .unwrap();
        SignedOperation::from_bytes(&restore(&body, 1 << 20).unwrap()).unwrap()
    }

    fn replace(&self, sequence: i64, signed: &SignedOperation) {
        self.connection()
            .execute(
                "UPDATE operation SET body = ?2 WHERE sequence = ?1",
                (sequence, signed.to_bytes()),
            )
            .unwrap();
    }

    /// What an audit that must fail names as the first difference.
    fn differs(&self) -> Value {
        let said = run(self.0.path(), &["audit", "--json"]);
        assert_eq!(said.code, 1, "{}", said.out);
        let report: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.err));
        assert_eq!(report["ok"], false);
        report["difference"].clone()
    }
}

fn in_operation(difference: &Value, sequence: i64, field: &str) {
    assert_eq!(
        (&difference["what"], &difference["sequence"], &difference["field"]),
        (&json!("operation"), &json!(sequence), &json!(field)),
        "{difference}"
    );
}

fn in_account(difference: &Value, name: &str, field: &str) {
    assert_eq!(
        (&difference["what"], &difference["name"], &difference["field"]),
        (&json!("account"), &json!(name), &json!(field)),
        "{difference}"
    );
}

#[test]
fn an_honest_service_is_found_honest_in_every_way() {
    let world = lived_in();
    let report = |arguments: &[&str]| -> Value {
        let said = world.locally(&[arguments, &["--json"]].concat());
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        serde_json::from_str(&said.out).unwrap()
    };
    // Beside the running service.
    let database = report(&["audit"]);
    assert_eq!(database["audited"]["operations"], 6);
    assert_eq!(database["audited"]["accounts"], 3);
    assert_eq!(database["audited"]["records"], 3);
    assert_eq!(database["parents"], json!(["mononym.eth"]));
    assert_eq!(report(&["audit", "--gateway", &world.server.url]), database);
    assert_eq!(world.locally(&["export", "all.jsonl"]).code, 0);
    assert_eq!(report(&["audit", "--file", "all.jsonl"]), database);
    let text = world.locally(&["audit"]).out;
    assert!(
        text.starts_with("All is as the log says: 6 operations, 3 accounts, 3 records"),
        "{text}"
    );
    assert!(
        text.contains("registered without a voucher: mononym.eth"),
        "{text}"
    );
}

#[test]
fn a_changed_record_is_found() {
    let database = Database::new();
    let set = database.body(BOB_SETS);
    let Operation::SetRecords(set) = set.operation else {
        panic!()
    };
    let forged = mononym_ens::Answer::Text("eve".to_owned()).encode();
    database
        .connection()
        .execute(
            "UPDATE record SET value = ?1 WHERE call = ?2",
            (forged, set.records[0].call.to_vec()),
        )
        .unwrap();
    let difference = database.differs();
    assert_eq!(
        difference,
        json!({"what": "record", "name": "bob.mononym.eth", "record": "text who", "sequence": BOB_SETS,
               "field": "value", "expected": "robert", "found": "eve"})
    );
    let said = run(database.0.path(), &["audit"]);
    assert_eq!(
        said.err,
        "error: record text who of bob.mononym.eth after operation 6: value: expected robert, found eve\n"
    );
    assert_eq!(said.out, "");
}

#[test]
fn records_that_are_missing_or_too_many_are_found() {
    let database = Database::new();
    database
        .change("DELETE FROM record WHERE node = (SELECT node FROM account WHERE name = 'bob.mononym.eth')");
    in_account(&database.differs(), "bob.mononym.eth", "records");
    let database = Database::new();
    database.change(
        "INSERT INTO record SELECT (SELECT node FROM account WHERE name = 'bob.mononym.eth'), key, call, state, value
         FROM record WHERE node = (SELECT node FROM account WHERE name = 'alice.mononym.eth') LIMIT 1",
    );
    let difference = database.differs();
    assert_eq!(
        (&difference["what"], &difference["field"]),
        (&json!("record"), &json!("record"))
    );
    assert_eq!(difference["name"], "bob.mononym.eth");
}

#[test]
fn a_swapped_signature_is_found() {
    let database = Database::new();
    let mut set = database.body(BOB_SETS);
    set.signatures[0].signature = database.body(BOB_REGISTERS).signatures[0].signature.clone();
    database.replace(BOB_SETS, &set);
    let difference = database.differs();
    in_operation(&difference, BOB_SETS, "signatures");
    assert!(
        difference["found"].as_str().unwrap().contains("it recovers to"),
        "{difference}"
    );
}

#[test]
fn an_operation_of_another_key_is_found() {
    let database = Database::new();
    // Alice's key under Bob's operation: it signs, and has no part in it.
    let key: mononym::sign::SecretKey = std::fs::read_to_string(database.0.path().join("alice.key"))
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    let alice = mononym::sign::OwnerKey::Secp256k1(mononym::sign::LocalSigner::new(key));
    let mut set = database.body(BOB_SETS);
    let digest = set.operation.hash(&crate::harness::domain());
    set.signatures = vec![alice.approve(&digest).unwrap()];
    database.replace(BOB_SETS, &set);
    let difference = database.differs();
    in_operation(&difference, BOB_SETS, "signatures");
    assert!(
        difference["found"].as_str().unwrap().contains("has no part"),
        "{difference}"
    );
}

#[test]
fn a_dropped_operation_is_found() {
    let database = Database::new();
    database.change(&format!("DELETE FROM operation WHERE sequence = {ALICE_SETS}"));
    in_operation(&database.differs(), ALICE_SETS, "sequence");
    // Also where the gap is closed.
    database.change("UPDATE operation SET sequence = sequence - 1 WHERE sequence > 4");
    in_operation(&database.differs(), ALICE_SETS, "root");
    // And where it was the account's first.
    let database = Database::new();
    database.change(&format!(
        "DELETE FROM operation WHERE sequence = {ALICE_REGISTERS};
         UPDATE operation SET sequence = sequence - 1 WHERE sequence > 3"
    ));
    in_operation(&database.differs(), ALICE_REGISTERS, "nonce");
    // And the last.
    let database = Database::new();
    database.change(&format!("DELETE FROM operation WHERE sequence = {BOB_SETS}"));
    in_account(&database.differs(), "bob.mononym.eth", "nonce");
}

#[test]
fn a_moved_time_is_found() {
    let database = Database::new();
    database.change(&format!(
        "UPDATE operation SET accepted_at = 1000 WHERE sequence = {ALICE_SETS}"
    ));
    let difference = database.differs();
    in_operation(&difference, ALICE_SETS, "acceptedAt");
    assert_eq!(difference["found"], "1000");
    let database = Database::new();
    database.change(&format!(
        "UPDATE operation SET accepted_at = accepted_at + 7200 WHERE sequence = {BOB_SETS}"
    ));
    let difference = database.differs();
    in_operation(&difference, BOB_SETS, "acceptedAt");
    assert!(
        difference["found"].as_str().unwrap().contains("the deadline"),
        "{difference}"
    );
}

#[test]
fn a_hash_node_or_body_that_is_not_the_operations_is_found() {
    for (column, value, field) in [
        ("hash", format!("x'{}'", "11".repeat(32)), "hash"),
        ("node", format!("x'{}'", "11".repeat(32)), "node"),
        ("nonce", "7".to_owned(), "nonce"),
        ("body", "x'04'".to_owned(), "body"),
    ] {
        let database = Database::new();
        database.change(&format!(
            "UPDATE operation SET {column} = {value} WHERE sequence = {BOB_SETS}"
        ));
        in_operation(&database.differs(), BOB_SETS, field);
    }
}

#[test]
fn a_changed_account_is_found() {
    for (change, field) in [
        (
            "signers = (SELECT signers FROM account WHERE name = 'alice.mononym.eth')",
            "signers",
        ),
        ("threshold = 0", "threshold"),
        ("frozen_until = 4102444800", "frozenUntil"),
        ("spent = 1", "spent"),
        (
            "registrar = x'1111111111111111111111111111111111111111', policy = 1",
            "registrar",
        ),
        (
            "history_hash = (SELECT history_hash FROM account WHERE name = 'mononym.eth')",
            "historyHash",
        ),
        ("name = 'robert.mononym.eth'", "name"),
    ] {
        let database = Database::new();
        database.change(&format!(
            "UPDATE account SET {change} WHERE name = 'bob.mononym.eth'"
        ));
        in_account(&database.differs(), "bob.mononym.eth", field);
    }
}

#[test]
fn an_account_that_is_missing_or_too_many_is_found() {
    let database = Database::new();
    let connection = database.connection();
    // Without those that are computed.
    let mut columns = connection
        .prepare("SELECT name FROM pragma_table_info('account')")
        .unwrap();
    let columns: Vec<String> = columns
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let values: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "node" => format!("x'{}'", "77".repeat(32)),
            "name" => "'eve.mononym.eth'".to_owned(),
            other => other.to_owned(),
        })
        .collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    database.change(&format!(
        "INSERT INTO account ({columns}) SELECT {values} FROM account WHERE name = 'alice.mononym.eth'"
    ));
    in_account(&database.differs(), "eve.mononym.eth", "account");
    database.change("DELETE FROM account WHERE name IN ('eve.mononym.eth', 'alice.mononym.eth')");
    let difference = database.differs();
    assert!(
        ["account", "record"].contains(&difference["field"].as_str().unwrap()),
        "{difference}"
    );
    assert_eq!(difference["name"], ALICE);
}

#[test]
fn a_forged_voucher_is_found() {
    let database = Database::new();
    let mut register = database.body(BOB_REGISTERS);
    let of_alice = database.body(ALICE_REGISTERS).voucher;
    register.voucher = of_alice;
    database.replace(BOB_REGISTERS, &register);
    in_operation(&database.differs(), BOB_REGISTERS, "voucher");
    register.voucher = None;
    database.replace(BOB_REGISTERS, &register);
    let difference = database.differs();
    in_operation(&difference, BOB_REGISTERS, "voucher");
    // Unless the auditor takes the name for a parent.
    let parents = "mononym.eth,bob.mononym.eth";
    let said = run(database.0.path(), &["audit", "--parents", parents]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(
        said.out
            .contains("registered without a voucher: mononym.eth, bob.mononym.eth")
    );
}

#[test]
fn another_deployments_log_does_not_stand() {
    let database = Database::new();
    database.change("UPDATE domain SET l1_chain_id = 1");
    in_operation(&database.differs(), 1, "hash");
}

#[test]
fn a_gateway_that_shows_what_its_log_does_not_say_is_found() {
    let world = lived_in();
    let connection = Connection::open(world.path("mononym-data/mononym.db")).unwrap();
    connection
        .execute_batch("UPDATE account SET threshold = 7 WHERE name = 'bob.mononym.eth'")
        .unwrap();
    let said = world.locally(&["audit", "--gateway", &world.server.url]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.err,
        "error: account bob.mononym.eth after operation 6: threshold: expected 1, found 7\n"
    );
}

#[test]
fn what_cannot_be_read_is_said_so() {
    let directory = tempfile::tempdir().unwrap();
    let none = run(directory.path(), &["audit"]);
    assert_eq!(none.code, 1);
    assert!(
        none.err
            .contains("there is no database ./mononym-data/mononym.db"),
        "{}",
        none.err
    );
    assert!(!directory.path().join("mononym-data").exists());
    let missing = run(directory.path(), &["audit", "--file", "missing.jsonl"]);
    assert!(missing.err.contains("missing.jsonl"), "{}", missing.err);
    let silent = run(directory.path(), &["audit", "--gateway", "http://127.0.0.1:9"]);
    assert!(
        silent.err.contains("no answer from http://127.0.0.1:9"),
        "{}",
        silent.err
    );
}
