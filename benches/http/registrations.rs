//! Registrations as wallets sign them: one key and one text record each. All of it follows from an
//! index, so that none has to be kept.

use std::{fs, os::unix::fs::OpenOptionsExt, path::Path};

use alloy_primitives::{B256, Bytes, hex, keccak256};
use mononym::{
    clock::Clock,
    config::{Config, Settings},
    sign::LocalSigner,
};
use mononym_ens::RecordCall;
use mononym_keystore::{
    Approval, Domain, Operation, Policy, Record, RecordState, Register, Secp256k1Signature, SetRegistrar,
    Signature, SignedOperation, Signer, Voucher, VoucherTerms, signers_hash,
};

use crate::{Result, names, requests::post};

/// Seconds for which an operation may wait for its acceptance.
const PATIENCE: u64 = 86_400;

/// Who signs what, for a service with default settings.
pub(crate) struct Workshop {
    pub(crate) domain: Domain,
    /// Unix time in seconds at which everything is accepted.
    pub(crate) now: u64,
    registrar: LocalSigner,
}

impl Workshop {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            domain: Config::new(Settings::default())?.domain,
            now: Clock::system().now(),
            registrar: signer("registrar")?,
        })
    }

    /// Writes the registrar's key where a service looks for it.
    pub(crate) fn write_registrar(data_dir: &Path) -> Result<()> {
        use std::io::Write;
        let file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(data_dir.join("registrar.key"));
        Ok(writeln!(file?, "{}", secret("registrar"))?)
    }

    /// The first two operations of a log: the parent, and who vouches for names below it.
    pub(crate) fn genesis(&self) -> Result<[SignedOperation; 2]> {
        let address = self.registrar.address();
        let register = register(names::PARENT.to_owned(), &self.registrar, self.now, Vec::new());
        let set_registrar = SetRegistrar {
            name: names::PARENT.to_owned(),
            nonce: 1,
            deadline: self.now + PATIENCE,
            registrar: address,
            policy: Policy::Open,
        };
        let sign = |operation| self.sign(operation, &self.registrar, None);
        Ok([
            sign(Operation::Register(register))?,
            sign(Operation::SetRegistrar(set_registrar))?,
        ])
    }

    /// The registration of the name of an index; with the registrar's voucher, or without.
    pub(crate) fn registration(&self, index: u64, is_vouched: bool) -> Result<SignedOperation> {
        let key = signer(&index.to_string())?;
        let record = Record {
            call: Bytes::copy_from_slice(RecordCall::text(names::KEY).as_bytes()),
            state: RecordState::Set,
            value: names::answer(index),
        };
        let register = register(names::name(index), &key, self.now, vec![record]);
        let voucher = is_vouched.then(|| self.vouch(&register)).transpose()?;
        self.sign(Operation::Register(register), &key, voucher)
    }

    fn vouch(&self, register: &Register) -> Result<Voucher> {
        let terms = VoucherTerms {
            name: &register.name,
            signers_hash: signers_hash(register.threshold, &register.signers),
            deadline: register.deadline,
        };
        let signature = self.registrar.sign_digest(&terms.digest(&self.domain));
        Ok(Voucher {
            deadline: register.deadline,
            signature: Secp256k1Signature::try_from(signature.as_slice())?,
        })
    }

    fn sign(
        &self,
        operation: Operation,
        key: &LocalSigner,
        voucher: Option<Voucher>,
    ) -> Result<SignedOperation> {
        let signature = key.sign_digest(&operation.hash(&self.domain));
        Ok(SignedOperation {
            operation,
            signatures: vec![Approval {
                signer: Signer::Secp256k1(key.address()),
                signature: Signature::try_from(signature.as_slice())?,
            }],
            voucher,
        })
    }
}

/// Requests that register the names of these indexes, under the open policy.
pub(crate) fn requests(first: u64, count: u64) -> Result<Vec<Vec<u8>>> {
    let workshop = Workshop::new()?;
    (first..first + count)
        .map(|index| {
            let body = serde_json::to_string(&workshop.registration(index, false)?)?;
            Ok(post("/v1/names", &body).into_bytes())
        })
        .collect()
}

fn register(name: String, key: &LocalSigner, now: u64, records: Vec<Record>) -> Register {
    Register {
        name,
        nonce: 0,
        deadline: now + PATIENCE,
        threshold: 1,
        signers: vec![Signer::Secp256k1(key.address())],
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Default::default(),
        records,
    }
}

/// The address of the key that owns the name of an index.
pub(crate) fn owner(index: u64) -> Result<Signer> {
    Ok(Signer::Secp256k1(signer(&index.to_string())?.address()))
}

fn signer(seed: &str) -> Result<LocalSigner> {
    Ok(LocalSigner::new(secret(seed).parse()?))
}

fn secret(seed: &str) -> String {
    hex::encode_prefixed(keccak256(seed))
}
