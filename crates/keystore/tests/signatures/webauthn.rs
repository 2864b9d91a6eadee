//! Passkeys.

use alloy_primitives::{B256, Bytes};
use alloy_sol_types::SolValue;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use mononym_keystore::{
    Approval, Assertion, AssertionError, P256Key, PureCurves, Signature, SignatureError, Signer,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::keys::{FLAGS, Key, authenticator_data, client_data, rp_id_hash};

const KEY: Key = Key::Passkey(1);
const DIGEST: B256 = B256::repeat_byte(0xfb);
const UP: u8 = 1;
const UV: u8 = 1 << 2;
const BE: u8 = 1 << 3;
const BS: u8 = 1 << 4;
const AT: u8 = 1 << 6;
const ED: u8 = 1 << 7;

#[derive(Deserialize)]
struct Vectors {
    valid: Vec<Vector>,
    invalid: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    comment: String,
    digest: B256,
    rp_id: String,
    x: B256,
    y: B256,
    authenticator_data: Bytes,
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    signature_der: Bytes,
    r: B256,
    s: B256,
    why: Option<String>,
}

impl Vector {
    fn signer(&self) -> Signer {
        Signer::WebAuthn {
            key: P256Key { x: self.x, y: self.y },
            rp_id_hash: rp_id_hash(&self.rp_id),
        }
    }

    fn signature(&self) -> Signature {
        let assertion = Assertion::new(
            &self.authenticator_data,
            self.client_data.as_bytes(),
            &self.signature_der,
        );
        Signature::WebAuthn(assertion.unwrap())
    }

    fn verify(&self) -> Result<(), SignatureError> {
        let approval = Approval {
            signer: self.signer(),
            signature: self.signature(),
        };
        approval.verify(&self.digest, &PureCurves)
    }

    fn encoded(&self) -> Vec<u8> {
        encoded(
            &self.authenticator_data,
            self.client_data.as_bytes(),
            self.r,
            self.s,
        )
    }

    /// As a browser's script would send it, by this encoding of bytes.
    fn posted(&self, write: impl Fn(&[u8]) -> String) -> Value {
        json!({
            "authenticatorData": write(&self.authenticator_data),
            "clientDataJSON": write(self.client_data.as_bytes()),
            "signature": write(&self.signature_der),
        })
    }
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../../tests/vectors/webauthn.json")).unwrap()
}

fn encoded(authenticator_data: &[u8], client_data: &[u8], r: B256, s: B256) -> Vec<u8> {
    (
        Bytes::copy_from_slice(authenticator_data),
        Bytes::copy_from_slice(client_data),
        r,
        s,
    )
        .abi_encode_params()
}

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A true signature over this, offered as the key's.
fn check(authenticator_data: &[u8], client_data: &str) -> Result<(), SignatureError> {
    let approval = Approval {
        signer: KEY.signer(),
        signature: KEY.assert(authenticator_data, client_data),
    };
    approval.verify(&DIGEST, &PureCurves)
}

fn with_flags(flags: u8, extensions: &[u8]) -> Result<(), SignatureError> {
    check(
        &authenticator_data("localhost", flags, extensions),
        &client_data("webauthn.get", &DIGEST),
    )
}

fn with_client_data(client_data: &str) -> Result<(), SignatureError> {
    check(&authenticator_data("localhost", FLAGS, &[]), client_data)
}

fn refused(error: AssertionError) -> Result<(), SignatureError> {
    Err(SignatureError::Assertion(error))
}

#[test]
fn assertions_of_a_browser_stand() {
    let vectors = vectors().valid;
    assert!(vectors.len() >= 8);
    for vector in vectors {
        assert_eq!(vector.verify(), Ok(()), "{}", vector.comment);
        let foreign = Vector {
            digest: B256::repeat_byte(1),
            ..vector
        };
        assert_eq!(foreign.verify(), refused(AssertionError::Challenge));
    }
}

#[test]
fn assertions_of_a_browser_that_are_wrong_in_one_way_do_not() {
    let vectors = vectors().invalid;
    assert!(vectors.len() >= 7);
    for vector in vectors {
        let expected = match vector.why.as_deref().unwrap() {
            "challenge" => AssertionError::Challenge.into(),
            "rpId" => AssertionError::RelyingParty.into(),
            "type" => AssertionError::ClientData.into(),
            "user presence" => AssertionError::UserPresence.into(),
            "user verification" => AssertionError::UserVerification.into(),
            "signature" => SignatureError::OtherP256Key(vector.signer()),
            why => panic!("{why}"),
        };
        assert_eq!(vector.verify(), Err(expected), "{}", vector.comment);
    }
}

#[test]
fn all_forms_of_an_assertion_are_one() {
    for vector in vectors().valid {
        let signature = vector.signature();
        let bytes = Bytes::from(signature.clone());
        assert_eq!(
            Signature::try_from(vector.encoded().as_slice()).as_ref(),
            Ok(&signature),
            "a high s is brought low"
        );
        assert_eq!(Signature::try_from(bytes.clone()).as_ref(), Ok(&signature));
        let hex = |bytes: &[u8]| Bytes::copy_from_slice(bytes).to_string();
        let padded = |bytes: &[u8]| URL_SAFE.encode(bytes);
        for json in [
            Value::from(bytes.to_string()),
            Value::from(hex(&vector.encoded())),
            vector.posted(base64url),
            vector.posted(padded),
            vector.posted(hex),
        ] {
            assert_eq!(
                serde_json::from_value::<Signature>(json.clone()).unwrap(),
                signature,
                "{json}"
            );
        }
        assert_eq!(
            serde_json::to_value(&signature).unwrap(),
            bytes.to_string().as_str()
        );
    }
}

#[test]
fn json_of_an_assertion_has_its_three_fields_and_no_other() {
    let vector = &vectors().valid[1];
    let good = vector.posted(base64url);
    for field in ["authenticatorData", "clientDataJSON", "signature"] {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(field);
        assert!(serde_json::from_value::<Signature>(without).is_err());
        for wrong in [
            json!("0xzz"),
            json!("a b"),
            json!("+/+/"),
            json!([1, 2]),
            json!(null),
        ] {
            let mut damaged = good.clone();
            damaged[field] = wrong;
            assert!(serde_json::from_value::<Signature>(damaged).is_err());
        }
    }
    let mut more = good;
    more["userHandle"] = "".into();
    assert!(serde_json::from_value::<Signature>(more).is_err());
    assert!(STANDARD.encode([0xfb, 0xff]).contains('+'));
}

#[test]
fn every_bit_of_an_assertion_is_signed() {
    let data = authenticator_data("localhost", FLAGS, &[]);
    let client = client_data("webauthn.get", &DIGEST);
    let bytes = Bytes::from(KEY.assert(&data, &client)).to_vec();
    // Data, counter included, then the tail of the client data: each byte once.
    let places = (0..data.len())
        .map(|place| (128 + 32 + place, 1))
        .chain((90..client.len()).map(|place| (128 + 32 + 64 + 32 + place, 1)))
        .chain((64..128).map(|place| (place, 1)));
    for (place, bit) in places {
        let mut altered = bytes.clone();
        altered[place] ^= bit;
        let Ok(signature) = Signature::try_from(altered.as_slice()) else {
            continue;
        };
        let approval = Approval {
            signer: KEY.signer(),
            signature,
        };
        assert!(approval.verify(&DIGEST, &PureCurves).is_err(), "{place}");
    }
}

#[test]
fn flags_say_present_and_verified_and_do_not_contradict_each_other() {
    assert_eq!(with_flags(UP | UV, &[]), Ok(()));
    assert_eq!(with_flags(UP | UV | BE, &[]), Ok(()));
    assert_eq!(with_flags(UP | UV | BE | BS, &[]), Ok(()));
    assert_eq!(with_flags(UP | UV | 1 << 1 | 1 << 5, &[]), Ok(()), "reserved");
    assert_eq!(with_flags(UV, &[]), refused(AssertionError::UserPresence));
    assert_eq!(with_flags(UP, &[]), refused(AssertionError::UserVerification));
    assert_eq!(with_flags(0, &[]), refused(AssertionError::UserPresence));
    assert_eq!(
        with_flags(UP | UV | BS, &[]),
        refused(AssertionError::AuthenticatorData)
    );
    assert_eq!(
        with_flags(UP | UV | AT, &[]),
        refused(AssertionError::AuthenticatorData)
    );
    assert_eq!(
        with_flags(UP | UV | AT | ED, &[0xa0]),
        refused(AssertionError::AuthenticatorData)
    );
}

#[test]
fn extensions_come_with_their_flag_and_the_flag_with_them() {
    let extensions = [0xa1, 0x61, 0x61, 0x01];
    assert_eq!(with_flags(UP | UV | ED, &extensions), Ok(()));
    assert_eq!(with_flags(UP | UV | ED, &[0xa0]), Ok(()));
    for (flags, extensions) in [(UP | UV, &extensions[..]), (UP | UV, &[0]), (UP | UV | ED, &[])] {
        assert_eq!(
            with_flags(flags, extensions),
            refused(AssertionError::AuthenticatorData)
        );
    }
}

#[test]
fn data_cut_short_is_none() {
    let data = authenticator_data("localhost", FLAGS, &[]);
    let client = client_data("webauthn.get", &DIGEST);
    for length in [0, 31, 32, 33, 36] {
        assert_eq!(
            check(&data[..length], &client),
            refused(AssertionError::AuthenticatorData),
            "{length}"
        );
    }
    // Cut, with the flag that makes up for another length.
    let flagged = authenticator_data("localhost", FLAGS | ED, &[]);
    for length in [33, 36, 37] {
        assert_eq!(
            check(&flagged[..length], &client),
            refused(AssertionError::AuthenticatorData),
            "{length}"
        );
    }
}

#[test]
fn it_is_made_for_the_signers_relying_party() {
    let client = client_data("webauthn.get", &DIGEST);
    for rp_id in ["example.com", "localhost.", ""] {
        assert_eq!(
            check(&authenticator_data(rp_id, FLAGS, &[]), &client),
            refused(AssertionError::RelyingParty)
        );
    }
    let Signer::WebAuthn { key, .. } = KEY.signer() else {
        panic!("kind 3");
    };
    let approval = Approval {
        signer: Signer::WebAuthn {
            key,
            rp_id_hash: rp_id_hash("example.com"),
        },
        signature: KEY.assert(&authenticator_data("example.com", FLAGS, &[]), &client),
    };
    assert_eq!(approval.verify(&DIGEST, &PureCurves), Ok(()));
}

#[test]
fn client_data_begins_to_the_letter_with_type_and_challenge() {
    let challenge = base64url(DIGEST.as_slice());
    let good = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}"}}"#);
    assert_eq!(with_client_data(&good), Ok(()));
    assert_eq!(with_client_data(&good.replace('}', r#","a":1}"#)), Ok(()));
    for other in [
        good.replace("webauthn.get", "webauthn.create"),
        good.replace("webauthn.get", "payment.get"),
        good.replace("\":", "\": "),
        format!(" {good}"),
        format!(r#"{{"challenge":"{challenge}","type":"webauthn.get"}}"#),
        format!(r#"{{"a":"b","type":"webauthn.get","challenge":"{challenge}"}}"#),
        good[1..].to_owned(),
        String::new(),
    ] {
        assert_eq!(
            with_client_data(&other),
            refused(AssertionError::ClientData),
            "{other}"
        );
    }
    let standard = STANDARD.encode(DIGEST);
    for other in [
        good.replace(&challenge, &base64url(B256::ZERO.as_slice())),
        good.replace(&challenge, &challenge[..42]),
        good.replace(&challenge, &format!("{challenge}A")),
        good.replace(&challenge, &format!("{challenge}=")),
        good.replace(&challenge, &standard),
        good.replace(&challenge, standard.trim_end_matches('=')),
        good.replace(&challenge, &DIGEST.to_string()),
        good.replace(&challenge, ""),
        good.replace("\"}", "\""),
        good.replace("\"}", "\" }"),
        good.replace("\"}", "\\\"}"),
        good.replace("\"}", "\":}"),
        good.replace("\"}", "}"),
    ] {
        assert_ne!(other, good);
        assert_eq!(
            with_client_data(&other),
            refused(AssertionError::Challenge),
            "{other}"
        );
    }
}

#[test]
fn only_the_bytes_of_its_encoding_are_an_assertion() {
    let vector = &vectors().valid[0];
    let bytes = vector.encoded();
    let parse = |bytes: &[u8]| Signature::try_from(bytes).unwrap_err();
    for length in [66, 127, 200, bytes.len() - 64] {
        assert_eq!(
            parse(&bytes[..length]),
            AssertionError::Encoding.into(),
            "{length}"
        );
    }
    for (r, s) in [
        (B256::ZERO, vector.s),
        (vector.r, B256::ZERO),
        (B256::repeat_byte(0xff), vector.s),
        (vector.r, B256::repeat_byte(0xff)),
    ] {
        let bytes = encoded(&vector.authenticator_data, vector.client_data.as_bytes(), r, s);
        assert_eq!(parse(&bytes), AssertionError::Signature.into());
    }
}

#[test]
fn only_der_is_a_browsers_signature() {
    let vector = &vectors().valid[0];
    let new = |der: &[u8]| {
        Assertion::new(&vector.authenticator_data, vector.client_data.as_bytes(), der).unwrap_err()
    };
    let der = vector.signature_der.to_vec();
    let raw = [vector.r.as_slice(), vector.s.as_slice()].concat();
    let trailing = [der.as_slice(), &[0]].concat();
    for wrong in [&[][..], &raw, &trailing, &der[..der.len() - 1]] {
        assert_eq!(new(wrong), AssertionError::Signature);
    }
    let zero = [0x30, 6, 2, 1, 0, 2, 1, 1];
    assert_eq!(new(&zero), AssertionError::Signature);
}

#[test]
fn each_part_has_its_longest_size() {
    let vector = &vectors().valid[0];
    let new = |data: usize, client: usize| {
        Assertion::new(&vec![0; data], &vec![b' '; client], &vector.signature_der)
    };
    let longest = new(2048, 2048).unwrap();
    assert_eq!(new(2049, 0), Err(AssertionError::TooLong));
    assert_eq!(new(0, 2049), Err(AssertionError::TooLong));
    let bytes = Bytes::from(Signature::WebAuthn(longest.clone()));
    assert_eq!(bytes.len(), 2 * 2048 + 6 * 32);
    assert_eq!(
        Signature::try_from(bytes.clone()),
        Ok(Signature::WebAuthn(longest))
    );
    let over = [&bytes[..], &[0]].concat();
    assert_eq!(
        Signature::try_from(over.as_slice()),
        Err(AssertionError::TooLong.into())
    );
    for (data, client) in [(2049, 0), (0, 2049)] {
        let bytes = encoded(&vec![0; data], &vec![b' '; client], vector.r, vector.s);
        assert_eq!(
            Signature::try_from(bytes.as_slice()),
            Err(AssertionError::TooLong.into())
        );
    }
}

#[test]
fn a_passkey_and_a_bare_key_do_not_sign_for_each_other() {
    let (bare, passkey) = (Key::P256(1), Key::Passkey(1));
    assert_eq!(bare.signer().p256_key(), passkey.signer().p256_key());
    for (by, claimed) in [(bare, passkey), (passkey, bare)] {
        let approval = Approval {
            signer: claimed.signer(),
            signature: by.sign(&DIGEST),
        };
        assert_eq!(
            approval.verify(&DIGEST, &PureCurves),
            Err(SignatureError::OtherKind(claimed.signer()))
        );
    }
}
