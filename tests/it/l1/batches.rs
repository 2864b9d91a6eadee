//! What goes into a commit, and when.

use alloy_primitives::Bytes;
use mononym::{
    chain::Keystore,
    publisher::{PublisherSettings, PublisherState},
};

use super::{
    fake_log::operation,
    world::{START, World},
};

#[tokio::test]
async fn operations_are_committed_after_their_time() {
    let world = World::new();
    let mut publisher = world.publisher();
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    world.log.accept_one(100);
    world.log.accept_one(100);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Waiting);
    world.mine(47);
    assert_eq!(publisher.turn().await, PublisherState::Waiting);
    assert_eq!(world.waiting(), 0);
    world.mine(1);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    assert_eq!(world.waiting(), 1);
    // And not again as long as it is on its way.
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    assert_eq!(world.waiting(), 1);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    assert_eq!(world.committed(), (1, 2));
    // The log's end is known up to the block before it.
    assert_eq!(world.as_of(), START + 60);
    world.assert_complete();
}

#[tokio::test]
async fn a_full_commit_does_not_wait() {
    let world = World::new();
    let mut publisher = world.publisher();
    for _ in 0..30 {
        world.log.accept_one(1000);
    }
    world.mine(1);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    publisher.until_idle_or_waiting(&world).await;
    assert_eq!(world.committed(), (3, 27), "three are waiting for their time");
    for steps in world.commits() {
        let bytes: usize = steps.iter().map(mononym_keystore::Step::encoded_len).sum();
        assert!(bytes <= 10_000 && bytes > 9_000, "{bytes}");
    }
    world.mine(60);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (4, 30));
    world.assert_complete();
}

#[tokio::test]
async fn commits_end_with_versions_of_the_tree() {
    let world = World::new();
    let mut publisher = world.publisher();
    for group in 0..6 {
        let bodies: Vec<Bytes> = (0..4).map(|index| operation(group * 4 + index, 1000)).collect();
        world.log.accept(&bodies);
    }
    world.mine(61);
    publisher.until_idle(&world).await;
    // Two groups of four fit; nine operations would.
    assert_eq!(world.committed(), (3, 24));
    world.assert_complete();
}

#[tokio::test]
async fn a_group_that_is_longer_than_a_commit_makes_a_longer_one() {
    let world = World::new();
    let mut publisher = world.publisher();
    let bodies: Vec<Bytes> = (0..40).map(|index| operation(index, 2000)).collect();
    world.log.accept(&bodies);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 40));
    world.assert_complete();

    // And several where no transaction holds it.
    let bodies: Vec<Bytes> = (40..110).map(|index| operation(index, 2000)).collect();
    world.log.accept(&bodies);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (3, 110));
    world.assert_complete();

    // Proofs are made under the last of them.
    for (number, anchor) in [(2, 1), (3, 3)] {
        let commit = world.call(&Keystore::commitAtCall { number });
        world.mine(commit.finalFrom - world.clock.now());
        publisher.turn().await;
        assert_eq!(world.call(&Keystore::latestFinalCall {}), number);
        assert_eq!(publisher.anchor(), Some(anchor));
    }
}

#[tokio::test]
async fn an_operation_that_no_transaction_holds_is_told() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.log.accept_one(PublisherSettings::MAX_BYTES);
    world.mine(60);
    publisher.turn().await;
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Blocked);
    assert!(
        publisher.status().detail.starts_with("operation 2 is longer"),
        "{:?}",
        publisher.status()
    );
    assert_eq!(publisher.status().failures, 1);
    world.assert_exact();
}

#[tokio::test]
async fn a_heartbeat_keeps_the_root_young() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.mine(world.settings.heartbeat_seconds() - 12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    assert_eq!(world.committed(), (1, 0));
    assert_eq!(world.as_of(), START + world.settings.heartbeat_seconds());
    assert_eq!(world.log.sealed(), world.as_of());
    assert!(world.settings.heartbeat_seconds() < world.settings.max_root_age / 2);
    world.assert_complete();
}

#[tokio::test]
async fn nothing_is_committed_that_seems_later_than_it_is_on_l1() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    // Our clock is ahead of L1's blocks.
    world.clock.set(START + 100);
    world.log.accept_one(100);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    world.anvil.rpc("evm_mine", serde_json::json!([]));
    assert_eq!(world.committed(), (1, 1));
    assert!(world.as_of() <= START);
    world.mine(60);
    publisher.until_idle(&world).await;
    world.assert_complete();
}

#[tokio::test]
async fn a_commit_says_of_its_time_that_nothing_older_is_to_come() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    // The clock goes back, and the log keeps the promise.
    world.clock.set(START + 30);
    world.log.accept_one(100);
    world.clock.set(START + 60);
    world.mine(60);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed().1, 2);
    world.assert_complete();
}

#[tokio::test]
async fn a_log_that_goes_back_in_time_is_told() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    publisher.until_idle(&world).await;
    world.log.accept_one(100);
    world.log.backdate(2, START + 1);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Blocked);
    assert!(
        publisher.status().detail.contains("clock went back"),
        "{:?}",
        publisher.status()
    );
    assert_eq!(world.waiting(), 0);
}

#[tokio::test]
async fn each_of_many_operations_is_committed_once() {
    let world = World::new();
    let mut publisher = world.publisher();
    for round in 0..8usize {
        for group in 0..=round {
            let bodies: Vec<Bytes> = (0..=group)
                .map(|index| operation(1000 * round + 50 * group + index, 300 + 100 * index))
                .collect();
            world.log.accept(&bodies);
        }
        publisher.turn().await;
        world.mine(12);
    }
    world.mine(60);
    publisher.until_idle(&world).await;
    assert_eq!(world.log.len(), 120);
    world.assert_complete();
}
