//! Retiring a name.

use mononym_keystore::{Account, Operation, Rejection, Status};

use crate::support::{DAY, DELAY, Key, NAME, NOW, Owned, attempt, consent, register, sign};

const A: Key = Key::Eth(1);
const G: Key = Key::Eth(11);
const N: Key = Key::Eth(21);

fn retiring() -> Owned {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.retire(), &[A]);
    alice
}

#[test]
fn a_retirement_waits_one_delay() {
    let alice = Owned::guarded(&[A], 1, &[G], 1);
    let after = alice.tries(alice.retire(), &[A]).unwrap();
    let from = alice.now + DELAY;
    let expected = Account {
        nonce: alice.account.nonce + 1,
        history_hash: after.history_hash,
        retired_from: from,
        ..alice.account.clone()
    };
    assert_eq!(after, expected);
    assert_eq!(after.status(from - 1), Status::Active);
    assert_eq!(after.status(from), Status::Retired);
    let alone = Owned::new(&[A], 1);
    let after = alone.tries(alone.retire(), &[A]).unwrap();
    assert_eq!(after.retired_from, alone.now + DAY);
}

#[test]
fn a_thiefs_guardians_do_not_shorten_it() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[N], 1, DAY), &[A]);
    let after = alice.tries(alice.retire(), &[A]).unwrap();
    assert_eq!(after.retired_from, alice.now + DELAY);
}

#[test]
fn a_retired_account_takes_no_operation_any_more() {
    let mut alice = retiring();
    let from = alice.account.retired_from;
    let mut all: Vec<(Operation, Vec<Key>)> = alice
        .ordinary()
        .into_iter()
        .map(|operation| (operation, vec![A, Key::Eth(77)]))
        .collect();
    all.push((alice.freeze(&[]).into(), vec![A]));
    all.push((alice.freeze(&[G]).into(), vec![G]));
    all.push((alice.unfreeze().into(), vec![A]));
    all.push((alice.start_recovery(&[N], 1, &[G]).into(), vec![G, N]));
    all.push((alice.cancel_recovery().into(), vec![A]));
    all.push((alice.finish_recovery().into(), vec![]));
    assert_eq!(all.len(), 14);
    for (operation, keys) in all {
        for now in [from, from + 100 * DAY] {
            assert_eq!(
                alice.tries_at(now, operation.clone(), &keys),
                Err(Rejection::Retired(NAME.to_owned()))
            );
        }
    }
    alice.now = from - 1;
    assert!(alice.tries(alice.set_records(), &[A]).is_ok());
    assert!(alice.tries(alice.start_recovery(&[N], 1, &[G]), &[G, N]).is_ok());
}

#[test]
fn it_is_called_off_by_unfreezing_until_it_begins() {
    let mut alice = retiring();
    alice.now = alice.account.retired_from - 1;
    alice.does(alice.unfreeze(), &[A]);
    assert_eq!((alice.account.retired_from, alice.account.frozen_until), (0, 0));
    alice.passes(1);
    assert_eq!(alice.account.status(alice.now), Status::Active);
    assert!(alice.tries(alice.retire(), &[A]).is_ok());
}

#[test]
fn unfreezing_lifts_a_freeze_and_a_retirement_at_once() {
    let mut alice = retiring();
    alice.does(alice.freeze(&[]), &[A]);
    alice.does(alice.unfreeze(), &[A]);
    assert_eq!((alice.account.retired_from, alice.account.frozen_until), (0, 0));
}

#[test]
fn it_is_called_off_by_a_recovery_and_refused_during_one() {
    let mut alice = retiring();
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    assert_eq!(alice.account.retired_from, 0);
    assert_eq!(alice.tries(alice.retire(), &[A]), Err(Rejection::RecoveryPending));
    alice.does(alice.cancel_recovery(), &[A]);
    assert!(alice.tries(alice.retire(), &[A]).is_ok());
}

#[test]
fn it_does_not_begin_anew() {
    let alice = retiring();
    assert_eq!(
        alice.tries(alice.retire(), &[A]),
        Err(Rejection::Retiring {
            from: alice.account.retired_from
        })
    );
}

#[test]
fn a_freeze_does_not_stop_it() {
    let mut alice = retiring();
    alice.passes(DAY);
    alice.does(alice.freeze(&[]), &[A]);
    let from = alice.account.retired_from;
    assert_eq!(from, NOW + DELAY);
    assert_eq!(
        alice.account.status(from),
        Status::Retired,
        "although frozen longer"
    );
}

#[test]
fn the_name_is_never_given_again() {
    let mut alice = retiring();
    alice.now = alice.account.retired_from;
    for key in [A, N] {
        let signed = consent(sign(register(&[key], 1), &[key]));
        assert_eq!(
            attempt(Some(&alice.account), &signed, NOW),
            Err(Rejection::Taken(NAME.to_owned()))
        );
    }
}
