//! What all operations have in common: account, nonce, deadline, threshold, history.

use alloy_primitives::{Address, B256};
use mononym_keystore::{Account, Operation, Policy, Rejection, next_history_hash};

use crate::support::{DOMAIN, Key, NAME, NOW, Owned, attempt, sign};

const A: Key = Key::Eth(1);
const G: Key = Key::P256(5);

/// One of each kind that the threshold of signers alone brings about.
fn by_threshold(alice: &Owned) -> Vec<Operation> {
    vec![
        alice.set_records().into(),
        alice.set_registrar(Address::repeat_byte(5), Policy::Open).into(),
        alice.set_signers(&Key::sorted(&[1, 2, 3]), 1).into(),
        alice.set_guardians(&[Key::Eth(9)], 1, 86_400).into(),
        alice.set_implementation(Address::repeat_byte(6)).into(),
        alice.set_limits(B256::repeat_byte(7), &[]).into(),
        alice.set_outbox(B256::repeat_byte(8)).into(),
        alice.retire().into(),
    ]
}

/// One of each kind on an account, with who signs it.
fn every_kind() -> Vec<(Owned, Operation, Vec<Key>)> {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    let mut all: Vec<_> = by_threshold(&alice)
        .into_iter()
        .map(|operation| (alice.clone(), operation, vec![A, Key::Eth(2), Key::Eth(3)]))
        .collect();
    for (_, operation, keys) in &mut all {
        if !matches!(operation, Operation::SetSigners(_)) {
            keys.truncate(1);
        }
    }
    all.push((alice.clone(), alice.freeze(&[]).into(), vec![A]));
    let start = alice.start_recovery(&[A], 1, &[G]);
    all.push((alice.clone(), start.clone().into(), vec![A, G]));
    let mut frozen = alice.clone();
    frozen.does(frozen.freeze(&[]), &[A]);
    all.push((frozen.clone(), frozen.unfreeze().into(), vec![A]));
    alice.does(alice.start_recovery(&[Key::Eth(2)], 1, &[G]), &[Key::Eth(2), G]);
    all.push((alice.clone(), alice.cancel_recovery().into(), vec![A]));
    alice.passes(7 * 86_400);
    all.push((alice.clone(), alice.finish_recovery().into(), vec![]));
    all
}

fn with_deadline(operation: &Operation, deadline: u64) -> Operation {
    let mut json = serde_json::to_value(operation).unwrap();
    json["message"]["deadline"] = deadline.into();
    serde_json::from_value(json).unwrap()
}

fn with_nonce(operation: &Operation, nonce: u64) -> Option<Operation> {
    let mut json = serde_json::to_value(operation).unwrap();
    *json["message"].get_mut("nonce")? = nonce.into();
    Some(serde_json::from_value(json).unwrap())
}

#[test]
fn every_operation_raises_the_nonce_by_one_and_enters_the_history() {
    let mut kinds = Vec::new();
    for (alice, operation, keys) in every_kind() {
        let changed = alice.tries(operation.clone(), &keys).unwrap();
        assert_eq!(changed.nonce, alice.account.nonce + 1);
        assert_eq!(
            changed.history_hash,
            next_history_hash(&alice.account.history_hash, &operation.hash(&DOMAIN))
        );
        assert_eq!(
            (changed.name, changed.node),
            (alice.account.name, alice.account.node)
        );
        kinds.push(operation.primary_type());
    }
    for kind in Operation::PRIMARY_TYPES {
        assert!(*kind == "Register" || kinds.contains(kind), "{kind}");
    }
}

#[test]
fn an_operation_changes_what_it_says_and_nothing_else() {
    let alice = Owned::new(&[A], 1);
    let before = alice.account.clone();
    let changed = |operation: Operation| {
        let after = alice.tries(operation, &[A]).unwrap();
        Account {
            nonce: before.nonce,
            history_hash: before.history_hash,
            ..after
        }
    };
    assert_eq!(changed(alice.set_records().into()), before);
    assert_eq!(
        changed(alice.set_outbox(B256::repeat_byte(8)).into()),
        Account {
            outbox_root: B256::repeat_byte(8),
            ..before.clone()
        }
    );
    assert_eq!(
        changed(alice.set_implementation(Address::repeat_byte(6)).into()),
        Account {
            implementation: Address::repeat_byte(6),
            ..before.clone()
        }
    );
    assert_eq!(
        changed(alice.set_limits(B256::repeat_byte(7), &[]).into()),
        Account {
            limits_hash: B256::repeat_byte(7),
            ..before.clone()
        }
    );
}

#[test]
fn every_operation_is_accepted_until_its_deadline() {
    for (alice, operation, keys) in every_kind() {
        assert_eq!(operation.deadline(), u64::MAX);
        let last = with_deadline(&operation, alice.now);
        assert!(alice.tries(last.clone(), &keys).is_ok());
        assert_eq!(
            alice.tries(with_deadline(&operation, alice.now - 1), &keys),
            Err(Rejection::Expired {
                deadline: alice.now - 1,
                accepted_at: alice.now
            })
        );
    }
}

#[test]
fn every_operation_but_those_of_recovery_has_the_accounts_nonce() {
    let mut without = Vec::new();
    for (alice, operation, keys) in every_kind() {
        let expected = alice.account.nonce;
        for found in [expected - 1, expected + 1] {
            let Some(wrong) = with_nonce(&operation, found) else {
                assert_eq!(operation.nonce(), None);
                without.push(operation.primary_type());
                continue;
            };
            assert_eq!(wrong.nonce(), Some(found));
            assert_eq!(
                alice.tries(wrong, &keys),
                Err(Rejection::Nonce { expected, found })
            );
        }
    }
    without.dedup();
    assert_eq!(without, ["StartRecovery", "CancelRecovery", "FinishRecovery"]);
}

#[test]
fn what_the_threshold_does_takes_the_threshold_and_nobody_else() {
    let keys = Key::sorted(&[1, 2, 3]);
    let alice = Owned::new(&keys, 2);
    for operation in by_threshold(&alice) {
        assert!(alice.tries(operation.clone(), &keys[..2]).is_ok());
        assert!(alice.tries(operation.clone(), &keys[1..]).is_ok());
        assert!(alice.tries(operation.clone(), &keys).is_ok(), "more than needed");
        assert_eq!(
            alice.tries(operation.clone(), &keys[..1]),
            Err(Rejection::Threshold { needed: 2, found: 1 })
        );
        assert_eq!(
            alice.tries(operation.clone(), &[keys[0], keys[1], Key::Eth(9)]),
            Err(Rejection::ForeignSigner(Key::Eth(9).signer()))
        );
        assert_eq!(alice.tries(operation, &[]), Err(Rejection::Unsigned));
    }
    let mut frozen = alice;
    frozen.does(frozen.freeze(&[]), &keys[..1]);
    let unfreeze = frozen.unfreeze();
    assert!(frozen.tries(unfreeze.clone(), &keys[1..]).is_ok());
    assert_eq!(
        frozen.tries(unfreeze.clone(), &keys[..1]),
        Err(Rejection::Threshold { needed: 2, found: 1 })
    );
    assert_eq!(
        frozen.tries(unfreeze, &[keys[0], keys[1], Key::Eth(9)]),
        Err(Rejection::ForeignSigner(Key::Eth(9).signer()))
    );
}

#[test]
fn nothing_but_a_registration_is_for_a_name_that_is_not_registered() {
    for (_, operation, keys) in every_kind() {
        assert_eq!(
            attempt(None, &sign(operation, &keys), NOW),
            Err(Rejection::Unknown(NAME.to_owned()))
        );
    }
}

#[test]
fn guardians_have_no_part_in_what_the_threshold_does() {
    let alice = Owned::guarded(&[A], 1, &[G], 1);
    for operation in by_threshold(&alice) {
        if matches!(operation, Operation::SetSigners(_)) {
            continue;
        }
        assert_eq!(
            alice.tries(operation.clone(), &[A, G]),
            Err(Rejection::ForeignSigner(G.signer()))
        );
        assert_eq!(
            alice.tries(operation, &[G]),
            Err(Rejection::ForeignSigner(G.signer()))
        );
    }
}
