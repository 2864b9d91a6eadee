//! Recoveries: start, cancel, finish. Which of two comes first is in `ranks`.

use alloy_primitives::{Address, B256};
use mononym_keystore::{
    Account, CancelRecovery, FinishRecovery, Policy, Recovery, Rejection, SignerError, Spent, StartRecovery,
};

use crate::support::{DELAY, Key, Owned, guardians, signers};

const A: Key = Key::Eth(1);
const B: Key = Key::P256(2);
const C: Key = Key::Passkey(3);
const G: Key = Key::Eth(11);
const H: Key = Key::P256(12);
const I: Key = Key::Passkey(13);
const N: Key = Key::Eth(21);
const M: Key = Key::P256(22);

/// Two of three signers, two of three guardians.
fn alice() -> Owned {
    Owned::guarded(&[A, B, C], 2, &[G, H, I], 2)
}

fn start(alice: &Owned) -> StartRecovery {
    alice.start_recovery(&[N, M], 2, &[G, H, I])
}

fn recovering(joined: &[Key]) -> Owned {
    let mut alice = alice();
    let keys: Vec<Key> = [G, H, N, M].iter().chain(joined).copied().collect();
    alice.does(start(&alice), &keys);
    alice
}

fn recovery(account: &Account) -> &Recovery {
    account.recovery.as_ref().unwrap()
}

#[test]
fn guardians_and_every_new_signer_start_it() {
    let alice = alice();
    let message = start(&alice);
    let after = alice.tries(message.clone(), &[G, H, N, M]).unwrap();
    let expected = Account {
        nonce: alice.account.nonce + 1,
        history_hash: after.history_hash,
        recovery_nonce: 1,
        recovery: Some(Recovery {
            threshold: 2,
            signers: signers(&[N, M]),
            after: alice.now + DELAY,
            guardians: guardians(&[G, H, I], 2, DELAY),
            outgoing: false,
            joined: false,
        }),
        ..alice.account.clone()
    };
    assert_eq!(after, expected);
    assert!(alice.tries(message.clone(), &[H, I, N, M]).is_ok());
    assert!(alice.tries(message.clone(), &[G, H, I, N, M]).is_ok());
    assert_eq!(
        alice.tries(message.clone(), &[G, N, M]),
        Err(Rejection::GuardianThreshold { needed: 2, found: 1 })
    );
    for (keys, missing) in [([G, H, N], M), ([G, H, M], N)] {
        assert_eq!(
            alice.tries(message.clone(), &keys),
            Err(Rejection::NotAccepted(missing.signer()))
        );
    }
    assert_eq!(
        alice.tries(message, &[G, H, N, M, Key::Eth(9)]),
        Err(Rejection::ForeignSigner(Key::Eth(9).signer()))
    );
}

#[test]
fn new_signers_are_a_set_whose_threshold_can_be_met() {
    let alice = alice();
    for threshold in [0, 3] {
        let message = StartRecovery {
            threshold,
            ..start(&alice)
        };
        assert_eq!(
            alice.tries(message, &[G, H, N, M]),
            Err(Rejection::Signers(SignerError::Threshold {
                threshold,
                signers: 2
            }))
        );
    }
}

#[test]
fn a_new_signer_is_no_guardian_unless_it_is_one() {
    let alice = alice();
    let message = alice.start_recovery(&[N, G], 1, &[G, H, I]);
    assert_eq!(
        alice.tries(message.clone(), &[N, G]),
        Err(Rejection::GuardianThreshold { needed: 2, found: 1 })
    );
    assert!(alice.tries(message, &[N, G, H]).is_ok());
}

#[test]
fn a_recovery_has_its_own_number() {
    let mut alice = alice();
    for found in [1, u64::MAX] {
        let message = StartRecovery {
            recovery_nonce: found,
            ..start(&alice)
        };
        assert_eq!(
            alice.tries(message, &[G, H, N, M]),
            Err(Rejection::RecoveryNonce { expected: 0, found })
        );
    }
    let first = start(&alice);
    alice.does(first.clone(), &[G, H, N, M]);
    assert_eq!(
        alice.tries(first, &[G, H, N, M]),
        Err(Rejection::RecoveryNonce {
            expected: 1,
            found: 0
        })
    );
    alice.passes(DELAY);
    for found in [1, u64::MAX] {
        let cancel = CancelRecovery {
            recovery_nonce: found,
            ..alice.cancel_recovery()
        };
        let finish = FinishRecovery {
            recovery_nonce: found,
            ..alice.finish_recovery()
        };
        let expected = Err(Rejection::RecoveryNonce { expected: 0, found });
        assert_eq!(alice.tries(cancel, &[A, B]), expected);
        assert_eq!(alice.tries(finish, &[]), expected);
    }
}

#[test]
fn there_is_nothing_to_cancel_or_finish_without_a_recovery() {
    let alice = alice();
    assert_eq!(
        alice.tries(alice.cancel_recovery(), &[A, B]),
        Err(Rejection::NoRecovery)
    );
    assert_eq!(
        alice.tries(alice.finish_recovery(), &[]),
        Err(Rejection::NoRecovery)
    );
    for mut done in [recovering(&[]), recovering(&[])]
        .into_iter()
        .zip([true, false])
        .map(|(mut done, cancelled)| {
            if cancelled {
                done.does(done.cancel_recovery(), &[A, B]);
            } else {
                done.passes(DELAY);
                done.does(done.finish_recovery(), &[]);
            }
            done
        })
    {
        done.passes(DELAY);
        let cancel = done.cancel_recovery();
        assert_eq!(done.tries(cancel, &[N, M]), Err(Rejection::NoRecovery));
        assert_eq!(
            done.tries(done.finish_recovery(), &[]),
            Err(Rejection::NoRecovery)
        );
    }
}

#[test]
fn it_is_finished_after_its_delay_by_anyone() {
    let alice = recovering(&[]);
    let after = alice.now + DELAY;
    assert_eq!(
        alice.tries_at(after - 1, alice.finish_recovery(), &[]),
        Err(Rejection::RecoveryTooEarly {
            after,
            accepted_at: after - 1
        })
    );
    assert!(alice.tries_at(after, alice.finish_recovery(), &[]).is_ok());
}

#[test]
fn finishing_gives_new_signers_and_leaves_what_is_not_theirs() {
    let mut alice = alice();
    alice.does(
        alice.set_registrar(Address::repeat_byte(4), Policy::Open),
        &[A, B],
    );
    alice.does(alice.set_implementation(Address::repeat_byte(5)), &[A, B]);
    alice.does(alice.set_outbox(B256::repeat_byte(6)), &[A, B]);
    alice.does(alice.set_limits(B256::repeat_byte(7), &[]), &[A, B]);
    alice.does(start(&alice), &[G, H, N, M]);
    alice.does(alice.set_guardians(&[Key::Eth(31)], 1, DELAY * 2), &[A, B]);
    alice.does(alice.set_signers(&[Key::Eth(32)], 1), &[A, B, Key::Eth(32)]);
    alice.does(alice.freeze(&[]), &[Key::Eth(32)]);
    alice.passes(DELAY);
    let before = alice.account.clone();
    alice.does(alice.finish_recovery(), &[]);
    let expected = Account {
        nonce: before.nonce + 1,
        history_hash: alice.account.history_hash,
        threshold: 2,
        signers: signers(&[N, M]),
        guardians: guardians(&[G, H, I], 2, DELAY),
        recovery: None,
        outgoing_guardians: None,
        outgoing_signers: None,
        spent: Spent::default(),
        frozen_until: 0,
        outbox_root: B256::ZERO,
        ..before
    };
    assert_eq!(alice.account, expected);
    assert_eq!(alice.account.recovery_nonce, 1);
    assert!(alice.tries(alice.set_records(), &[N, M]).is_ok());
    assert_eq!(
        alice.tries(alice.set_records(), &[A, B]),
        Err(Rejection::ForeignSigner(*signers(&[A, B]).first().unwrap()))
    );
}

#[test]
fn signers_of_before_do_not_join_another_recovery_after_it() {
    let mut alice = alice();
    alice.does(alice.set_signers(&[Key::Eth(32)], 1), &[A, B, Key::Eth(32)]);
    alice.does(start(&alice), &[G, H, N, M]);
    alice.passes(DELAY);
    alice.does(alice.finish_recovery(), &[]);
    for gone in [A, Key::Eth(32)] {
        assert_eq!(
            alice.tries(start(&alice), &[G, H, N, M, gone]),
            Err(Rejection::ForeignSigner(gone.signer()))
        );
    }
}

#[test]
fn the_threshold_of_signers_joins_by_signing_too() {
    for (joined, keys) in [
        (false, vec![G, H, N, M]),
        (false, vec![G, H, N, M, A]),
        (true, vec![G, H, N, M, A, C]),
        (true, vec![G, H, N, M, A, B, C]),
    ] {
        let alice = alice();
        let after = alice.tries(start(&alice), &keys).unwrap();
        assert_eq!(recovery(&after).joined, joined, "{keys:?}");
    }
}

#[test]
fn a_guardian_who_is_a_signer_does_not_join_by_that() {
    let alice = Owned::guarded(&[A, G], 1, &[G, H], 2);
    let message = alice.start_recovery(&[N], 1, &[G, H]);
    let after = alice.tries(message.clone(), &[G, H, N]).unwrap();
    assert!(!recovery(&after).joined);
    let after = alice.tries(message, &[G, H, N, A]).unwrap();
    assert!(recovery(&after).joined);
}

#[test]
fn a_signer_who_stays_joins_by_accepting() {
    let alice = alice();
    let message = alice.start_recovery(&[N, A, B], 1, &[G, H, I]);
    assert!(recovery(&alice.tries(message, &[G, H, N, A, B]).unwrap()).joined);
    let message = alice.start_recovery(&[N, A], 1, &[G, H, I]);
    assert!(!recovery(&alice.tries(message, &[G, H, N, A]).unwrap()).joined);
}

#[test]
fn signers_just_removed_join_for_one_delay() {
    let mut alice = alice();
    alice.does(alice.set_signers(&[Key::Eth(32)], 1), &[A, B, Key::Eth(32)]);
    let message = start(&alice);
    let last = alice.now + DELAY;
    // Their threshold of then, not the new signers'.
    let after = alice.tries_at(last, message.clone(), &[G, H, N, M, C]).unwrap();
    assert!(!recovery(&after).joined);
    let after = alice
        .tries_at(last, message.clone(), &[G, H, N, M, A, C])
        .unwrap();
    assert!(recovery(&after).joined);
    for gone in [A, C] {
        assert_eq!(
            alice.tries_at(last + 1, message.clone(), &[G, H, N, M, gone]),
            Err(Rejection::ForeignSigner(gone.signer()))
        );
    }
}

#[test]
fn one_signer_cancels_once_and_the_threshold_always() {
    let mut alice = recovering(&[]);
    assert!(alice.tries(alice.cancel_recovery(), &[A, B]).is_ok());
    assert!(alice.tries(alice.cancel_recovery(), &[A, B, C]).is_ok());
    let before = alice.account.clone();
    alice.does(alice.cancel_recovery(), &[A]);
    let expected = Account {
        nonce: before.nonce + 1,
        history_hash: alice.account.history_hash,
        recovery: None,
        spent: Spent {
            signer_cancel: true,
            ..before.spent
        },
        ..before
    };
    assert_eq!(alice.account, expected);

    alice.does(start(&alice), &[G, H, N, M]);
    for single in [A, B, C] {
        assert_eq!(
            alice.tries(alice.cancel_recovery(), &[single]),
            Err(Rejection::Threshold { needed: 2, found: 1 })
        );
    }
    for _ in 0..2 {
        alice.does(alice.cancel_recovery(), &[B, C]);
        alice.does(start(&alice), &[G, H, N, M]);
    }
}

#[test]
fn the_threshold_does_not_spend_what_one_signer_may_do() {
    let mut alice = recovering(&[]);
    alice.does(alice.cancel_recovery(), &[A, B]);
    assert_eq!(alice.account.spent, Spent::default());
    alice.does(start(&alice), &[G, H, N, M]);
    assert!(alice.tries(alice.cancel_recovery(), &[C]).is_ok());
}

#[test]
fn only_signers_cancel() {
    let alice = recovering(&[]);
    for foreign in [G, N, Key::Eth(9)] {
        assert_eq!(
            alice.tries(alice.cancel_recovery(), &[foreign]),
            Err(Rejection::ForeignSigner(foreign.signer()))
        );
        assert_eq!(
            alice.tries(alice.cancel_recovery(), &[A, B, foreign]),
            Err(Rejection::ForeignSigner(foreign.signer()))
        );
    }
}

#[test]
fn nobody_cancels_what_the_threshold_of_signers_joined() {
    let alice = recovering(&[A, B]);
    for keys in [&[A][..], &[B], &[A, B], &[A, B, C]] {
        assert_eq!(
            alice.tries(alice.cancel_recovery(), keys),
            Err(Rejection::RecoveryJoined)
        );
    }
}

#[test]
fn an_account_is_frozen_as_long_as_a_recovery_that_its_signers_joined_waits() {
    assert_eq!(recovering(&[A]).account.frozen_until, 0);
    let alice = recovering(&[A, B]);
    let after = recovery(&alice.account).after;
    assert_eq!(alice.account.frozen_until, after);
    assert_eq!(
        alice.tries_at(after - 1, alice.set_records(), &[A, B]),
        Err(Rejection::Frozen { until: after })
    );
    let mut longer = self::alice();
    longer.does(longer.freeze(&[]), &[A, B]);
    let until = longer.account.frozen_until;
    longer.account.guardians.recovery_delay /= 2;
    longer.does(start(&longer), &[G, H, N, M, A, B]);
    assert!(recovery(&longer.account).after < until);
    assert_eq!(longer.account.frozen_until, until);
}

#[test]
fn it_can_be_cancelled_until_it_is_finished() {
    let alice = recovering(&[]);
    assert!(
        alice
            .tries_at(alice.now + 10 * DELAY, alice.cancel_recovery(), &[A])
            .is_ok()
    );
}

#[test]
fn recoveries_go_on_while_the_account_is_frozen() {
    let mut alice = alice();
    alice.does(alice.freeze(&[]), &[A]);
    alice.does(start(&alice), &[G, H, N, M]);
    assert!(alice.tries(alice.cancel_recovery(), &[A]).is_ok());
    alice.does(alice.freeze(&[]), &[A, B]);
    alice.passes(DELAY);
    alice.does(alice.freeze(&[]), &[A, B]);
    alice.does(alice.finish_recovery(), &[]);
    assert_eq!(alice.account.frozen_until, 0);
}

#[test]
fn starting_one_calls_a_retirement_off() {
    let mut alice = alice();
    alice.does(alice.retire(), &[A, B]);
    alice.does(start(&alice), &[G, H, N, M]);
    assert_eq!(alice.account.retired_from, 0);
}
