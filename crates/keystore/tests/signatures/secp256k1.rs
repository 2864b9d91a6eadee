//! Ethereum keys.

use alloy_primitives::{B256, Bytes, U256};
use mononym_keystore::{Approval, Curves, PureCurves, Secp256k1Signature, Signature, SignatureError, Signer};
use proptest::prelude::*;

use crate::support::Key;

/// Order of the curve.
const ORDER: U256 = U256::from_limbs([
    0xbfd2_5e8c_d036_4141,
    0xbaae_dce6_af48_a03b,
    0xffff_ffff_ffff_fffe,
    u64::MAX,
]);

const DIGEST: B256 = B256::repeat_byte(5);

fn with(r: U256, s: U256, v: u8) -> [u8; 65] {
    let mut bytes = [v; 65];
    bytes[..32].copy_from_slice(&r.to_be_bytes::<32>());
    bytes[32..64].copy_from_slice(&s.to_be_bytes::<32>());
    bytes
}

#[test]
fn every_spelling_of_a_signature_is_kept_in_one_form() {
    for number in 1..20 {
        let canonical = Key::Eth(number).sign_secp256k1(&DIGEST);
        let bytes = *canonical.as_bytes();
        assert!(matches!(bytes[64], 27 | 28));
        let (r, s) = (
            U256::from_be_slice(&bytes[..32]),
            U256::from_be_slice(&bytes[32..64]),
        );
        assert!(s <= ORDER >> 1);
        for spelling in [
            with(r, s, bytes[64] - 27),
            with(r, ORDER - s, 55 - bytes[64]),
            with(r, ORDER - s, 28 - bytes[64]),
        ] {
            assert_eq!(Secp256k1Signature::try_from(spelling.as_slice()), Ok(canonical));
            assert_eq!(
                Signature::try_from(spelling.as_slice()),
                Ok(Signature::Secp256k1(canonical))
            );
        }
        assert_eq!(
            PureCurves.recover(&canonical, &DIGEST),
            Some(Key::Eth(number).address())
        );
    }
}

#[test]
fn what_is_no_signature_is_refused_by_name() {
    let parse = |bytes: &[u8]| Secp256k1Signature::try_from(bytes).unwrap_err();
    for length in [0, 1, 64, 66] {
        assert_eq!(parse(&vec![0; length]), SignatureError::Length(length));
    }
    let mut bytes = *Key::Eth(1).sign_secp256k1(&B256::ZERO).as_bytes();
    for v in [2, 26, 29, 35, 255] {
        bytes[64] = v;
        assert_eq!(parse(&bytes), SignatureError::RecoveryId(v));
        assert_eq!(
            Signature::try_from(bytes.as_slice()),
            Err(SignatureError::RecoveryId(v))
        );
    }
    for length in [0, 1, 63] {
        assert_eq!(
            Signature::try_from(vec![0; length].as_slice()),
            Err(SignatureError::Length(length))
        );
    }
    assert_eq!("0xzz".parse::<Signature>(), Err(SignatureError::NotHex));
    assert!(serde_json::from_str::<Signature>(&format!("\"{}\"", Bytes::from(vec![1; 63]))).is_err());
    assert!(serde_json::from_str::<Signature>("7").is_err());
}

#[test]
fn r_and_s_out_of_range_recover_nobody() {
    let good = *Key::Eth(1).sign_secp256k1(&DIGEST).as_bytes();
    let (r, s) = (
        U256::from_be_slice(&good[..32]),
        U256::from_be_slice(&good[32..64]),
    );
    for (r, s) in [
        (U256::ZERO, s),
        (r, U256::ZERO),
        (ORDER, s),
        (r, ORDER),
        (U256::MAX, s),
        (r, U256::MAX),
    ] {
        for v in [27, 28] {
            let approval = Approval {
                signer: Key::Eth(1).signer(),
                signature: match Signature::try_from(with(r, s, v).as_slice()) {
                    Ok(signature) => signature,
                    Err(error) => {
                        assert_eq!(error, SignatureError::NoKey);
                        continue;
                    }
                },
            };
            let error = approval.verify(&DIGEST, &PureCurves).unwrap_err();
            assert!(matches!(error, SignatureError::NoKey), "{r} {s} {v}: {error}");
        }
    }
}

#[test]
fn json_is_hex_of_the_bytes() {
    let signature = Key::Eth(1).sign(&DIGEST);
    let bytes = Bytes::from(signature.clone());
    assert_eq!(
        serde_json::to_value(&signature).unwrap(),
        bytes.to_string().as_str()
    );
    assert_eq!(format!("{signature:?}"), bytes.to_string());
    assert_eq!(bytes.to_string().parse(), Ok(signature));
}

proptest! {
    /// Against Bitcoin Core's library: the service may use it in place of ours.
    #[test]
    fn another_library_recovers_the_same(
        digest: [u8; 32],
        number in 1u64..50,
        damage in prop::option::of((0usize..65, any::<u8>())),
    ) {
        let mut bytes = *Key::Eth(number).sign_secp256k1(&B256::from(digest)).as_bytes();
        if let Some((place, byte)) = damage {
            bytes[place] = byte;
        }
        let Ok(signature) = Secp256k1Signature::try_from(bytes.as_slice()) else {
            return Ok(());
        };
        let expected = recovered_elsewhere(signature.as_bytes(), digest);
        prop_assert_eq!(PureCurves.recover(&signature, &digest.into()), expected);
    }
}

fn recovered_elsewhere(bytes: &[u8; 65], digest: [u8; 32]) -> Option<alloy_primitives::Address> {
    use ::secp256k1::{
        Message, Secp256k1,
        ecdsa::{RecoverableSignature, RecoveryId},
    };
    let id = RecoveryId::try_from(i32::from(bytes[64]) - 27).ok()?;
    let signature = RecoverableSignature::from_compact(&bytes[..64], id).ok()?;
    let key = Secp256k1::verification_only()
        .recover_ecdsa(Message::from_digest(digest), &signature)
        .ok()?;
    let hash = alloy_primitives::keccak256(&key.serialize_uncompressed()[1..]);
    Some(alloy_primitives::Address::from_slice(&hash[12..]))
}

#[test]
fn a_signer_is_named_by_its_address() {
    let Signer::Secp256k1(address) = Key::Eth(1).signer() else {
        panic!("kind 1");
    };
    assert_eq!(address, Key::Eth(1).address());
}
