//! The two forms of a signed operation, JSON and stored bytes, and spellings of a signature.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failure fails the test"
)]

#[path = "support/fuzz_bodies.rs"]
mod fuzz_bodies;
mod support;

use alloy_primitives::{Address, B256, Bytes};
use mononym_keystore::{
    EncodingError, Operation, Record, RecordState, SignatureError, SignedOperation, SignerError, UnknownCode,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Key, NOW, consent, register, sign, tags};

fn records() -> impl Strategy<Value = Vec<Record>> {
    let record = (any::<Vec<u8>>(), 0u8..3, any::<Vec<u8>>()).prop_map(|(call, state, value)| Record {
        call: call.into(),
        state: RecordState::try_from(state).unwrap(),
        value: value.into(),
    });
    prop::collection::vec(record, 0..4)
}

fn key() -> impl Strategy<Value = Key> {
    (1u64..6, 0..3).prop_map(|(number, kind)| match kind {
        0 => Key::Eth(number),
        1 => Key::P256(number),
        _ => Key::Passkey(number),
    })
}

/// Every kind, with fields that need not make sense.
fn operations() -> impl Strategy<Value = Operation> {
    let numbers = any::<(u64, u64, u8, u8, u32)>();
    let hashes = any::<([u8; 32], [u8; 20])>();
    let lists = (
        records(),
        prop::collection::vec(key().prop_map(|key| key.signer()), 0..4),
        prop::collection::vec(any::<[u8; 32]>().prop_map(B256::from), 0..4),
    );
    (
        ".{0,20}",
        0..Operation::PRIMARY_TYPES.len(),
        0u8..4,
        numbers,
        hashes,
        lists,
    )
        .prop_map(
            |(
                name,
                kind,
                policy,
                (nonce, deadline, threshold, guardian_threshold, recovery_delay),
                hashes,
                lists,
            )| {
                let (hash, address) = (B256::from(hashes.0), Address::from(hashes.1));
                let (records, signers, guardians) = lists;
                let message = json!({
                    "name": name, "nonce": nonce, "recoveryNonce": nonce, "deadline": deadline,
                    "threshold": threshold, "signers": signers, "guardianThreshold": guardian_threshold,
                    "guardiansHash": hash, "recoveryDelay": recovery_delay, "implementation": address,
                    "records": records, "registrar": address, "policy": policy, "limitsHash": hash,
                    "guardians": guardians, "guardiansSalt": hash, "outboxRoot": hash,
                });
                with_fields(Operation::PRIMARY_TYPES[kind], message)
            },
        )
}

/// The operation of this type with those of the fields that it has.
fn with_fields(primary_type: &str, fields: Value) -> Operation {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/operations.json")).unwrap();
    let known = vectors["types"][primary_type].as_array().unwrap();
    let message: serde_json::Map<String, Value> = known
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .map(|name| (name.to_owned(), fields[name].clone()))
        .collect();
    serde_json::from_value(json!({ "primaryType": primary_type, "message": message })).unwrap()
}

proptest! {
    #[test]
    fn both_forms_read_back(operation in operations(), keys in prop::collection::vec(key(), 0..3)) {
        let signed = tagged(operation, &keys);
        prop_assert_eq!(&SignedOperation::from_bytes(&signed.to_bytes()).unwrap(), &signed);
        let json = serde_json::to_string(&signed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<SignedOperation>(&json).unwrap(), &signed);
    }

    #[test]
    fn an_operation_that_is_cut_short_is_none(operation in operations(), at in any::<prop::sample::Index>()) {
        let bytes = tagged(operation, &[Key::Passkey(1)]).to_bytes();
        prop_assert!(SignedOperation::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
    }

    #[test]
    fn damaged_operations_keep_the_laws(
        operation in operations(),
        key in key(),
        at in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let signed = tagged(operation, &[key]);
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
    fn random_bytes_keep_the_laws(bytes: Vec<u8>, kind in 1u8..15) {
        fuzz_bodies::stored_operation(&bytes);
        fuzz_bodies::stored_operation(&[&[kind], bytes.as_slice()].concat());
        fuzz_bodies::posted_operation(&bytes);
        fuzz_bodies::signature(&bytes);
        fuzz_bodies::leaf(&bytes);
        fuzz_bodies::signer(&bytes);
    }

    #[test]
    fn damaged_signatures_keep_the_laws(key in key(), at in any::<prop::sample::Index>(), byte: u8) {
        let signature = tags::approve(key, &B256::ZERO).signature;
        let mut stored = Bytes::from(signature.clone()).to_vec();
        fuzz_bodies::signature(&stored);
        let index = at.index(stored.len());
        stored[index] = byte;
        fuzz_bodies::signature(&stored);
        let mut posted = serde_json::to_vec(&signature).unwrap();
        fuzz_bodies::signature(&posted);
        let index = at.index(posted.len());
        posted[index] = byte;
        fuzz_bodies::signature(&posted);
    }
}

/// Signed cheaply, and consented to if it is a registration.
fn tagged(operation: Operation, keys: &[Key]) -> SignedOperation {
    let digest = operation.hash(&support::DOMAIN);
    let is_registration = matches!(operation, Operation::Register(_));
    SignedOperation {
        operation,
        signatures: keys.iter().map(|key| tags::approve(*key, &digest)).collect(),
        voucher: is_registration.then(|| mononym_keystore::Voucher {
            deadline: NOW,
            signature: tags::secp256k1(support::REGISTRAR, &digest),
        }),
    }
}

#[test]
fn an_unknown_kind_is_named() {
    assert_eq!(SignedOperation::from_bytes(&[]), Err(EncodingError::Empty));
    for kind in [0, 15, 255] {
        assert_eq!(
            SignedOperation::from_bytes(&[kind]),
            Err(EncodingError::UnknownKind(kind))
        );
    }
}

#[test]
fn an_unknown_code_is_named() {
    let codes = |primary_type: &str, fields: Value, place: usize| {
        let operation = with_fields(primary_type, fields);
        let mut bytes = SignedOperation {
            operation,
            signatures: vec![],
            voucher: None,
        }
        .to_bytes();
        bytes[place] = 9;
        SignedOperation::from_bytes(&bytes)
    };
    let base = json!({ "name": "a", "nonce": 0, "deadline": 0, "registrar": Address::ZERO, "policy": 0 });
    // Kind, three offsets, then the message's five words.
    assert_eq!(
        codes("SetRegistrar", base, 1 + 3 * 32 + 5 * 32 - 1),
        Err(EncodingError::Code(UnknownCode {
            what: "registration policy",
            code: 9
        }))
    );
}

#[test]
fn a_stored_approval_that_is_none_is_named() {
    let key = Key::Eth(1);
    let bytes = sign(register(&[key], 1), &[key]).to_bytes();
    let damaged = |part: &[u8], place: usize, byte: u8| {
        let start = bytes
            .windows(part.len())
            .rposition(|window| window == part)
            .unwrap();
        let mut damaged = bytes.clone();
        damaged[start + place] = byte;
        SignedOperation::from_bytes(&damaged)
    };
    let signer = key.signer().to_bytes();
    assert_eq!(
        damaged(&signer, 0, 9),
        Err(EncodingError::Signer(SignerError::UnknownKind(9)))
    );
    let digest = Operation::from(register(&[key], 1)).hash(&support::DOMAIN);
    let signature = Bytes::from(key.sign(&digest));
    assert_eq!(
        damaged(&signature, 64, 29),
        Err(EncodingError::Signature(SignatureError::RecoveryId(29)))
    );
}

#[test]
fn a_stored_operation_has_one_voucher_at_most() {
    let signed = consent(sign(register(&[Key::Eth(1)], 1), &[Key::Eth(1)]));
    let bytes = signed.to_bytes();
    assert!(SignedOperation::from_bytes(&bytes).is_ok());
    // A second one behind it: the list's length, its offsets, its elements.
    let start = 1 + usize::from(u16::from_be_bytes([bytes[1 + 94], bytes[1 + 95]]));
    assert_eq!(bytes[start + 31], 1);
    let element = &bytes[start + 64..];
    let mut word = [0; 32];
    word[31] = 64;
    let mut second = [0; 32];
    second[30..].copy_from_slice(&u16::try_from(64 + element.len()).unwrap().to_be_bytes());
    let mut two = bytes[..start].to_vec();
    two.extend([&[0; 31][..], &[2]].concat());
    two.extend(word);
    two.extend(second);
    two.extend([element, element].concat());
    assert_eq!(
        SignedOperation::from_bytes(&two),
        Err(EncodingError::NotCanonical)
    );
}

#[test]
fn integers_may_stand_as_strings_and_unknown_fields_may_not_stand_at_all() {
    let signed = sign(register(&[Key::Eth(1)], 1), &[Key::Eth(1)]);
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
