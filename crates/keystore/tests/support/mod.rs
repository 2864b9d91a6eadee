//! Keys, operations and an account that lives through them.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses a part of it; a failure fails the test"
)]

pub mod keys;
pub mod tags;

use alloy_primitives::{Address, B256};
use mononym_ens::{Answer, Limits, Name, RecordCall};
use mononym_keystore::{
    Account, Approval, CancelRecovery, Domain, FinishRecovery, Freeze, GuardianSet, Guardians, Operation,
    Policy, Record, RecordState, Register, Rejection, Retire, SetGuardians, SetImplementation, SetLimits,
    SetOutbox, SetRecords, SetRegistrar, SetSigners, SignedOperation, Signer, Spent, StartRecovery, State,
    Unfreeze, Voucher, VoucherTerms, apply, guardians_hash, signers_hash,
};

pub use keys::Key;

pub const NOW: u64 = 1_700_000_000;
pub const DAY: u64 = 86_400;
/// Recovery delay of guarded accounts in tests.
pub const DELAY: u64 = 7 * DAY;
pub const NAME: &str = "alice.mononym.eth";
pub const SALT: B256 = B256::repeat_byte(0x5a);
pub const DOMAIN: Domain = Domain {
    l1_chain_id: 31337,
    keystore: Address::repeat_byte(0x33),
};
/// The key that vouches for names below `mononym.eth`.
pub const REGISTRAR: Key = Key::Eth(1000);

/// Keys as a set: their signers in canonical order.
pub fn signers(keys: &[Key]) -> Vec<Signer> {
    let mut signers: Vec<Signer> = keys.iter().map(|key| key.signer()).collect();
    signers.sort_by_key(Signer::id);
    signers
}

pub fn guardian_set(keys: &[Key]) -> GuardianSet {
    let signers: Vec<Signer> = keys.iter().map(|key| key.signer()).collect();
    GuardianSet::new(&signers, SALT)
}

/// Guardians as an account commits to them; none for no keys.
pub fn guardians(keys: &[Key], threshold: u8, delay: u64) -> Guardians {
    if keys.is_empty() {
        return Guardians::default();
    }
    Guardians {
        threshold,
        hash: guardians_hash(threshold, &guardian_set(keys)),
        recovery_delay: u32::try_from(delay).unwrap(),
    }
}

/// Signed by these keys, in the order that the keystore wants.
pub fn sign(operation: impl Into<Operation>, keys: &[Key]) -> SignedOperation {
    let mut signed = sign_in_order(operation, keys);
    signed.signatures.sort_by_key(|approval| approval.signer.id());
    signed
}

/// Signed by these keys, in this order.
pub fn sign_in_order(operation: impl Into<Operation>, keys: &[Key]) -> SignedOperation {
    let operation = operation.into();
    let digest = operation.hash(&DOMAIN);
    let signatures = keys.iter().map(|key| key.approve(&digest)).collect();
    SignedOperation {
        operation,
        signatures,
        voucher: None,
    }
}

/// Adds the registrar's voucher to a registration.
pub fn consent(mut signed: SignedOperation) -> SignedOperation {
    if let Operation::Register(message) = &signed.operation {
        let hash = signers_hash(message.threshold, &message.signers);
        signed.voucher = Some(voucher(REGISTRAR, &message.name, hash, NOW));
    }
    signed
}

pub fn voucher(registrar: Key, name: &str, signers_hash: B256, deadline: u64) -> Voucher {
    let terms = VoucherTerms {
        name,
        signers_hash,
        deadline,
    };
    Voucher {
        deadline,
        signature: registrar.sign_secp256k1(&terms.digest(&DOMAIN)),
    }
}

pub fn register(keys: &[Key], threshold: u8) -> Register {
    Register {
        name: NAME.to_owned(),
        nonce: 0,
        deadline: NOW,
        threshold,
        signers: signers(keys),
        guardian_threshold: 0,
        guardians_hash: B256::ZERO,
        recovery_delay: 0,
        implementation: Address::ZERO,
        records: Vec::new(),
    }
}

pub fn text_record(key: &str, value: &str) -> Record {
    Record {
        call: RecordCall::text(key).as_bytes().to_vec().into(),
        state: RecordState::Set,
        value: Answer::Text(value.to_owned()).encode().into(),
    }
}

/// `mononym.eth`, open, with [`REGISTRAR`].
pub fn opened_parent() -> Account {
    Account {
        name: "mononym.eth".to_owned(),
        node: B256::repeat_byte(1),
        nonce: 2,
        history_hash: B256::ZERO,
        threshold: 1,
        signers: vec![REGISTRAR.signer()],
        guardians: Guardians::default(),
        recovery_nonce: 0,
        recovery: None,
        outgoing_guardians: None,
        outgoing_signers: None,
        spent: Spent::default(),
        frozen_until: 0,
        retired_from: 0,
        implementation: Address::ZERO,
        outbox_root: B256::ZERO,
        limits_hash: B256::ZERO,
        registrar: REGISTRAR.address(),
        policy: Policy::Open,
    }
}

/// Tries an operation on the name's account, or on none, below an open parent.
pub fn attempt(account: Option<&Account>, signed: &SignedOperation, now: u64) -> Result<Account, Rejection> {
    let parent = opened_parent();
    let state = State {
        account,
        parent: Some(&parent),
        is_root: false,
    };
    apply(state, &signed.verify(&DOMAIN, &Limits::default())?, now).map(|change| change.account)
}

/// An account with a clock. Its methods make operations that fit its present state.
#[derive(Clone, Debug)]
pub struct Owned {
    pub account: Account,
    pub now: u64,
}

impl Owned {
    pub fn new(keys: &[Key], threshold: u8) -> Self {
        Self::registered(register(keys, threshold), keys)
    }

    /// With guardians and the usual delay.
    pub fn guarded(keys: &[Key], threshold: u8, guards: &[Key], guardian_threshold: u8) -> Self {
        let Guardians {
            threshold: guardian_threshold,
            hash,
            recovery_delay,
        } = guardians(guards, guardian_threshold, DELAY);
        let message = Register {
            guardian_threshold,
            guardians_hash: hash,
            recovery_delay,
            ..register(keys, threshold)
        };
        Self::registered(message, keys)
    }

    fn registered(message: Register, keys: &[Key]) -> Self {
        Self {
            account: attempt(None, &consent(sign(message, keys)), NOW).unwrap(),
            now: NOW,
        }
    }

    /// Whether the operation, so signed, would be accepted now; nothing changes.
    pub fn tries(&self, operation: impl Into<Operation>, keys: &[Key]) -> Result<Account, Rejection> {
        attempt(Some(&self.account), &sign(operation, keys), self.now)
    }

    /// The same as late as `now`.
    pub fn tries_at(
        &self,
        now: u64,
        operation: impl Into<Operation>,
        keys: &[Key],
    ) -> Result<Account, Rejection> {
        attempt(Some(&self.account), &sign(operation, keys), now)
    }

    /// Submits an operation and lives on with it.
    pub fn submit(&mut self, operation: impl Into<Operation>, keys: &[Key]) -> Result<(), Rejection> {
        self.account = self.tries(operation, keys)?;
        Ok(())
    }

    /// Submits one that must be accepted.
    #[track_caller]
    pub fn does(&mut self, operation: impl Into<Operation>, keys: &[Key]) {
        if let Err(rejection) = self.submit(operation, keys) {
            panic!("{rejection}");
        }
    }

    pub fn passes(&mut self, seconds: u64) {
        self.now += seconds;
    }

    pub fn set_records(&self) -> SetRecords {
        SetRecords {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            records: vec![text_record("url", "x")],
        }
    }

    pub fn set_registrar(&self, registrar: Address, policy: Policy) -> SetRegistrar {
        SetRegistrar {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            registrar,
            policy,
        }
    }

    pub fn set_signers(&self, keys: &[Key], threshold: u8) -> SetSigners {
        SetSigners {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            threshold,
            signers: signers(keys),
        }
    }

    pub fn set_guardians(&self, keys: &[Key], threshold: u8, delay: u64) -> SetGuardians {
        let guardians = guardians(keys, threshold, delay);
        SetGuardians {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            guardian_threshold: guardians.threshold,
            guardians_hash: guardians.hash,
            recovery_delay: guardians.recovery_delay,
        }
    }

    pub fn set_implementation(&self, implementation: Address) -> SetImplementation {
        SetImplementation {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            implementation,
        }
    }

    /// Opens these guardians, or none.
    pub fn set_limits(&self, limits_hash: B256, guardians: &[Key]) -> SetLimits {
        let (guardians, guardians_salt) = opened(guardians);
        SetLimits {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            limits_hash,
            guardians,
            guardians_salt,
        }
    }

    pub fn set_outbox(&self, outbox_root: B256) -> SetOutbox {
        SetOutbox {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            outbox_root,
        }
    }

    pub fn start_recovery(&self, keys: &[Key], threshold: u8, guardians: &[Key]) -> StartRecovery {
        let (guardians, guardians_salt) = opened(guardians);
        StartRecovery {
            name: self.account.name.clone(),
            recovery_nonce: self.account.recovery_nonce,
            deadline: u64::MAX,
            threshold,
            signers: signers(keys),
            guardians,
            guardians_salt,
        }
    }

    pub fn cancel_recovery(&self) -> CancelRecovery {
        CancelRecovery {
            name: self.account.name.clone(),
            recovery_nonce: self.account.recovery_nonce.saturating_sub(1),
            deadline: u64::MAX,
        }
    }

    pub fn finish_recovery(&self) -> FinishRecovery {
        FinishRecovery {
            name: self.account.name.clone(),
            recovery_nonce: self.account.recovery_nonce.saturating_sub(1),
            deadline: u64::MAX,
        }
    }

    /// By a signer if no guardians are opened.
    pub fn freeze(&self, guardians: &[Key]) -> Freeze {
        let (guardians, guardians_salt) = opened(guardians);
        Freeze {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
            guardians,
            guardians_salt,
        }
    }

    pub fn unfreeze(&self) -> Unfreeze {
        Unfreeze {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
        }
    }

    pub fn retire(&self) -> Retire {
        Retire {
            name: self.account.name.clone(),
            nonce: self.account.nonce,
            deadline: u64::MAX,
        }
    }

    /// One of each kind that a frozen or retired account refuses, signed by `keys`.
    pub fn ordinary(&self) -> Vec<Operation> {
        let keys = [Key::Eth(77)];
        vec![
            self.set_records().into(),
            self.set_registrar(Address::ZERO, Policy::Closed).into(),
            self.set_signers(&keys, 1).into(),
            self.set_guardians(&[], 0, 0).into(),
            self.set_implementation(Address::repeat_byte(1)).into(),
            self.set_limits(B256::repeat_byte(1), &[]).into(),
            self.set_outbox(B256::repeat_byte(1)).into(),
            self.retire().into(),
        ]
    }
}

fn opened(guardians: &[Key]) -> (Vec<B256>, B256) {
    if guardians.is_empty() {
        return (Vec::new(), B256::ZERO);
    }
    let GuardianSet { guardians, salt } = guardian_set(guardians);
    (guardians, salt)
}

/// A registration with one field changed before it is signed, with its voucher.
pub fn register_with(change: impl FnOnce(&mut Register)) -> Result<Account, Rejection> {
    let keys = [Key::Eth(1)];
    let mut message = register(&keys, 1);
    change(&mut message);
    attempt(None, &consent(sign(message, &keys)), NOW)
}

pub fn node(name: &str) -> B256 {
    Name::from_text(name, &Limits::default()).unwrap().node()
}

/// An approval whose signer was changed for another.
pub fn claimed_by(approval: Approval, signer: Signer) -> Approval {
    Approval { signer, ..approval }
}
