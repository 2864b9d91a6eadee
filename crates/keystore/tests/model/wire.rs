//! The model's operations and accounts in the keystore's terms.

use alloy_primitives::{Address, B256};
use mononym_keystore::{
    Account, CancelRecovery, FinishRecovery, Freeze, Operation, Policy, Register, Retire, SetGuardians,
    SetImplementation, SetLimits, SetOutbox, SetRecords, SetRegistrar, SetSigners, SignedOperation,
    StartRecovery, Unfreeze, Voucher, VoucherTerms, signers_hash,
};

use crate::{
    shadow::{Gone, Guards, Keys, Op, Shadow},
    support::{DOMAIN, Key, guardian_set, guardians, signers, tags, text_record},
};

fn threshold(threshold: usize) -> u8 {
    u8::try_from(threshold).unwrap()
}

pub(crate) fn list(keys: &Keys) -> Vec<Key> {
    keys.iter().copied().collect()
}

fn commitment(guards: Option<&Guards>) -> mononym_keystore::Guardians {
    guards.map_or_else(Default::default, |guards| {
        guardians(&list(&guards.keys), threshold(guards.threshold), guards.delay)
    })
}

fn opened(keys: &Keys) -> (Vec<B256>, B256) {
    if keys.is_empty() {
        return Default::default();
    }
    let set = guardian_set(&list(keys));
    (set.guardians, set.salt)
}

/// The operation in the keystore's terms.
pub(crate) fn operation(op: &Op, name: &str, number: u64, deadline: u64) -> Operation {
    let name = name.to_owned();
    let nonce = number;
    let recovery_nonce = number;
    match op {
        Op::Register {
            signers: keys,
            threshold: needed,
            guards,
            ..
        } => {
            let guardians = commitment(guards.as_ref());
            Register {
                name,
                nonce,
                deadline,
                threshold: threshold(*needed),
                signers: signers(&list(keys)),
                guardian_threshold: guardians.threshold,
                guardians_hash: guardians.hash,
                recovery_delay: guardians.recovery_delay,
                implementation: Address::ZERO,
                records: vec![],
            }
            .into()
        }
        Op::SetRecords => SetRecords {
            name,
            nonce,
            deadline,
            records: vec![text_record("url", "x")],
        }
        .into(),
        Op::SetRegistrar(registrar) => SetRegistrar {
            name,
            nonce,
            deadline,
            registrar: registrar.map_or(Address::ZERO, Key::address),
            policy: registrar.map_or(Policy::Closed, |_| Policy::Open),
        }
        .into(),
        Op::SetSigners {
            signers: keys,
            threshold: needed,
        } => SetSigners {
            name,
            nonce,
            deadline,
            threshold: threshold(*needed),
            signers: signers(&list(keys)),
        }
        .into(),
        Op::SetGuardians(guards) => {
            let guardians = commitment(guards.as_ref());
            SetGuardians {
                name,
                nonce,
                deadline,
                guardian_threshold: guardians.threshold,
                guardians_hash: guardians.hash,
                recovery_delay: guardians.recovery_delay,
            }
            .into()
        }
        Op::SetImplementation(byte) => SetImplementation {
            name,
            nonce,
            deadline,
            implementation: Address::repeat_byte(*byte),
        }
        .into(),
        Op::SetLimits { limits, opened: keys } => {
            let (guardians, guardians_salt) = opened(keys);
            SetLimits {
                name,
                nonce,
                deadline,
                limits_hash: B256::repeat_byte(*limits),
                guardians,
                guardians_salt,
            }
            .into()
        }
        Op::SetOutbox(byte) => SetOutbox {
            name,
            nonce,
            deadline,
            outbox_root: B256::repeat_byte(*byte),
        }
        .into(),
        Op::StartRecovery {
            signers: keys,
            threshold: needed,
            opened: guards,
        } => {
            let (guardians, guardians_salt) = opened(guards);
            StartRecovery {
                name,
                recovery_nonce,
                deadline,
                threshold: threshold(*needed),
                signers: signers(&list(keys)),
                guardians,
                guardians_salt,
            }
            .into()
        }
        Op::CancelRecovery => CancelRecovery {
            name,
            recovery_nonce,
            deadline,
        }
        .into(),
        Op::FinishRecovery => FinishRecovery {
            name,
            recovery_nonce,
            deadline,
        }
        .into(),
        Op::Freeze { opened: keys } => {
            let (guardians, guardians_salt) = opened(keys);
            Freeze {
                name,
                nonce,
                deadline,
                guardians,
                guardians_salt,
            }
            .into()
        }
        Op::Unfreeze => Unfreeze {
            name,
            nonce,
            deadline,
        }
        .into(),
        Op::Retire => Retire {
            name,
            nonce,
            deadline,
        }
        .into(),
    }
}

pub(crate) fn sign(op: &Op, operation: Operation, by: &Keys) -> SignedOperation {
    let digest = operation.hash(&DOMAIN);
    let mut signatures: Vec<_> = by.iter().map(|key| tags::approve(*key, &digest)).collect();
    signatures.sort_by_key(|approval| approval.signer.id());
    let voucher = match (op, &operation) {
        (
            Op::Register {
                voucher: Some(registrar),
                ..
            },
            Operation::Register(message),
        ) => {
            let terms = VoucherTerms {
                name: &message.name,
                signers_hash: signers_hash(message.threshold, &message.signers),
                deadline: u64::MAX,
            };
            Some(Voucher {
                deadline: u64::MAX,
                signature: tags::secp256k1(*registrar, &terms.digest(&DOMAIN)),
            })
        }
        _ => None,
    };
    SignedOperation {
        operation,
        signatures,
        voucher,
    }
}

/// The keystore's account says what the model says.
pub(crate) fn assert_alike(account: &Account, shadow: &Shadow) {
    assert_eq!(account.signers, signers(&list(&shadow.signers)));
    assert_eq!(usize::from(account.threshold), shadow.threshold);
    assert_eq!(account.guardians, commitment(shadow.guards.as_ref()));
    let gone = shadow.gone_guards.as_ref();
    assert_eq!(
        account.outgoing_guardians.map(|out| (out.guardians, out.until)),
        gone.map(|Gone { who, until }| (commitment(Some(who)), *until))
    );
    let gone = shadow.gone_signers.as_ref();
    assert_eq!(
        account
            .outgoing_signers
            .clone()
            .map(|out| (out.signers, usize::from(out.threshold), out.until)),
        gone.map(|Gone { who, until }| (signers(&list(&who.0)), who.1, *until))
    );
    assert_eq!(account.recovery.is_some(), shadow.pending.is_some());
    if let (Some(recovery), Some(pending)) = (&account.recovery, &shadow.pending) {
        assert_eq!(recovery.signers, signers(&list(&pending.signers)));
        assert_eq!(usize::from(recovery.threshold), pending.threshold);
        assert_eq!(recovery.guardians, commitment(Some(&pending.guards)));
        assert_eq!(
            (recovery.after, recovery.outgoing, recovery.joined),
            (pending.after, pending.last_word, pending.joined)
        );
    }
    assert_eq!(
        (account.nonce, account.recovery_nonce),
        (shadow.nonce, shadow.recoveries)
    );
    assert_eq!(
        (account.frozen_until, account.retired_from),
        (shadow.frozen_until, shadow.retired_from)
    );
    let spent = account.spent;
    assert_eq!(
        (spent.signer_freeze, spent.guardian_freeze, spent.signer_cancel),
        (
            shadow.signer_froze,
            shadow.guardian_froze,
            shadow.signer_cancelled
        )
    );
    assert_eq!(
        account.registrar,
        shadow.registrar.map_or(Address::ZERO, Key::address)
    );
    assert_eq!(account.policy == Policy::Closed, shadow.registrar.is_none());
    assert_eq!(
        account.implementation,
        Address::repeat_byte(shadow.implementation)
    );
    assert_eq!(account.limits_hash, B256::repeat_byte(shadow.limits));
    assert_eq!(account.outbox_root, B256::repeat_byte(shadow.outbox));
}
