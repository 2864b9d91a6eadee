//! What one key may do once, and when it may again.

use mononym_keystore::Spent;

use crate::support::{DELAY, Key, Owned};

const A: Key = Key::Eth(1);
const B: Key = Key::P256(2);
const G: Key = Key::Eth(11);
const N: Key = Key::Eth(21);

const ALL: Spent = Spent {
    signer_freeze: true,
    guardian_freeze: true,
    signer_cancel: true,
};

/// Everything spent by actions, active again, without a recovery.
fn spent() -> Owned {
    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.freeze(&[]), &[A]);
    alice.does(alice.freeze(&[G]), &[G]);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.does(alice.cancel_recovery(), &[B]);
    alice.does(alice.unfreeze(), &[A, B]);
    assert_eq!(alice.account.spent, ALL);
    alice
}

#[test]
fn new_signers_get_the_rights_of_signers() {
    let mut alice = spent();
    alice.does(alice.set_signers(&[A, N], 2), &[A, B, N]);
    assert_eq!(
        alice.account.spent,
        Spent {
            guardian_freeze: true,
            ..Spent::default()
        }
    );
    alice.does(alice.freeze(&[]), &[N]);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
}

#[test]
fn new_guardians_get_the_right_of_guardians() {
    let mut alice = spent();
    alice.does(alice.set_guardians(&[N], 1, DELAY), &[A, B]);
    assert_eq!(
        alice.account.spent,
        Spent {
            guardian_freeze: false,
            ..ALL
        }
    );
    alice.does(alice.freeze(&[N]), &[N]);
}

#[test]
fn nothing_else_gives_a_right_back() {
    let mut alice = spent();
    alice.does(alice.set_records(), &[A, B]);
    alice.does(alice.set_outbox(Default::default()), &[A, B]);
    alice.does(alice.set_limits(Default::default(), &[]), &[A, B]);
    alice.does(alice.set_implementation(Default::default()), &[A, B]);
    alice.does(alice.retire(), &[A, B]);
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.does(alice.cancel_recovery(), &[A, B]);
    alice.does(alice.freeze(&[]), &[A, B]);
    alice.does(alice.unfreeze(), &[A, B]);
    alice.passes(100 * DELAY);
    alice.does(alice.set_records(), &[A, B]);
    assert_eq!(alice.account.spent, ALL);
}

#[test]
fn a_finished_recovery_gives_all_of_them() {
    let mut alice = spent();
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.passes(DELAY);
    alice.does(alice.finish_recovery(), &[]);
    assert_eq!(alice.account.spent, Spent::default());
}

#[test]
fn spent_rights_have_a_code() {
    for code in 0..8 {
        let spent = Spent::try_from(code).unwrap();
        assert_eq!(spent.code(), code);
    }
    for (code, spent) in [
        (
            1,
            Spent {
                signer_freeze: true,
                ..Spent::default()
            },
        ),
        (
            2,
            Spent {
                guardian_freeze: true,
                ..Spent::default()
            },
        ),
        (
            4,
            Spent {
                signer_cancel: true,
                ..Spent::default()
            },
        ),
    ] {
        assert_eq!(Spent::try_from(code), Ok(spent));
    }
    for code in [8, 255] {
        assert!(Spent::try_from(code).is_err());
    }
}
