//! Bodies of the fuzz targets: any bytes give a value that holds its laws, or an error.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "the fuzz crate calls them; a panic is a finding"
)]

use alloy_primitives::{Address, B256, Bytes};
use mononym_ens::Limits;
use mononym_keystore::{
    AccountLeaf, Approval, Domain, Node, Path, ProvenAnswer, PureCurves, RecordLeaf, Signature,
    SignedOperation, Signer, StepLimits, decode_steps, encode_steps, restore, root_after, shorten,
    steps_hash,
};

const DOMAIN: Domain = Domain {
    l1_chain_id: 1,
    keystore: Address::repeat_byte(1),
};

/// A stored operation: what is read writes back to the same bytes, and can be verified.
pub fn stored_operation(data: &[u8]) {
    if let Ok(signed) = SignedOperation::from_bytes(data) {
        assert_eq!(signed.to_bytes(), data);
        let _ = signed.verify(&DOMAIN, &Limits::default());
    }
}

/// A posted operation: the same for JSON, and both forms agree.
pub fn posted_operation(data: &[u8]) {
    if let Ok(signed) = serde_json::from_slice::<SignedOperation>(data) {
        let json = serde_json::to_vec(&signed).unwrap();
        assert_eq!(serde_json::from_slice::<SignedOperation>(&json).unwrap(), signed);
        let bytes = signed.to_bytes();
        assert_eq!(SignedOperation::from_bytes(&bytes).unwrap(), signed);
        stored_operation(&bytes);
    }
}

/// A signature of any kind, as bytes and as JSON: one form, which no other digest shares.
pub fn signature(data: &[u8]) {
    if let Ok(signature) = Signature::try_from(data) {
        signature_holds(&signature);
    }
    if let Ok(signature) = serde_json::from_slice::<Signature>(data) {
        signature_holds(&signature);
    }
}

fn signature_holds(signature: &Signature) {
    let bytes = Bytes::from(signature.clone());
    assert_eq!(Signature::try_from(bytes.as_ref()).as_ref(), Ok(signature));
    let json = serde_json::to_vec(signature).unwrap();
    assert_eq!(&serde_json::from_slice::<Signature>(&json).unwrap(), signature);
    assert_eq!(bytes.to_string().parse::<Signature>().as_ref(), Ok(signature));
    // Whoever is said to have signed: an answer, and no second digest that the same bytes sign.
    for kind in [&[1u8; 21][..], &[2; 65], &[3; 97]] {
        let approval = Approval {
            signer: Signer::try_from(kind).unwrap(),
            signature: signature.clone(),
        };
        let digests = [B256::ZERO, B256::repeat_byte(1)];
        let stands = digests.map(|digest| approval.verify(&digest, &PureCurves).is_ok());
        assert_ne!(stands, [true, true]);
    }
}

/// The steps of a commit: what is read writes back to the same bytes, and has a hash.
pub fn commit_steps(data: &[u8]) {
    let limits = StepLimits {
        steps: 100,
        body_bytes: 1000,
    };
    if let Ok(steps) = decode_steps(data, &limits) {
        assert!(steps.len() <= limits.steps);
        assert_eq!(encode_steps(&steps).unwrap(), data);
        let queue = steps.iter().filter(|step| step.is_forced()).map(|_| B256::ZERO);
        steps_hash(B256::ZERO, &steps, queue).unwrap();
        root_after(B256::ZERO, &steps);
    }
}

/// A shortened body: what is restored keeps the bound and shortens to the same bytes.
pub fn shortened_body(data: &[u8]) {
    const LIMIT: usize = 10_000;
    if let Ok(body) = restore(data, LIMIT) {
        assert!(body.len() <= LIMIT);
        assert_eq!(shorten(&body), data);
        stored_operation(&body);
    }
    assert_eq!(restore(&shorten(data), data.len()).unwrap(), data);
}

/// A stored node of the tree: what is read writes back to the same bytes, has a hash, and fits a
/// place or not.
pub fn stored_node(data: &[u8]) {
    if let Ok(node) = Node::from_bytes(data) {
        assert_eq!(node.to_bytes(), data);
        assert_eq!(node.hash(), node.clone().hash());
        for path in [Path::ROOT, Path::ROOT.child(5)] {
            let _ = node.check(&path, 1);
        }
    }
}

/// A proven answer: what is read writes back to the same bytes, and its proofs hold or not.
pub fn proven_answer(data: &[u8]) {
    if let Ok(answer) = ProvenAnswer::decode(data, &Limits::default()) {
        assert_eq!(answer.encode(), data);
        for proof in answer.records.iter().chain([&answer.account]) {
            let _ = proof.check(&B256::ZERO, &B256::repeat_byte(1));
        }
    }
}

/// A leaf of the tree, as proofs hold it: an account's writes back to the same bytes, a record's is a
/// part of them; no bytes are both.
pub fn leaf(data: &[u8]) {
    let account = AccountLeaf::from_bytes(data);
    let record = RecordLeaf::from_bytes(data);
    assert!(account.is_err() || record.is_err());
    if let Ok(leaf) = account {
        assert_eq!(leaf.to_bytes(), data);
    }
    if let Ok(RecordLeaf::Set(value)) = record {
        assert_eq!(value.len() + 1, data.len());
    }
}

/// A signer, as bytes and as text: one form.
pub fn signer(data: &[u8]) {
    let text = core::str::from_utf8(data)
        .ok()
        .and_then(|text| text.parse::<Signer>().ok());
    for signer in text.into_iter().chain(Signer::try_from(data).ok()) {
        assert_eq!(signer.to_string().parse::<Signer>(), Ok(signer));
        let json = serde_json::to_vec(&signer).unwrap();
        assert_eq!(serde_json::from_slice::<Signer>(&json).unwrap(), signer);
    }
}
