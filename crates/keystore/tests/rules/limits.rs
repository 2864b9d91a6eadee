//! Spending rules: the first by the threshold, later ones with guardians.

use alloy_primitives::B256;
use mononym_keystore::{Account, GuardianError, Rejection, SetLimits};

use crate::support::{DAY, DELAY, Key, Owned, guardian_set};

const A: Key = Key::Eth(1);
const B: Key = Key::P256(2);
const G: Key = Key::Eth(11);
const H: Key = Key::P256(12);
const N: Key = Key::Eth(21);
const RULES: B256 = B256::repeat_byte(1);
const OTHERS: B256 = B256::repeat_byte(2);

/// With rules in force.
fn limited() -> Owned {
    let mut alice = Owned::guarded(&[A, B], 1, &[G, H], 2);
    alice.does(alice.set_limits(RULES, &[]), &[A]);
    alice
}

#[test]
fn the_first_rules_take_the_threshold_alone() {
    let alice = Owned::guarded(&[A, B], 2, &[G, H], 2);
    let after = alice.tries(alice.set_limits(RULES, &[]), &[A, B]).unwrap();
    assert_eq!(
        Account {
            nonce: alice.account.nonce,
            history_hash: alice.account.history_hash,
            ..after
        },
        Account {
            limits_hash: RULES,
            ..alice.account.clone()
        }
    );
    assert_eq!(
        alice.tries(alice.set_limits(RULES, &[]), &[A]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    assert_eq!(
        alice.tries(alice.set_limits(RULES, &[G, H]), &[A, B, G, H]),
        Err(Rejection::NeedlessGuardians)
    );
}

#[test]
fn without_guardians_the_threshold_changes_them() {
    let mut alice = Owned::new(&[A], 1);
    alice.does(alice.set_limits(RULES, &[]), &[A]);
    alice.does(alice.set_limits(OTHERS, &[]), &[A]);
    assert_eq!(
        alice.tries(alice.set_limits(RULES, &[G]), &[A, G]),
        Err(Rejection::NeedlessGuardians)
    );
    alice.does(alice.set_limits(B256::ZERO, &[]), &[A]);
    assert_eq!(alice.account.limits_hash, B256::ZERO);
}

#[test]
fn later_rules_take_threshold_and_guardians() {
    let alice = limited();
    for hash in [OTHERS, RULES, B256::ZERO] {
        let message = alice.set_limits(hash, &[G, H]);
        let after = alice.tries(message.clone(), &[A, G, H]).unwrap();
        assert_eq!(after.limits_hash, hash);
        assert!(alice.tries(message.clone(), &[A, B, G, H]).is_ok());
        assert_eq!(
            alice.tries(message.clone(), &[A, G]),
            Err(Rejection::GuardianThreshold { needed: 2, found: 1 })
        );
        assert_eq!(
            alice.tries(message.clone(), &[G, H]),
            Err(Rejection::Threshold { needed: 1, found: 0 })
        );
        assert_eq!(
            alice.tries(message, &[A, G, H, N]),
            Err(Rejection::ForeignSigner(N.signer()))
        );
        assert_eq!(
            alice.tries(alice.set_limits(hash, &[]), &[A]),
            Err(Rejection::NoGuardians)
        );
    }
}

#[test]
fn the_accounts_own_guardians_are_opened_in_canonical_order() {
    let alice = limited();
    assert_eq!(
        alice.tries(alice.set_limits(OTHERS, &[G, N]), &[A, G, N]),
        Err(Rejection::ForeignGuardians)
    );
    let mut set = guardian_set(&[G, H]).guardians;
    set.reverse();
    let message = SetLimits {
        guardians: set,
        ..alice.set_limits(OTHERS, &[G, H])
    };
    assert_eq!(
        alice.tries(message, &[A, G, H]),
        Err(Rejection::GuardianSet(GuardianError::Order))
    );
}

#[test]
fn a_key_that_is_signer_and_guardian_counts_once() {
    let mut alice = Owned::guarded(&[A, B], 1, &[A, G], 1);
    alice.does(alice.set_limits(RULES, &[]), &[A]);
    let message = alice.set_limits(OTHERS, &[A, G]);
    assert_eq!(
        alice.tries(message.clone(), &[A]),
        Err(Rejection::GuardianThreshold { needed: 1, found: 0 })
    );
    assert!(alice.tries(message, &[A, G]).is_ok());
}

#[test]
fn removed_guardians_sign_them_while_they_have_their_last_word() {
    let mut alice = limited();
    alice.does(alice.set_guardians(&[N], 1, DAY), &[A]);
    let last = alice.now + DELAY;
    let by_old = alice.set_limits(OTHERS, &[G, H]);
    let by_new = alice.set_limits(OTHERS, &[N]);
    assert!(alice.tries_at(last, by_old.clone(), &[A, G, H]).is_ok());
    assert_eq!(
        alice.tries_at(last, by_new.clone(), &[A, N]),
        Err(Rejection::ForeignGuardians)
    );
    assert!(alice.tries_at(last + 1, by_new, &[A, N]).is_ok());
    assert_eq!(
        alice.tries_at(last + 1, by_old, &[A, G, H]),
        Err(Rejection::ForeignGuardians)
    );
}

#[test]
fn removing_all_guardians_frees_the_rules_after_their_last_word() {
    let mut alice = limited();
    alice.does(alice.set_guardians(&[], 0, 0), &[A]);
    let last = alice.now + DELAY;
    let message = alice.set_limits(OTHERS, &[]);
    assert_eq!(
        alice.tries_at(last, message.clone(), &[A]),
        Err(Rejection::NoGuardians)
    );
    assert!(alice.tries_at(last + 1, message, &[A]).is_ok());
}
