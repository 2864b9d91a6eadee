//! The threats of KEYSTORE.md that are about who has an account in the end: thieves, rogue
//! guardians, weapons made of what protects.

use alloy_primitives::{Address, B256};
use mononym_keystore::{Operation, Rejection, Status};

use crate::support::{DAY, DELAY, Key, Owned, guardians};

/// The owner.
const A: Key = Key::Passkey(1);
const B: Key = Key::Eth(2);
const C: Key = Key::P256(3);
/// The guardians.
const G: Key = Key::Eth(11);
const H: Key = Key::P256(12);
/// The owner's new key.
const N: Key = Key::Eth(21);
/// The thief's.
const T: Key = Key::Eth(66);

/// The thief has all keys and takes everything over, by his steps; guardians and owner get the
/// account back if they act within one delay of the first step that removes any of them.
fn is_taken_back(steps: impl FnOnce(&mut Owned)) {
    let mut alice = Owned::guarded(&[A, B], 2, &[G, H], 2);
    steps(&mut alice);
    let thiefs: Vec<Key> = if alice.account.signers == [T.signer()] {
        vec![T]
    } else {
        vec![A, B]
    };
    alice.does(alice.start_recovery(&[N], 1, &[G, H]), &[G, H, N, A, B]);
    let after = alice.account.recovery.as_ref().unwrap().after;
    assert!(after <= alice.now + DELAY);
    assert_eq!(
        alice.tries(alice.cancel_recovery(), &thiefs),
        Err(Rejection::RecoveryJoined)
    );
    for operation in [Operation::from(alice.retire()), alice.set_records().into()] {
        assert_eq!(
            alice.tries(operation, &thiefs),
            Err(Rejection::Frozen { until: after })
        );
    }
    // The thief's own guardians, joined by the thief, now and once they were removed too.
    for _ in 0..3 {
        let mut keys = vec![T];
        keys.extend(thiefs.iter().filter(|key| **key != T));
        assert!(alice.submit(alice.start_recovery(&[T], 1, &[T]), &keys).is_err());
        assert_eq!(
            alice.tries(alice.set_guardians(&[T], 1, DAY), &thiefs),
            Err(Rejection::Frozen { until: after })
        );
        alice.passes(DAY);
    }
    alice.now = after;
    alice.does(alice.finish_recovery(), &[]);
    assert_eq!(alice.account.signers, [N.signer()]);
    assert_eq!(alice.account.guardians, guardians(&[G, H], 2, DELAY));
    assert_eq!(alice.account.outgoing_guardians, None);
    assert_eq!(alice.account.outgoing_signers, None);
}

#[test]
fn guardians_removed_by_a_thief() {
    is_taken_back(|alice| {
        alice.does(alice.set_guardians(&[T], 1, DAY), &[A, B]);
        alice.does(alice.set_signers(&[T], 1), &[A, B, T]);
        alice.passes(DELAY);
    });
}

#[test]
fn guardians_removed_by_a_thief_and_removed_again() {
    is_taken_back(|alice| {
        alice.does(alice.set_signers(&[T], 1), &[A, B, T]);
        for guardians in [[T], [Key::Eth(67)], [T]] {
            alice.does(alice.set_guardians(&guardians, 1, DAY), &[T]);
            alice.does(alice.set_signers(&[T], 1), &[T]);
        }
        alice.passes(DELAY);
    });
}

#[test]
fn guardians_removed_by_a_thief_after_a_change_that_looks_harmless() {
    is_taken_back(|alice| {
        alice.does(alice.set_guardians(&[G, H], 2, DELAY), &[A, B]);
        alice.does(alice.set_signers(&[A, B], 2), &[A, B]);
        alice.passes(DELAY - 1);
        alice.does(alice.set_guardians(&[T], 1, DAY), &[A, B]);
        alice.does(alice.set_signers(&[T], 1), &[A, B, T]);
        alice.passes(DELAY);
    });
}

#[test]
fn guardians_kept_by_a_thief_with_a_longer_delay() {
    is_taken_back(|alice| {
        alice.does(alice.set_guardians(&[G, H], 2, 28 * DAY), &[A, B]);
        alice.passes(DELAY);
    });
}

#[test]
fn guardians_removed_by_a_thief_after_they_started() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N, A]);
    assert_eq!(
        alice.tries(alice.set_guardians(&[T], 1, DAY), &[A]),
        Err(Rejection::Frozen {
            until: alice.now + DELAY
        })
    );
    // Nor where they started it alone.
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.does(alice.set_guardians(&[T], 1, DAY), &[A]);
    assert_eq!(
        alice.tries(alice.start_recovery(&[T], 1, &[T]), &[T, A]),
        Err(Rejection::RecoveryPending)
    );
}

#[test]
fn a_thief_of_all_keys_does_not_retire_the_name_sooner() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[T], 1, DAY), &[A]);
    alice.does(alice.retire(), &[A]);
    alice.passes(DELAY - 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N, A]);
    assert_eq!(alice.account.retired_from, 0);
}

#[test]
fn endless_cancelling() {
    // One stolen key of two.
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.does(alice.cancel_recovery(), &[B]);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    assert_eq!(
        alice.tries(alice.cancel_recovery(), &[B]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    // All of them: the owner signs with the guardians.
    alice.does(alice.cancel_recovery(), &[A, B]);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N, A, B]);
    assert_eq!(
        alice.tries(alice.cancel_recovery(), &[A, B]),
        Err(Rejection::RecoveryJoined)
    );
    alice.passes(DELAY);
    alice.does(alice.finish_recovery(), &[]);
    assert_eq!(alice.account.signers, [N.signer()]);
}

#[test]
fn freeze_as_a_weapon() {
    let mut alice = Owned::guarded(&[A, B, C], 2, &[G, H], 2);
    // One stolen key and one rogue guardian freeze once each; the owner lifts it each time.
    alice.does(alice.freeze(&[]), &[C]);
    alice.does(alice.unfreeze(), &[A, B]);
    alice.does(alice.freeze(&[G, H]), &[G]);
    alice.does(alice.unfreeze(), &[A, B]);
    for (opened, key) in [(&[][..], C), (&[G, H], G)] {
        assert_eq!(
            alice.tries(alice.freeze(opened), &[key]),
            Err(Rejection::FreezeSpent)
        );
    }
    // Where nobody lifts it, it ends by itself.
    let mut alone = Owned::new(&[A, B], 2);
    alone.does(alone.freeze(&[]), &[B]);
    alone.passes(DAY);
    assert!(alone.tries(alone.set_records(), &[A, B]).is_ok());
    // And it holds no recovery up.
    let mut lost = Owned::guarded(&[A, B], 2, &[G], 1);
    lost.does(lost.start_recovery(&[N], 1, &[G]), &[G, N]);
    lost.passes(DELAY - 1);
    lost.does(lost.freeze(&[]), &[B]);
    lost.passes(1);
    lost.does(lost.finish_recovery(), &[]);
    assert_eq!(lost.account.status(lost.now), Status::Active);
}

#[test]
fn recovery_raced_by_rotation() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    let start = alice.start_recovery(&[N], 1, &[G]);
    alice.does(alice.set_signers(&[T], 1), &[A, T]);
    alice.does(alice.set_guardians(&[T], 1, DAY), &[T]);
    alice.does(alice.set_records(), &[T]);
    alice.does(start, &[G, N, A]);
    let finish = alice.finish_recovery();
    for operation in [
        Operation::from(alice.set_signers(&[Key::Eth(67)], 1)),
        alice.set_guardians(&[], 0, 0).into(),
    ] {
        assert!(matches!(
            alice.tries(operation, &[T, Key::Eth(67)]),
            Err(Rejection::Frozen { .. })
        ));
    }
    alice.passes(DELAY);
    alice.does(finish, &[]);
    assert_eq!(alice.account.signers, [N.signer()]);
}

#[test]
fn a_thief_of_one_key_gains_nothing_but_one_freeze_and_one_cancel() {
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    let mut operations = alice.ordinary();
    operations.push(alice.unfreeze().into());
    for operation in operations {
        let mut keys = vec![B];
        if matches!(operation, Operation::SetSigners(_)) {
            keys.push(Key::Eth(77));
        }
        let result = alice.tries(operation.clone(), &keys);
        assert_eq!(
            result,
            Err(Rejection::Threshold { needed: 2, found: 1 }),
            "{operation:?}"
        );
    }
}

#[test]
fn rogue_guardians_with_one_stolen_key_lose_too() {
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.start_recovery(&[T], 1, &[G]), &[G, T, B]);
    assert!(alice.tries(alice.cancel_recovery(), &[A, B]).is_ok());
}

#[test]
fn a_thief_does_not_change_what_holds_the_limits() {
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    let logic = Address::repeat_byte(9);
    alice.does(alice.set_implementation(logic), &[A, B]);
    alice.does(alice.set_limits(B256::repeat_byte(7), &[]), &[A, B]);
    assert_eq!(
        alice.tries(alice.set_implementation(Address::repeat_byte(66)), &[A, B]),
        Err(Rejection::LimitsSet)
    );
    // Nor after he has removed the guardians.
    alice.does(alice.set_guardians(&[], 0, 0), &[A, B]);
    alice.passes(DELAY);
    assert_eq!(
        alice.tries(alice.set_implementation(Address::repeat_byte(66)), &[A, B]),
        Err(Rejection::LimitsSet)
    );
    alice.passes(1);
    assert!(alice.tries(alice.set_implementation(logic), &[A, B]).is_ok());
    // With the guardians it changes.
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.set_limits(B256::repeat_byte(7), &[]), &[A, B]);
    alice.does(alice.set_limits(B256::ZERO, &[G]), &[A, B, G]);
    assert!(alice.tries(alice.set_implementation(logic), &[A, B]).is_ok());
}

#[test]
fn rogue_guardians_lose_against_the_threshold() {
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    for _ in 0..3 {
        alice.does(alice.start_recovery(&[T], 1, &[G]), &[G, T]);
        alice.passes(DELAY - 1);
        alice.does(alice.cancel_recovery(), &[A, B]);
    }
    alice.does(alice.set_guardians(&[H], 1, DELAY), &[A, B]);
    alice.does(alice.start_recovery(&[T], 1, &[G]), &[G, T]);
    alice.does(alice.cancel_recovery(), &[A, B]);
    alice.passes(DELAY + 1);
    assert_eq!(
        alice.tries(alice.start_recovery(&[T], 1, &[G]), &[G, T]),
        Err(Rejection::ForeignGuardians)
    );
}
