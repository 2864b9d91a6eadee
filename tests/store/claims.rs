//! Reservations and API keys.

use alloy_primitives::{Address, B256, Bytes};
use mononym::store::{AcceptError, PendingChange, Reservation, Token};

use crate::{
    accounts::Key,
    harness::{ALICE, NOW, PARENT, World, node, owner, registration},
};

fn reservation(name: &str) -> Reservation {
    Reservation {
        name: name.to_owned(),
        node: node(name),
        claimant: Address::repeat_byte(1),
        records: Bytes::from_static(&[1, 2, 3]),
        reserved_at: NOW,
    }
}

fn token(hash: u8, quota: u64) -> Token {
    Token {
        hash: B256::repeat_byte(hash),
        parent: node(PARENT),
        label: "wallet é".to_owned(),
        quota,
        used: 0,
        created_at: NOW,
        revoked_at: None,
    }
}

fn by_token(name: &str, hash: u8) -> PendingChange {
    let mut change = registration(name, &[&owner()], Vec::new());
    change.token = Some(B256::repeat_byte(hash));
    change
}

pub(crate) async fn a_reservation_waits_for_its_registration(world: World) {
    world.register("taken.mononym.eth").await;
    let all = [ALICE, "taken.mononym.eth", "bob.mononym.eth"].map(reservation);
    assert_eq!(world.store.reserve(&all).await.unwrap(), 2);
    let mut again = reservation(ALICE);
    again.claimant = Address::repeat_byte(2);
    assert_eq!(world.store.reserve(&[again]).await.unwrap(), 0);
    assert_eq!(world.store.reserve(&[]).await.unwrap(), 0);
    assert_eq!(
        world.store.find_reservation(&node(ALICE)).await.unwrap(),
        Some(reservation(ALICE))
    );
    assert_eq!(
        world
            .store
            .find_reservation(&node("taken.mononym.eth"))
            .await
            .unwrap(),
        None
    );
    world.register(ALICE).await;
    assert_eq!(world.store.find_reservation(&node(ALICE)).await.unwrap(), None);
    assert_eq!(world.store.reserve(&[reservation(ALICE)]).await.unwrap(), 0);
    let mut late = reservation("late.mononym.eth");
    late.reserved_at = u64::MAX;
    assert!(world.store.reserve(&[late]).await.is_err());
}

pub(crate) async fn a_reservation_binds_what_the_service_vouches_for(world: World) {
    let claimed_by = |keys: &[&Key], vouched_here| PendingChange {
        vouched_here,
        ..registration(ALICE, keys, Vec::new())
    };
    let (claimant, thief) = (Key::new("claimant"), Key::new("thief"));
    let reservation = Reservation {
        claimant: claimant.address(),
        ..reservation(ALICE)
    };
    world
        .store
        .reserve(std::slice::from_ref(&reservation))
        .await
        .unwrap();
    let refused = world.accept(claimed_by(&[&thief], true)).await.unwrap_err();
    assert!(
        matches!(&refused.error, AcceptError::Reserved { claimant: found, .. } if *found == claimant.address()),
        "{refused}"
    );
    assert_eq!(
        world.store.find_reservation(&node(ALICE)).await.unwrap(),
        Some(reservation.clone())
    );
    // With others, if the claimant is one of them.
    world
        .accept(claimed_by(&[&claimant, &thief], true))
        .await
        .unwrap();
    assert_eq!(world.store.find_reservation(&node(ALICE)).await.unwrap(), None);

    // The registrar's own voucher comes before a reservation.
    let bob = Reservation {
        name: "bob.mononym.eth".to_owned(),
        node: node("bob.mononym.eth"),
        ..reservation
    };
    world.store.reserve(&[bob]).await.unwrap();
    world
        .accept(registration("bob.mononym.eth", &[&thief], Vec::new()))
        .await
        .unwrap();
}

pub(crate) async fn reservations_are_listed_in_pages(world: World) {
    let names = ["a.mononym.eth", "b.mononym.eth", "c.mononym.eth", "é.mononym.eth"];
    assert_eq!(world.store.reserve(&names.map(reservation)).await.unwrap(), 4);
    let first = world.store.list_reservations(None, 3).await.unwrap();
    assert_eq!(
        first,
        names[..3]
            .iter()
            .map(|name| reservation(name))
            .collect::<Vec<_>>()
    );
    let rest = world
        .store
        .list_reservations(Some("c.mononym.eth"), 3)
        .await
        .unwrap();
    assert_eq!(rest, [reservation(names[3])]);
}

pub(crate) async fn a_token_is_kept_once_and_revoked_once(world: World) {
    let mut first = token(1, i64::MAX as u64);
    assert!(world.store.insert_token(&first).await.unwrap());
    assert!(!world.store.insert_token(&token(1, 5)).await.unwrap());
    assert_eq!(
        world.store.find_token(&first.hash).await.unwrap(),
        Some(first.clone())
    );
    assert_eq!(world.store.find_token(&B256::ZERO).await.unwrap(), None);
    let older = Token {
        created_at: NOW - 1,
        ..token(2, 1)
    };
    assert!(world.store.insert_token(&older).await.unwrap());
    assert!(
        world.store.insert_token(&token(3, u64::MAX)).await.is_err(),
        "no wrap"
    );
    let of_parent = world.store.list_tokens(&node(PARENT)).await.unwrap();
    assert_eq!(of_parent, [older, first.clone()]);
    assert_eq!(world.store.list_tokens(&node(ALICE)).await.unwrap(), []);
    assert!(world.store.revoke_token(&first.hash, NOW + 1).await.unwrap());
    assert!(world.store.revoke_token(&first.hash, NOW + 2).await.unwrap());
    assert!(!world.store.revoke_token(&B256::ZERO, NOW).await.unwrap());
    first.revoked_at = Some(NOW + 1);
    assert_eq!(world.store.find_token(&first.hash).await.unwrap(), Some(first));
}

pub(crate) async fn a_token_registers_as_often_as_its_quota_says(world: World) {
    world.store.insert_token(&token(1, 2)).await.unwrap();
    let used = async || {
        world
            .store
            .find_token(&B256::repeat_byte(1))
            .await
            .unwrap()
            .unwrap()
            .used
    };
    let names = ["a.mononym.eth", "b.mononym.eth", "c.mononym.eth"];
    let refused = world
        .store
        .accept(names.map(|name| by_token(name, 1)).to_vec())
        .await
        .unwrap_err();
    assert_eq!(refused.index, 2);
    assert!(matches!(refused.error, AcceptError::TokenSpent { quota: 2 }));
    assert_eq!(used().await, 0, "what is refused uses nothing");
    world.accept(by_token(names[0], 1)).await.unwrap();
    world.accept(by_token(names[0], 1)).await.unwrap();
    assert_eq!(used().await, 1, "the same once more uses nothing");
    world.accept(by_token(names[1], 1)).await.unwrap();
    let refused = world.accept(by_token(names[2], 1)).await.unwrap_err();
    assert!(matches!(refused.error, AcceptError::TokenSpent { quota: 2 }));
    assert_eq!(used().await, 2);
}

pub(crate) async fn a_token_is_for_its_parent_alone(world: World) {
    let elsewhere = Token {
        parent: node(ALICE),
        ..token(1, 9)
    };
    world.store.insert_token(&elsewhere).await.unwrap();
    world.store.insert_token(&token(2, 9)).await.unwrap();
    world
        .store
        .revoke_token(&B256::repeat_byte(2), NOW)
        .await
        .unwrap();
    for hash in [1, 2, 3] {
        let refused = world.accept(by_token(ALICE, hash)).await.unwrap_err();
        assert!(matches!(refused.error, AcceptError::UnknownToken), "{hash}");
    }
    assert_eq!(world.store.find_account(&node(ALICE)).await.unwrap(), None);
}
