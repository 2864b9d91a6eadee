//! The index from addresses to names.

use alloy_primitives::{B256, Bytes, keccak256};
use mononym_ens::RecordCall;
use mononym_keystore::RecordState;

use crate::{
    accounts::{addr, coin, text, without_value},
    harness::{ALICE, PARENT, World, index, node, owner, registration},
};

async fn names_at(world: &World, address: &[u8]) -> Vec<String> {
    let names = world.store.list_names_at(address, None, 100).await.unwrap();
    names.into_iter().map(|listed| listed.name).collect()
}

fn own_address(name: &str) -> Vec<u8> {
    keccak256(node(name))[12..].to_vec()
}

pub(crate) async fn derived_addresses_and_records_lead_to_names(world: World) {
    world.register(ALICE).await;
    assert_eq!(names_at(&world, &own_address(ALICE)).await, [ALICE]);
    assert_eq!(
        names_at(&world, B256::repeat_byte(7).as_slice()).await,
        [ALICE, PARENT]
    );
    let records = vec![addr(60, &[1; 20]), addr(0, &[1; 25]), text("60", "x")];
    world
        .accept(registration("bob.mononym.eth", &[&owner()], records))
        .await
        .unwrap();
    assert_eq!(names_at(&world, &[1; 20]).await, ["bob.mononym.eth"]);
    assert_eq!(names_at(&world, &[1; 25]).await, ["bob.mononym.eth"]);
    assert_eq!(names_at(&world, &[]).await, [""; 0]);
    assert_eq!(names_at(&world, &[2; 20]).await, [""; 0]);
    let listed = world.store.list_names_at(&[1; 20], None, 1).await.unwrap();
    assert_eq!((listed[0].node, listed[0].nonce), (node("bob.mononym.eth"), 1));
    // Longer than any index takes as it is.
    world.set(ALICE, vec![addr(1000, &[3; 4000])]).await;
    assert_eq!(names_at(&world, &[3; 4000]).await, [ALICE]);
    assert_eq!(names_at(&world, &[3; 3999]).await, [""; 0]);
}

pub(crate) async fn the_index_follows_the_records(world: World) {
    world.register(ALICE).await;
    let own = own_address(ALICE);
    // The derived address, by a record too, and by another: each row for itself.
    world
        .set(ALICE, vec![addr(60, &own), addr(61, &own), addr(62, &[5; 20])])
        .await;
    assert_eq!(names_at(&world, &own).await, [ALICE]);
    world.set(ALICE, vec![addr(62, &[6; 20])]).await;
    assert_eq!(names_at(&world, &[5; 20]).await, [""; 0]);
    assert_eq!(names_at(&world, &[6; 20]).await, [ALICE]);
    let without = |number, state| without_value(&RecordCall::addr(coin(number)), state);
    world.set(ALICE, vec![without(62, RecordState::None)]).await;
    assert_eq!(names_at(&world, &[6; 20]).await, [""; 0]);
    world.set(ALICE, vec![addr(62, &[6; 20])]).await;
    assert_eq!(names_at(&world, &[6; 20]).await, [ALICE]);
    let unset = [60, 61, 62].map(|number| without(number, RecordState::Unset));
    world.set(ALICE, unset.to_vec()).await;
    assert_eq!(names_at(&world, &[6; 20]).await, [""; 0]);
    assert_eq!(names_at(&world, &own).await, [ALICE], "still derived");
}

pub(crate) async fn addresses_are_listed_in_pages(world: World) {
    let names = ["a.mononym.eth", "b.mononym.eth", "c.mononym.eth"];
    let unit =
        names.map(|name| registration(name, &[&owner()], vec![addr(60, &[1; 20]), addr(61, &[1; 20])]));
    world.store.accept(unit.to_vec()).await.unwrap();
    let mut seen: Vec<String> = Vec::new();
    loop {
        let page = world
            .store
            .list_names_at(&[1; 20], seen.last().map(String::as_str), 2)
            .await
            .unwrap();
        let Some(_) = page.first() else { break };
        seen.extend(page.into_iter().map(|listed| listed.name));
    }
    assert_eq!(seen, names);
}

pub(crate) async fn another_derivation_builds_the_index_anew(mut world: World) {
    fn other(node: &B256) -> Vec<Bytes> {
        vec![keccak256(node).into()]
    }
    world.register(ALICE).await;
    world.set(ALICE, vec![addr(60, &[1; 20])]).await;
    world.opening.addresses = index(2, other);
    let world = world.reopen().await;
    assert_eq!(names_at(&world, &own_address(ALICE)).await, [""; 0]);
    assert_eq!(names_at(&world, keccak256(node(ALICE)).as_slice()).await, [ALICE]);
    assert_eq!(names_at(&world, &[1; 20]).await, [ALICE], "records stay");
    world.register("bob.mononym.eth").await;
    let derived = keccak256(node("bob.mononym.eth"));
    assert_eq!(names_at(&world, derived.as_slice()).await, ["bob.mononym.eth"]);
}
