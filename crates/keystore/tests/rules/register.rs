//! Registrations and the parent's consent.

use alloy_primitives::{Address, B256};
use mononym_ens::Limits;
use mononym_keystore::{
    Account, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, Policy, Register, Rejection, SignedOperation,
    SignerError, Spent, State, Status, apply, next_history_hash, signers_hash,
};

use crate::support::{
    DAY, DOMAIN, Key, NAME, NOW, Owned, REGISTRAR, attempt, consent, node, opened_parent, register,
    register_with, sign, signers, text_record, voucher,
};

const A: Key = Key::Eth(1);

/// Below this parent, or none.
fn below(parent: Option<&Account>, signed: &SignedOperation, now: u64) -> Result<Account, Rejection> {
    let state = State {
        account: None,
        parent,
        is_root: false,
    };
    let verified = signed.verify(&DOMAIN, &Limits::default())?;
    apply(state, &verified, now).map(|change| change.account)
}

#[test]
fn a_registration_makes_an_active_account_with_nonce_one() {
    let message = Register {
        implementation: Address::repeat_byte(3),
        guardian_threshold: 2,
        guardians_hash: B256::repeat_byte(7),
        recovery_delay: MIN_RECOVERY_DELAY,
        records: vec![text_record("url", "x")],
        ..register(&[A, Key::P256(2), Key::Passkey(3)], 2)
    };
    let signed = consent(sign(message.clone(), &[A, Key::P256(2), Key::Passkey(3)]));
    let account = attempt(None, &signed, NOW).unwrap();
    assert_eq!(account.status(NOW), Status::Active);
    let expected = Account {
        name: NAME.to_owned(),
        node: node(NAME),
        nonce: 1,
        history_hash: next_history_hash(&B256::ZERO, &signed.operation.hash(&DOMAIN)),
        threshold: 2,
        signers: message.signers,
        guardians: mononym_keystore::Guardians {
            threshold: 2,
            hash: B256::repeat_byte(7),
            recovery_delay: MIN_RECOVERY_DELAY,
        },
        recovery_nonce: 0,
        recovery: None,
        outgoing_guardians: None,
        outgoing_signers: None,
        spent: Spent::default(),
        frozen_until: 0,
        retired_from: 0,
        implementation: Address::repeat_byte(3),
        outbox_root: B256::ZERO,
        limits_hash: B256::ZERO,
        registrar: Address::ZERO,
        policy: Policy::Closed,
    };
    assert_eq!(account, expected);
}

#[test]
fn first_records_come_with_the_account() {
    let message = Register {
        records: vec![text_record("url", "x"), text_record("com.github", "y")],
        ..register(&[A], 1)
    };
    let parent = opened_parent();
    let state = State {
        account: None,
        parent: Some(&parent),
        is_root: false,
    };
    let verified = consent(sign(message, &[A]))
        .verify(&DOMAIN, &Limits::default())
        .unwrap();
    let change = apply(state, &verified, NOW).unwrap();
    assert_eq!(change.records.len(), 2);
    assert_eq!(change.records, verified.records());
}

#[test]
fn a_name_is_registered_once() {
    let alice = Owned::new(&[A], 1);
    for key in [A, Key::Eth(2)] {
        assert_eq!(
            attempt(
                Some(&alice.account),
                &consent(sign(register(&[key], 1), &[key])),
                NOW
            ),
            Err(Rejection::Taken(NAME.to_owned()))
        );
    }
}

#[test]
fn a_registration_has_nonce_zero() {
    assert_eq!(
        register_with(|message| message.nonce = 1),
        Err(Rejection::Nonce {
            expected: 0,
            found: 1
        })
    );
}

#[test]
fn every_signer_of_a_registration_accepts_and_nobody_else_signs() {
    let keys = Key::sorted(&[1, 2]);
    let message = register(&keys, 1);
    for (present, missing) in [(keys[0], keys[1]), (keys[1], keys[0])] {
        assert_eq!(
            attempt(None, &consent(sign(message.clone(), &[present])), NOW),
            Err(Rejection::NotAccepted(missing.signer()))
        );
    }
    let foreign = consent(sign(message, &[keys[0], keys[1], Key::Eth(9)]));
    assert_eq!(
        attempt(None, &foreign, NOW),
        Err(Rejection::ForeignSigner(Key::Eth(9).signer()))
    );
}

#[test]
fn signers_are_a_set_whose_threshold_can_be_met() {
    for threshold in [0, 2, 255] {
        assert_eq!(
            register_with(|message| message.threshold = threshold),
            Err(Rejection::Signers(SignerError::Threshold {
                threshold,
                signers: 1
            }))
        );
    }
    assert_eq!(
        register_with(|message| message.signers = vec![A.signer(); 2]),
        Err(Rejection::Signers(SignerError::Order))
    );
    assert_eq!(
        register_with(|message| {
            message.signers = signers(&[A, Key::Eth(2)]);
            message.signers.reverse();
        }),
        Err(Rejection::Signers(SignerError::Order))
    );
    assert_eq!(
        register_with(|message| message.signers.clear()),
        Err(Rejection::Signers(SignerError::Count(0)))
    );
}

#[test]
fn an_account_has_up_to_sixteen_signers() {
    let keys = |count| (1..=count).map(Key::Eth).collect::<Vec<_>>();
    let full = keys(16);
    let alice = Owned::new(&full, 16);
    assert_eq!(alice.account.signers.len(), 16);
    assert!(alice.tries(alice.set_records(), &full).is_ok());
    let over = keys(17);
    assert_eq!(
        attempt(None, &consent(sign(register(&over, 1), &over)), NOW),
        Err(Rejection::Signers(SignerError::Count(17)))
    );
}

#[test]
fn guardian_fields_are_all_there_or_none() {
    let guarded = |threshold, hash, delay| {
        register_with(|message| {
            message.guardian_threshold = threshold;
            message.guardians_hash = hash;
            message.recovery_delay = delay;
        })
    };
    let hash = B256::repeat_byte(7);
    assert!(guarded(2, hash, MIN_RECOVERY_DELAY).is_ok());
    assert!(guarded(2, hash, MAX_RECOVERY_DELAY).is_ok());
    assert!(guarded(0, B256::ZERO, 0).is_ok());
    for (threshold, hash, delay) in [
        (0, hash, MIN_RECOVERY_DELAY),
        (2, B256::ZERO, MIN_RECOVERY_DELAY),
        (2, hash, 0),
        (2, hash, MIN_RECOVERY_DELAY - 1),
        (2, hash, MAX_RECOVERY_DELAY + 1),
        (2, hash, u32::MAX),
        (0, B256::ZERO, MIN_RECOVERY_DELAY),
        (0, hash, 0),
        (1, B256::ZERO, 0),
    ] {
        assert_eq!(
            guarded(threshold, hash, delay),
            Err(Rejection::Guardians),
            "{threshold} {hash} {delay}"
        );
    }
}

#[test]
fn a_registration_needs_its_parents_consent() {
    let bare = sign(register(&[A], 1), &[A]);
    assert_eq!(
        attempt(None, &bare, NOW),
        Err(Rejection::NoVoucher(REGISTRAR.address()))
    );
    let signed = consent(bare);
    let no_parent = Err(Rejection::NoParent("mononym.eth".to_owned()));
    assert_eq!(below(None, &signed, NOW), no_parent);
    for policy in [Policy::Open, Policy::Voucher, Policy::Token] {
        let parent = Account {
            policy,
            ..opened_parent()
        };
        assert!(below(Some(&parent), &signed, NOW).is_ok());
    }
    let closed = Account {
        policy: Policy::Closed,
        ..opened_parent()
    };
    assert_eq!(below(Some(&closed), &signed, NOW), no_parent);
}

#[test]
fn a_frozen_or_retired_parent_registers_nobody() {
    let signed = consent(sign(register(&[A], 1), &[A]));
    let no_parent = Err(Rejection::NoParent("mononym.eth".to_owned()));
    let frozen_until = |frozen_until| Account {
        frozen_until,
        ..opened_parent()
    };
    assert_eq!(below(Some(&frozen_until(NOW + 1)), &signed, NOW), no_parent);
    assert!(below(Some(&frozen_until(NOW)), &signed, NOW).is_ok());
    let retired_from = |retired_from| Account {
        retired_from,
        ..opened_parent()
    };
    assert_eq!(below(Some(&retired_from(NOW)), &signed, NOW), no_parent);
    assert_eq!(below(Some(&retired_from(NOW - DAY)), &signed, NOW), no_parent);
    assert!(below(Some(&retired_from(NOW + 1)), &signed, NOW).is_ok());
}

#[test]
fn a_voucher_serves_one_name_one_set_of_signers_until_its_deadline() {
    let signed = consent(sign(register(&[A], 1), &[A]));
    let with_voucher = |message: Register, keys: &[Key]| {
        let mut other = sign(message, keys);
        other.voucher = signed.voucher;
        attempt(None, &other, NOW)
    };
    let other_signers = with_voucher(register(&[Key::Eth(2)], 1), &[Key::Eth(2)]);
    assert!(matches!(other_signers, Err(Rejection::ForeignVoucher { .. })));
    let message = Register {
        name: "bob.mononym.eth".to_owned(),
        ..register(&[A], 1)
    };
    assert!(matches!(
        with_voucher(message, &[A]),
        Err(Rejection::ForeignVoucher { .. })
    ));

    let mut longer = signed.clone();
    longer.voucher.as_mut().unwrap().deadline += 1;
    assert!(matches!(
        attempt(None, &longer, NOW),
        Err(Rejection::ForeignVoucher { .. })
    ));

    let message = Register {
        deadline: NOW + 10,
        ..register(&[A], 1)
    };
    let late = consent(sign(message, &[A]));
    assert!(attempt(None, &late, NOW).is_ok());
    assert_eq!(
        attempt(None, &late, NOW + 1),
        Err(Rejection::Expired {
            deadline: NOW,
            accepted_at: NOW + 1
        })
    );
}

#[test]
fn a_voucher_is_by_the_parents_present_registrar() {
    let message = register(&[A], 1);
    let hash = signers_hash(message.threshold, &message.signers);
    let mut signed = sign(message, &[A]);
    signed.voucher = Some(voucher(Key::Eth(9), NAME, hash, NOW));
    assert_eq!(
        attempt(None, &signed, NOW),
        Err(Rejection::ForeignVoucher {
            registrar: REGISTRAR.address(),
            recovered: Key::Eth(9).address()
        })
    );
    let parent = Account {
        registrar: Key::Eth(9).address(),
        ..opened_parent()
    };
    assert!(below(Some(&parent), &signed, NOW).is_ok());
}

#[test]
fn a_root_needs_no_voucher_and_takes_none() {
    let signed = sign(register(&[A], 1), &[A]);
    let state = State {
        account: None,
        parent: None,
        is_root: true,
    };
    let verify = |signed: SignedOperation| signed.verify(&DOMAIN, &Limits::default()).unwrap();
    assert!(apply(state, &verify(signed.clone()), NOW).is_ok());
    assert_eq!(
        apply(state, &verify(consent(signed)), NOW),
        Err(Rejection::NeedlessVoucher)
    );
}

#[test]
fn what_is_no_name_is_refused() {
    let label = "a".repeat(256);
    for name in [".mononym.eth", "alice..eth", "alice.mononym.eth.", &label] {
        assert!(
            matches!(
                register_with(|message| message.name = name.to_owned()),
                Err(Rejection::Name(_))
            ),
            "{name:?}"
        );
    }
}

#[test]
fn the_root_of_all_names_is_below_none() {
    let signed = consent(sign(
        Register {
            name: String::new(),
            ..register(&[A], 1)
        },
        &[A],
    ));
    assert_eq!(below(None, &signed, NOW), Err(Rejection::NoParent(String::new())));
}
