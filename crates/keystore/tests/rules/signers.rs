//! Changes of signers.

use mononym_keystore::{Account, OutgoingSigners, Rejection, SetSigners, SignerError};

use crate::support::{DAY, DELAY, Key, Owned, signers};

const A: Key = Key::Eth(1);
const B: Key = Key::P256(2);
const C: Key = Key::Passkey(3);
const G: Key = Key::Eth(11);
const N: Key = Key::Eth(21);

#[test]
fn the_old_threshold_and_every_new_key_sign() {
    let alice = Owned::new(&[A, B, C], 2);
    let message = alice.set_signers(&[A, N], 2);
    let after = alice.tries(message.clone(), &[A, B, N]).unwrap();
    assert_eq!((after.signers, after.threshold), (signers(&[A, N]), 2));
    assert!(
        alice.tries(message.clone(), &[B, C, N]).is_ok(),
        "A stays unasked"
    );
    assert_eq!(
        alice.tries(message.clone(), &[A, B]),
        Err(Rejection::NotAccepted(N.signer()))
    );
    assert_eq!(
        alice.tries(message.clone(), &[A, N]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    assert_eq!(
        alice.tries(message, &[A, B, N, Key::Eth(9)]),
        Err(Rejection::ForeignSigner(Key::Eth(9).signer()))
    );
}

#[test]
fn a_new_key_does_not_count_towards_the_old_threshold() {
    let alice = Owned::new(&[A, B], 2);
    assert_eq!(
        alice.tries(alice.set_signers(&[N, C], 1), &[N, C, A]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
}

#[test]
fn a_new_set_is_a_set_whose_threshold_can_be_met() {
    let alice = Owned::new(&[A], 1);
    for threshold in [0, 2] {
        assert_eq!(
            alice.tries(alice.set_signers(&[N], threshold), &[A, N]),
            Err(Rejection::Signers(SignerError::Threshold {
                threshold,
                signers: 1
            }))
        );
    }
    let twice = SetSigners {
        signers: vec![N.signer(); 2],
        ..alice.set_signers(&[N], 1)
    };
    assert_eq!(
        alice.tries(twice, &[A, N]),
        Err(Rejection::Signers(SignerError::Order))
    );
    let two_kinds = alice.set_signers(&[Key::P256(5), Key::Passkey(5)], 1);
    assert_eq!(
        alice.tries(two_kinds, &[A, Key::P256(5)]),
        Err(Rejection::Signers(SignerError::KeyTwice {
            x: Key::P256(5).signer().p256_key().unwrap().x
        }))
    );
}

#[test]
fn old_keys_are_worth_nothing_afterwards() {
    let mut alice = Owned::new(&[A], 1);
    alice.does(alice.set_signers(&[N], 1), &[A, N]);
    assert_eq!(
        alice.tries(alice.set_records(), &[A]),
        Err(Rejection::ForeignSigner(A.signer()))
    );
    assert!(alice.tries(alice.set_records(), &[N]).is_ok());
}

#[test]
fn a_change_of_signers_changes_nothing_else() {
    let alice = Owned::new(&[A], 1);
    let after = alice.tries(alice.set_signers(&[N], 1), &[A, N]).unwrap();
    assert_eq!(
        Account {
            nonce: alice.account.nonce,
            history_hash: alice.account.history_hash,
            signers: alice.account.signers.clone(),
            ..after
        },
        alice.account
    );
}

fn outgoing(alice: &Owned) -> OutgoingSigners {
    alice.account.outgoing_signers.clone().unwrap()
}

#[test]
fn removed_signers_are_remembered_for_one_delay_where_there_are_guardians() {
    let mut alone = Owned::new(&[A], 1);
    alone.does(alone.set_signers(&[N], 1), &[A, N]);
    assert_eq!(alone.account.outgoing_signers, None);

    let mut alice = Owned::guarded(&[A, B], 2, &[G], 1);
    alice.does(alice.set_signers(&[N], 1), &[A, B, N]);
    let expected = OutgoingSigners {
        threshold: 2,
        signers: signers(&[A, B]),
        until: alice.now + DELAY,
    };
    assert_eq!(outgoing(&alice), expected);
}

#[test]
fn the_first_to_go_keep_their_word_and_longer_with_each_change() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_signers(&[B], 1), &[A, B]);
    alice.passes(DELAY);
    alice.does(alice.set_signers(&[N], 1), &[B, N]);
    let extended = OutgoingSigners {
        threshold: 1,
        signers: signers(&[A]),
        until: alice.now + DELAY,
    };
    assert_eq!(outgoing(&alice), extended, "the last second counts");
    alice.passes(DELAY + 1);
    alice.does(alice.set_signers(&[B], 1), &[N, B]);
    let others = OutgoingSigners {
        threshold: 1,
        signers: signers(&[N]),
        until: alice.now + DELAY,
    };
    assert_eq!(outgoing(&alice), others, "and the next one does not");
}

#[test]
fn removed_signers_are_remembered_while_only_removed_guardians_are_left() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[], 0, 0), &[A]);
    let mut late = alice.clone();
    alice.passes(DELAY);
    alice.does(alice.set_signers(&[N], 1), &[A, N]);
    assert_eq!(outgoing(&alice).signers, signers(&[A]));
    late.passes(DELAY + 1);
    late.does(late.set_signers(&[N], 1), &[A, N]);
    assert_eq!(late.account.outgoing_signers, None);
}

#[test]
fn a_thiefs_guardians_do_not_shorten_the_word_of_removed_signers() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[N], 1, DAY), &[A]);
    alice.does(alice.set_signers(&[N], 1), &[A, N]);
    assert_eq!(outgoing(&alice).until, alice.now + DELAY);
}
