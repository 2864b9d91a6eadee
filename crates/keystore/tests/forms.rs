//! The two forms of a signed operation, JSON and stored bytes, and spellings of a signature.

#![allow(clippy::unwrap_used, reason = "a failure fails the test")]

#[path = "support/fuzz_bodies.rs"]
mod fuzz_bodies;
mod support;

use alloy_primitives::{Address, B256, Bytes, U256};
use mononym_keystore::{
    EncodingError, Operation, Policy, Record, RecordState, Register, SetRecords, SetRegistrar, Signature,
    SignatureError, SignedOperation,
};
use proptest::prelude::*;
use support::{Key, NOW, consent, register, sign};

fn records() -> impl Strategy<Value = Vec<Record>> {
    let record = (any::<Vec<u8>>(), 0u8..3, any::<Vec<u8>>()).prop_map(|(call, state, value)| Record {
        call: call.into(),
        state: RecordState::try_from(state).unwrap(),
        value: value.into(),
    });
    prop::collection::vec(record, 0..4)
}

fn operations() -> impl Strategy<Value = Operation> {
    let register = (
        ".{0,20}",
        any::<(u64, u64, u8, u8, [u8; 32], u32, [u8; 20])>(),
        1u64..9,
        records(),
    )
        .prop_map(
            |(
                name,
                (nonce, deadline, threshold, guardian_threshold, hash, recovery_delay, implementation),
                key,
                records,
            )| {
                Operation::Register(Register {
                    name,
                    nonce,
                    deadline,
                    threshold,
                    signers: vec![Key(key).signer(), Key(key + 1).signer()],
                    guardian_threshold,
                    guardians_hash: B256::from(hash),
                    recovery_delay,
                    implementation: Address::from(implementation),
                    records,
                })
            },
        );
    let set_records =
        (".{0,20}", any::<(u64, u64)>(), records()).prop_map(|(name, (nonce, deadline), records)| {
            Operation::SetRecords(SetRecords {
                name,
                nonce,
                deadline,
                records,
            })
        });
    let set_registrar = (".{0,20}", any::<(u64, u64, [u8; 20])>(), 0u8..3).prop_map(
        |(name, (nonce, deadline, registrar), policy)| {
            Operation::SetRegistrar(SetRegistrar {
                name,
                nonce,
                deadline,
                registrar: Address::from(registrar),
                policy: Policy::try_from(policy).unwrap(),
            })
        },
    );
    prop_oneof![register, set_records, set_registrar]
}

proptest! {
    #[test]
    fn both_forms_read_back(operation in operations(), signers in 0u64..3) {
        let keys: Vec<Key> = (0..signers).map(Key).collect();
        let signed = consent(sign(operation, &keys));
        prop_assert_eq!(&SignedOperation::from_bytes(&signed.to_bytes()).unwrap(), &signed);
        let json = serde_json::to_string(&signed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<SignedOperation>(&json).unwrap(), &signed);
    }

    #[test]
    fn an_operation_that_is_cut_short_is_none(operation in operations(), at in any::<prop::sample::Index>()) {
        let bytes = sign(operation, &[Key(1)]).to_bytes();
        prop_assert!(SignedOperation::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn damaged_operations_keep_the_laws(operation in operations(), at in any::<prop::sample::Index>(), byte: u8) {
        let signed = sign(operation, &[Key(1)]);
        let mut stored = signed.to_bytes();
        let index = at.index(stored.len());
        stored[index] = byte;
        fuzz_bodies::stored_operation(&stored);
        let mut posted = serde_json::to_vec(&signed).unwrap();
        let index = at.index(posted.len());
        posted[index] = byte;
        fuzz_bodies::posted_operation(&posted);
    }

    #[test]
    fn random_bytes_keep_the_laws(bytes: Vec<u8>, kind in 1u8..4) {
        fuzz_bodies::stored_operation(&bytes);
        fuzz_bodies::stored_operation(&[&[kind], bytes.as_slice()].concat());
        fuzz_bodies::posted_operation(&bytes);
    }
}

#[test]
fn an_unknown_kind_is_named() {
    assert_eq!(SignedOperation::from_bytes(&[]), Err(EncodingError::Empty));
    assert_eq!(
        SignedOperation::from_bytes(&[9]),
        Err(EncodingError::UnknownKind(9))
    );
}

#[test]
fn integers_may_stand_as_strings_and_unknown_fields_may_not_stand_at_all() {
    let signed = sign(register(&[Key(1)], 1), &[Key(1)]);
    let mut json = serde_json::to_value(&signed).unwrap();
    json["operation"]["message"]["deadline"] = NOW.to_string().into();
    assert_eq!(
        serde_json::from_value::<SignedOperation>(json.clone()).unwrap(),
        signed
    );

    for wrong in ["-1", "1e3", "0x1", "", "18446744073709551616"] {
        json["operation"]["message"]["deadline"] = wrong.into();
        assert!(
            serde_json::from_value::<SignedOperation>(json.clone()).is_err(),
            "{wrong}"
        );
    }
    json["operation"]["message"]["deadline"] = NOW.into();
    json["operation"]["message"]["threshold"] = 256.into();
    assert!(serde_json::from_value::<SignedOperation>(json.clone()).is_err());
    json["operation"]["message"]["threshold"] = 1.into();
    json["operation"]["message"]["admin"] = true.into();
    assert!(serde_json::from_value::<SignedOperation>(json.clone()).is_err());
    json["operation"]["message"]
        .as_object_mut()
        .unwrap()
        .remove("admin");
    assert!(serde_json::from_value::<SignedOperation>(json.clone()).is_ok());
    json["vouchers"] = serde_json::Value::Null;
    assert!(serde_json::from_value::<SignedOperation>(json).is_err());
}

/// Order of secp256k1.
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    u64::MAX,
]);

#[test]
fn every_spelling_of_a_signature_is_kept_in_one_form() {
    let digest = B256::repeat_byte(5);
    let canonical = Key(1).sign(&digest);
    let bytes = *canonical.as_bytes();
    assert!(matches!(bytes[64], 27 | 28));

    let mut zero_based = bytes;
    zero_based[64] -= 27;
    assert_eq!(Signature::try_from(zero_based.as_slice()), Ok(canonical));

    let s = U256::from_be_slice(&bytes[32..64]);
    let mut high = bytes;
    high[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
    high[64] = 55 - high[64];
    assert_eq!(Signature::try_from(high.as_slice()), Ok(canonical));
    assert_eq!(canonical.recover(&digest), Ok(Key(1).address()));
}

#[test]
fn what_is_no_signature_is_refused_by_name() {
    let parse = |bytes: &[u8]| Signature::try_from(bytes).unwrap_err();
    assert_eq!(parse(&[]), SignatureError::Length(0));
    assert_eq!(parse(&[0; 64]), SignatureError::Length(64));
    assert_eq!(parse(&[0; 66]), SignatureError::Length(66));
    let mut bytes = *Key(1).sign(&B256::ZERO).as_bytes();
    bytes[64] = 29;
    assert_eq!(parse(&bytes), SignatureError::RecoveryId(29));
    let zero = [&[0u8; 64][..], &[27]].concat();
    let recovered = Signature::try_from(zero.as_slice()).and_then(|signature| signature.recover(&B256::ZERO));
    assert_eq!(recovered, Err(SignatureError::NoKey));
    assert_eq!("0xzz".parse::<Signature>().unwrap_err(), SignatureError::NotHex);
    assert!(serde_json::from_str::<Signature>(&format!("\"{}\"", Bytes::from(vec![1; 64]))).is_err());
}
