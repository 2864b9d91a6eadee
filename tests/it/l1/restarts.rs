//! Whatever happens to the publisher or to L1's blocks, each operation is committed once.

use std::time::{Duration, Instant};

use mononym::publisher::PublisherState;
use serde_json::json;
use tokio::{sync::watch, time::sleep};

use super::world::{World, number};

#[tokio::test]
async fn a_new_publisher_goes_on_where_l1_is() {
    let world = World::new();
    for _ in 0..4 {
        for _ in 0..5 {
            world.log.accept_one(1000);
        }
        world.mine(60);
        // Killed after each turn.
        world.publisher().turn().await;
        world.mine(12);
    }
    assert_eq!(world.committed(), (4, 20));
    world.assert_complete();
}

#[tokio::test]
async fn a_transaction_from_before_the_restart_is_waited_for() {
    let world = World::new();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(world.publisher().turn().await, PublisherState::Publishing);
    assert_eq!(world.waiting(), 1);
    let mut publisher = world.publisher();
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    assert_eq!(world.waiting(), 1);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    assert_eq!(world.committed(), (1, 1));
    world.assert_complete();
}

#[tokio::test]
async fn a_stuck_transaction_from_before_the_restart_is_replaced() {
    let world = World::new();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(world.publisher().turn().await, PublisherState::Publishing);
    let [before] = &*world.mempool() else { panic!() };
    world.mine_without(12);
    assert_eq!(world.waiting(), 1);
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    let mut turns = 0;
    while world.mempool().first() == Some(before) {
        assert_eq!(publisher.turn().await, PublisherState::Publishing);
        world.mine_without(12);
        turns += 1;
        assert!(turns < 20);
    }
    let [after] = &*world.mempool() else { panic!() };
    assert_eq!(after["nonce"], before["nonce"]);
    assert!((turns + 1) * 12 >= world.settings.stuck_seconds);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 2), "with what came meanwhile");
    world.assert_complete();
}

#[tokio::test]
async fn what_a_reorganisation_takes_is_committed_again() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    publisher.until_idle(&world).await;
    let before = world.anvil.rpc("evm_snapshot", json!([]));
    for _ in 0..3 {
        world.log.accept_one(100);
        world.mine(60);
        publisher.until_idle(&world).await;
    }
    assert_eq!(world.committed(), (4, 4));
    world.anvil.rpc("evm_revert", json!([before]));
    assert_eq!(world.committed(), (1, 1));
    world.log.accept_one(100);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (2, 5), "in one");
    world.assert_complete();
}

#[tokio::test]
async fn a_reorganisation_while_a_transaction_waits() {
    let world = World::new();
    let mut publisher = world.publisher();
    for round in 0..3 {
        world.log.accept_one(100);
        world.mine(60);
        assert_eq!(publisher.turn().await, PublisherState::Publishing);
        world.mine(12);
        if round == 1 {
            publisher.turn().await;
        }
        // The block with the commit, and the one before it, are others now, and empty.
        world.anvil.rpc("anvil_reorg", json!([2, []]));
        world.mine(12);
    }
    publisher.until_idle(&world).await;
    assert_eq!(world.committed().1, 3);
    world.assert_complete();
}

#[tokio::test]
async fn two_publishers_with_one_key_commit_once() {
    let world = World::new();
    let (mut one, mut other) = (world.publisher(), world.publisher());
    for _ in 0..5 {
        world.log.accept_one(100);
        world.mine(60);
        one.turn().await;
        other.turn().await;
        assert_eq!(world.waiting(), 1);
        world.mine(12);
        other.turn().await;
        one.turn().await;
    }
    assert_eq!(world.committed(), (5, 5));
    world.assert_complete();
}

#[tokio::test]
async fn the_task_publishes_by_itself_and_stops_when_told() {
    let world = World::new();
    let publisher = world.publisher();
    let outlook = publisher.outlook.clone();
    let stop = watch::Sender::new(false);
    let task = tokio::spawn(publisher.into_runner().run(stop.subscribe()));
    world.log.accept_one(100);
    world.mine(60);
    let started = Instant::now();
    while world.committed() != (1, 1) {
        if world.waiting() > 0 {
            world.mine(12);
        }
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{:?}",
            outlook.publisher.borrow()
        );
        sleep(Duration::from_millis(5)).await;
    }
    let mut status = outlook.publisher.clone();
    status
        .wait_for(|status| status.state == PublisherState::Idle)
        .await
        .unwrap();
    stop.send_replace(true);
    task.await.unwrap();
    world.assert_complete();
}

#[tokio::test]
async fn a_replacement_takes_the_same_nonce() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    publisher.turn().await;
    let [before] = &*world.mempool() else { panic!() };
    assert_eq!(number(before, "nonce"), 0);
    // As if the restart came with an empty head but a full mempool, twice.
    for _ in 0..2 {
        world.publisher().turn().await;
        assert_eq!(world.mempool().len(), 1);
    }
    world.mine(12);
    publisher.until_idle(&world).await;
    world.assert_complete();
}
