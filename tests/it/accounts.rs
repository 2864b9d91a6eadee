//! Owners of names: keys, and operations signed with them. k256 signs here, not the service's own
//! library.

use alloy_primitives::{Address, B256, Bytes, Signature, U256, hex, keccak256};
use k256::ecdsa::SigningKey;
use mononym::names::{SignedTokenRequest, TokenRequest};
use mononym_ens::{Answer, CoinType, RecordCall};
use mononym_keystore::{
    Approval, Domain, Operation, Record, RecordState, Register, SetRecords, SetRegistrar, SignedOperation,
    Signer, Voucher, VoucherTerms, signers_hash,
};

use crate::harness::{NOW, domain};

/// Deadline of every operation that is not about deadlines.
pub(crate) const DEADLINE: u64 = NOW + 3600;

/// A secp256k1 key.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    /// The key of this seed.
    pub(crate) fn new(seed: &str) -> Self {
        Self(SigningKey::from_slice(keccak256(seed).as_slice()).unwrap())
    }

    pub(crate) fn address(&self) -> Address {
        Address::from_public_key(self.0.verifying_key())
    }

    pub(crate) fn signer(&self) -> Signer {
        Signer::Secp256k1(self.address())
    }

    pub(crate) fn sign(&self, digest: &B256) -> Signature {
        self.0.sign_prehash_recoverable(digest.as_slice()).unwrap().into()
    }

    /// The key as a file holds it.
    pub(crate) fn to_hex(&self) -> String {
        B256::from_slice(&self.0.to_bytes()).to_string()
    }

    pub(crate) fn approve(&self, digest: &B256) -> Approval {
        Approval {
            signer: self.signer(),
            signature: self.sign(digest).as_bytes().as_slice().try_into().unwrap(),
        }
    }

    /// A voucher for a registration, as if this key were the registrar's.
    pub(crate) fn vouch(&self, name: &str, register: &Register, deadline: u64) -> Voucher {
        let terms = VoucherTerms {
            name,
            signers_hash: signers_hash(register.threshold, &register.signers),
            deadline,
        };
        let signature = self.sign(&terms.digest(&domain()));
        Voucher {
            deadline,
            signature: signature.as_bytes().as_slice().try_into().unwrap(),
        }
    }
}

/// An operation with the approvals of these keys.
pub(crate) fn sign(operation: impl Into<Operation>, keys: &[&Key]) -> SignedOperation {
    sign_for(&domain(), operation.into(), keys)
}

pub(crate) fn sign_for(domain: &Domain, operation: Operation, keys: &[&Key]) -> SignedOperation {
    let digest = operation.hash(domain);
    let mut signatures: Vec<Approval> = keys.iter().map(|key| key.approve(&digest)).collect();
    signatures.sort_by_key(|approval| approval.signer.id());
    SignedOperation {
        operation,
        signatures,
        voucher: None,
    }
}

/// A registration by these keys, any one of which may sign later.
pub(crate) fn register(name: &str, keys: &[&Key]) -> Register {
    let mut signers: Vec<Signer> = keys.iter().map(|key| key.signer()).collect();
    signers.sort_by_key(Signer::id);
    Register {
        name: name.to_owned(),
        nonce: 0,
        deadline: DEADLINE,
        threshold: 1,
        signers,
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Address::ZERO,
        records: Vec::new(),
    }
}

pub(crate) fn set_records(name: &str, nonce: u64, records: Vec<Record>) -> Operation {
    Operation::SetRecords(SetRecords {
        name: name.to_owned(),
        nonce,
        deadline: DEADLINE,
        records,
    })
}

pub(crate) fn set_registrar(
    name: &str,
    nonce: u64,
    registrar: Address,
    policy: mononym_keystore::Policy,
) -> Operation {
    Operation::SetRegistrar(SetRegistrar {
        name: name.to_owned(),
        nonce,
        deadline: DEADLINE,
        registrar,
        policy,
    })
}

/// A record that is set to this answer.
pub(crate) fn set(call: &RecordCall, answer: &Answer) -> Record {
    Record {
        call: Bytes::copy_from_slice(call.as_bytes()),
        state: RecordState::Set,
        value: answer.encode().into(),
    }
}

/// A record without a value.
pub(crate) fn without_value(call: &RecordCall, state: RecordState) -> Record {
    Record {
        call: Bytes::copy_from_slice(call.as_bytes()),
        state,
        value: Bytes::new(),
    }
}

pub(crate) fn text(key: &str, value: &str) -> Record {
    set(&RecordCall::text(key), &Answer::Text(value.to_owned()))
}

pub(crate) fn addr(coin_type: u64, address: &[u8]) -> Record {
    let address = Bytes::copy_from_slice(address);
    set(&RecordCall::addr(coin(coin_type)), &Answer::Bytes(address))
}

/// BIP-173's example: the script of [`BITCOIN_TEXT`].
pub(crate) const BITCOIN: [u8; 22] = hex!("0014751e76e8199196d454941c45d1b3a323f1433bd6");
pub(crate) const BITCOIN_TEXT: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
/// A coin whose addresses are any bytes: no text form of it is known.
pub(crate) const ANY_BYTES: u64 = 9;

pub(crate) fn coin(number: u64) -> CoinType {
    CoinType(U256::from(number))
}

/// A request about API keys with the approvals of these keys.
pub(crate) fn sign_tokens(request: TokenRequest, keys: &[&Key]) -> SignedTokenRequest {
    let digest = request.hash(&domain());
    SignedTokenRequest {
        request,
        signatures: keys.iter().map(|key| key.approve(&digest)).collect(),
    }
}
