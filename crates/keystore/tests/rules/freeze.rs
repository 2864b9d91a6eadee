//! Freezing and unfreezing.

use mononym_keystore::{Account, Rejection, Spent, Status};

use crate::support::{DAY, DELAY, Key, Owned};

const A: Key = Key::Eth(1);
const B: Key = Key::P256(2);
const C: Key = Key::Passkey(3);
const G: Key = Key::Eth(11);
const H: Key = Key::P256(12);
const N: Key = Key::Eth(21);

fn alice() -> Owned {
    Owned::guarded(&[A, B, C], 2, &[G, H], 2)
}

#[test]
fn one_signer_freezes_for_one_delay() {
    let alice = alice();
    let after = alice.tries(alice.freeze(&[]), &[C]).unwrap();
    assert_eq!(after.frozen_until, alice.now + DELAY);
    assert_eq!(after.status(alice.now), Status::Frozen);
    assert_eq!(after.status(alice.now + DELAY - 1), Status::Frozen);
    assert_eq!(after.status(alice.now + DELAY), Status::Active);
    let expected = Account {
        nonce: alice.account.nonce + 1,
        history_hash: after.history_hash,
        frozen_until: alice.now + DELAY,
        spent: Spent {
            signer_freeze: true,
            ..Spent::default()
        },
        ..alice.account.clone()
    };
    assert_eq!(after, expected);
}

#[test]
fn one_guardian_freezes_although_a_recovery_needs_more() {
    let alice = alice();
    for keys in [&[G][..], &[H], &[G, H]] {
        let after = alice.tries(alice.freeze(&[G, H]), keys).unwrap();
        assert_eq!(after.frozen_until, alice.now + DELAY);
        assert_eq!(
            after.spent,
            Spent {
                guardian_freeze: true,
                ..Spent::default()
            }
        );
    }
}

#[test]
fn without_guardians_a_freeze_lasts_a_day() {
    let alice = Owned::new(&[A], 1);
    let after = alice.tries(alice.freeze(&[]), &[A]).unwrap();
    assert_eq!(after.frozen_until, alice.now + DAY);
}

#[test]
fn nobody_else_freezes() {
    let alice = alice();
    for (opened, keys, foreign) in [
        (&[][..], &[Key::Eth(9)][..], Key::Eth(9)),
        (&[], &[G], G),
        (&[G, H], &[A], A),
        (&[G, H], &[Key::Eth(9)], Key::Eth(9)),
    ] {
        assert_eq!(
            alice.tries(alice.freeze(opened), keys),
            Err(Rejection::ForeignSigner(foreign.signer()))
        );
    }
    assert_eq!(
        alice.tries(alice.freeze(&[G]), &[G]),
        Err(Rejection::ForeignGuardians)
    );
}

#[test]
fn one_signer_and_one_guardian_freeze_once_each_and_the_threshold_always() {
    let mut alice = alice();
    alice.does(alice.freeze(&[]), &[A]);
    for single in [A, B] {
        assert_eq!(
            alice.tries(alice.freeze(&[]), &[single]),
            Err(Rejection::FreezeSpent)
        );
    }
    alice.does(alice.freeze(&[G, H]), &[G]);
    for keys in [&[G][..], &[H], &[G, H]] {
        assert_eq!(
            alice.tries(alice.freeze(&[G, H]), keys),
            Err(Rejection::FreezeSpent)
        );
    }
    for _ in 0..2 {
        alice.passes(10);
        alice.does(alice.freeze(&[]), &[A, C]);
        assert_eq!(alice.account.frozen_until, alice.now + DELAY);
    }
    alice.passes(DELAY);
    assert_eq!(
        alice.tries(alice.freeze(&[]), &[A]),
        Err(Rejection::FreezeSpent),
        "also when the freeze has ended"
    );
}

#[test]
fn the_threshold_does_not_spend_what_one_signer_may_do() {
    let mut alice = alice();
    alice.does(alice.freeze(&[]), &[A, B]);
    assert_eq!(alice.account.spent, Spent::default());
    assert!(alice.tries(alice.freeze(&[]), &[C]).is_ok());
}

#[test]
fn a_freeze_is_never_cut_short_by_another() {
    let mut alice = alice();
    alice.does(alice.freeze(&[]), &[A, B]);
    let until = alice.account.frozen_until;
    alice.does(alice.unfreeze(), &[A, B]);
    alice.does(alice.set_guardians(&[], 0, 0), &[A, B]);
    alice.passes(DELAY + 1);
    alice.account.frozen_until = until + 3 * DELAY;
    alice.does(alice.freeze(&[]), &[A, B]);
    assert_eq!(alice.account.frozen_until, until + 3 * DELAY);
}

#[test]
fn a_frozen_account_changes_by_nothing_but_recoveries_until_it_is_unfrozen() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.freeze(&[]), &[A]);
    let until = alice.account.frozen_until;
    for operation in alice.ordinary() {
        let keys = match operation.primary_type() {
            "SetSigners" => vec![A, Key::Eth(77)],
            _ => vec![A],
        };
        assert_eq!(
            alice.tries_at(until - 1, operation.clone(), &keys),
            Err(Rejection::Frozen { until })
        );
        assert!(alice.tries_at(until, operation.clone(), &keys).is_ok());
    }
    alice.does(alice.unfreeze(), &[A]);
    assert_eq!(alice.account.frozen_until, 0);
    for operation in alice.ordinary() {
        let keys = match operation.primary_type() {
            "SetSigners" => vec![A, Key::Eth(77)],
            _ => vec![A],
        };
        assert!(alice.tries(operation, &keys).is_ok());
    }
}

#[test]
fn the_threshold_unfreezes_what_is_frozen() {
    let mut alice = alice();
    assert_eq!(alice.tries(alice.unfreeze(), &[A, B]), Err(Rejection::NotFrozen));
    alice.does(alice.freeze(&[G, H]), &[H]);
    assert_eq!(
        alice.tries(alice.unfreeze(), &[A]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    let until = alice.account.frozen_until;
    assert!(alice.tries_at(until - 1, alice.unfreeze(), &[A, B]).is_ok());
    assert_eq!(
        alice.tries_at(until, alice.unfreeze(), &[A, B]),
        Err(Rejection::NotFrozen)
    );
}

#[test]
fn unfreezing_gives_no_right_back() {
    let mut alice = alice();
    alice.does(alice.freeze(&[]), &[A]);
    alice.does(alice.freeze(&[G, H]), &[G]);
    let spent = alice.account.spent;
    alice.does(alice.unfreeze(), &[A, B]);
    assert_eq!(alice.account.spent, spent);
}

#[test]
fn nobody_unfreezes_while_a_joined_recovery_is_under_way() {
    let mut alice = alice();
    alice.does(alice.freeze(&[G, H]), &[G]);
    let start = alice.start_recovery(&[N], 1, &[G, H]);
    let mut alone = alice.clone();
    alone.does(start.clone(), &[G, H, N]);
    assert!(alone.tries(alone.unfreeze(), &[A, B]).is_ok());
    alice.does(start, &[G, H, N, A, B]);
    assert_eq!(
        alice.tries(alice.unfreeze(), &[A, B]),
        Err(Rejection::RecoveryJoined)
    );
}

#[test]
fn a_guardian_with_a_last_word_freezes_too() {
    let mut alice = alice();
    alice.does(alice.set_guardians(&[N], 1, DAY), &[A, B]);
    let last = alice.now + DELAY;
    let after = alice.tries_at(last, alice.freeze(&[G, H]), &[G]).unwrap();
    assert_eq!(
        after.frozen_until,
        last + DELAY,
        "for as long as it would have been"
    );
    assert_eq!(
        alice.tries_at(last + 1, alice.freeze(&[G, H]), &[G]),
        Err(Rejection::ForeignGuardians)
    );
    let after = alice.tries_at(last + 1, alice.freeze(&[N]), &[N]).unwrap();
    assert_eq!(after.frozen_until, last + 1 + DAY);
}
