//! Every part of an account, as the operations leave it.

use alloy_primitives::{Address, B256};
use mononym_keystore::{
    CancelRecovery, FinishRecovery, Freeze, GuardianSet, Retire, SetGuardians, SetImplementation, SetLimits,
    SetOutbox, SetSigners, Signer, StartRecovery, guardians_hash, next_history_hash,
};

use crate::{
    accounts::{DEADLINE, Key},
    harness::{ALICE, NOW, World, node, owner, pending, sign},
};

/// Fills every column, and sees each operation's nonce in the log.
pub(crate) async fn every_part_of_an_account_comes_back(world: World) {
    let (first, second, third, guardian) = (owner(), Key::new("2"), Key::new("3"), Key::new("guardian"));
    let set = GuardianSet::new(&[guardian.signer()], B256::repeat_byte(9));
    let hash = guardians_hash(1, &set);
    world.register(ALICE).await;
    let sorted = |keys: &[&Key]| {
        let mut signers: Vec<Signer> = keys.iter().map(|key| key.signer()).collect();
        signers.sort_by_key(Signer::id);
        signers
    };
    let guardians = |nonce, hash, recovery_delay| SetGuardians {
        name: ALICE.to_owned(),
        deadline: DEADLINE,
        nonce,
        guardian_threshold: 1,
        guardians_hash: hash,
        recovery_delay,
    };
    let name = || ALICE.to_owned();
    let recovery = StartRecovery {
        name: name(),
        deadline: DEADLINE,
        recovery_nonce: 0,
        threshold: 1,
        signers: vec![third.signer()],
        guardians: set.guardians.clone(),
        guardians_salt: set.salt,
    };
    let operations = vec![
        sign(guardians(1, hash, 90_000), &[&first]),
        sign(
            SetSigners {
                name: name(),
                deadline: DEADLINE,
                nonce: 2,
                threshold: 2,
                signers: sorted(&[&first, &second]),
            },
            &[&first, &second],
        ),
        sign(guardians(3, B256::repeat_byte(4), 100_000), &[&first, &second]),
        sign(
            SetImplementation {
                name: name(),
                deadline: DEADLINE,
                nonce: 4,
                implementation: Address::repeat_byte(7),
            },
            &[&first, &second],
        ),
        sign(
            SetOutbox {
                name: name(),
                deadline: DEADLINE,
                nonce: 5,
                outbox_root: B256::repeat_byte(6),
            },
            &[&first, &second],
        ),
        sign(
            SetLimits {
                name: name(),
                deadline: DEADLINE,
                nonce: 6,
                limits_hash: B256::repeat_byte(5),
                guardians: Vec::new(),
                guardians_salt: B256::ZERO,
            },
            &[&first, &second],
        ),
        sign(
            Retire {
                name: name(),
                deadline: DEADLINE,
                nonce: 7,
            },
            &[&first, &second],
        ),
        sign(
            Freeze {
                name: name(),
                deadline: DEADLINE,
                nonce: 8,
                guardians: Vec::new(),
                guardians_salt: B256::ZERO,
            },
            &[&first],
        ),
        sign(recovery.clone(), &[&guardian, &third]),
    ];
    let mut hashes = vec![world.store.list_operations(&node(ALICE), 0, 9).await.unwrap()[0].hash];
    for signed in &operations {
        let accepted = world.accept(pending(signed)).await.unwrap();
        hashes.push(accepted.hash);
        let history = hashes
            .iter()
            .fold(B256::ZERO, |history, hash| next_history_hash(&history, hash));
        let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
        assert_eq!((account.history_hash, accepted.history_hash), (history, history));
        assert_eq!(
            (account.nonce, accepted.nonce),
            (hashes.len() as u64, hashes.len() as u64)
        );
    }
    let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!(account.signers, sorted(&[&first, &second]));
    assert_eq!((account.threshold, account.guardians.threshold), (2, 1));
    assert_eq!(account.guardians.hash, B256::repeat_byte(4));
    assert_eq!(account.guardians.recovery_delay, 100_000);
    let outgoing = account.outgoing_guardians.unwrap();
    assert_eq!((outgoing.guardians.hash, outgoing.until), (hash, NOW + 90_000));
    let outgoing = account.outgoing_signers.unwrap();
    assert_eq!(
        (outgoing.threshold, outgoing.signers, outgoing.until),
        (1, vec![first.signer()], NOW + 90_000)
    );
    assert_eq!(account.limits_hash, B256::repeat_byte(5));
    assert_eq!(account.outbox_root, B256::repeat_byte(6));
    assert_eq!(account.implementation, Address::repeat_byte(7));
    assert_eq!((account.retired_from, account.frozen_until), (0, NOW + 100_000));
    assert!(account.spent.signer_freeze && !account.spent.guardian_freeze);
    let pending_recovery = account.recovery.unwrap();
    assert_eq!(pending_recovery.signers, [third.signer()]);
    assert_eq!(pending_recovery.after, NOW + 90_000);
    assert!(pending_recovery.outgoing && !pending_recovery.joined);
    assert_eq!(account.recovery_nonce, 1);
    let found = world.store.find(&node(ALICE), &[]).await.unwrap().unwrap();
    assert_eq!((found.frozen_until, found.retired_from), (NOW + 100_000, 0));

    // Cancelled, started again, finished: the columns are empty again.
    let cancel = CancelRecovery {
        name: name(),
        deadline: DEADLINE,
        recovery_nonce: 0,
    };
    let again = StartRecovery {
        recovery_nonce: 1,
        ..recovery
    };
    let finish = FinishRecovery {
        name: name(),
        deadline: NOW + 1_000_000,
        recovery_nonce: 1,
    };
    world.accept(pending(&sign(cancel, &[&first]))).await.unwrap();
    world
        .accept(pending(&sign(again, &[&guardian, &third])))
        .await
        .unwrap();
    world.clock().set(NOW + 90_000);
    world.accept(pending(&sign(finish, &[]))).await.unwrap();
    let account = world.store.find_account(&node(ALICE)).await.unwrap().unwrap();
    assert_eq!(account.signers, [third.signer()]);
    assert_eq!(
        (
            account.recovery,
            account.outgoing_guardians,
            account.outgoing_signers
        ),
        (None, None, None)
    );
    assert_eq!(account.guardians.hash, hash);
    let log = world.store.list_operations(&node(ALICE), 0, 100).await.unwrap();
    let nonces: Vec<u64> = log.iter().map(|operation| operation.nonce).collect();
    assert_eq!(nonces, (0..13).collect::<Vec<u64>>());
}
