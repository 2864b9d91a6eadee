//! Operations: what is stored of them, and what is not.

use alloy_primitives::B256;
use mononym::store::{AcceptError, FoundRecord, StoreError, StoredRecord};
use mononym_ens::RecordCall;
use mononym_keystore::{Domain, Freeze, RecordState, Rejection, next_history_hash};

use crate::{
    accounts::{Key, addr, register, text, without_value},
    harness::{ALICE, NOW, PARENT, World, node, owner, pending, registration, setting, sign},
};

pub(crate) async fn a_registration_is_found_with_its_records(world: World) {
    let records = vec![text("url", "https://a"), addr(60, &[1; 20]), text("b", "c")];
    let change = registration(ALICE, &[&owner()], records.clone());
    let accepted = world.accept(change.clone()).await.unwrap();
    assert_eq!(
        (accepted.sequence, accepted.nonce, accepted.accepted_at),
        (3, 1, NOW)
    );
    assert_eq!((accepted.name.as_str(), accepted.node), (ALICE, node(ALICE)));
    assert_eq!(accepted.hash, change.operation.hash());

    let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!((account.name.as_str(), account.nonce), (ALICE, 1));
    assert_eq!(
        account.history_hash,
        next_history_hash(&B256::ZERO, &accepted.hash)
    );
    assert_eq!(account.history_hash, accepted.history_hash);
    assert_eq!(account.signers, [owner().signer()]);

    let mut expected: Vec<StoredRecord> = records
        .iter()
        .map(|record| StoredRecord {
            call: record.call.clone(),
            state: RecordState::Set,
            value: record.value.clone(),
        })
        .collect();
    expected.sort_by(|a, b| a.call.cmp(&b.call));
    assert_eq!(world.store.list_records(&node(ALICE)).await.unwrap(), expected);

    // As many keys as there are, and more than one statement takes.
    let keys: Vec<B256> = change
        .operation
        .records()
        .iter()
        .map(|record| record.key)
        .collect();
    let other = RecordCall::text("none").key(&node(ALICE));
    let found = world
        .store
        .find(&node(ALICE), &[keys[0], other])
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.frozen_until, found.retired_from), (0, 0));
    let expected = FoundRecord {
        key: keys[0],
        state: RecordState::Set,
        value: records[0].value.clone(),
    };
    assert_eq!(found.records, [expected]);
    let many = [keys[0], other, B256::ZERO, B256::ZERO, keys[1], keys[2]];
    let found = world.store.find(&node(ALICE), &many).await.unwrap().unwrap();
    assert_eq!(found.records.len(), 3);
    assert_eq!(
        world
            .store
            .find(&node(ALICE), &[])
            .await
            .unwrap()
            .unwrap()
            .records,
        []
    );
    assert_eq!(
        world.store.find(&node("bob.mononym.eth"), &many).await.unwrap(),
        None
    );
    assert_eq!(world.store.find_account(&B256::ZERO).await.unwrap(), None);
    assert_eq!(world.store.accept(Vec::new()).await.unwrap(), []);
}

pub(crate) async fn a_unit_is_stored_whole_or_not_at_all(mut world: World) {
    world.events.so_far();
    let unit = vec![
        registration(ALICE, &[&owner()], vec![addr(60, &[1; 20])]),
        setting(ALICE, 1, vec![text("a", "b")]),
        registration("bob.mononym.eth", &[&owner()], Vec::new()),
        setting(ALICE, 7, vec![text("a", "c")]),
    ];
    let refused = world.store.accept(unit.clone()).await.unwrap_err();
    assert_eq!(refused.index, 3);
    assert!(matches!(
        refused.error,
        AcceptError::Rejected(Rejection::Nonce {
            expected: 2,
            found: 7
        })
    ));
    for name in [ALICE, "bob.mononym.eth"] {
        assert_eq!(world.store.find_account(&node(name)).await.unwrap(), None);
        assert_eq!(world.store.list_records(&node(name)).await.unwrap(), []);
    }
    assert_eq!(world.store.list_changes(2, 10).await.unwrap(), []);
    assert_eq!(world.store.list_names_at(&[1; 20], None, 10).await.unwrap(), []);
    let accepted = world.store.accept(unit[..3].to_vec()).await.unwrap();
    let told: Vec<(u64, u64)> = accepted.iter().map(|one| (one.sequence, one.nonce)).collect();
    assert_eq!(told, [(3, 1), (4, 2), (5, 1)]);
}

pub(crate) async fn a_change_may_need_an_earlier_one_of_its_unit(world: World) {
    let twice = vec![
        registration(ALICE, &[&owner()], Vec::new()),
        registration(ALICE, &[&Key::new("other")], Vec::new()),
    ];
    let refused = world.store.accept(twice).await.unwrap_err();
    assert_eq!(refused.index, 1);
    assert!(matches!(
        refused.error,
        AcceptError::Rejected(Rejection::Taken(_))
    ));
    // A record that is set and unset in one unit is none.
    let unset = without_value(&RecordCall::text("a"), RecordState::Unset);
    let unit = vec![
        registration(ALICE, &[&owner()], vec![text("a", "1"), addr(60, &[1; 20])]),
        setting(ALICE, 1, vec![unset, addr(60, &[2; 20])]),
    ];
    world.store.accept(unit).await.unwrap();
    assert_eq!(world.store.list_records(&node(ALICE)).await.unwrap().len(), 1);
    assert_eq!(world.store.list_names_at(&[1; 20], None, 10).await.unwrap(), []);
    assert_eq!(
        world.store.list_names_at(&[2; 20], None, 10).await.unwrap().len(),
        1
    );
}

pub(crate) async fn a_repeated_operation_is_answered_as_before(world: World) {
    let change = registration(ALICE, &[&owner()], Vec::new());
    let second = setting(ALICE, 1, vec![text("a", "b")]);
    let first = world.accept(change.clone()).await.unwrap();
    let then = world.accept(second.clone()).await.unwrap();
    world.clock().set(NOW + 10);
    world
        .accept(setting(ALICE, 2, vec![text("a", "c")]))
        .await
        .unwrap();
    let answers = world
        .store
        .accept(vec![second.clone(), change, second.clone()])
        .await
        .unwrap();
    assert_eq!(answers, [then.clone(), first, then]);
    // Twice in one unit, beside something new.
    let new = setting(ALICE, 3, vec![text("a", "d")]);
    let answers = world.store.accept(vec![new.clone(), second, new]).await.unwrap();
    assert_eq!(answers[0], answers[2]);
    assert_eq!(answers[0].sequence, 6);
    assert_eq!(world.store.list_changes(0, 100).await.unwrap().len(), 6);
    assert_eq!(
        world
            .store
            .find_account(&node(ALICE))
            .await
            .unwrap()
            .unwrap()
            .nonce,
        4
    );
}

pub(crate) async fn times_never_go_back(world: World) {
    world.clock().set(NOW + 5);
    assert_eq!(world.register(ALICE).await.accepted_at, NOW + 5);
    world.clock().set(NOW - 100);
    assert_eq!(world.register("bob.mononym.eth").await.accepted_at, NOW + 5);
    let world = world.reopen().await;
    assert_eq!(world.register("carol.mononym.eth").await.accepted_at, NOW + 5);
}

pub(crate) async fn an_import_keeps_its_times(world: World) {
    let at = |name: &str, time| {
        let mut change = registration(name, &[&owner()], Vec::new());
        change.accepted_at = Some(time);
        change
    };
    assert_eq!(
        world.accept(at(ALICE, NOW + 7)).await.unwrap().accepted_at,
        NOW + 7
    );
    let refused = world.accept(at("bob.mononym.eth", NOW + 6)).await.unwrap_err();
    assert!(matches!(
        refused.error,
        AcceptError::BackInTime { last, found } if (last, found) == (NOW + 7, NOW + 6)
    ));
    // What was accepted before is answered, whatever its time.
    assert_eq!(world.accept(at(ALICE, NOW)).await.unwrap().accepted_at, NOW + 7);
    assert_eq!(world.register("bob.mononym.eth").await.accepted_at, NOW + 7);
}

pub(crate) async fn numbers_beyond_the_columns_are_refused(world: World) {
    let largest = i64::MAX as u64;
    let mut late = register(ALICE, &[&owner()]);
    late.deadline = u64::MAX;
    let voucher = crate::harness::registrar().vouch(ALICE, &late, u64::MAX);
    let mut signed = sign(late, &[&owner()]);
    signed.voucher = Some(voucher);
    let mut change = pending(&signed);
    change.accepted_at = Some(largest + 1);
    let refused = world.accept(change.clone()).await.unwrap_err();
    assert!(
        matches!(refused.error, AcceptError::Store(StoreError::Database(_))),
        "{refused}"
    );
    change.accepted_at = Some(largest);
    assert_eq!(world.accept(change).await.unwrap().accepted_at, largest);
    // A freeze would end after the last moment.
    let freeze = Freeze {
        name: ALICE.to_owned(),
        deadline: u64::MAX,
        nonce: 1,
        guardians: Vec::new(),
        guardians_salt: B256::ZERO,
    };
    let refused = world
        .accept(pending(&sign(freeze, &[&owner()])))
        .await
        .unwrap_err();
    assert!(
        matches!(refused.error, AcceptError::Store(StoreError::Database(_))),
        "{refused}"
    );
    // Beyond the end there is nothing to list.
    assert_eq!(world.store.list_changes(u64::MAX, usize::MAX).await.unwrap(), []);
    assert_eq!(
        world
            .store
            .list_operations(&node(ALICE), u64::MAX, 1)
            .await
            .unwrap(),
        []
    );
    assert_eq!(world.store.list_changes(0, usize::MAX).await.unwrap().len(), 3);
}

pub(crate) async fn records_have_a_bound(world: World) {
    world.register(ALICE).await;
    let four = ["1", "2", "3", "4"].map(|key| text(key, "x")).to_vec();
    world.set(ALICE, four).await;
    let unset = || without_value(&RecordCall::text("1"), RecordState::Unset);
    let refused = world
        .accept(setting(ALICE, 2, vec![text("5", "x")]))
        .await
        .unwrap_err();
    assert!(matches!(
        refused.error,
        AcceptError::TooManyRecords { limit: 4, found: 5 }
    ));
    // One goes, one comes; and in one unit the count goes on.
    world.set(ALICE, vec![text("5", "x"), unset()]).await;
    let unit = vec![
        setting(
            ALICE,
            3,
            vec![without_value(&RecordCall::text("2"), RecordState::Unset)],
        ),
        setting(ALICE, 4, vec![text("6", "x")]),
        setting(ALICE, 5, vec![text("7", "x")]),
    ];
    let refused = world.store.accept(unit).await.unwrap_err();
    assert_eq!(refused.index, 2);
    assert!(matches!(
        refused.error,
        AcceptError::TooManyRecords { limit: 4, found: 5 }
    ));
}

pub(crate) async fn a_restart_keeps_everything(world: World) {
    world.register(ALICE).await;
    world.set(ALICE, vec![text("a", "b"), addr(60, &[1; 20])]).await;
    let before = (
        world.store.find_account(&node(ALICE)).await.unwrap(),
        world.store.list_records(&node(ALICE)).await.unwrap(),
        world.store.list_changes(0, 100).await.unwrap(),
        world.store.list_names_at(&[1; 20], None, 10).await.unwrap(),
    );
    let world = world.reopen().await;
    assert_eq!(*world.store.head().borrow(), 4);
    let after = (
        world.store.find_account(&node(ALICE)).await.unwrap(),
        world.store.list_records(&node(ALICE)).await.unwrap(),
        world.store.list_changes(0, 100).await.unwrap(),
        world.store.list_names_at(&[1; 20], None, 10).await.unwrap(),
    );
    assert_eq!(after, before);
    assert_eq!(world.set(ALICE, vec![text("a", "c")]).await.sequence, 5);
    assert_eq!(
        world
            .store
            .find_account(&node(PARENT))
            .await
            .unwrap()
            .unwrap()
            .nonce,
        2
    );
}

pub(crate) async fn another_deployments_database_is_refused(world: World) {
    let World {
        store,
        opening,
        database,
        ..
    } = world;
    drop(store);
    let mut other = opening.clone();
    other.domain = Domain {
        l1_chain_id: 1,
        ..other.domain
    };
    assert!(matches!(
        database.open(&other).await,
        Err(StoreError::OtherDomain {
            stored_chain: 31337,
            ..
        })
    ));
    assert!(database.open(&opening).await.is_ok());
}
