//! Keys and operations for tests.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test uses a part of it; a failure fails the test"
)]

use alloy_primitives::{Address, B256, U256, keccak256};
use k256::ecdsa::SigningKey;
use mononym_ens::{Answer, RecordCall};
use mononym_keystore::{
    Account, Approval, Domain, Operation, Policy, Record, RecordState, Register, Signature, SignedOperation,
    Signer, Status, Voucher, VoucherTerms, signers_hash,
};

pub const NOW: u64 = 1_700_000_000;
pub const NAME: &str = "alice.mononym.eth";
pub const DOMAIN: Domain = Domain {
    l1_chain_id: 31337,
    keystore: Address::repeat_byte(0x33),
};

/// A key by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub u64);

impl Key {
    pub const REGISTRAR: Self = Self(1000);

    fn secret(self) -> SigningKey {
        SigningKey::from_slice(keccak256(U256::from(self.0).to_be_bytes::<32>()).as_slice()).unwrap()
    }

    pub fn address(self) -> Address {
        Address::from_private_key(&self.secret())
    }

    pub fn signer(self) -> Signer {
        Signer::Secp256k1(self.address())
    }

    pub fn sign(self, digest: &B256) -> Signature {
        let (signature, recovery_id) = self.secret().sign_prehash_recoverable(digest.as_slice()).unwrap();
        let mut bytes = signature.to_bytes().to_vec();
        bytes.push(recovery_id.to_byte());
        Signature::try_from(bytes.as_slice()).unwrap()
    }

    /// Keys in the order of a set of signers.
    pub fn sorted(numbers: &[u64]) -> Vec<Self> {
        let mut keys: Vec<Self> = numbers.iter().copied().map(Self).collect();
        keys.sort_by_key(|key| key.signer().id());
        keys
    }
}

pub fn sign(operation: Operation, keys: &[Key]) -> SignedOperation {
    let digest = operation.hash(&DOMAIN);
    let signatures = keys
        .iter()
        .map(|key| Approval {
            signer: key.signer(),
            signature: key.sign(&digest),
        })
        .collect();
    SignedOperation {
        operation,
        signatures,
        voucher: None,
    }
}

/// Adds the registrar's voucher to a registration.
pub fn consent(mut signed: SignedOperation) -> SignedOperation {
    if let Operation::Register(message) = &signed.operation {
        let terms = VoucherTerms {
            name: &message.name,
            signers_hash: signers_hash(message.threshold, &message.signers),
            deadline: NOW,
        };
        let signature = Key::REGISTRAR.sign(&terms.digest(&DOMAIN));
        signed.voucher = Some(Voucher {
            deadline: NOW,
            signature,
        });
    }
    signed
}

pub fn register(keys: &[Key], threshold: u8) -> Operation {
    Operation::Register(Register {
        name: NAME.to_owned(),
        nonce: 0,
        deadline: NOW,
        threshold,
        signers: keys.iter().map(|key| key.signer()).collect(),
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Address::ZERO,
        records: Vec::new(),
    })
}

pub fn text_record(key: &str, value: &str) -> Record {
    Record {
        call: RecordCall::text(key).as_bytes().to_vec().into(),
        state: RecordState::Set,
        value: Answer::Text(value.to_owned()).encode().into(),
    }
}

/// `mononym.eth`, open, with [`Key::REGISTRAR`].
pub fn opened_parent() -> Account {
    Account {
        name: "mononym.eth".to_owned(),
        node: B256::repeat_byte(1),
        nonce: 2,
        history_hash: B256::ZERO,
        status: Status::Active,
        threshold: 1,
        signers: vec![Key::REGISTRAR.signer()],
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Address::ZERO,
        registrar: Key::REGISTRAR.address(),
        policy: Policy::Open,
    }
}
