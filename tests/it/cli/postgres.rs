//! The same data on PostgreSQL: in, out, audited beside a running service.

use std::fs;

use super::{
    Server, mononym,
    world::{ALICE, World},
};
use crate::cluster::Cluster;

#[test]
fn everything_moves_to_postgres_and_back() {
    let world = World::new();
    world.register_alice();
    world.prints(&[
        "account",
        "set",
        ALICE,
        "--key",
        "alice.key",
        "--addr",
        "0=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ]);
    let text = world.locally(&["export"]).out;
    fs::write(world.path("all.jsonl"), &text).unwrap();

    let cluster = Cluster::fast();
    let url = cluster.url();
    let at = ["--database-url", url.as_str()];
    let locally = |arguments: &[&str]| world.locally(&[arguments, &at[..]].concat());
    let empty = locally(&["export"]);
    assert_eq!(empty.code, 1, "no schema yet");
    let said = locally(&["import", "all.jsonl"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(locally(&["export"]).out, text);
    assert_eq!(locally(&["audit"]).code, 0);

    // Served from there, and exported meanwhile.
    fs::create_dir(world.path("served")).unwrap();
    fs::copy(
        world.path("mononym-data/registrar.key"),
        world.path("served/registrar.key"),
    )
    .unwrap();
    let mut command = mononym(world.directory.path());
    let server = Server::spawn(
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir", "served"])
            .args(at),
    );
    let said = world.locally(&[
        "register",
        "bob.mononym.eth",
        "--key",
        "bob.key",
        "--gateway",
        &server.url,
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let later = locally(&["export"]).out;
    assert_eq!(later, world.locally(&["export", "--gateway", &server.url]).out);
    assert_eq!(locally(&["audit"]).code, 0);
    // And on top of what was left behind.
    fs::write(world.path("later.jsonl"), &later).unwrap();
    let directory = world.stop();
    let said = super::run(directory.path(), &["import", "later.jsonl"]);
    assert!(
        said.out.contains("4 operations were there before"),
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!(super::run(directory.path(), &["export"]).out, later);
}
