//! Backups of both databases, made while the service writes, and what comes back from them.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, thread};

use sqlx::{Connection, PgConnection};

use super::{
    Said, Server, mononym, run,
    world::{ALICE, World},
};
use crate::cluster::Cluster;

/// The head of a log.
fn head(server: &Server) -> u64 {
    server.json("/v1/keystore")["head"].as_u64().unwrap()
}

fn register(directory: &Path, url: &str, label: &str) -> Said {
    let name = format!("{label}.mononym.eth");
    run(
        directory,
        &["register", &name, "--key", "many.key", "--gateway", url],
    )
}

#[test]
fn a_copy_made_while_names_are_registered_is_whole_and_serves() {
    let world = World::new();
    world.register_alice();
    let (directory, url) = (world.directory.path(), world.server.url.as_str());
    let said = thread::scope(|scope| {
        let registering = scope.spawn(move || {
            for label in ["one", "two", "three", "four"] {
                assert_eq!(register(directory, url, label).code, 0);
            }
        });
        let said = world.locally(&["backup", "copy.db"]);
        registering.join().unwrap();
        said
    });
    assert_eq!(said.code, 0, "{}", said.err);
    let mode = fs::metadata(world.path("copy.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds hashes of API keys");
    assert!(!world.path("copy.db.part").exists());

    // Restored: the copy, and the keys, which no backup of a database holds.
    let before = head(&world.server);
    let directory = world.stop();
    let data = directory.path().join("mononym-data");
    let restored = directory.path().join("restored");
    fs::create_dir(&restored).unwrap();
    fs::copy(directory.path().join("copy.db"), restored.join("mononym.db")).unwrap();
    for key in ["signer.key", "registrar.key"] {
        fs::copy(data.join(key), restored.join(key)).unwrap();
    }
    let audit = run(directory.path(), &["audit", "--data-dir", "restored"]);
    assert_eq!(audit.code, 0, "{}", audit.err);
    let server = Server::spawn(mononym(directory.path()).args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        "restored",
    ]));
    let after = head(&server);
    assert!((2..=before).contains(&after), "{after} of {before}");
    let shown = run(
        directory.path(),
        &["resolve", ALICE, "--text", "url", "--gateway", &server.url],
    );
    assert_eq!(shown.out.trim(), "https://example.com", "{}", shown.err);
    assert_eq!(register(directory.path(), &server.url, "later").code, 0);
}

#[test]
fn what_cannot_be_copied_is_said() {
    let world = World::new();
    let fails = |arguments: &[&str], expected: &str| {
        let said = world.locally(arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        assert!(said.err.contains(expected), "{}", said.err);
    };
    fails(
        &["backup", "copy.db", "--data-dir", "elsewhere"],
        "there is no database",
    );
    fs::write(world.path("copy.db"), "mine").unwrap();
    fails(&["backup", "copy.db"], "exists already");
    assert_eq!(fs::read_to_string(world.path("copy.db")).unwrap(), "mine");
    fails(&["backup", "missing/copy.db"], "missing/copy.db");
    fails(
        &[
            "backup",
            "other.db",
            "--database-url",
            "postgres://user:secret@host/name",
        ],
        "pg_dump",
    );
    let empty = world.path("empty");
    fs::create_dir(&empty).unwrap();
    fs::write(
        empty.join("mononym.db"),
        "no database at all, whatever its name says",
    )
    .unwrap();
    fails(&["backup", "third.db", "--data-dir", "empty"], "not a database");
    assert!(!world.path("third.db").exists() && !world.path("third.db.part").exists());
}

/// What `pg_basebackup` does (its server's half: the tests' server comes without the program): a copy of
/// the running server's files, between two calls that say so.
#[test]
fn a_base_backup_of_a_running_postgres_comes_back_whole() {
    let world = World::new();
    world.register_alice();
    let text = world.locally(&["export", "all.jsonl"]);
    assert_eq!(text.code, 0, "{}", text.err);
    let cluster = Cluster::durable();
    let url = cluster.url();
    let said = world.locally(&["import", "all.jsonl", "--database-url", &url]);
    assert_eq!(said.code, 0, "{}", said.err);

    let runtime = tokio::runtime::Runtime::new().unwrap();
    let label = |connection: &mut PgConnection, sql: &'static str| {
        runtime
            .block_on(sqlx::query_scalar::<_, String>(sql).fetch_one(connection))
            .unwrap()
    };
    let mut connection = runtime.block_on(PgConnection::connect(&url)).unwrap();
    label(&mut connection, "SELECT pg_backup_start('test', true)::text");
    let copy = cluster.copy();
    let label_file = label(&mut connection, "SELECT labelfile FROM pg_backup_stop(false)");
    let mut restored = copy.with_label(&cluster, &label_file);
    drop(connection);

    restored.boot();
    let url = restored.url();
    let audit = world.locally(&["audit", "--database-url", &url]);
    assert_eq!(audit.code, 0, "{}", audit.err);
    let again = world.locally(&["export", "again.jsonl", "--database-url", &url]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(
        fs::read(world.path("again.jsonl")).unwrap(),
        fs::read(world.path("all.jsonl")).unwrap()
    );
}
