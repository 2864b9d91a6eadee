//! Registrations.

use alloc::string::{String, ToString};

use alloy_primitives::{Address, B256};

use super::{State, accepted_by, in_time, only};
use crate::{
    account::{Account, Guardians, MAX_RECOVERY_DELAY, MIN_RECOVERY_DELAY, Policy, Spent, Status},
    operation::Register,
    rejection::Rejection,
    signer::check_signers,
    verified::VerifiedOperation,
};

pub(super) fn register(
    state: State<'_>,
    verified: &VerifiedOperation,
    operation: &Register,
    accepted_at: u64,
) -> Result<Account, Rejection> {
    // Also of a retired account: its funds must never be a second owner's.
    if state.account.is_some() {
        return Err(Rejection::Taken(operation.name.clone()));
    }
    if operation.nonce != 0 {
        return Err(Rejection::Nonce {
            expected: 0,
            found: operation.nonce,
        });
    }
    check_signers(operation.threshold, &operation.signers)?;
    let guardians = Guardians {
        threshold: operation.guardian_threshold,
        hash: operation.guardians_hash,
        recovery_delay: operation.recovery_delay,
    };
    check_guardians(&guardians)?;
    only(verified, |key| operation.signers.contains(key))?;
    accepted_by(verified, operation.signers.iter())?;
    if state.is_root {
        if verified.voucher.is_some() {
            return Err(Rejection::NeedlessVoucher);
        }
    } else {
        check_consent(state.parent, verified, accepted_at)?;
    }
    Ok(Account {
        name: operation.name.clone(),
        node: verified.node,
        nonce: 0,
        history_hash: B256::ZERO,
        threshold: operation.threshold,
        signers: operation.signers.clone(),
        guardians,
        recovery_nonce: 0,
        recovery: None,
        outgoing_guardians: None,
        outgoing_signers: None,
        spent: Spent::default(),
        frozen_until: 0,
        retired_from: 0,
        implementation: operation.implementation,
        outbox_root: B256::ZERO,
        limits_hash: B256::ZERO,
        registrar: Address::ZERO,
        policy: Policy::Closed,
    })
}

/// All zero, or all set with a delay in range.
pub(super) fn check_guardians(guardians: &Guardians) -> Result<(), Rejection> {
    let delay = MIN_RECOVERY_DELAY..=MAX_RECOVERY_DELAY;
    let present =
        guardians.threshold > 0 && !guardians.hash.is_zero() && delay.contains(&guardians.recovery_delay);
    if present || *guardians == Guardians::default() {
        Ok(())
    } else {
        Err(Rejection::Guardians)
    }
}

/// The parent's consent: a voucher of its registrar for this name and these signers.
fn check_consent(
    parent: Option<&Account>,
    verified: &VerifiedOperation,
    accepted_at: u64,
) -> Result<(), Rejection> {
    let parent = parent
        .filter(|parent| parent.policy != Policy::Closed && parent.status(accepted_at) == Status::Active)
        .ok_or_else(|| Rejection::NoParent(above(verified)))?;
    let voucher = verified.voucher.ok_or(Rejection::NoVoucher(parent.registrar))?;
    if voucher.registrar != parent.registrar {
        return Err(Rejection::ForeignVoucher {
            registrar: parent.registrar,
            recovered: voucher.registrar,
        });
    }
    in_time(voucher.deadline, accepted_at)
}

fn above(verified: &VerifiedOperation) -> String {
    verified
        .name
        .parent()
        .map(|parent| parent.to_string())
        .unwrap_or_default()
}
