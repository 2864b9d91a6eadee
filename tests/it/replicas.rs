//! Two services on one PostgreSQL: a change at one is a change at both. What one does that loses the database:
//! faults/database.rs.

use std::time::{Duration, Instant};

use mononym::config::Settings;

use crate::{
    accounts::text,
    cluster::Cluster,
    harness::{ALICE, RESOLVER, TestApp, ccip_post},
    http::Response,
    wire,
};

/// Longest wait for what must come: only a failure takes so long.
const PATIENCE: Duration = Duration::from_secs(30);

fn replica(cluster: &Cluster) -> TestApp {
    TestApp::with(Settings {
        database_url: Some(cluster.url()),
        ..Settings::default()
    })
}

fn ask(app: &TestApp) -> Response {
    let call = wire::question(ALICE, &wire::text(ALICE, "url"));
    app.send(&ccip_post(RESOLVER, RESOLVER, &call))
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "{what}");
        std::thread::yield_now();
    }
}

#[test]
fn a_change_at_one_replica_is_a_change_at_the_other() {
    let cluster = Cluster::fast();
    let (first, second) = (replica(&cluster), replica(&cluster));
    first.register(ALICE, vec![text("url", "one")]);
    wait_until("the other knows the name", || second.text(ALICE, "url") == "one");
    assert_eq!(ask(&second).text(), ask(&second).text(), "from the cache");

    first.set(ALICE, vec![text("url", "two")]);
    assert_eq!(first.text(ALICE, "url"), "two", "at once where it was made");
    wait_until("the other drops its answer", || {
        second.text(ALICE, "url") == "two"
    });

    // And the other way.
    second.set(ALICE, vec![text("url", "three")]);
    assert_eq!(second.text(ALICE, "url"), "three");
    wait_until("the first drops its answer", || {
        first.text(ALICE, "url") == "three"
    });
    assert_eq!(
        first.json("/v1/changes?after=2"),
        second.json("/v1/changes?after=2")
    );
}
