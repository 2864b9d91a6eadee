//! The log, and who follows it.

use tokio::time::timeout;

use crate::{
    accounts::text,
    harness::{ALICE, Event, NOW, PATIENCE, World, node, owner, registration, setting},
};

pub(crate) async fn a_follower_misses_none_and_repeats_none(world: World) {
    const WRITERS: usize = 4;
    const EACH: usize = 10;
    const ALL: u64 = 2 + (WRITERS * EACH) as u64;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = world.store.clone();
            tokio::spawn(async move {
                for index in 0..EACH {
                    let name = format!("n{writer}x{index}.mononym.eth");
                    store
                        .accept(vec![registration(&name, &[&owner()], Vec::new())])
                        .await
                        .unwrap();
                }
            })
        })
        .collect();
    let mut head = world.store.head();
    let mut seen: Vec<u64> = Vec::new();
    while seen.last() != Some(&ALL) {
        let after = seen.last().copied().unwrap_or(0);
        let page = world.store.list_changes(after, 3).await.unwrap();
        if page.is_empty() {
            let more = head.wait_for(|head| *head > after);
            timeout(PATIENCE, more).await.unwrap().unwrap();
        }
        seen.extend(page.iter().map(|change| change.sequence));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(seen, (1..=ALL).collect::<Vec<u64>>());
    assert_eq!(world.store.list_changes(ALL, 3).await.unwrap(), []);
}

pub(crate) async fn an_account_tells_its_operations(world: World) {
    let change = registration(ALICE, &[&owner()], Vec::new());
    let first = world.accept(change.clone()).await.unwrap();
    world.register("bob.mononym.eth").await;
    for value in ["1", "2", "3"] {
        world.set(ALICE, vec![text("a", value)]).await;
    }
    let all = world.store.list_operations(&node(ALICE), 0, 100).await.unwrap();
    let told: Vec<(u64, u64)> = all
        .iter()
        .map(|operation| (operation.nonce, operation.sequence))
        .collect();
    assert_eq!(told, [(0, 3), (1, 5), (2, 6), (3, 7)]);
    assert_eq!(all[0].body, change.body);
    assert_eq!(
        (all[0].hash, all[0].node, all[0].accepted_at),
        (first.hash, first.node, first.accepted_at)
    );
    assert_eq!(
        world.store.list_operations(&node(ALICE), 1, 2).await.unwrap(),
        all[1..3]
    );
    assert_eq!(world.store.list_operations(&node(ALICE), 4, 2).await.unwrap(), []);
    assert_eq!(world.store.list_changes(0, 100).await.unwrap()[2], all[0]);
}

pub(crate) async fn the_head_moves_with_the_log(world: World) {
    let mut head = world.store.head();
    timeout(PATIENCE, head.wait_for(|head| *head == 2))
        .await
        .unwrap()
        .unwrap();
    let accepted = world.register(ALICE).await;
    timeout(PATIENCE, head.wait_for(|head| *head == accepted.sequence))
        .await
        .unwrap()
        .unwrap();
    let refused = world.accept(setting(ALICE, 9, vec![text("a", "b")])).await;
    assert!(refused.is_err());
    assert_eq!(*world.store.head().borrow(), accepted.sequence);
}

pub(crate) async fn a_change_is_told_before_it_is_answered(mut world: World) {
    world.register(ALICE).await;
    assert!(world.events.so_far().contains(&Event::Changed(node(ALICE))));
    world.set(ALICE, vec![text("a", "b")]).await;
    assert!(world.events.so_far().contains(&Event::Changed(node(ALICE))));
}

pub(crate) async fn nothing_is_accepted_before_the_time_of_a_seal(world: World) {
    let end = world.store.seal(NOW + 50).await.unwrap();
    assert_eq!((end.sequence, end.accepted_at), (2, NOW + 50));
    let earlier = world.store.seal(NOW + 10).await.unwrap();
    assert_eq!(earlier, end, "a seal never goes back");
    assert_eq!(world.register(ALICE).await.accepted_at, NOW + 50);
    world.store.seal(NOW + 70).await.unwrap();
    let world = world.reopen().await;
    let set = world.set(ALICE, vec![text("url", "later")]).await;
    assert_eq!(set.accepted_at, NOW + 70, "for good");
}

pub(crate) async fn a_refusal_says_when_it_was_tried(world: World) {
    world.register(ALICE).await;
    world.store.seal(NOW + 5).await.unwrap();
    let refused = world
        .accept(setting(ALICE, 9, vec![text("url", "x")]))
        .await
        .unwrap_err();
    let tried = refused.tried.unwrap();
    assert_eq!((refused.index, tried.after, tried.at), (0, 3, NOW + 5));
}
