//! Many at once.

use std::collections::BTreeSet;

use mononym::store::AcceptError;
use mononym_keystore::Rejection;

use crate::{
    accounts::{Key, text},
    harness::{ALICE, World, node, owner, registration, setting},
};

pub(crate) async fn one_of_two_gets_a_name(world: World) {
    for round in 0..10 {
        let name = format!("race{round}.mononym.eth");
        let rivals: Vec<_> = ["first", "second"]
            .map(|seed| {
                let change = registration(&name, &[&Key::new(seed)], Vec::new());
                let store = world.store.clone();
                tokio::spawn(async move { store.accept(vec![change]).await })
            })
            .into();
        let mut won = Vec::new();
        for rival in rivals {
            match rival.await.unwrap() {
                Ok(accepted) => won.push(accepted[0].hash),
                Err(refused) => {
                    assert!(
                        matches!(refused.error, AcceptError::Rejected(Rejection::Taken(_))),
                        "{refused}"
                    );
                }
            }
        }
        let log = world.store.list_operations(&node(&name), 0, 10).await.unwrap();
        assert_eq!(log.iter().map(|one| one.hash).collect::<Vec<_>>(), won);
        assert_eq!(won.len(), 1);
    }
}

pub(crate) async fn many_names_at_once_are_all_there(world: World) {
    const TASKS: usize = 60;
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let name = format!("n{task}.mononym.eth");
            let store = world.store.clone();
            tokio::spawn(async move {
                let unit = vec![
                    registration(&name, &[&owner()], Vec::new()),
                    setting(&name, 1, vec![text("who", &name)]),
                ];
                let accepted = store.accept(unit).await.unwrap();
                assert_eq!(store.find_account(&node(&name)).await.unwrap().unwrap().nonce, 2);
                assert_eq!(
                    accepted[1].sequence,
                    accepted[0].sequence + 1,
                    "a unit stays together"
                );
                accepted.into_iter().map(|one| one.sequence)
            })
        })
        .collect();
    let mut sequences = BTreeSet::new();
    for task in tasks {
        sequences.extend(task.await.unwrap());
    }
    assert_eq!(sequences, (3..=2 + 2 * TASKS as u64).collect());
}

pub(crate) async fn a_refused_unit_leaves_the_others_alone(world: World) {
    world.register(ALICE).await;
    let tasks: Vec<_> = (0..40)
        .map(|task| {
            let name = format!("n{task}.mononym.eth");
            let bad = task % 2 == 0;
            let store = world.store.clone();
            tokio::spawn(async move {
                let mut unit = vec![registration(&name, &[&owner()], Vec::new())];
                if bad {
                    unit.push(registration(ALICE, &[&Key::new("thief")], Vec::new()));
                }
                let stored = store.accept(unit).await.is_ok();
                let found = store.find_account(&node(&name)).await.unwrap().is_some();
                assert_eq!((stored, found), (!bad, !bad));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let log = world.store.list_changes(0, 1000).await.unwrap();
    let sequences: Vec<u64> = log.iter().map(|one| one.sequence).collect();
    assert_eq!(sequences, (1..=23).collect::<Vec<u64>>());
}
