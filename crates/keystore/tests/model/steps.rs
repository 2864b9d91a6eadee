//! Steps of a random life: mostly what somebody could rightly ask for, and often enough not quite.

use std::collections::BTreeSet;

use crate::{
    shadow::{Guards, Keys, Op, Shadow, are_distinct},
    support::{DAY, Key},
};

/// All keys there are: signers, guardians, thieves. 5 is one public key in two kinds.
const POOL: [Key; 8] = [
    Key::Eth(1),
    Key::Eth(2),
    Key::P256(3),
    Key::Passkey(4),
    Key::P256(5),
    Key::Passkey(5),
    Key::Eth(6),
    Key::P256(7),
];
/// Who may vouch for names.
pub(crate) const REGISTRARS: [Key; 2] = [Key::Eth(1000), Key::Eth(1001)];

/// SplitMix64: a step is one number, so that a failing life shrinks to few of them.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    /// Once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.roll(times) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    /// Mostly one of the names below the parents.
    pub(crate) fn name(&mut self) -> usize {
        self.pick(&[0, 1, 2, 2, 2, 3, 3, 3, 4, 4])
    }

    fn some(&mut self, from: &Keys, count: usize) -> Keys {
        let mut left: Vec<Key> = from.iter().copied().collect();
        let mut some = BTreeSet::new();
        while some.len() < count && !left.is_empty() {
            some.insert(left.swap_remove(self.roll(left.len())));
        }
        some
    }

    /// One to three keys, once in a while one key in two kinds.
    fn keys(&mut self) -> Keys {
        let count = 1 + self.roll(3);
        loop {
            let keys = self.some(&POOL.into(), count);
            if are_distinct(&keys) || self.once_in(4) {
                return keys;
            }
        }
    }

    fn threshold(&mut self, keys: &Keys) -> usize {
        if self.once_in(30) {
            return self.pick(&[0, keys.len() + 1]);
        }
        1 + self.roll(keys.len())
    }

    fn guards(&mut self) -> Option<Guards> {
        if self.once_in(6) {
            return None;
        }
        let keys = self.some(&POOL.into(), 2);
        Some(Guards {
            threshold: 1 + self.roll(2),
            keys,
            delay: self.pick(&[1, 2, 7]) * DAY,
        })
    }

    fn registrar(&mut self) -> Option<Key> {
        (!self.once_in(6)).then(|| self.pick(&REGISTRARS))
    }

    /// How much time passes: mostly little, at times to just before or after something happens.
    pub(crate) fn passes(&mut self, now: u64, account: Option<&Shadow>) -> u64 {
        let mut moments = Vec::new();
        if let Some(account) = account {
            moments.extend([account.frozen_until, account.retired_from]);
            moments.extend(account.pending.as_ref().map(|pending| pending.after));
            moments.extend(account.gone_guards.as_ref().map(|gone| gone.until));
            moments.extend(account.gone_signers.as_ref().map(|gone| gone.until));
        }
        moments.retain(|moment| *moment > now + 1);
        match self.roll(10) {
            0..5 => 0,
            5..7 => 1,
            7 => 3600,
            8 if self.once_in(3) => DAY,
            _ if moments.is_empty() => 0,
            _ => self.pick(&moments) - now + u64::try_from(self.roll(3)).unwrap() - 1,
        }
    }

    pub(crate) fn op(
        &mut self,
        account: Option<&Shadow>,
        is_root: bool,
        registrar: Option<Key>,
        now: u64,
    ) -> Op {
        let Some(account) = account else {
            return self.registration(is_root, registrar);
        };
        let current = account.guards.as_ref();
        let gone = account.gone_guards.as_ref().map(|gone| &gone.who);
        let known: Vec<&Guards> = [current, gone].into_iter().flatten().collect();
        let opened = if known.is_empty() || self.once_in(12) {
            self.keys()
        } else {
            self.pick(&known).keys.clone()
        };
        let recovering = account.pending.is_some();
        let roll = match self.roll(3) {
            // What is called for.
            0 if recovering => self.pick(&[9, 10, 10, 10, 10, 11, 11, 12]),
            0 if account.is_frozen(now) || account.retired_from != 0 => self.pick(&[13, 13, 9]),
            _ => self.roll(15),
        };
        match roll {
            0 => self.registration(is_root, registrar),
            1 | 2 => Op::SetRecords,
            3 => Op::SetRegistrar(self.registrar()),
            4 => {
                let mut signers = self.keys();
                if self.once_in(2) {
                    signers.extend(self.some(&account.signers, 1));
                }
                Op::SetSigners {
                    threshold: self.threshold(&signers),
                    signers,
                }
            }
            5 if self.once_in(4) => Op::SetGuardians(account.guards.clone()),
            5 => Op::SetGuardians(self.guards()),
            6 => Op::SetImplementation(self.pick(&[0, 1, 2])),
            7 => Op::SetLimits {
                limits: self.pick(&[0, 1, 2, 3]),
                opened: if account.limits == 0 || known.is_empty() {
                    if self.once_in(6) { opened } else { Keys::new() }
                } else {
                    opened
                },
            },
            8 => Op::SetOutbox(self.pick(&[0, 1, 2])),
            9 => {
                let signers = self.keys();
                Op::StartRecovery {
                    threshold: self.threshold(&signers),
                    signers,
                    opened,
                }
            }
            10 => Op::CancelRecovery,
            11 => Op::FinishRecovery,
            12 => Op::Freeze {
                opened: if self.once_in(2) { opened } else { Keys::new() },
            },
            13 => Op::Unfreeze,
            // For ever: not too often.
            _ if self.once_in(2) => Op::Retire,
            _ => Op::SetRecords,
        }
    }

    fn registration(&mut self, is_root: bool, registrar: Option<Key>) -> Op {
        let signers = self.keys();
        Op::Register {
            threshold: self.threshold(&signers),
            signers,
            guards: self.guards(),
            voucher: match self.roll(10) {
                0 => self.registrar(),
                _ if is_root => None,
                _ => registrar,
            },
        }
    }

    /// Who signs: mostly those who must, at times fewer, more or others.
    pub(crate) fn by(&mut self, account: Option<&Shadow>, op: &Op, now: u64) -> Keys {
        let none = Keys::new();
        let (signers, threshold) =
            account.map_or((&none, 0), |account| (&account.signers, account.threshold));
        let guards = |opened: &Keys| {
            account
                .and_then(|account| {
                    [account.heard_guards(now), account.guards.as_ref()]
                        .into_iter()
                        .flatten()
                        .find(|guards| guards.keys == *opened)
                })
                .map_or(1, |guards| guards.threshold)
        };
        let mut by = match op {
            Op::Register { signers, .. } => signers.clone(),
            Op::SetSigners { signers: new, .. } => {
                &self.some(signers, threshold) | &new.difference(signers).copied().collect()
            }
            Op::SetLimits { opened, .. } => {
                &self.some(signers, threshold) | &self.some(opened, guards(opened))
            }
            Op::StartRecovery {
                signers: new, opened, ..
            } => {
                let mut by = new | &self.some(opened, guards(opened));
                if self.once_in(5) {
                    let count = self.pick(&[1, threshold]);
                    by.extend(self.some(signers, count));
                }
                let gone = account.and_then(|account| account.gone_signers.as_ref());
                if let Some(gone) = gone
                    && self.once_in(4)
                {
                    let (keys, threshold) = &gone.who;
                    let count = self.pick(&[1, *threshold]);
                    by.extend(self.some(keys, count));
                }
                by
            }
            Op::FinishRecovery => Keys::new(),
            Op::CancelRecovery => {
                let count = self.pick(&[1, threshold]);
                self.some(signers, count)
            }
            Op::Freeze { opened } if opened.is_empty() => {
                let count = self.pick(&[1, threshold]);
                self.some(signers, count)
            }
            Op::Freeze { opened } => self.some(opened, 1),
            _ => self.some(signers, threshold),
        };
        match self.roll(16) {
            0 => {
                by.pop_first();
            }
            1 => {
                by.insert(self.pick(&POOL));
            }
            2 => by = self.keys(),
            _ => {}
        }
        by
    }

    /// The number that an operation carries: nearly always the right one.
    pub(crate) fn number(&mut self, right: u64) -> u64 {
        match self.roll(30) {
            0 => right.wrapping_sub(1),
            1 => right.wrapping_add(1),
            _ => right,
        }
    }

    pub(crate) fn deadline(&mut self, now: u64) -> u64 {
        match self.roll(30) {
            0 => now - 1,
            1 => now,
            _ => u64::MAX,
        }
    }
}
