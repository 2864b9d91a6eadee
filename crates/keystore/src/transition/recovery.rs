//! Recoveries: guardians give an account new signers, after a delay.
//!
//! Whoever holds the threshold of signers can cancel a recovery that guardians alone started: so
//! guardians who turn against the owner lose. A recovery that the threshold of signers joined cannot
//! be cancelled, and nothing else is done meanwhile: so a thief of all keys loses against guardians
//! and owner together. Guardians and signers who
//! were removed keep their part in this for one recovery delay, and come before those who replaced
//! them: so a thief gains nothing by removing them first.

use alloy_primitives::B256;

use super::{Attempt, OpenedGuardians};
use crate::{
    account::{Account, Recovery, Spent},
    operation::{CancelRecovery, FinishRecovery, StartRecovery},
    rejection::Rejection,
    signer::{Signer, check_signers},
};

impl Attempt<'_> {
    pub(super) fn start_recovery(&self, operation: &StartRecovery) -> Result<Account, Rejection> {
        self.check_recovery_nonce(self.account.recovery_nonce, operation.recovery_nonce)?;
        check_signers(operation.threshold, &operation.signers)?;
        let OpenedGuardians {
            guardians,
            outgoing,
            set,
        } = self.opened_guardians()?;
        let may_join = |key: &_| self.is_signer(key) || self.is_outgoing_signer(key);
        self.only(|key| set.contains(key) || operation.signers.contains(key) || may_join(key))?;
        self.guardians_at_least(guardians.threshold, self.count(|key| set.contains(key)))?;
        self.accepted_by(operation.signers.iter())?;
        // A guardian who is a signer too counts once.
        let join = |threshold: u8, signers: &[Signer]| {
            let joined = self.count(|key| signers.contains(key) && !set.contains(key));
            joined >= usize::from(threshold)
        };
        let recovery = Recovery {
            threshold: operation.threshold,
            signers: operation.signers.clone(),
            after: self.now.saturating_add(u64::from(guardians.recovery_delay)),
            guardians,
            outgoing,
            joined: join(self.account.threshold, &self.account.signers)
                || self
                    .outgoing_signers()
                    .is_some_and(|(threshold, signers)| join(threshold, signers)),
        };
        if let Some(pending) = &self.account.recovery
            && !replaces(&recovery, pending)
        {
            return Err(Rejection::RecoveryPending);
        }
        let frozen_until = if recovery.joined { recovery.after } else { 0 };
        Ok(Account {
            recovery_nonce: self.account.recovery_nonce.saturating_add(1),
            recovery: Some(recovery),
            frozen_until: self.account.frozen_until.max(frozen_until),
            // Retiring the name is not the thief's way out.
            retired_from: 0,
            ..self.account.clone()
        })
    }

    pub(super) fn cancel_recovery(&self, operation: &CancelRecovery) -> Result<Account, Rejection> {
        let pending = self.pending(operation.recovery_nonce)?;
        if pending.joined {
            return Err(Rejection::RecoveryJoined);
        }
        self.only(|key| self.is_signer(key))?;
        let mut account = self.account.clone();
        if self.verified.approvers.len() < usize::from(account.threshold) {
            // A single stolen key cancels once, not for ever.
            if account.spent.signer_cancel {
                self.at_least(account.threshold, self.verified.approvers.len())?;
            }
            account.spent.signer_cancel = true;
        }
        account.recovery = None;
        Ok(account)
    }

    pub(super) fn finish_recovery(&self, operation: &FinishRecovery) -> Result<Account, Rejection> {
        let pending = self.pending(operation.recovery_nonce)?;
        if self.now < pending.after {
            return Err(Rejection::RecoveryTooEarly {
                after: pending.after,
                accepted_at: self.now,
            });
        }
        Ok(Account {
            threshold: pending.threshold,
            signers: pending.signers.clone(),
            guardians: pending.guardians,
            recovery: None,
            outgoing_guardians: None,
            outgoing_signers: None,
            spent: Spent::default(),
            frozen_until: 0,
            // What the mini-accounts were to do may be the thief's.
            outbox_root: B256::ZERO,
            ..self.account.clone()
        })
    }

    fn pending(&self, recovery_nonce: u64) -> Result<&Recovery, Rejection> {
        let pending = self.account.recovery.as_ref().ok_or(Rejection::NoRecovery)?;
        self.check_recovery_nonce(self.account.recovery_nonce.saturating_sub(1), recovery_nonce)?;
        Ok(pending)
    }

    fn check_recovery_nonce(&self, expected: u64, found: u64) -> Result<(), Rejection> {
        if expected == found {
            Ok(())
        } else {
            Err(Rejection::RecoveryNonce { expected, found })
        }
    }
}

/// Whether a recovery takes the place of the one under way: a better one does, or an equal one by
/// the same guardians. Else a thief would wait until his own guardians are the removed ones too.
fn replaces(recovery: &Recovery, pending: &Recovery) -> bool {
    let rank = |recovery: &Recovery| (recovery.outgoing, recovery.joined);
    rank(recovery) > rank(pending)
        || rank(recovery) == rank(pending) && recovery.guardians == pending.guardians
}
