//! Freezing, unfreezing, retiring.

use super::{Attempt, OpenedGuardians};
use crate::{
    account::{Account, Status},
    rejection::Rejection,
};

impl Attempt<'_> {
    pub(super) fn freeze(&self) -> Result<Account, Rejection> {
        let mut account = self.account.clone();
        let spent = if self.verified.operation.guardian_set().is_some() {
            let OpenedGuardians { set, .. } = self.opened_guardians()?;
            self.only(|key| set.contains(key))?;
            core::mem::replace(&mut account.spent.guardian_freeze, true)
        } else {
            self.only(|key| self.is_signer(key))?;
            let is_one = self.verified.approvers.len() < usize::from(account.threshold);
            is_one && core::mem::replace(&mut account.spent.signer_freeze, true)
        };
        if spent {
            return Err(Rejection::FreezeSpent);
        }
        account.frozen_until = account.frozen_until.max(self.now.saturating_add(self.delay()));
        Ok(account)
    }

    pub(super) fn unfreeze(&self) -> Result<Account, Rejection> {
        self.by_threshold()?;
        if self.account.status(self.now) == Status::Active && self.account.retired_from == 0 {
            return Err(Rejection::NotFrozen);
        }
        // Guardians and a signer are taking the account back from whoever holds the threshold.
        if self
            .account
            .recovery
            .as_ref()
            .is_some_and(|recovery| recovery.joined)
        {
            return Err(Rejection::RecoveryJoined);
        }
        Ok(Account {
            frozen_until: 0,
            retired_from: 0,
            ..self.account.clone()
        })
    }

    pub(super) fn retire(&self) -> Result<Account, Rejection> {
        self.by_threshold()?;
        if self.account.recovery.is_some() {
            return Err(Rejection::RecoveryPending);
        }
        if self.account.retired_from != 0 {
            return Err(Rejection::Retiring {
                from: self.account.retired_from,
            });
        }
        Ok(Account {
            retired_from: self.now.saturating_add(self.delay()),
            ..self.account.clone()
        })
    }
}
