//! Which of two recoveries stands.

use mononym_keystore::{Recovery, Rejection};

use crate::support::{DAY, DELAY, Key, Owned, guardians};

const A: Key = Key::Eth(1);
/// The first guardians.
const G: Key = Key::Eth(11);
/// Those who replaced them.
const H: Key = Key::Eth(12);
const N: Key = Key::Eth(21);
const M: Key = Key::Eth(22);

/// Guarded by G once and by H now, with N to recover for.
fn pending(guardian: Key, joined: bool) -> Owned {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    alice.does(alice.set_guardians(&[H], 1, DAY), &[A]);
    start(&mut alice, N, guardian, joined).unwrap();
    alice
}

fn start(alice: &mut Owned, new: Key, guardian: Key, joined: bool) -> Result<(), Rejection> {
    let mut keys = vec![new, guardian];
    if joined {
        keys.push(A);
    }
    alice.submit(alice.start_recovery(&[new], 1, &[guardian]), &keys)
}

fn recovery(alice: &Owned) -> &Recovery {
    alice.account.recovery.as_ref().unwrap()
}

#[test]
fn removed_guardians_come_first_then_who_has_a_signer_with_him() {
    // In ascending order.
    let ranks = [(H, false), (H, true), (G, false), (G, true)];
    for (before, (guardian, joined)) in ranks.into_iter().enumerate() {
        for (after, (other, other_joined)) in ranks.into_iter().enumerate() {
            let mut alice = pending(guardian, joined);
            let result = start(&mut alice, M, other, other_joined);
            if after >= before {
                assert_eq!(result, Ok(()), "{before} {after}");
                assert_eq!(recovery(&alice).signers, [M.signer()]);
                assert_eq!(
                    (recovery(&alice).outgoing, recovery(&alice).joined),
                    (other == G, other_joined)
                );
                assert_eq!(alice.account.recovery_nonce, 2);
            } else {
                assert_eq!(result, Err(Rejection::RecoveryPending), "{before} {after}");
            }
        }
    }
}

#[test]
fn an_equal_one_begins_its_delay_anew() {
    let mut alice = pending(G, false);
    alice.passes(100);
    start(&mut alice, M, G, false).unwrap();
    assert_eq!(recovery(&alice).after, alice.now + DELAY);
}

#[test]
fn an_equal_one_by_other_guardians_waits() {
    let mut alice = pending(H, false);
    alice.does(alice.set_guardians(&[Key::Eth(13)], 1, DAY), &[A]);
    assert_eq!(
        start(&mut alice, M, Key::Eth(13), false),
        Err(Rejection::RecoveryPending)
    );
    assert_eq!(start(&mut alice, M, Key::Eth(13), true), Ok(()));
}

#[test]
fn guardians_who_are_removed_later_do_not_take_the_place_of_those_before() {
    let mut alice = pending(G, true);
    alice.passes(DELAY + 1);
    alice.does(alice.set_guardians(&[Key::Eth(13)], 1, DAY), &[A]);
    assert!(recovery(&alice).outgoing);
    assert_eq!(
        start(&mut alice, M, H, true),
        Err(Rejection::RecoveryPending),
        "H has a last word now, and G came first"
    );
    alice.does(alice.finish_recovery(), &[]);
    assert_eq!(alice.account.guardians, guardians(&[G], 1, DELAY));
}

#[test]
fn each_kind_of_guardians_has_its_own_delay() {
    let alice = pending(G, false);
    assert_eq!(recovery(&alice).after, alice.now + DELAY);
    assert_eq!(recovery(&alice).guardians, guardians(&[G], 1, DELAY));
    let alice = pending(H, false);
    assert_eq!(recovery(&alice).after, alice.now + DAY);
    assert_eq!(recovery(&alice).guardians, guardians(&[H], 1, DAY));
}
