//! Transactions that are stuck, lost, without effect, too expensive or not paid for.

use alloy_primitives::U256;
use mononym::publisher::PublisherState;
use serde_json::json;

use super::world::{World, number, purse_key};
use crate::accounts::Key;

const GWEI: u64 = 1_000_000_000;

#[tokio::test]
async fn a_stuck_transaction_is_replaced_at_a_higher_fee_with_newer_content() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    let [before] = &*world.mempool() else { panic!() };
    world.mine_without(12);
    world.log.accept_one(100);
    while world.clock.now() < 1_800_000_060 + world.settings.stuck_seconds - 12 {
        assert_eq!(publisher.turn().await, PublisherState::Publishing);
        assert_eq!(world.mempool().as_slice(), std::slice::from_ref(before));
        world.mine_without(12);
    }
    world.mine_without(12);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    let [after] = &*world.mempool() else { panic!() };
    assert_eq!(after["nonce"], before["nonce"]);
    for field in ["maxFeePerGas", "maxPriorityFeePerGas"] {
        let (before, after) = (number(before, field), number(after, field));
        assert!(after * 1000 >= before * 1125, "{field}: {before} {after}");
    }
    assert_eq!(
        publisher.status().transaction,
        Some(after["hash"].as_str().unwrap().parse().unwrap())
    );
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    assert_eq!(world.committed(), (1, 2));
    world.assert_complete();
}

#[tokio::test]
async fn a_transaction_that_was_lost_is_sent_again() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    publisher.turn().await;
    let hash = publisher.status().transaction.unwrap();
    world.anvil.rpc("anvil_dropTransaction", json!([hash]));
    assert_eq!(world.waiting(), 0);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    assert_eq!(publisher.status().transaction, Some(hash));
    assert_eq!(world.waiting(), 1);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Idle);
    world.assert_complete();
}

#[tokio::test]
async fn a_transaction_without_effect_is_noticed_and_not_repeated_at_once() {
    let world = World::new();
    let mut publisher = world.publisher();
    let keystore = world.domain.keystore;
    let code = world.anvil.rpc("eth_getCode", json!([keystore, "latest"]));
    world.log.accept_one(100);
    world.mine(60);
    let mut sent = 0;
    for wait in [180, 360] {
        assert_eq!(publisher.turn().await, PublisherState::Publishing);
        sent += 1;
        // Reverts while the transaction is in a block.
        world
            .anvil
            .rpc("anvil_setCode", json!([keystore, "0x60006000fd"]));
        world.mine(12);
        world.anvil.rpc("anvil_setCode", json!([keystore, code]));
        world.mine(1);
        assert_eq!(publisher.turn().await, PublisherState::Blocked);
        assert!(
            publisher.status().detail.contains("no effect"),
            "{:?}",
            publisher.status()
        );
        assert_eq!(publisher.status().failures, sent);
        for _ in 0..wait / 12 {
            assert_eq!(publisher.turn().await, PublisherState::Blocked);
            assert_eq!(world.waiting(), 0, "each attempt costs");
            world.mine(12);
        }
        assert_eq!(publisher.status().failures, sent, "waiting is no attempt");
    }
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 1));
    world.assert_complete();
}

#[tokio::test]
async fn gas_above_the_cap_is_waited_out() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.set_base_fee(150 * GWEI);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::TooExpensive);
    assert!(publisher.status().detail.contains("max_fee_gwei"));
    assert_eq!(world.waiting(), 0);
    world.set_base_fee(60 * GWEI);
    world.mine(12);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    let [transaction] = &*world.mempool() else {
        panic!()
    };
    assert_eq!(
        number(transaction, "maxFeePerGas"),
        world.settings.max_fee,
        "twice the base fee would be more"
    );
    world.mine(12);
    publisher.until_idle(&world).await;
    world.assert_complete();
}

#[tokio::test]
async fn a_replacement_keeps_the_cap_too() {
    let mut world = World::new();
    world.settings.max_fee = u128::from(2 * GWEI);
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Publishing);
    let before = world.mempool();
    for _ in 0..10 {
        world.mine_without(12);
        publisher.turn().await;
    }
    assert_eq!(publisher.status().state, PublisherState::TooExpensive);
    assert_eq!(world.mempool(), before);
    world.mine(12);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 1));
    world.assert_complete();
}

#[tokio::test]
async fn an_empty_purse_is_told_and_filled() {
    let world = World::new();
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    world.fund(U256::from(1000));
    for failures in 1..4 {
        assert_eq!(publisher.turn().await, PublisherState::PurseEmpty);
        let status = publisher.status();
        assert!(
            status.detail.contains(&purse_key().address().to_string()),
            "{status:?}"
        );
        assert_eq!(status.balance, Some(U256::from(1000)));
        assert_eq!(status.failures, failures);
        world.mine(12);
    }
    assert_eq!(world.waiting(), 0);
    world.fund(U256::from(10u64).pow(U256::from(18)));
    publisher.until_idle(&world).await;
    world.assert_complete();
}

#[tokio::test]
async fn all_proposers_approve_in_order() {
    let proposers = ["a", "b", "c"].map(Key::new);
    let world = World::with_proposers(&proposers, 3);
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    publisher.until_idle(&world).await;
    assert_eq!(world.committed(), (1, 1));
}

#[tokio::test]
async fn a_proposer_that_is_none_is_told() {
    let mut world = World::new();
    world.set_proposers(&[Key::new("somebody")]);
    let mut publisher = world.publisher();
    world.log.accept_one(100);
    world.mine(60);
    assert_eq!(publisher.turn().await, PublisherState::Blocked);
    let text = publisher.status().detail;
    assert!(
        text.contains("UnknownProposer") && text.contains("proposer_keys"),
        "{text}"
    );
    assert_eq!(world.waiting(), 0);
}
