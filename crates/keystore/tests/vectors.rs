//! The shared vectors of what is signed, hashed and kept for good. They were made with viem, so
//! that they check this crate instead of repeating it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml allows them in test functions, and these are their helpers"
)]

use alloy_primitives::{B256, Bytes};
use mononym_ens::Limits;
use mononym_keystore::{
    Approval, Domain, GuardianSet, Operation, PureCurves, Signature, SignedOperation, Signer, Voucher,
    VoucherTerms, check_signers, guardians_hash, next_history_hash, signers_hash,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    types: serde_json::Map<String, Value>,
    typed_data: Vec<TypedData>,
    signers_hashes: Vec<SignersHash>,
    history_hashes: Vec<HistoryHash>,
    guardians_hashes: Vec<GuardiansHash>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TypedData {
    comment: String,
    domain: TypedDataDomain,
    primary_type: String,
    message: Value,
    digest: B256,
    signatures: Vec<Approval>,
    voucher: Option<Voucher>,
    stored: Option<Bytes>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TypedDataDomain {
    name: String,
    version: String,
    chain_id: u64,
    verifying_contract: alloy_primitives::Address,
}

#[derive(Deserialize)]
struct SignersHash {
    threshold: u8,
    signers: Vec<Signer>,
    hash: B256,
}

#[derive(Deserialize)]
struct GuardiansHash {
    threshold: u8,
    signers: Vec<Signer>,
    guardians: Vec<B256>,
    salt: B256,
    hash: B256,
}

#[derive(Deserialize)]
struct HistoryHash {
    operations: Vec<B256>,
    hash: B256,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../../tests/vectors/operations.json")).unwrap()
}

impl TypedData {
    fn domain(&self) -> Domain {
        assert_eq!(self.domain.name, Domain::NAME);
        assert_eq!(self.domain.version, Domain::VERSION);
        Domain {
            l1_chain_id: self.domain.chain_id,
            keystore: self.domain.verifying_contract,
        }
    }

    /// Nothing for a voucher, which is no operation.
    fn operation(&self) -> Option<Operation> {
        (self.primary_type != "Voucher").then(|| {
            let json = json!({ "primaryType": self.primary_type, "message": self.message });
            serde_json::from_value(json).unwrap_or_else(|error| panic!("{}: {error}", self.comment))
        })
    }

    fn signed(&self) -> Option<SignedOperation> {
        self.operation().map(|operation| SignedOperation {
            operation,
            signatures: self.signatures.clone(),
            voucher: self.voucher,
        })
    }
}

#[test]
fn operations_have_these_digests() {
    let mut kinds = Vec::new();
    for vector in vectors().typed_data {
        let Some(operation) = vector.operation() else {
            continue;
        };
        assert_eq!(
            operation.hash(&vector.domain()),
            vector.digest,
            "{}",
            vector.comment
        );
        kinds.push(operation.primary_type());
    }
    for kind in Operation::PRIMARY_TYPES {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn operations_have_these_types() {
    let vectors = vectors();
    for vector in &vectors.typed_data {
        let Some(operation) = vector.operation() else {
            continue;
        };
        let fields = |name: &str| {
            let fields: Vec<String> = vectors.types[name]
                .as_array()
                .unwrap()
                .iter()
                .map(|field| {
                    format!(
                        "{} {}",
                        field["type"].as_str().unwrap(),
                        field["name"].as_str().unwrap()
                    )
                })
                .collect();
            format!("{name}({})", fields.join(","))
        };
        let mut expected = fields(&vector.primary_type);
        if expected.contains("Record[]") {
            expected += &fields("Record");
        }
        assert_eq!(operation.encode_type(), expected);
    }
}

#[test]
fn vouchers_have_these_digests() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Message {
        name: String,
        signers_hash: B256,
        #[serde(deserialize_with = "number")]
        deadline: u64,
    }
    fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.parse().map_err(serde::de::Error::custom)
    }
    let vectors = vectors().typed_data;
    let vouchers: Vec<_> = vectors
        .iter()
        .filter(|vector| vector.operation().is_none())
        .collect();
    assert!(vouchers.len() >= 2);
    for vector in vouchers {
        let message: Message = serde_json::from_value(vector.message.clone()).unwrap();
        let terms = VoucherTerms {
            name: &message.name,
            signers_hash: message.signers_hash,
            deadline: message.deadline,
        };
        assert_eq!(
            terms.digest(&vector.domain()),
            vector.digest,
            "{}",
            vector.comment
        );
        for approval in &vector.signatures {
            let (Signer::Secp256k1(signer), Signature::Secp256k1(signature)) =
                (&approval.signer, &approval.signature)
            else {
                panic!("{}: a registrar is an Ethereum key", vector.comment);
            };
            let voucher = Voucher {
                deadline: message.deadline,
                signature: *signature,
            };
            let registrar =
                voucher.registrar(&PureCurves, &vector.domain(), &message.name, message.signers_hash);
            assert_eq!(registrar, Some(*signer), "{}", vector.comment);
        }
    }
}

#[test]
fn signatures_of_a_wallet_stand_and_those_of_others_do_not() {
    let mut kinds = [0; 4];
    for vector in vectors().typed_data {
        for approval in &vector.signatures {
            assert_eq!(
                approval.verify(&vector.digest, &PureCurves),
                Ok(()),
                "{}",
                vector.comment
            );
            assert!(
                approval.verify(&B256::repeat_byte(1), &PureCurves).is_err(),
                "{}",
                vector.comment
            );
            let bytes = Bytes::from(approval.signature.clone());
            assert_eq!(
                Signature::try_from(bytes).as_ref(),
                Ok(&approval.signature),
                "{}",
                vector.comment
            );
            kinds[usize::from(approval.signer.to_bytes()[0])] += 1;
        }
    }
    for kind in 1..=3 {
        assert!(kinds[kind] >= 10, "{kinds:?}");
    }
}

#[test]
fn whole_operations_stand() {
    for vector in vectors().typed_data {
        let Some(signed) = vector.signed() else {
            continue;
        };
        let unsigned = signed.signatures.is_empty() && vector.primary_type != "FinishRecovery";
        let verified = signed.verify(&vector.domain(), &Limits::default());
        assert_eq!(verified.is_ok(), !unsigned, "{}: {verified:?}", vector.comment);
    }
}

#[test]
fn the_log_keeps_these_bytes() {
    let mut checked = 0;
    for vector in vectors().typed_data {
        let Some(signed) = vector.signed() else {
            continue;
        };
        let stored = vector.stored.as_ref().unwrap();
        assert_eq!(Bytes::from(signed.to_bytes()), *stored, "{}", vector.comment);
        assert_eq!(
            SignedOperation::from_bytes(stored),
            Ok(signed),
            "{}",
            vector.comment
        );
        checked += 1;
    }
    assert_eq!(checked, 25);
}

#[test]
fn an_operation_goes_through_json_unchanged() {
    for vector in vectors().typed_data {
        let Some(signed) = vector.signed() else {
            continue;
        };
        let json = serde_json::to_string(&signed).unwrap();
        assert_eq!(
            serde_json::from_str::<SignedOperation>(&json).unwrap(),
            signed,
            "{}",
            vector.comment
        );
    }
}

#[test]
fn sets_of_signers_have_these_hashes() {
    let vectors = vectors().signers_hashes;
    assert!(vectors.len() >= 9);
    for vector in vectors {
        assert_eq!(check_signers(vector.threshold, &vector.signers), Ok(()));
        assert_eq!(signers_hash(vector.threshold, &vector.signers), vector.hash);
    }
}

#[test]
fn sets_of_guardians_have_these_hashes() {
    let vectors = vectors().guardians_hashes;
    assert!(vectors.len() >= 5);
    for vector in vectors {
        let set = GuardianSet::new(&vector.signers, vector.salt);
        assert_eq!(set.check(), Ok(()));
        assert_eq!(set.guardians, vector.guardians);
        assert_eq!(guardians_hash(vector.threshold, &set), vector.hash);
    }
}

#[test]
fn histories_have_these_hashes() {
    let vectors = vectors().history_hashes;
    assert!(vectors.len() >= 3);
    for vector in vectors {
        let hash = vector.operations.iter().fold(B256::ZERO, |history, operation| {
            next_history_hash(&history, operation)
        });
        assert_eq!(hash, vector.hash);
    }
}
