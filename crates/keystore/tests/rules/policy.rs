//! Registrar and policy of a parent.

use alloy_primitives::Address;
use mononym_keystore::{Account, Policy, Rejection};

use crate::support::{Key, Owned};

const A: Key = Key::Eth(1);

#[test]
fn a_registrar_and_a_policy_other_than_closed_go_together() {
    let registrar = Address::repeat_byte(5);
    let mut alice = Owned::new(&[A], 1);
    for policy in [Policy::Open, Policy::Voucher, Policy::Token] {
        let after = alice.tries(alice.set_registrar(registrar, policy), &[A]).unwrap();
        assert_eq!(
            Account {
                nonce: alice.account.nonce,
                history_hash: alice.account.history_hash,
                ..after
            },
            Account {
                registrar,
                policy,
                ..alice.account.clone()
            }
        );
        assert_eq!(
            alice.tries(alice.set_registrar(Address::ZERO, policy), &[A]),
            Err(Rejection::Policy)
        );
    }
    assert_eq!(
        alice.tries(alice.set_registrar(registrar, Policy::Closed), &[A]),
        Err(Rejection::Policy)
    );
    alice.does(alice.set_registrar(registrar, Policy::Open), &[A]);
    alice.does(alice.set_registrar(Address::ZERO, Policy::Closed), &[A]);
    assert_eq!(
        (alice.account.registrar, alice.account.policy),
        (Address::ZERO, Policy::Closed)
    );
}
