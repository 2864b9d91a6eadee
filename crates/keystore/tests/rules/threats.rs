//! The threats of KEYSTORE.md that concern operations, each by its name.

use alloy_primitives::{Address, B256, U256};
use mononym_ens::{Answer, Limits, RecordCall};
use mononym_keystore::{
    Account, Domain, EncodingError, GuardianError, MAX_APPROVALS, Operation, Record, RecordState, Register,
    Rejection, Secp256k1Signature, SetRecords, SignedOperation, SignerError, StartRecovery, State, Status,
    apply, signers_hash,
};

use crate::support::{
    DAY, DELAY, DOMAIN, Key, NAME, NOW, Owned, REGISTRAR, attempt, consent, guardians, opened_parent,
    register, sign, signers, text_record, voucher,
};

/// The owner.
const A: Key = Key::Passkey(1);
const B: Key = Key::Eth(2);
const C: Key = Key::P256(3);
/// The guardians.
const G: Key = Key::Eth(11);
/// The owner's new key.
const N: Key = Key::Eth(21);
/// The thief's.
const T: Key = Key::Eth(66);

#[test]
fn replay_on_the_same_chain() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    let records = alice.set_records();
    alice.does(records.clone(), &[A]);
    assert_eq!(
        alice.tries(records, &[A]),
        Err(Rejection::Nonce {
            expected: 2,
            found: 1
        })
    );
    let start = alice.start_recovery(&[N], 1, &[G]);
    alice.does(start.clone(), &[G, N]);
    let cancel = alice.cancel_recovery();
    let finish = alice.finish_recovery();
    alice.does(cancel.clone(), &[A]);
    let again = Rejection::RecoveryNonce {
        expected: 1,
        found: 0,
    };
    assert_eq!(alice.tries(start, &[G, N]), Err(again.clone()));
    assert_eq!(alice.tries(cancel.clone(), &[A]), Err(Rejection::NoRecovery));
    alice.does(alice.start_recovery(&[N], 1, &[G]), &[G, N]);
    alice.passes(DELAY);
    assert_eq!(alice.tries(cancel, &[A]), Err(again.clone()));
    assert_eq!(alice.tries(finish, &[]), Err(again));
}

#[test]
fn replay_for_another_account_with_the_same_signers() {
    let alice = Owned::new(&[A], 1);
    let mut bob = alice.clone();
    bob.account.name = "bob.mononym.eth".to_owned();
    let mut signed = sign(alice.set_records(), &[A]);
    assert!(attempt(Some(&alice.account), &signed, NOW).is_ok());
    signed.operation = bob.set_records().into();
    assert!(matches!(
        attempt(Some(&bob.account), &signed, NOW),
        Err(Rejection::Signature(_))
    ));
}

#[test]
fn replay_on_another_chain_and_under_another_keystore() {
    let alice = Owned::new(&[A], 1);
    let signed = sign(alice.set_records(), &[A]);
    let elsewhere = [
        Domain {
            l1_chain_id: 1,
            ..DOMAIN
        },
        Domain {
            keystore: Address::repeat_byte(0x34),
            ..DOMAIN
        },
    ];
    for domain in elsewhere {
        assert!(matches!(
            signed.verify(&domain, &Limits::default()),
            Err(Rejection::Signature(_))
        ));
    }
    let registration = consent(sign(register(&[A], 1), &[A]));
    for domain in elsewhere {
        let mut moved = registration.clone();
        moved.signatures = vec![A.approve(&moved.operation.hash(&domain))];
        let verified = moved.verify(&domain, &Limits::default()).unwrap();
        let parent = opened_parent();
        let state = State {
            account: None,
            parent: Some(&parent),
            is_root: false,
        };
        assert!(
            matches!(
                apply(state, &verified, NOW),
                Err(Rejection::ForeignVoucher { .. })
            ),
            "the voucher is of one domain too"
        );
    }
}

#[test]
fn replay_after_the_deadline() {
    let alice = Owned::new(&[A], 1);
    let message = SetRecords {
        deadline: NOW + 5,
        ..alice.set_records()
    };
    assert!(alice.tries_at(NOW + 5, message.clone(), &[A]).is_ok());
    assert_eq!(
        alice.tries_at(NOW + 6, message, &[A]),
        Err(Rejection::Expired {
            deadline: NOW + 5,
            accepted_at: NOW + 6
        })
    );
}

#[test]
fn registration_front_run() {
    let seen = consent(sign(register(&[A], 1), &[A]));
    let Operation::Register(message) = seen.operation.clone() else {
        panic!("a registration");
    };
    // Another's keys, with the voucher that was seen.
    let mut others = sign(register(&[T], 1), &[T]);
    others.voucher = seen.voucher;
    assert!(matches!(
        attempt(None, &others, NOW),
        Err(Rejection::ForeignVoucher { .. })
    ));
    // The owner's keys, with a thief's guardians, key or logic.
    let altered = [
        Register {
            guardian_threshold: 1,
            guardians_hash: guardians(&[T], 1, DAY).hash,
            recovery_delay: 86_400,
            ..message.clone()
        },
        Register {
            implementation: Address::repeat_byte(0x66),
            ..message.clone()
        },
        Register {
            records: vec![text_record("url", "x")],
            ..message.clone()
        },
        Register {
            signers: signers(&[A, T]),
            ..message.clone()
        },
    ];
    for operation in altered {
        let mut signed = seen.clone();
        signed.operation = operation.into();
        assert!(matches!(
            attempt(None, &signed, NOW),
            Err(Rejection::Signature(_))
        ));
    }
    // One's own keys beside the owner's.
    let both = Register {
        signers: signers(&[A, T]),
        ..message
    };
    assert_eq!(
        attempt(None, &consent(sign(both, &[T])), NOW),
        Err(Rejection::NotAccepted(A.signer()))
    );
}

#[test]
fn squatting() {
    let squat = |name: &str, by: Key, parent: Option<&Account>| {
        let message = Register {
            name: name.to_owned(),
            ..register(&[T], 1)
        };
        let hash = signers_hash(1, &message.signers);
        let mut signed = sign(message, &[T]);
        signed.voucher = Some(voucher(by, name, hash, NOW));
        let verified = signed.verify(&DOMAIN, &Limits::default()).unwrap();
        let state = State {
            account: None,
            parent,
            is_root: false,
        };
        apply(state, &verified, NOW).map(|change| change.account.name)
    };
    // A name of somebody else's domain, with one's own voucher.
    for (name, parent) in [
        ("vitalik.eth", "eth"),
        ("eth", ""),
        ("a.b.mononym.eth", "b.mononym.eth"),
    ] {
        assert_eq!(squat(name, T, None), Err(Rejection::NoParent(parent.to_owned())));
    }
    // A name of ours without the registrar.
    let parent = opened_parent();
    assert!(matches!(
        squat("bob.mononym.eth", T, Some(&parent)),
        Err(Rejection::ForeignVoucher { .. })
    ));
    assert!(squat("bob.mononym.eth", REGISTRAR, Some(&parent)).is_ok());
}

#[test]
fn re_registration_of_a_retired_name() {
    let mut alice = Owned::new(&[A], 1);
    alice.does(alice.retire(), &[A]);
    alice.now = alice.account.retired_from;
    assert_eq!(alice.account.status(alice.now), Status::Retired);
    for is_root in [false, true] {
        let parent = opened_parent();
        let state = State {
            account: Some(&alice.account),
            parent: Some(&parent),
            is_root,
        };
        let mut signed = sign(register(&[T], 1), &[T]);
        if !is_root {
            signed = consent(signed);
        }
        let verified = signed.verify(&DOMAIN, &Limits::default()).unwrap();
        assert_eq!(
            apply(state, &verified, NOW),
            Err(Rejection::Taken(NAME.to_owned()))
        );
    }
}

#[test]
fn non_canonical_call_data() {
    let alice = Owned::new(&[A], 1);
    let canonical = RecordCall::text("url").as_bytes().to_vec();
    let with_call = |call: Vec<u8>| {
        let record = Record {
            call: call.into(),
            state: RecordState::Set,
            value: Answer::Text("x".to_owned()).encode().into(),
        };
        let message = SetRecords {
            records: vec![record],
            ..alice.set_records()
        };
        alice.tries(message, &[A])
    };
    assert!(with_call(canonical.clone()).is_ok());
    // A byte more, a dirty padding byte, a node that is not zero, another offset, a byte less.
    let mut spellings = vec![[canonical.as_slice(), &[0]].concat()];
    let last = canonical.len() - 1;
    for place in [last, 4, 67] {
        let mut call = canonical.clone();
        call[place] ^= 1;
        spellings.push(call);
    }
    spellings.push(canonical[..last].to_vec());
    for call in spellings {
        assert!(
            matches!(with_call(call.clone()), Err(Rejection::Record { index: 0, .. })),
            "{call:x?}"
        );
    }
}

#[test]
fn non_canonical_bytes_of_an_operation() {
    let alice = Owned::new(&[B], 1);
    let signed = sign(alice.set_records(), &[B]);
    let bytes = signed.to_bytes();
    assert_eq!(SignedOperation::from_bytes(&bytes).as_ref(), Ok(&signed));
    let refused = |bytes: &[u8]| {
        let error = SignedOperation::from_bytes(bytes).unwrap_err();
        assert!(
            matches!(error, EncodingError::NotCanonical | EncodingError::Abi(_)),
            "{error}"
        );
    };
    refused(&[bytes.as_slice(), &[0; 32]].concat());
    // The wallet's other spelling of the signature, v = 0 or 1.
    let v = bytes.iter().rposition(|byte| *byte != 0).unwrap();
    assert!(matches!(bytes[v], 27 | 28));
    let mut spelled = bytes.clone();
    spelled[v] -= 27;
    refused(&spelled);
}

#[test]
fn malleable_signatures() {
    const ORDER: U256 = U256::from_limbs([
        0xbfd2_5e8c_d036_4141,
        0xbaae_dce6_af48_a03b,
        0xffff_ffff_ffff_fffe,
        u64::MAX,
    ]);
    let alice = Owned::new(&[B], 1);
    let signed = sign(alice.set_records(), &[B]);
    let digest = signed.operation.hash(&DOMAIN);
    let canonical = B.sign_secp256k1(&digest);
    let mut other = *canonical.as_bytes();
    let s = U256::from_be_slice(&other[32..64]);
    other[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
    other[64] = 55 - other[64];
    let other = Secp256k1Signature::try_from(other.as_slice()).unwrap();
    assert_eq!(other, canonical, "one approval has one form");
    // And whoever signs, what the history holds is the operation alone.
    let two = Owned::new(&[B, C], 1);
    let by_b = two.tries(two.set_records(), &[B]).unwrap();
    let by_c = two.tries(two.set_records(), &[C]).unwrap();
    assert_eq!(by_b, by_c);
}

#[test]
fn one_key_counted_twice() {
    let (two, three) = (Key::P256(5), Key::Passkey(5));
    let x = two.signer().p256_key().unwrap().x;
    let twice = Err(Rejection::Signers(SignerError::KeyTwice { x }));
    // Among the signers of a set.
    let message = register(&[two, three], 2);
    assert_eq!(attempt(None, &consent(sign(message.clone(), &[two])), NOW), twice);
    assert_eq!(attempt(None, &consent(sign(message, &[two, three])), NOW), twice);
    // Among those who approve: a guardian and a signer, two guardians.
    let mut alice = Owned::guarded(&[two, B], 1, &[three, G], 1);
    assert_eq!(
        alice.tries(alice.start_recovery(&[N], 1, &[three, G]), &[three, N, two]),
        twice
    );
    alice.does(alice.set_limits(B256::repeat_byte(1), &[]), &[B]);
    assert_eq!(
        alice.tries(alice.set_limits(B256::repeat_byte(2), &[three, G]), &[two, three]),
        twice
    );
    let both = Owned::guarded(&[A], 1, &[two, three], 2);
    assert_eq!(
        both.tries(both.start_recovery(&[N], 1, &[two, three]), &[two, three, N]),
        twice
    );
    // One approval, twice.
    let mut signed = sign(alice.set_records(), &[B]);
    signed.signatures.push(signed.signatures[0].clone());
    assert_eq!(
        attempt(Some(&alice.account), &signed, NOW),
        Err(Rejection::SignerTwice)
    );
}

#[test]
fn guardian_duplicates() {
    let duplicated = mononym_keystore::GuardianSet {
        guardians: vec![G.signer().id(); 2],
        salt: B256::repeat_byte(0x5a),
    };
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    // Even an account that committed to such a list.
    alice.account.guardians.threshold = 2;
    alice.account.guardians.hash = mononym_keystore::guardians_hash(2, &duplicated);
    let message = StartRecovery {
        guardians: duplicated.guardians,
        ..alice.start_recovery(&[N], 1, &[G])
    };
    assert_eq!(
        alice.tries(message, &[G, N]),
        Err(Rejection::GuardianSet(GuardianError::Order))
    );
}

#[test]
fn oversized_everything() {
    let alice = Owned::guarded(&[A], 1, &[G], 1);
    let message = |records| SetRecords {
        records,
        ..alice.set_records()
    };
    let limits = Limits::default();
    let many = |count: usize| (0..count).map(|n| text_record(&n.to_string(), "x")).collect();
    assert_eq!(
        alice.tries(message(many(limits.records_per_operation + 1)), &[A]),
        Err(Rejection::TooManyRecords { limit: 64, found: 65 })
    );
    for record in [
        text_record(&"k".repeat(limits.key_bytes + 1), "x"),
        text_record("url", &"v".repeat(limits.value_bytes)),
    ] {
        assert!(matches!(
            alice.tries(message(vec![record]), &[A]),
            Err(Rejection::Record { .. })
        ));
    }
    let filled = |bytes: usize| {
        let value = "v".repeat(bytes / 5);
        message((0..5).map(|n| text_record(&n.to_string(), &value)).collect())
    };
    assert!(alice.tries(filled(limits.operation_bytes - 1000), &[A]).is_ok());
    assert!(matches!(
        alice.tries(filled(limits.operation_bytes), &[A]),
        Err(Rejection::TooLong { limit: 65_536, .. })
    ));
    let name = "a".repeat(limits.name_code_points + 1);
    let mut long = alice.clone();
    long.account.name = name;
    assert!(matches!(
        long.tries(long.set_records(), &[A]),
        Err(Rejection::Name(_))
    ));

    let keys: Vec<Key> = (100..=148).map(Key::Eth).collect();
    assert_eq!(keys.len(), MAX_APPROVALS + 1);
    assert!(matches!(
        alice.tries(alice.set_records(), &keys),
        Err(Rejection::TooManySignatures { .. })
    ));
    let mut all = keys[..17].to_vec();
    let start = alice.start_recovery(&all, 1, &[G]);
    all.push(G);
    assert_eq!(
        alice.tries(start, &all),
        Err(Rejection::Signers(SignerError::Count(17)))
    );
    assert_eq!(
        alice.tries(alice.freeze(&keys), &[keys[0]]),
        Err(Rejection::GuardianSet(GuardianError::Count(49)))
    );
}

#[test]
fn operation_time_chosen_by_the_operator() {
    let mut alice = Owned::guarded(&[A], 1, &[G], 1);
    // A deadline binds whatever time is chosen.
    let message = SetRecords {
        deadline: NOW,
        ..alice.set_records()
    };
    assert!(alice.tries_at(NOW, message.clone(), &[A]).is_ok());
    assert!(alice.tries_at(NOW + 1, message, &[A]).is_err());
    // Delays run from chosen time to chosen time: an earlier end needs an earlier start.
    let start = alice.start_recovery(&[T], 1, &[G]);
    for now in [NOW, NOW + 100] {
        let mut chosen = alice.clone();
        chosen.now = now;
        chosen.does(start.clone(), &[G, T]);
        assert!(matches!(
            chosen.tries_at(now + DELAY - 1, chosen.finish_recovery(), &[]),
            Err(Rejection::RecoveryTooEarly { .. })
        ));
    }
    // No clock is read: whatever the present is, the same time gives the same account.
    alice.now = u64::MAX;
    alice.does(alice.freeze(&[]), &[A]);
    assert_eq!(alice.account.frozen_until, u64::MAX, "and none overflows");
}
