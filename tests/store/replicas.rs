//! Several replicas on one PostgreSQL server, and a server that fails.

use std::{str::FromStr, sync::Arc};

use mononym::store::{AcceptError, Store};
use mononym_keystore::Rejection;
use sqlx::{Connection, Executor, PgConnection, postgres::PgConnectOptions};
use tokio::time::timeout;

use crate::{
    accounts::{Key, text},
    cluster::Cluster,
    harness::{ALICE, Database, Event, Events, PATIENCE, World, node, owner, registration, setting},
};

/// A second replica on the same database.
async fn second(world: &World) -> (Arc<dyn Store>, Events) {
    world.database.open(&world.opening).await.unwrap()
}

fn cluster(world: &mut World) -> &mut Cluster {
    match &mut world.database {
        Database::Postgres(cluster) => cluster,
        Database::Sqlite(_) => panic!("no cluster"),
    }
}

async fn admin(world: &mut World) -> PgConnection {
    let options = PgConnectOptions::from_str(&cluster(world).url()).unwrap();
    let options = options.application_name("admin");
    PgConnection::connect_with(&options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_replicas_gets_a_name() {
    let world = World::postgres().await;
    let (other, _events) = second(&world).await;
    for round in 0..10 {
        let name = format!("race{round}.mononym.eth");
        let first = world
            .store
            .accept(vec![registration(&name, &[&owner()], Vec::new())]);
        let second = other.accept(vec![registration(&name, &[&Key::new("rival")], Vec::new())]);
        let results = tokio::join!(first, second);
        let ((Ok(_), Err(refused)) | (Err(refused), Ok(_))) = results else {
            panic!("{results:?}");
        };
        assert!(
            matches!(refused.error, AcceptError::Rejected(Rejection::Taken(_))),
            "{refused}"
        );
    }
    let log = other.list_changes(0, 100).await.unwrap();
    let sequences: Vec<u64> = log.iter().map(|one| one.sequence).collect();
    assert_eq!(sequences, (1..=12).collect::<Vec<u64>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_replica_hears_of_a_change() {
    let world = World::postgres().await;
    let (other, mut events) = second(&world).await;
    assert_eq!(events.so_far(), [Event::Following(true)]);
    let mut head = other.head();
    world.register(ALICE).await;
    let heard = timeout(
        std::time::Duration::from_secs(5),
        events.until(Event::Changed(node(ALICE))),
    )
    .await;
    assert_eq!(heard.unwrap(), [Event::Changed(node(ALICE))]);
    timeout(PATIENCE, head.wait_for(|head| *head == 3))
        .await
        .unwrap()
        .unwrap();
    // What the one kept the other answers, when asked again too.
    let again = other
        .accept(vec![registration(ALICE, &[&owner()], Vec::new())])
        .await
        .unwrap();
    assert_eq!(again[0].sequence, 3);
    // The other way round.
    other
        .accept(vec![setting(ALICE, 1, vec![text("a", "b")])])
        .await
        .unwrap();
    assert_eq!(world.store.list_records(&node(ALICE)).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_without_its_server_says_so_and_goes_on_after() {
    let mut world = World::new(Database::Postgres(Cluster::durable())).await;
    world.events.so_far();
    for crash in [true, false] {
        if crash {
            cluster(&mut world).crash();
        } else {
            cluster(&mut world).stop();
        }
        world.events.until(Event::Following(false)).await;
        let refused = world
            .accept(registration("down.mononym.eth", &[&owner()], Vec::new()))
            .await;
        assert!(matches!(refused.unwrap_err().error, AcceptError::Store(_)));
        cluster(&mut world).boot();
        world.events.until(Event::Following(true)).await;
        assert!(
            world
                .store
                .find_account(&node("down.mononym.eth"))
                .await
                .unwrap()
                .is_none()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_told_before_following_again() {
    let mut world = World::postgres().await;
    let (other, mut others_events) = second(&world).await;
    others_events.so_far();
    let mut admin = admin(&mut world).await;
    // Nobody can look at the log; then every session of both replicas ends.
    admin
        .execute("BEGIN; LOCK TABLE operation IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    others_events.until(Event::Following(false)).await;
    // As if another replica had written it: in the log, and nobody was notified.
    admin
        .execute(
            "INSERT INTO operation SELECT 3, decode(repeat('03', 32), 'hex'), decode(repeat('09', 32), 'hex'), 0, accepted_at, body
             FROM operation WHERE sequence = 2;
             UPDATE log_head SET sequence = 3;
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mononym'",
        )
        .await
        .unwrap();
    admin.execute("COMMIT").await.unwrap();
    let heard = others_events.until(Event::Following(true)).await;
    let missed = Event::Changed(alloy_primitives::B256::repeat_byte(9));
    assert_eq!(heard, [missed, Event::Following(true)]);
    assert_eq!(*other.head().borrow(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_crash() {
    let mut world = World::new(Database::Postgres(Cluster::durable())).await;
    let accepted = world.register(ALICE).await;
    cluster(&mut world).crash();
    cluster(&mut world).boot();
    let world = world.reopen().await;
    let again = world
        .accept(registration(ALICE, &[&owner()], Vec::new()))
        .await
        .unwrap();
    assert_eq!(again, accepted);
}
