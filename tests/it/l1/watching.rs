//! What is told of L1: the commit under which proofs are made, and contradictions.

use mononym::{chain::Health, publisher::PublisherState};
use serde_json::json;

use super::world::{DELAY, World};

/// Commits what there is.
async fn commit(world: &World) {
    world.log.accept_one(100);
    world.mine(60);
    world.publisher().until_idle(world).await;
}

#[tokio::test]
async fn the_anchor_is_the_newest_final_commit() {
    let world = World::new();
    let mut watcher = world.watcher();
    assert_eq!(watcher.turn().await, PublisherState::WatchOnly);
    assert_eq!(watcher.anchor(), Some(0));
    commit(&world).await;
    commit(&world).await;
    watcher.turn().await;
    let state = watcher.l1();
    assert_eq!(state.head.unwrap().number, 2);
    assert_eq!(state.head.unwrap().sequence, 2);
    assert_eq!(watcher.anchor(), Some(0), "none is final yet");
    // Two commits, 72 seconds apart.
    world.mine(DELAY - 72);
    watcher.turn().await;
    assert_eq!(watcher.anchor(), Some(1));
    world.mine(72);
    watcher.turn().await;
    assert_eq!(watcher.anchor(), Some(2));
    let anchor = watcher.l1().anchor.unwrap();
    assert_eq!(anchor.sequence, 2);
    assert_eq!(anchor.root, world.log.steps_so_far()[1].root);
    assert_eq!(anchor.as_of, world.as_of());
    assert_eq!(watcher.l1().health, Health::Good);
    assert_eq!(world.waiting(), 0, "a watcher sends nothing");
}

#[tokio::test]
async fn it_follows_reorganisations() {
    let world = World::new();
    let mut watcher = world.watcher();
    commit(&world).await;
    world.mine(DELAY);
    let before = world.anvil.rpc("evm_snapshot", json!([]));
    commit(&world).await;
    world.mine(DELAY);
    watcher.turn().await;
    assert_eq!(watcher.anchor(), Some(2));
    world.anvil.rpc("evm_revert", json!([before]));
    world.mine(12);
    watcher.turn().await;
    assert_eq!(watcher.anchor(), Some(1));
    assert_eq!(watcher.l1().head.unwrap().sequence, 1);
}

#[tokio::test]
async fn what_is_older_than_a_root_may_be_is_of_no_use() {
    let world = World::new();
    let mut watcher = world.watcher();
    let mut publisher = world.publisher();
    let mut times = Vec::new();
    // Seven hours: roots live for six.
    for _ in 0..42 {
        world.log.accept_one(100);
        world.mine(588);
        publisher.until_idle(&world).await;
        times.push((world.as_of(), world.committed().1));
        watcher.turn().await;
        let now = world.clock.now();
        let oldest = times
            .iter()
            .rev()
            .find(|(as_of, _)| as_of + world.settings.max_root_age < now)
            .map_or(0, |(_, sequence)| *sequence);
        assert_eq!(watcher.l1().oldest_useful, oldest);
        // One that starts now finds the same.
        let mut fresh = world.watcher();
        fresh.turn().await;
        assert_eq!(fresh.l1().oldest_useful, oldest);
    }
    assert!(watcher.l1().oldest_useful > 2);
    assert!(watcher.l1().anchor.unwrap().sequence > watcher.l1().oldest_useful);
}

#[tokio::test]
async fn the_anchor_is_one_that_can_be_proved_under() {
    let world = World::new();
    let mut watcher = world.watcher();
    for _ in 0..4 {
        commit(&world).await;
    }
    world.mine(DELAY);
    watcher.turn().await;
    assert_eq!(watcher.anchor(), Some(4));
    for (version, anchor) in [(4, 3), (3, 2), (2, 1), (1, 0)] {
        world.log.forget(version);
        world.mine(12);
        watcher.turn().await;
        assert_eq!(watcher.anchor(), Some(anchor));
    }
    assert_eq!(watcher.l1().contradiction, None);
}

#[tokio::test]
async fn what_waits_is_told_with_its_time() {
    let world = World::new();
    let mut watcher = world.watcher();
    watcher.turn().await;
    assert_eq!(watcher.l1().waiting_since, None);
    world.log.accept_one(100);
    let since = world.clock.now();
    world.mine(12);
    world.log.accept_one(100);
    watcher.turn().await;
    assert_eq!(watcher.l1().waiting_since, Some(since));
}

#[tokio::test]
async fn a_log_that_is_behind_l1_publishes_and_proves_nothing() {
    let world = World::new();
    commit(&world).await;
    commit(&world).await;
    world.mine(DELAY);
    let mut publisher = world.publisher();
    publisher.turn().await;
    assert_eq!(publisher.anchor(), Some(2));
    world.log.lose(1);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Differs);
    assert_eq!(publisher.anchor(), None);
    let text = publisher.l1().contradiction.unwrap();
    assert!(text.contains("L1 has 2 operations and this log 1"), "{text}");
    assert_eq!(publisher.status().detail, text);
}

#[tokio::test]
async fn another_log_than_l1s_publishes_and_proves_nothing() {
    let world = World::new();
    commit(&world).await;
    world.mine(DELAY);
    let mut publisher = world.publisher();
    publisher.turn().await;
    assert_eq!(publisher.anchor(), Some(1));
    // Other operations under the same sequences.
    world.log.lose(0);
    world.log.accept_one(200);
    world.log.accept_one(200);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Differs);
    assert_eq!(publisher.anchor(), None);
    let text = publisher.l1().contradiction.unwrap();
    assert!(text.contains("L1 and this log differ at sequence 1"), "{text}");
    assert_eq!(world.waiting(), 0);
    assert_eq!(world.committed(), (1, 1));
}

#[tokio::test]
async fn a_keystore_that_is_not_there_is_named() {
    let mut world = World::new();
    world.domain.keystore = alloy_primitives::Address::repeat_byte(7);
    let mut publisher = world.publisher();
    assert_eq!(publisher.turn().await, PublisherState::RpcFailing);
    assert_eq!(publisher.anchor(), None);
    let text = publisher.status().detail;
    assert!(text.contains("there is no contract at 0x0707"), "{text}");
    assert_eq!(publisher.l1().health, Health::Failing(text));
}

#[tokio::test]
async fn a_log_that_cannot_be_read_publishes_nothing_until_it_can() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    world.log.fail(true);
    assert_eq!(publisher.turn().await, PublisherState::RpcFailing);
    assert!(publisher.status().detail.contains("the disk is full"));
    world.log.fail(false);
    publisher.until_idle(&world).await;
    world.assert_complete();
}
