//! Signatures of an operation: what is checked before any state is known.

use alloy_primitives::Address;
use mononym_ens::Limits;
use mononym_keystore::{
    Domain, MAX_APPROVALS, Operation, Rejection, SignatureError, SignedOperation, Signer, SignerError,
};

use crate::support::{DOMAIN, Key, NAME, Owned, claimed_by, consent, node, register, sign, sign_in_order};

fn verify(signed: &SignedOperation) -> Result<(), Rejection> {
    signed.verify(&DOMAIN, &Limits::default()).map(|_| ())
}

#[test]
fn what_was_verified_is_known_afterwards() {
    let keys = Key::sorted(&[1, 2]);
    let alice = Owned::new(&keys, 1);
    let signed = sign(alice.set_records(), &keys);
    let verified = signed.verify(&DOMAIN, &Limits::default()).unwrap();
    assert_eq!(verified.hash(), signed.operation.hash(&DOMAIN));
    assert_eq!(verified.name().node(), node(NAME));
    assert_eq!(verified.operation(), &signed.operation);
    assert_eq!(verified.approvers(), [keys[0].signer(), keys[1].signer()]);
    assert_eq!(verified.records().len(), 1);
}

#[test]
fn approvals_ascend_and_each_signer_stands_once() {
    let keys = Key::sorted(&[1, 2, 3]);
    let alice = Owned::new(&keys, 2);
    let message = alice.set_records();
    assert_eq!(verify(&sign_in_order(message.clone(), &keys)), Ok(()));
    for wrong in [[1, 0, 2], [0, 2, 1], [2, 1, 0]] {
        let order = wrong.map(|place| keys[place]);
        assert_eq!(
            verify(&sign_in_order(message.clone(), &order)),
            Err(Rejection::SignatureOrder),
            "{wrong:?}"
        );
    }
    for twice in [[0, 0, 1], [0, 1, 1]] {
        let order = twice.map(|place| keys[place]);
        assert_eq!(
            verify(&sign_in_order(message.clone(), &order)),
            Err(Rejection::SignerTwice),
            "{twice:?}"
        );
    }
}

#[test]
fn nothing_is_unsigned_but_the_end_of_a_recovery() {
    let alice = Owned::new(&[Key::Eth(1)], 1);
    assert_eq!(verify(&sign(alice.set_records(), &[])), Err(Rejection::Unsigned));
    assert_eq!(verify(&sign(alice.finish_recovery(), &[])), Ok(()));
    assert_eq!(
        verify(&sign(alice.finish_recovery(), &[Key::Eth(1)])),
        Err(Rejection::NeedlessSignature)
    );
}

#[test]
fn as_many_approvals_as_can_count_and_no_more() {
    assert_eq!(MAX_APPROVALS, 48);
    let alice = Owned::new(&[Key::Eth(1)], 1);
    let keys: Vec<Key> = (1..=49).map(Key::Eth).collect();
    assert_eq!(verify(&sign(alice.set_records(), &keys[..48])), Ok(()));
    assert_eq!(
        verify(&sign(alice.set_records(), &keys)),
        Err(Rejection::TooManySignatures { limit: 48, found: 49 })
    );
}

#[test]
fn one_public_key_approves_once_over_all_kinds() {
    let alice = Owned::new(&[Key::Eth(1)], 1);
    let point = Key::P256(2).signer();
    let x = point.p256_key().unwrap().x;
    assert_eq!(
        verify(&sign(alice.set_records(), &[Key::P256(2), Key::Passkey(2)])),
        Err(Rejection::Signers(SignerError::KeyTwice { x }))
    );
    assert_eq!(
        verify(&sign(alice.set_records(), &[Key::P256(2), Key::Passkey(3)])),
        Ok(())
    );
}

#[test]
fn a_signature_is_by_the_key_that_its_approval_names() {
    let alice = Owned::new(&[Key::Eth(1)], 1);
    let renamed = |by: Key, claimed: Key| {
        let mut signed = sign(alice.set_records(), &[by]);
        signed.signatures = signed
            .signatures
            .into_iter()
            .map(|approval| claimed_by(approval, claimed.signer()))
            .collect();
        verify(&signed)
    };
    assert_eq!(
        renamed(Key::Eth(1), Key::Eth(2)),
        Err(Rejection::Signature(SignatureError::OtherKey {
            claimed: Key::Eth(2).address(),
            recovered: Key::Eth(1).address()
        }))
    );
    for (by, claimed) in [(Key::P256(1), Key::P256(2)), (Key::Passkey(1), Key::Passkey(2))] {
        assert_eq!(
            renamed(by, claimed),
            Err(Rejection::Signature(SignatureError::OtherP256Key(
                claimed.signer()
            )))
        );
    }
    let kinds = [Key::Eth(1), Key::P256(1), Key::Passkey(1)];
    for by in kinds {
        for claimed in kinds.into_iter().filter(|claimed| *claimed != by) {
            assert_eq!(
                renamed(by, claimed),
                Err(Rejection::Signature(SignatureError::OtherKind(claimed.signer()))),
                "{by:?} {claimed:?}"
            );
        }
    }
}

#[test]
fn every_signature_is_checked_not_only_the_first() {
    let keys = Key::sorted(&[1, 2, 3]);
    let alice = Owned::new(&keys, 2);
    for place in 0..3 {
        let mut signed = sign(alice.set_records(), &keys);
        let other = keys[place].approve(&Operation::from(alice.set_outbox(node(NAME))).hash(&DOMAIN));
        signed.signatures[place] = other;
        assert!(
            matches!(
                verify(&signed),
                Err(Rejection::Signature(SignatureError::OtherKey { .. }))
            ),
            "{place}"
        );
    }
}

#[test]
fn a_signature_binds_the_operation_and_its_domain() {
    for key in [Key::Eth(1), Key::P256(1), Key::Passkey(1)] {
        let alice = Owned::new(&[key], 1);
        let signed = sign(alice.set_outbox(node("a")), &[key]);
        let mut altered = signed.clone();
        altered.operation = alice.set_outbox(node("b")).into();
        assert!(matches!(verify(&altered), Err(Rejection::Signature(_))));
        for elsewhere in [
            Domain {
                l1_chain_id: DOMAIN.l1_chain_id + 1,
                ..DOMAIN
            },
            Domain {
                keystore: Address::repeat_byte(9),
                ..DOMAIN
            },
        ] {
            assert!(matches!(
                signed.verify(&elsewhere, &Limits::default()),
                Err(Rejection::Signature(_))
            ));
        }
    }
}

#[test]
fn a_signer_of_no_point_of_the_curve_never_signs() {
    let alice = Owned::new(&[Key::Eth(1)], 1);
    let mut signed = sign(alice.set_records(), &[Key::P256(1)]);
    let Signer::P256(mut key) = Key::P256(1).signer() else {
        panic!("kind 2");
    };
    key.y.0[31] ^= 1;
    signed.signatures[0].signer = Signer::P256(key);
    assert_eq!(
        verify(&signed),
        Err(Rejection::Signature(SignatureError::OtherP256Key(Signer::P256(
            key
        ))))
    );
}

#[test]
fn only_registrations_take_vouchers() {
    let keys = [Key::Eth(1)];
    let alice = Owned::new(&keys, 1);
    let voucher = consent(sign(register(&keys, 1), &keys)).voucher;
    for mut signed in [
        sign(alice.set_records(), &keys),
        sign(alice.finish_recovery(), &[]),
    ] {
        signed.voucher = voucher;
        assert_eq!(verify(&signed), Err(Rejection::NeedlessVoucher));
    }
}

#[test]
fn a_voucher_that_no_key_can_have_signed_is_refused() {
    let keys = [Key::Eth(1)];
    let mut signed = consent(sign(register(&keys, 1), &keys));
    let zero = [&[0u8; 64][..], &[27]].concat();
    signed.voucher.as_mut().unwrap().signature = zero.as_slice().try_into().unwrap();
    assert_eq!(verify(&signed), Err(Rejection::Signature(SignatureError::NoKey)));
}
