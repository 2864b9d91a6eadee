//! P-256 keys, as WebCrypto signs.

use alloy_primitives::{B256, Bytes, U256};
use mononym_keystore::{Approval, Curves, P256Key, PureCurves, Signature, SignatureError, Signer};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::support::Key;

/// Order of the curve, and its field.
const ORDER: U256 = U256::from_limbs([
    0xf3b9_cac2_fc63_2551,
    0xbce6_faad_a717_9e84,
    u64::MAX,
    0xffff_ffff_0000_0000,
]);
const FIELD: U256 = U256::from_limbs([u64::MAX, 0xffff_ffff, 0, 0xffff_ffff_0000_0001]);

const DIGEST: B256 = B256::repeat_byte(5);

#[derive(Deserialize)]
struct Vectors {
    valid: Vec<Vector>,
    invalid: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    digest: B256,
    x: B256,
    y: B256,
    signature: Bytes,
    why: Option<String>,
}

impl Vector {
    fn approval(&self) -> Approval {
        Approval {
            signer: Signer::P256(P256Key { x: self.x, y: self.y }),
            signature: Signature::try_from(self.signature.clone()).unwrap(),
        }
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/p256.json")).unwrap()
}

fn halves(bytes: &[u8]) -> (U256, U256) {
    (
        U256::from_be_slice(&bytes[..32]),
        U256::from_be_slice(&bytes[32..64]),
    )
}

fn joined(r: U256, s: U256) -> [u8; 64] {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&r.to_be_bytes::<32>());
    bytes[32..].copy_from_slice(&s.to_be_bytes::<32>());
    bytes
}

#[test]
fn signatures_of_a_browser_stand_with_their_s_brought_low() {
    let (mut low, mut high) = (0, 0);
    for vector in vectors().valid {
        let approval = vector.approval();
        assert_eq!(approval.verify(&vector.digest, &PureCurves), Ok(()));
        let (r, s) = halves(&vector.signature);
        let Signature::P256(kept) = approval.signature else {
            panic!("64 bytes are kind 2");
        };
        if s > ORDER >> 1 {
            high += 1;
            assert_eq!(kept, joined(r, ORDER - s));
        } else {
            low += 1;
            assert_eq!(kept, joined(r, s));
        }
    }
    assert!(low > 0 && high > 0);
}

#[test]
fn those_of_another_digest_or_key_do_not() {
    let vectors = vectors().invalid;
    assert!(vectors.len() >= 2);
    for vector in vectors {
        assert!(vector.why.as_deref().unwrap().starts_with("signature"));
        let approval = vector.approval();
        assert_eq!(
            approval.verify(&vector.digest, &PureCurves),
            Err(SignatureError::OtherP256Key(approval.signer))
        );
    }
}

#[test]
fn the_hash_of_the_digest_is_signed_and_not_the_digest() {
    let signature = Key::P256(1).sign_p256(DIGEST.as_slice());
    let approval = Approval {
        signer: Key::P256(1).signer(),
        signature: Signature::try_from(&signature.to_bytes()[..]).unwrap(),
    };
    assert_eq!(
        approval.verify(&DIGEST, &PureCurves),
        Err(SignatureError::OtherP256Key(approval.signer))
    );
    assert_eq!(Key::P256(1).approve(&DIGEST).verify(&DIGEST, &PureCurves), Ok(()));
}

#[test]
fn r_and_s_out_of_range_are_no_signature() {
    let bytes = Bytes::from(Key::P256(1).sign(&DIGEST));
    let (r, s) = halves(&bytes);
    for (r, s) in [
        (U256::ZERO, s),
        (r, U256::ZERO),
        (ORDER, s),
        (r, ORDER),
        (U256::MAX, s),
        (r, U256::MAX),
    ] {
        assert_eq!(
            Signature::try_from(joined(r, s).as_slice()),
            Err(SignatureError::NoKey)
        );
        let Signer::P256(key) = Key::P256(1).signer() else {
            panic!("kind 2");
        };
        let message = Sha256::digest(DIGEST).into();
        assert!(!PureCurves.verify_p256(&key, &message, &joined(r, s)));
    }
    // The least and the greatest that are in range.
    for (r, s) in [(U256::ONE, U256::ONE), (ORDER - U256::ONE, ORDER - U256::ONE)] {
        assert!(Signature::try_from(joined(r, s).as_slice()).is_ok());
    }
}

#[test]
fn a_key_that_is_no_point_of_the_curve_signs_nothing() {
    let Signer::P256(key) = Key::P256(1).signer() else {
        panic!("kind 2");
    };
    let Signature::P256(signature) = Key::P256(1).sign(&DIGEST) else {
        panic!("kind 2");
    };
    let message: [u8; 32] = Sha256::digest(DIGEST).into();
    assert!(PureCurves.verify_p256(&key, &message, &signature));
    let x = U256::from_be_bytes(key.x.0);
    let y = U256::from_be_bytes(key.y.0);
    let field = |number: U256| B256::from(number.to_be_bytes::<32>());
    let mut points = vec![
        (x, y ^ U256::ONE),
        (x ^ U256::ONE, y),
        (y, x),
        (U256::ZERO, U256::ZERO),
        (FIELD, y),
        (x, FIELD),
        (U256::MAX, y),
        (x, U256::MAX),
        (x, FIELD - y),
    ];
    // The same point by larger numbers, where 32 bytes have room for them.
    points.extend(x.checked_add(FIELD).map(|x| (x, y)));
    points.extend(y.checked_add(FIELD).map(|y| (x, y)));
    for (x, y) in points {
        let wrong = P256Key {
            x: field(x),
            y: field(y),
        };
        assert!(!PureCurves.verify_p256(&wrong, &message, &signature), "{wrong:?}");
    }
}

/// x = 5 has a point; 5 + p still fits 32 bytes and must not stand for it.
#[test]
fn a_coordinate_is_below_the_field() {
    let small = U256::from(5);
    // y² = x³ - 3x + b, and p = 3 mod 4.
    let b = U256::from_str_radix(
        "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
        16,
    )
    .unwrap();
    let square = small
        .pow_mod(U256::from(3), FIELD)
        .add_mod(FIELD - small.mul_mod(U256::from(3), FIELD), FIELD)
        .add_mod(b, FIELD);
    let y = square.pow_mod((FIELD + U256::ONE) >> 2, FIELD);
    assert_eq!(y.mul_mod(y, FIELD), square, "5 has a point");
    // A signature that this key would have made of some hash: R = uG + vQ, r = x(R), s = r / v,
    // hash = s * u. With u = 0 and v = 1 it is r = s = x(Q) and a hash of zero.
    let key = |x: U256| P256Key {
        x: x.to_be_bytes::<32>().into(),
        y: y.to_be_bytes::<32>().into(),
    };
    let signature = joined(small, small);
    assert!(PureCurves.verify_p256(&key(small), &[0; 32], &signature));
    assert!(!PureCurves.verify_p256(&key(small + FIELD), &[0; 32], &signature));
}

#[test]
fn json_is_hex_of_r_and_s() {
    let signature = Key::P256(1).sign(&DIGEST);
    let json = serde_json::to_string(&signature).unwrap();
    assert_eq!(json.len(), 2 + 2 + 128);
    assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), signature);
}
