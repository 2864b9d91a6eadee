//! The queue of forced operations.

use alloy_primitives::Bytes;
use mononym::{chain::Keystore, publisher::PublisherState};
use mononym_keystore::{Reason, Step, shorten};

use super::{
    fake_log::operation,
    world::{FORCED_PERIOD, World},
};

fn forced(number: usize) -> Bytes {
    operation(10_000 + number, 200)
}

/// What became of each, in order: applied, or the reason.
fn served(world: &World) -> Vec<Result<(), u8>> {
    let served = world.events::<Keystore::Served>();
    for (place, event) in served.iter().enumerate() {
        assert_eq!(event.index, u64::try_from(place).unwrap());
    }
    served
        .iter()
        .map(|event| if event.applied { Ok(()) } else { Err(event.reason) })
        .collect()
}

fn flags(world: &World) -> Vec<Vec<u8>> {
    world
        .commits()
        .iter()
        .map(|steps| steps.iter().map(Step::flag).collect())
        .collect()
}

#[tokio::test]
async fn a_forced_operation_is_accepted_and_applied_at_once() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.force(&shorten(&forced(0)));
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    assert_eq!(world.log.len(), 2);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [[0, 1]]);
    assert_eq!(served(&world), [Ok(())]);
    assert_eq!(world.queue(), (1, 1));
    world.assert_complete();
}

#[tokio::test]
async fn one_that_the_log_has_since_it_was_queued_is_applied_in_its_place() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.force(&shorten(&forced(0)));
    world
        .log
        .accept(&[operation(1, 100), forced(0), operation(2, 100)]);
    publisher.turn().await;
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [[0, 1, 0]]);
    world.assert_complete();
}

#[tokio::test]
async fn one_that_the_log_had_before_is_no_step_twice() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept(&[forced(0)]);
    world.force(&shorten(&forced(0)));
    publisher.turn().await;
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [[0, 2]]);
    // And one that is committed.
    world.force(&shorten(&forced(0)));
    publisher.turn().await;
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [vec![0, 2], vec![2]]);
    let reason = Reason::AlreadyApplied.code();
    assert_eq!(served(&world), [Err(reason), Err(reason)]);
    world.assert_complete();
}

#[tokio::test]
async fn rejections_say_why() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.reject(&forced(0), Reason::Nonce);
    world.force(&shorten(&forced(0)));
    // No shortened form.
    world.force(&[1, 0]);
    world.force(&[1, 0, 3, 0, 3]);
    world.log.reject(&forced(1), Reason::Expired);
    world.force(&shorten(&forced(1)));
    publisher.turn().await;
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [[2, 2, 2, 2]]);
    let reasons = [
        Reason::Nonce,
        Reason::Undecodable,
        Reason::Undecodable,
        Reason::Expired,
    ];
    assert_eq!(served(&world), reasons.map(|reason| Err(reason.code())));
    world.assert_complete();
}

#[tokio::test]
async fn a_rejection_stands_behind_the_operation_that_it_was_tried_behind() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept(&[operation(1, 100)]);
    world.log.reject(&forced(0), Reason::Taken);
    world.force(&shorten(&forced(0)));
    // L1's newest block is older than the attempt, so it has to wait for the next.
    let now = world.clock.now();
    world.clock.set(now + 5);
    assert_eq!(publisher.turn().await, PublisherState::Waiting);
    assert_eq!(world.log.submitted(), 1);
    // Meanwhile the log goes on: what was rejected at that place stays rejected there.
    world.log.accept(&[operation(2, 100)]);
    world.mine(7);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(world.log.submitted(), 1);
    assert_eq!(flags(&world), [[0, 2, 0]]);
    let [steps] = &*world.commits() else { panic!() };
    assert_eq!(steps[1].accepted_at(), now + 5);
    world.assert_complete();
}

#[tokio::test]
async fn the_queue_is_served_in_order() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.reject(&forced(2), Reason::Unknown);
    for number in 0..5 {
        world.force(&shorten(&forced(number)));
    }
    // The owner of the last one did not wait.
    world.log.accept(&[forced(4)]);
    publisher.until_idle(&world).await;
    let already = Reason::AlreadyApplied.code();
    assert_eq!(
        served(&world),
        [Ok(()), Ok(()), Err(Reason::Unknown.code()), Ok(()), Err(already)]
    );
    assert_eq!(world.queue(), (5, 5));
    world.assert_complete();
}

#[tokio::test]
async fn what_is_overdue_is_served_by_the_next_commit() {
    let world = World::new();
    world.log.accept_one(100);
    world.force(&shorten(&forced(0)));
    world.force(&shorten(&forced(1)));
    world.mine(2 * FORCED_PERIOD);
    let mut publisher = world.publisher();
    publisher.until_idle(&world).await;
    assert_eq!(flags(&world), [[0, 1, 1]]);
    world.assert_complete();
}

#[tokio::test]
async fn a_restart_submits_again_and_applies_once() {
    let world = World::new();
    world.force(&shorten(&forced(0)));
    assert_eq!(world.publisher().turn().await, PublisherState::Publishing);
    // Lost with the node's mempool.
    let [transaction] = &*world.mempool() else {
        panic!()
    };
    world
        .anvil
        .rpc("anvil_dropTransaction", serde_json::json!([transaction["hash"]]));
    world.mine(12);
    let mut publisher = world.publisher();
    publisher.until_idle(&world).await;
    assert_eq!(world.log.len(), 1);
    assert_eq!(served(&world), [Ok(())]);
    world.assert_complete();
}

#[tokio::test]
async fn a_queue_that_a_reorganisation_changes_is_read_anew() {
    let world = World::new();
    let mut publisher = world.publisher();
    let before = world.anvil.rpc("evm_snapshot", serde_json::json!([]));
    world.log.reject(&forced(0), Reason::Nonce);
    world.force(&shorten(&forced(0)));
    let now = world.clock.now();
    world.clock.set(now + 5);
    assert_eq!(publisher.turn().await, PublisherState::Waiting);
    world.clock.set(now);
    world.anvil.rpc("evm_revert", serde_json::json!([before]));
    world.force(&shorten(&forced(1)));
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(served(&world), [Ok(())]);
    world.assert_complete();
}
