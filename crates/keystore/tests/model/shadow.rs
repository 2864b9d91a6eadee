//! The rules once more, written for readers: sets of keys and plain conditions, no hashes, no
//! order of checks, no reasons.

use std::collections::BTreeSet;

use crate::support::{DAY, Key};

pub(crate) type Keys = BTreeSet<Key>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guards {
    pub(crate) keys: Keys,
    pub(crate) threshold: usize,
    pub(crate) delay: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Pending {
    pub(crate) signers: Keys,
    pub(crate) threshold: usize,
    pub(crate) after: u64,
    pub(crate) guards: Guards,
    pub(crate) last_word: bool,
    pub(crate) joined: bool,
}

/// Somebody who was removed and has a word until then.
#[derive(Clone, Debug)]
pub(crate) struct Gone<T> {
    pub(crate) who: T,
    pub(crate) until: u64,
}

/// What is asked for. `opened` are the guardians that the operation names.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Register {
        signers: Keys,
        threshold: usize,
        guards: Option<Guards>,
        /// Whose voucher comes with it.
        voucher: Option<Key>,
    },
    SetRecords,
    SetRegistrar(Option<Key>),
    SetSigners {
        signers: Keys,
        threshold: usize,
    },
    SetGuardians(Option<Guards>),
    SetImplementation(u8),
    SetLimits {
        limits: u8,
        opened: Keys,
    },
    SetOutbox(u8),
    StartRecovery {
        signers: Keys,
        threshold: usize,
        opened: Keys,
    },
    CancelRecovery,
    FinishRecovery,
    Freeze {
        opened: Keys,
    },
    Unfreeze,
    Retire,
}

#[derive(Clone, Debug)]
pub(crate) struct Shadow {
    pub(crate) signers: Keys,
    pub(crate) threshold: usize,
    pub(crate) guards: Option<Guards>,
    pub(crate) gone_guards: Option<Gone<Guards>>,
    pub(crate) gone_signers: Option<Gone<(Keys, usize)>>,
    pub(crate) pending: Option<Pending>,
    /// Operations and recoveries so far.
    pub(crate) nonce: u64,
    pub(crate) recoveries: u64,
    pub(crate) frozen_until: u64,
    pub(crate) retired_from: u64,
    pub(crate) signer_froze: bool,
    pub(crate) guardian_froze: bool,
    pub(crate) signer_cancelled: bool,
    pub(crate) registrar: Option<Key>,
    pub(crate) implementation: u8,
    pub(crate) limits: u8,
    pub(crate) outbox: u8,
}

/// One public key in two kinds is one key.
pub(crate) fn are_distinct(keys: &Keys) -> bool {
    !keys.iter().any(|key| match key {
        Key::P256(number) => keys.contains(&Key::Passkey(*number)),
        _ => false,
    })
}

fn is_set(keys: &Keys, threshold: usize) -> bool {
    are_distinct(keys) && threshold >= 1 && threshold <= keys.len()
}

fn count(by: &Keys, of: &Keys) -> usize {
    by.intersection(of).count()
}

impl Shadow {
    /// Whether a registration is accepted where there is no account; a root has no parent.
    pub(crate) fn may_register(op: &Op, by: &Keys, is_root: bool, parent: Option<&Self>, now: u64) -> bool {
        let Op::Register {
            signers,
            threshold,
            voucher,
            ..
        } = op
        else {
            return false;
        };
        let consent = if is_root {
            voucher.is_none()
        } else {
            parent.is_some_and(|parent| {
                parent.is_active(now) && parent.registrar.is_some() && *voucher == parent.registrar
            })
        };
        is_set(signers, *threshold) && by == signers && consent
    }

    pub(crate) fn register(op: &Op) -> Self {
        let Op::Register {
            signers,
            threshold,
            guards,
            ..
        } = op
        else {
            panic!("a registration");
        };
        Self {
            signers: signers.clone(),
            threshold: *threshold,
            guards: guards.clone(),
            gone_guards: None,
            gone_signers: None,
            pending: None,
            nonce: 1,
            recoveries: 0,
            frozen_until: 0,
            retired_from: 0,
            signer_froze: false,
            guardian_froze: false,
            signer_cancelled: false,
            registrar: None,
            implementation: 0,
            limits: 0,
            outbox: 0,
        }
    }

    pub(crate) fn is_retired(&self, now: u64) -> bool {
        self.retired_from != 0 && now >= self.retired_from
    }

    pub(crate) fn is_frozen(&self, now: u64) -> bool {
        now < self.frozen_until
    }

    fn is_active(&self, now: u64) -> bool {
        !self.is_retired(now) && !self.is_frozen(now)
    }

    pub(crate) fn heard_guards(&self, now: u64) -> Option<&Guards> {
        self.gone_guards
            .as_ref()
            .filter(|gone| now <= gone.until)
            .map(|gone| &gone.who)
    }

    fn heard_signers(&self, now: u64) -> Option<&(Keys, usize)> {
        self.gone_signers
            .as_ref()
            .filter(|gone| now <= gone.until)
            .map(|gone| &gone.who)
    }

    /// The longest delay of all guardians who have a word, a day at least.
    fn delay(&self, now: u64) -> u64 {
        [self.guards.as_ref(), self.heard_guards(now)]
            .into_iter()
            .flatten()
            .map(|guards| guards.delay)
            .fold(DAY, u64::max)
    }

    /// The guardians that are these keys, those with a last word before the present ones.
    fn guards_of(&self, opened: &Keys, now: u64) -> Option<&Guards> {
        [self.heard_guards(now), self.guards.as_ref()]
            .into_iter()
            .flatten()
            .find(|guards| guards.keys == *opened)
    }

    fn has_joined(&self, by: &Keys, opened: &Keys, now: u64) -> bool {
        let others: Keys = by.difference(opened).copied().collect();
        count(&others, &self.signers) >= self.threshold
            || self
                .heard_signers(now)
                .is_some_and(|(keys, threshold)| count(&others, keys) >= *threshold)
    }

    fn recovery(&self, op: &Op, by: &Keys, now: u64) -> Option<Pending> {
        let Op::StartRecovery {
            signers,
            threshold,
            opened,
        } = op
        else {
            return None;
        };
        let guards = self.guards_of(opened, now)?;
        Some(Pending {
            signers: signers.clone(),
            threshold: *threshold,
            after: now + guards.delay,
            guards: guards.clone(),
            last_word: self.heard_guards(now).is_some_and(|heard| heard.keys == *opened),
            joined: self.has_joined(by, opened, now),
        })
    }

    /// Who must sign for other limits.
    fn limits_guards(&self, now: u64) -> Option<&Guards> {
        let in_charge = self.heard_guards(now).or(self.guards.as_ref());
        in_charge.filter(|_| self.limits != 0)
    }

    /// Whether the account's signers alone carry this.
    fn by_signers(&self, by: &Keys) -> bool {
        by.is_subset(&self.signers) && by.len() >= self.threshold
    }

    /// Whether an operation of a registered account is accepted: right number, in time, distinct
    /// keys, and at least one where keys are needed, taken for granted.
    pub(crate) fn permits(&self, op: &Op, by: &Keys, now: u64) -> bool {
        if self.is_retired(now) {
            return false;
        }
        let active = self.is_active(now);
        match op {
            Op::Register { .. } => false,
            Op::SetRecords | Op::SetRegistrar(_) | Op::SetGuardians(_) | Op::SetOutbox(_) => {
                active && self.by_signers(by)
            }
            Op::SetImplementation(_) => active && self.by_signers(by) && self.limits_guards(now).is_none(),
            Op::SetSigners { signers, threshold } => {
                let new: Keys = signers.difference(&self.signers).copied().collect();
                active
                    && is_set(signers, *threshold)
                    && new.is_subset(by)
                    && by.is_subset(&(&self.signers | signers))
                    && count(by, &self.signers) >= self.threshold
            }
            Op::SetLimits { opened, .. } => match self.limits_guards(now) {
                None => active && opened.is_empty() && self.by_signers(by),
                Some(guards) => {
                    let guardians = opened.difference(&self.signers).copied().collect();
                    active
                        && guards.keys == *opened
                        && by.is_subset(&(&self.signers | opened))
                        && count(by, &self.signers) >= self.threshold
                        && count(by, &guardians) >= guards.threshold
                }
            },
            Op::StartRecovery {
                signers,
                threshold,
                opened,
            } => {
                let Some(new) = self.recovery(op, by, now) else {
                    return false;
                };
                let joiners = self
                    .heard_signers(now)
                    .map(|gone| gone.0.clone())
                    .unwrap_or_default();
                let with_a_part = &(&(opened | signers) | &self.signers) | &joiners;
                is_set(signers, *threshold)
                    && signers.is_subset(by)
                    && by.is_subset(&with_a_part)
                    && count(by, opened) >= new.guards.threshold
                    && self.pending.as_ref().is_none_or(|old| {
                        (new.last_word, new.joined) > (old.last_word, old.joined)
                            || (new.last_word, new.joined) == (old.last_word, old.joined)
                                && new.guards == old.guards
                    })
            }
            Op::CancelRecovery => {
                self.pending.as_ref().is_some_and(|pending| !pending.joined)
                    && by.is_subset(&self.signers)
                    && (by.len() >= self.threshold || !self.signer_cancelled)
            }
            Op::FinishRecovery => self.pending.as_ref().is_some_and(|pending| now >= pending.after),
            Op::Freeze { opened } if opened.is_empty() => {
                by.is_subset(&self.signers) && (by.len() >= self.threshold || !self.signer_froze)
            }
            Op::Freeze { opened } => {
                self.guards_of(opened, now).is_some() && by.is_subset(opened) && !self.guardian_froze
            }
            Op::Unfreeze => {
                self.by_signers(by)
                    && (self.is_frozen(now) || self.retired_from != 0)
                    && !self.pending.as_ref().is_some_and(|pending| pending.joined)
            }
            Op::Retire => active && self.by_signers(by) && self.pending.is_none() && self.retired_from == 0,
        }
    }

    /// The account after an operation that it permits.
    pub(crate) fn after(&self, op: &Op, by: &Keys, now: u64) -> Self {
        let mut next = self.clone();
        next.nonce += 1;
        let until = now + self.delay(now);
        let guarded = self.guards.is_some() || self.heard_guards(now).is_some();
        let alone = by.len() < self.threshold;
        match op {
            Op::Register { .. } => panic!("registered before"),
            Op::SetRecords => {}
            Op::SetRegistrar(registrar) => next.registrar = *registrar,
            Op::SetSigners { signers, threshold } => {
                if guarded {
                    let present = || (self.signers.clone(), self.threshold);
                    let who = self.heard_signers(now).cloned().unwrap_or_else(present);
                    next.gone_signers = Some(Gone { who, until });
                }
                next.signers = signers.clone();
                next.threshold = *threshold;
                next.signer_froze = false;
                next.signer_cancelled = false;
            }
            Op::SetGuardians(guards) => {
                if guarded {
                    let first = self.heard_guards(now).or(self.guards.as_ref()).unwrap();
                    next.gone_guards = Some(Gone {
                        who: first.clone(),
                        until,
                    });
                    if let Some(pending) = &mut next.pending
                        && self.heard_guards(now).is_none()
                        && self.guards.as_ref() == Some(&pending.guards)
                    {
                        pending.last_word = true;
                    }
                }
                next.guards = guards.clone();
                next.guardian_froze = false;
            }
            Op::SetImplementation(implementation) => next.implementation = *implementation,
            Op::SetLimits { limits, .. } => next.limits = *limits,
            Op::SetOutbox(outbox) => next.outbox = *outbox,
            Op::StartRecovery { .. } => {
                next.pending = self.recovery(op, by, now);
                if let Some(pending) = next.pending.as_ref().filter(|pending| pending.joined) {
                    next.frozen_until = self.frozen_until.max(pending.after);
                }
                next.recoveries += 1;
                next.retired_from = 0;
            }
            Op::CancelRecovery => {
                next.pending = None;
                next.signer_cancelled |= alone;
            }
            Op::FinishRecovery => {
                let pending = self.pending.clone().unwrap();
                next.signers = pending.signers;
                next.threshold = pending.threshold;
                next.guards = Some(pending.guards);
                next.pending = None;
                next.gone_guards = None;
                next.gone_signers = None;
                next.frozen_until = 0;
                next.outbox = 0;
                next.signer_froze = false;
                next.guardian_froze = false;
                next.signer_cancelled = false;
            }
            Op::Freeze { opened } => {
                next.frozen_until = self.frozen_until.max(until);
                if opened.is_empty() {
                    next.signer_froze |= alone;
                } else {
                    next.guardian_froze = true;
                }
            }
            Op::Unfreeze => {
                next.frozen_until = 0;
                next.retired_from = 0;
            }
            Op::Retire => next.retired_from = until,
        }
        next
    }
}
