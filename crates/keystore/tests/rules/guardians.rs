//! Changes of guardians, and the last word of those who go.

use mononym_keystore::{
    Account, GuardianError, Guardians, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, OutgoingGuardians, Rejection,
    SetGuardians, StartRecovery,
};

use crate::support::{DAY, DELAY, Key, Owned, SALT, guardian_set, guardians};

const A: Key = Key::Eth(1);
const G: Key = Key::Eth(11);
const H: Key = Key::P256(12);
const N: Key = Key::Eth(21);

#[test]
fn guardian_fields_are_all_there_or_none() {
    let alice = Owned::new(&[A], 1);
    let set = |threshold, hash, recovery_delay| {
        let message = SetGuardians {
            guardian_threshold: threshold,
            guardians_hash: hash,
            recovery_delay,
            ..alice.set_guardians(&[], 0, 0)
        };
        alice.tries(message, &[A])
    };
    let zero = Default::default();
    for delay in [MIN_RECOVERY_DELAY, MAX_RECOVERY_DELAY] {
        let after = set(2, SALT, delay).unwrap();
        let expected = Guardians {
            threshold: 2,
            hash: SALT,
            recovery_delay: delay,
        };
        assert_eq!(after.guardians, expected);
    }
    assert!(set(0, zero, 0).is_ok());
    for (threshold, hash, delay) in [
        (0, SALT, MIN_RECOVERY_DELAY),
        (2, zero, MIN_RECOVERY_DELAY),
        (2, SALT, MIN_RECOVERY_DELAY - 1),
        (2, SALT, MAX_RECOVERY_DELAY + 1),
        (0, zero, MIN_RECOVERY_DELAY),
    ] {
        assert_eq!(set(threshold, hash, delay), Err(Rejection::Guardians));
    }
}

#[test]
fn the_delay_is_one_to_twenty_eight_days() {
    assert_eq!(u64::from(MIN_RECOVERY_DELAY), DAY);
    assert_eq!(u64::from(MAX_RECOVERY_DELAY), 28 * DAY);
}

#[test]
fn a_change_of_guardians_changes_nothing_else() {
    let alice = Owned::guarded(&[A], 1, &[G], 1);
    let after = alice.tries(alice.set_guardians(&[H], 1, DAY), &[A]).unwrap();
    assert_eq!(after.guardians, guardians(&[H], 1, DAY));
    let outgoing = OutgoingGuardians {
        guardians: guardians(&[G], 1, DELAY),
        until: alice.now + DELAY,
    };
    assert_eq!(after.outgoing_guardians, Some(outgoing));
    assert_eq!(
        Account {
            nonce: alice.account.nonce,
            history_hash: alice.account.history_hash,
            guardians: alice.account.guardians,
            outgoing_guardians: None,
            ..after
        },
        alice.account
    );
}

#[test]
fn the_first_guardians_of_an_account_push_nobody_out() {
    let mut alice = Owned::new(&[A], 1);
    alice.does(alice.set_guardians(&[G], 1, DELAY), &[A]);
    assert_eq!(alice.account.outgoing_guardians, None);
}

#[test]
fn removed_guardians_have_their_last_word_for_one_delay() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[H], 1, DAY), &[A]);
    let start = alice.start_recovery(&[N], 1, &[G]);
    let last = alice.now + DELAY;
    assert!(alice.tries_at(last, start.clone(), &[G, N]).is_ok());
    assert_eq!(
        alice.tries_at(last + 1, start, &[G, N]),
        Err(Rejection::ForeignGuardians)
    );
    assert!(
        alice
            .tries_at(last + 1, alice.start_recovery(&[N], 1, &[H]), &[H, N])
            .is_ok()
    );
}

#[test]
fn the_first_to_go_keep_their_word_and_longer_with_each_change() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[H], 1, DAY), &[A]);
    alice.passes(DELAY);
    alice.does(alice.set_guardians(&[], 0, 0), &[A]);
    let extended = OutgoingGuardians {
        guardians: guardians(&[G], 1, DELAY),
        until: alice.now + DELAY,
    };
    assert_eq!(alice.account.outgoing_guardians, Some(extended));
    assert_eq!(
        alice.tries(alice.start_recovery(&[N], 1, &[H]), &[H, N]),
        Err(Rejection::ForeignGuardians),
        "those in between have none"
    );
    assert!(alice.tries(alice.start_recovery(&[N], 1, &[G]), &[G, N]).is_ok());
    let mut late = alice;
    late.passes(DELAY + 1);
    late.does(late.set_guardians(&[H], 1, DAY), &[A]);
    assert_eq!(
        late.account.outgoing_guardians,
        Some(extended),
        "nobody was there to go"
    );
    assert_eq!(
        late.tries(late.start_recovery(&[N], 1, &[G]), &[G, N]),
        Err(Rejection::ForeignGuardians)
    );
}

#[test]
fn guardians_who_stay_keep_the_old_delay_for_one_delay() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[G], 1, 28 * DAY), &[A]);
    let start = alice.start_recovery(&[N], 1, &[G]);
    let recovery = |now| {
        alice
            .tries_at(now, start.clone(), &[G, N])
            .unwrap()
            .recovery
            .unwrap()
    };
    let last = alice.now + DELAY;
    assert_eq!(
        (recovery(last).after, recovery(last).outgoing),
        (last + DELAY, true)
    );
    let late = recovery(last + 1);
    assert_eq!((late.after, late.outgoing), (last + 1 + 28 * DAY, false));
}

#[test]
fn a_recovery_by_guardians_who_are_then_removed_is_their_last_word() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    assert!(!alice.account.recovery.as_ref().unwrap().outgoing);
    alice.does(alice.set_guardians(&[H], 1, DAY), &[A]);
    assert!(alice.account.recovery.as_ref().unwrap().outgoing);

    let mut others = Owned::guarded(&[A], 1, &[G], 1);
    others.does(others.set_guardians(&[H], 1, DAY), &[A]);
    others.does(others.start_recovery(&[N], 1, &[H]), &[H, N]);
    others.does(others.set_guardians(&[], 0, 0), &[A]);
    assert!(
        !others.account.recovery.as_ref().unwrap().outgoing,
        "those in between have none"
    );
}

#[test]
fn a_recovery_by_those_in_between_is_none_when_the_last_word_is_over() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[H], 1, DAY), &[A]);
    alice.does(alice.start_recovery(&[N], 1, &[H]), &[H, N]);
    alice.does(alice.set_guardians(&[Key::Eth(13)], 1, DAY), &[A]);
    alice.passes(DELAY + 1);
    alice.does(alice.set_guardians(&[], 0, 0), &[A]);
    assert!(!alice.account.recovery.as_ref().unwrap().outgoing);
}

#[test]
fn no_guardians_are_no_set() {
    assert_eq!(
        mononym_keystore::GuardianSet::default().check(),
        Err(GuardianError::Count(0))
    );
}

#[test]
fn opened_guardians_are_a_set_in_canonical_order() {
    let alice = Owned::guarded(&[A], 1, &[G, H], 1);
    let set = guardian_set(&[G, H]).guardians;
    let start = |guardians| {
        let message = StartRecovery {
            guardians,
            ..alice.start_recovery(&[N], 1, &[G, H])
        };
        alice.tries(message, &[G, N])
    };
    assert!(start(set.clone()).is_ok());
    assert_eq!(
        start(vec![set[1], set[0]]),
        Err(Rejection::GuardianSet(GuardianError::Order))
    );
    assert_eq!(
        start(vec![set[0], set[0]]),
        Err(Rejection::GuardianSet(GuardianError::Order))
    );
    assert_eq!(
        start(vec![set[0]; 17]),
        Err(Rejection::GuardianSet(GuardianError::Count(17)))
    );
    assert_eq!(start(vec![set[0]]), Err(Rejection::ForeignGuardians));
    assert_eq!(start(vec![]), Err(Rejection::NoGuardians));
}

#[test]
fn an_account_has_up_to_sixteen_guardians() {
    let many: Vec<Key> = (100..117).map(Key::Eth).collect();
    let full = Owned::guarded(&[A], 1, &many[..16], 16);
    let keys: Vec<Key> = many[..16].iter().copied().chain([N]).collect();
    assert!(
        full.tries(full.start_recovery(&[N], 1, &many[..16]), &keys)
            .is_ok()
    );
    let over = Owned::guarded(&[A], 1, &many, 1);
    assert_eq!(
        over.tries(over.start_recovery(&[N], 1, &many), &[many[0], N]),
        Err(Rejection::GuardianSet(GuardianError::Count(17)))
    );
}

#[test]
fn the_salt_belongs_to_the_guardians() {
    let alice = Owned::guarded(&[A], 1, &[G], 1);
    let message = StartRecovery {
        guardians_salt: Default::default(),
        ..alice.start_recovery(&[N], 1, &[G])
    };
    assert_eq!(alice.tries(message, &[G, N]), Err(Rejection::ForeignGuardians));
}

#[test]
fn an_account_without_guardians_opens_none() {
    let alice = Owned::new(&[A], 1);
    assert_eq!(
        alice.tries(alice.start_recovery(&[N], 1, &[G]), &[G, N]),
        Err(Rejection::ForeignGuardians)
    );
    assert_eq!(
        alice.tries(alice.freeze(&[G]), &[G]),
        Err(Rejection::ForeignGuardians)
    );
}
