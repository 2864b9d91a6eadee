//! The transition function: state, operation and time give a change, or a reason why not.

mod recovery;
mod register;
mod status;

use alloc::{borrow::ToOwned, vec::Vec};

use crate::{
    account::{Account, Guardians, OutgoingGuardians, OutgoingSigners, Policy, Status, next_history_hash},
    guardians::{GuardianSet, guardians_hash},
    operation::{Operation, SetGuardians, SetImplementation, SetLimits, SetRegistrar, SetSigners},
    rejection::Rejection,
    signer::{Signer, check_signers},
    verified::{RecordChange, VerifiedOperation},
};

/// What the transition function reads.
#[derive(Clone, Copy, Debug)]
pub struct State<'a> {
    /// The account of the operation's name, if there is one.
    pub account: Option<&'a Account>,
    /// The account directly above it, if there is one. Only registrations need it.
    pub parent: Option<&'a Account>,
    /// Whether the deployment serves this very name as a parent: such a name is registered
    /// without a voucher, since nothing of ours stands above it.
    pub is_root: bool,
}

/// What an accepted operation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The account after it.
    pub account: Account,
    /// The records that it changes.
    pub records: Vec<RecordChange>,
}

/// Applies a verified operation at `accepted_at` (Unix seconds).
///
/// # Errors
/// A [`Rejection`] says which rule forbids it; nothing changes then.
pub fn apply(state: State<'_>, verified: &VerifiedOperation, accepted_at: u64) -> Result<Change, Rejection> {
    in_time(verified.operation.deadline(), accepted_at)?;
    let account = match &verified.operation {
        Operation::Register(operation) => register::register(state, verified, operation, accepted_at)?,
        _ => Attempt::new(state, verified, accepted_at)?.change()?,
    };
    let account = Account {
        nonce: account.nonce.saturating_add(1),
        history_hash: next_history_hash(&account.history_hash, &verified.hash),
        ..account
    };
    Ok(Change {
        account,
        records: verified.records.clone(),
    })
}

pub(super) fn in_time(deadline: u64, accepted_at: u64) -> Result<(), Rejection> {
    if deadline < accepted_at {
        Err(Rejection::Expired {
            deadline,
            accepted_at,
        })
    } else {
        Ok(())
    }
}

/// An operation on an account that exists and is not retired.
struct Attempt<'a> {
    account: &'a Account,
    verified: &'a VerifiedOperation,
    now: u64,
}

impl<'a> Attempt<'a> {
    fn new(state: State<'a>, verified: &'a VerifiedOperation, now: u64) -> Result<Self, Rejection> {
        let operation = &verified.operation;
        let account = state
            .account
            .ok_or_else(|| Rejection::Unknown(operation.name().to_owned()))?;
        if account.status(now) == Status::Retired {
            return Err(Rejection::Retired(account.name.clone()));
        }
        if let Some(found) = operation.nonce()
            && found != account.nonce
        {
            return Err(Rejection::Nonce {
                expected: account.nonce,
                found,
            });
        }
        Ok(Self {
            account,
            verified,
            now,
        })
    }

    fn change(self) -> Result<Account, Rejection> {
        match &self.verified.operation {
            Operation::Register(operation) => Err(Rejection::Taken(operation.name.clone())),
            Operation::StartRecovery(operation) => self.start_recovery(operation),
            Operation::CancelRecovery(operation) => self.cancel_recovery(operation),
            Operation::FinishRecovery(operation) => self.finish_recovery(operation),
            Operation::Freeze(_) => self.freeze(),
            Operation::Unfreeze(_) => self.unfreeze(),
            _ if self.account.status(self.now) == Status::Frozen => Err(Rejection::Frozen {
                until: self.account.frozen_until,
            }),
            Operation::Retire(_) => self.retire(),
            Operation::SetRecords(_) => {
                self.by_threshold()?;
                Ok(self.account.clone())
            }
            Operation::SetRegistrar(operation) => self.set_registrar(operation),
            Operation::SetSigners(operation) => self.set_signers(operation),
            Operation::SetGuardians(operation) => self.set_guardians(operation),
            Operation::SetLimits(operation) => self.set_limits(operation),
            Operation::SetImplementation(operation) => self.set_implementation(operation),
            Operation::SetOutbox(operation) => {
                self.by_threshold()?;
                Ok(Account {
                    outbox_root: operation.outbox_root,
                    ..self.account.clone()
                })
            }
        }
    }

    fn set_registrar(&self, operation: &SetRegistrar) -> Result<Account, Rejection> {
        self.by_threshold()?;
        if operation.registrar.is_zero() != (operation.policy == Policy::Closed) {
            return Err(Rejection::Policy);
        }
        Ok(Account {
            registrar: operation.registrar,
            policy: operation.policy,
            ..self.account.clone()
        })
    }

    fn set_signers(&self, operation: &SetSigners) -> Result<Account, Rejection> {
        check_signers(operation.threshold, &operation.signers)?;
        self.only(|key| self.is_signer(key) || operation.signers.contains(key))?;
        self.at_least(self.account.threshold, self.count(|key| self.is_signer(key)))?;
        // Those who stay have proven that they hold their keys.
        self.accepted_by(operation.signers.iter().filter(|key| !self.is_signer(key)))?;
        let mut account = self.account.clone();
        if self.has_guardians() {
            // The first to go keep their word, and longer with each change: a thief who rotates
            // twice silences nobody.
            let (threshold, signers) = self
                .outgoing_signers()
                .unwrap_or((self.account.threshold, &self.account.signers));
            account.outgoing_signers = Some(OutgoingSigners {
                threshold,
                signers: signers.to_vec(),
                until: self.now.saturating_add(self.delay()),
            });
        }
        account.threshold = operation.threshold;
        account.signers.clone_from(&operation.signers);
        account.spent.signer_freeze = false;
        account.spent.signer_cancel = false;
        Ok(account)
    }

    fn set_guardians(&self, operation: &SetGuardians) -> Result<Account, Rejection> {
        self.by_threshold()?;
        let guardians = Guardians {
            threshold: operation.guardian_threshold,
            hash: operation.guardians_hash,
            recovery_delay: operation.recovery_delay,
        };
        register::check_guardians(&guardians)?;
        let mut account = self.account.clone();
        if self.has_guardians() {
            // As with signers.
            account.outgoing_guardians = Some(OutgoingGuardians {
                guardians: self.outgoing_guardians().unwrap_or(self.account.guardians),
                until: self.now.saturating_add(self.delay()),
            });
        }
        // The recovery that they started is theirs too.
        if self.outgoing_guardians().is_none()
            && let Some(pending) = &mut account.recovery
        {
            pending.outgoing |= pending.guardians == self.account.guardians;
        }
        account.guardians = guardians;
        account.spent.guardian_freeze = false;
        Ok(account)
    }

    /// The logic of the mini-accounts is what holds the limits: it does not change behind the backs
    /// of the guardians who sign for these.
    fn set_implementation(&self, operation: &SetImplementation) -> Result<Account, Rejection> {
        self.by_threshold()?;
        if self.limits_guardians().is_some() {
            return Err(Rejection::LimitsSet);
        }
        Ok(Account {
            implementation: operation.implementation,
            ..self.account.clone()
        })
    }

    /// The guardians who sign changes of the limits; nobody where there are no limits yet. Those who
    /// were removed do as long as they have their last word: else a thief would put his own in their
    /// place first.
    fn limits_guardians(&self) -> Option<Guardians> {
        let in_charge = self.outgoing_guardians().unwrap_or(self.account.guardians);
        (!self.account.limits_hash.is_zero() && in_charge.threshold > 0).then_some(in_charge)
    }

    /// A hash does not tell whether a limit rises, so guardians sign every change but the first.
    fn set_limits(&self, operation: &SetLimits) -> Result<Account, Rejection> {
        let set = self.verified.operation.guardian_set();
        let Some(in_charge) = self.limits_guardians() else {
            if set.is_some() {
                return Err(Rejection::NeedlessGuardians);
            }
            self.by_threshold()?;
            return Ok(self.with_limits(operation));
        };
        let set = set.ok_or(Rejection::NoGuardians)?;
        set.check()?;
        if guardians_hash(in_charge.threshold, &set) != in_charge.hash {
            return Err(Rejection::ForeignGuardians);
        }
        self.only(|key| self.is_signer(key) || set.contains(key))?;
        self.at_least(self.account.threshold, self.count(|key| self.is_signer(key)))?;
        // A key that is both counts once.
        let guardians = self.count(|key| set.contains(key) && !self.is_signer(key));
        self.guardians_at_least(in_charge.threshold, guardians)?;
        Ok(self.with_limits(operation))
    }

    fn with_limits(&self, operation: &SetLimits) -> Account {
        Account {
            limits_hash: operation.limits_hash,
            ..self.account.clone()
        }
    }

    fn is_signer(&self, key: &Signer) -> bool {
        self.account.signers.contains(key)
    }

    fn has_guardians(&self) -> bool {
        self.account.guardians.threshold > 0 || self.outgoing_guardians().is_some()
    }

    /// Guardians who were removed and still have their last word.
    fn outgoing_guardians(&self) -> Option<Guardians> {
        self.account
            .outgoing_guardians
            .filter(|outgoing| self.now <= outgoing.until)
            .map(|outgoing| outgoing.guardians)
    }

    /// Signers who were removed and may still join a recovery.
    fn outgoing_signers(&self) -> Option<(u8, &[Signer])> {
        self.account
            .outgoing_signers
            .as_ref()
            .filter(|outgoing| self.now <= outgoing.until)
            .map(|outgoing| (outgoing.threshold, outgoing.signers.as_slice()))
    }

    fn is_outgoing_signer(&self, key: &Signer) -> bool {
        self.outgoing_signers()
            .is_some_and(|(_, signers)| signers.contains(key))
    }

    /// Seconds that a freeze lasts, a retirement waits, and a last word holds: those of guardians
    /// who have theirs count too, else a thief would shorten them with guardians of his own.
    fn delay(&self) -> u64 {
        let outgoing = self
            .outgoing_guardians()
            .map_or(0, |guardians| guardians.recovery_delay);
        self.account.delay().max(u64::from(outgoing))
    }

    /// The guardians that the operation opens, if they are the account's, or were and still have
    /// their last word.
    fn opened_guardians(&self) -> Result<OpenedGuardians, Rejection> {
        let set = self
            .verified
            .operation
            .guardian_set()
            .ok_or(Rejection::NoGuardians)?;
        set.check()?;
        let are = |guardians: &Guardians| {
            guardians.threshold > 0 && guardians_hash(guardians.threshold, &set) == guardians.hash
        };
        // First as those with a last word: who stays with a longer delay keeps the old one so long.
        if let Some(guardians) = self.outgoing_guardians().filter(are) {
            return Ok(OpenedGuardians {
                guardians,
                outgoing: true,
                set,
            });
        }
        if !are(&self.account.guardians) {
            return Err(Rejection::ForeignGuardians);
        }
        Ok(OpenedGuardians {
            guardians: self.account.guardians,
            outgoing: false,
            set,
        })
    }

    /// The account's own threshold signed, and nobody else.
    fn by_threshold(&self) -> Result<(), Rejection> {
        self.only(|key| self.is_signer(key))?;
        self.at_least(self.account.threshold, self.verified.approvers.len())
    }

    /// Everybody who signed has a part in this.
    fn only(&self, has_part: impl Fn(&Signer) -> bool) -> Result<(), Rejection> {
        only(self.verified, has_part)
    }

    fn count(&self, counts: impl Fn(&Signer) -> bool) -> usize {
        self.verified.approvers.iter().filter(|key| counts(key)).count()
    }

    fn at_least(&self, needed: u8, found: usize) -> Result<(), Rejection> {
        let needed = usize::from(needed);
        if found < needed {
            return Err(Rejection::Threshold { needed, found });
        }
        Ok(())
    }

    fn guardians_at_least(&self, needed: u8, found: usize) -> Result<(), Rejection> {
        let needed = usize::from(needed);
        if found < needed {
            return Err(Rejection::GuardianThreshold { needed, found });
        }
        Ok(())
    }

    /// Each of these signed: a typo is no key that anybody holds.
    fn accepted_by<'k>(&self, keys: impl Iterator<Item = &'k Signer>) -> Result<(), Rejection> {
        accepted_by(self.verified, keys)
    }
}

struct OpenedGuardians {
    guardians: Guardians,
    /// Whether they were removed and have their last word.
    outgoing: bool,
    set: GuardianSet,
}

fn only(verified: &VerifiedOperation, has_part: impl Fn(&Signer) -> bool) -> Result<(), Rejection> {
    match verified.approvers.iter().find(|key| !has_part(key)) {
        Some(foreign) => Err(Rejection::ForeignSigner(*foreign)),
        None => Ok(()),
    }
}

fn accepted_by<'k>(
    verified: &VerifiedOperation,
    mut keys: impl Iterator<Item = &'k Signer>,
) -> Result<(), Rejection> {
    match keys.find(|key| !verified.approvers.contains(key)) {
        Some(missing) => Err(Rejection::NotAccepted(*missing)),
        None => Ok(()),
    }
}
