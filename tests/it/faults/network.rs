//! A network to PostgreSQL that is cut, slow or frozen.

use std::{
    thread,
    time::{Duration, Instant},
};

use mononym::config::Settings;

use super::{
    client::{answer, lookup},
    database::{assert_outage, assert_recovers, assert_unavailable, kept, service, someone},
    tcp::{Mode, Wire},
    wait_until,
};
use crate::{
    cluster::Cluster,
    harness::{ALICE, TestApp},
};

pub(super) fn url(wire: &Wire) -> String {
    format!("postgres://postgres@{}/postgres?sslmode=disable", wire.address)
}

#[test]
fn a_network_that_is_cut() {
    let cluster = Cluster::fast();
    let wire = Wire::to(cluster.socket());
    let app = service(url(&wire));
    wire.set(Mode::Cut);
    assert_outage(&app);
    wire.set(Mode::Open);
    println!("cut, then back after {:?}", assert_recovers(&app));
}

#[test]
fn a_network_that_is_slow_makes_answers_late_and_not_wrong() {
    let cluster = Cluster::fast();
    let wire = Wire::to(cluster.socket());
    let app = service(url(&wire));
    wire.set(Mode::Slow(Duration::from_millis(50)));
    assert_eq!(answer(app.address, &lookup(ALICE, "other")).status, 200);
    let response = app.post_registration(&someone("slow.mononym.eth"));
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(app.get("/readyz").status, 200);
    // Too slow to learn of changes in time.
    wire.set(Mode::Slow(Duration::from_millis(400)));
    assert_eq!(kept(&app).as_deref(), Some("one"));
    assert_eq!(answer(app.address, &lookup(ALICE, "another")).status, 200);
    wire.set(Mode::Open);
    println!("slow, then back after {:?}", assert_recovers(&app));
}

/// As when a machine is gone: nobody says so.
#[test]
fn a_network_that_is_frozen() {
    let cluster = Cluster::fast();
    let wire = Wire::to(cluster.socket());
    let app = service(url(&wire));
    wire.set(Mode::Frozen);
    let start = Instant::now();
    assert_outage(&app);
    println!("frozen: said so within {:?}", start.elapsed());
    wire.set(Mode::Open);
    println!("frozen, then back after {:?}", assert_recovers(&app));
}

/// A replica that is cut off just before it commits, with the end of the log locked, keeps the others waiting for
/// less than they wait: they refuse nobody.
#[test]
fn a_replica_that_is_frozen_while_it_writes_holds_nobody_up_for_long() {
    let cluster = Cluster::fast();
    let wire = Wire::to(cluster.socket());
    let (frozen, other) = (
        service(url(&wire)),
        TestApp::with(Settings {
            database_url: Some(cluster.url()),
            ..Settings::default()
        }),
    );
    wire.freeze_at(b"COMMIT");
    let lost = someone("lost.mononym.eth");
    thread::scope(|scope| {
        let told = scope.spawn(|| frozen.post_registration(&lost));
        wait_until("it is about to commit", || wire.is_frozen());
        let start = Instant::now();
        let response = other.post_registration(&someone("bob.mononym.eth"));
        assert_eq!(response.status, 201, "{}", response.text());
        println!("the other replica's registration took {:?}", start.elapsed());
        assert_unavailable(&told.join().unwrap());
    });
    assert_eq!(other.get("/v1/names/lost.mononym.eth").status, 404);
    wire.set(Mode::Open);
    assert_recovers(&frozen);
    assert_eq!(
        frozen.post_registration(&lost).status,
        201,
        "it is taken when asked again"
    );
    assert_eq!(other.get("/v1/names/lost.mononym.eth").status, 200);
}
