//! Random lives of a few names, against a second writing of the rules ([`shadow`]) and against
//! what must hold whatever the rules are.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a failure fails the test"
)]

mod shadow;
mod steps;
#[path = "../support/mod.rs"]
mod support;
mod wire;

use std::{cell::RefCell, collections::BTreeMap};

use alloy_primitives::B256;
use mononym_ens::Limits;
use mononym_keystore::{
    Account, Change, Operation, Rejection, SignedOperation, Signer, State, Status, apply, next_history_hash,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use shadow::{Keys, Op, Shadow, are_distinct};
use steps::{Dice, REGISTRARS};
use support::{DOMAIN, Key, NOW, node, signers, tags};
use wire::{assert_alike, list, operation, sign};

/// Two parents and three names below them.
const NAMES: [(&str, Option<usize>); 5] = [
    ("mononym.eth", None),
    ("other.eth", None),
    ("alice.mononym.eth", Some(0)),
    ("bob.mononym.eth", Some(0)),
    ("alice.other.eth", Some(1)),
];

/// A world is its accounts by namehash, and the log of what was accepted.
#[derive(Default)]
struct World {
    accounts: BTreeMap<B256, Account>,
    log: Vec<(Vec<u8>, u64)>,
}

impl World {
    fn try_apply(&self, signed: &SignedOperation, now: u64) -> Result<Change, Rejection> {
        let verified = signed.verify_with(&tags::Tags, &DOMAIN, &Limits::default())?;
        let name = verified.name();
        let parent = name.parent().map(|parent| parent.node());
        let state = State {
            account: self.accounts.get(&name.node()),
            parent: parent.and_then(|node| self.accounts.get(&node)),
            is_root: NAMES[..2]
                .iter()
                .any(|(root, _)| *root == signed.operation.name()),
        };
        apply(state, &verified, now)
    }

    fn accept(&mut self, signed: &SignedOperation, change: Change, now: u64) {
        self.accounts.insert(change.account.node, change.account);
        self.log.push((signed.to_bytes(), now));
    }

    /// From the log alone.
    fn replayed(log: &[(Vec<u8>, u64)]) -> Self {
        let mut world = Self::default();
        for (bytes, now) in log {
            let signed = SignedOperation::from_bytes(bytes).unwrap();
            let change = world.try_apply(&signed, *now).unwrap();
            world.accept(&signed, change, *now);
        }
        world
    }
}

/// What holds for every accepted operation, whatever the rules are.
fn assert_sound(before: Option<&Account>, after: &Account, op: &Op, signed: &SignedOperation, now: u64) {
    let by: Vec<Signer> = signed.signatures.iter().map(|approval| approval.signer).collect();
    let hash = signed.operation.hash(&DOMAIN);
    assert_eq!(after.name, signed.operation.name());
    assert_eq!(after.node, node(&after.name));
    // Somebody can sign: a threshold of keys that all exist and have signed for their entry.
    let needed = usize::from(after.threshold);
    assert!((1..=after.signers.len()).contains(&needed));
    let Some(before) = before else {
        assert!(matches!(op, Op::Register { .. }));
        assert_eq!(
            (after.nonce, after.history_hash),
            (1, next_history_hash(&B256::ZERO, &hash))
        );
        assert!(after.signers.iter().all(|key| by.contains(key)));
        return;
    };
    // One owner, one step, one history.
    assert!(!matches!(op, Op::Register { .. }));
    assert_eq!(after.nonce, before.nonce + 1);
    assert_eq!(after.history_hash, next_history_hash(&before.history_hash, &hash));
    assert_ne!(before.status(now), Status::Retired);
    assert!(
        after.recovery.is_none() || after.retired_from == 0,
        "a recovery calls a retirement off"
    );
    let of = |keys: &[Signer]| by.iter().filter(|key| keys.contains(key)).count();
    match op {
        Op::FinishRecovery => {
            let recovery = before.recovery.as_ref().unwrap();
            assert_eq!(after.signers, recovery.signers);
            assert!(now >= recovery.after);
        }
        Op::StartRecovery { signers: new, .. } => {
            let recovery = after.recovery.as_ref().unwrap();
            assert_eq!(recovery.signers, signers(&list(new)));
            assert!(recovery.signers.iter().all(|key| by.contains(key)));
            assert!(recovery.after >= now + u64::from(mononym_keystore::MIN_RECOVERY_DELAY));
        }
        // One key does no more than this.
        Op::CancelRecovery => {
            assert!(of(&before.signers) == by.len() && !by.is_empty());
            assert!(!before.recovery.as_ref().unwrap().joined);
        }
        Op::Freeze { .. } => assert!(!by.is_empty()),
        _ => assert!(of(&before.signers) >= usize::from(before.threshold)),
    }
    // Keys change by a signed set or by a recovery, and only keys that sign come in.
    if after.signers != before.signers {
        assert!(matches!(op, Op::SetSigners { .. } | Op::FinishRecovery));
    }
    if let Op::SetSigners { .. } = op {
        let in_or_signed = |key| before.signers.contains(key) || by.contains(key);
        assert!(after.signers.iter().all(in_or_signed));
    }
    // A key that was removed counts nowhere but in its guardians' recovery.
    if !matches!(op, Op::StartRecovery { .. }) {
        let new: &Keys = match op {
            Op::SetSigners { signers, .. } => signers,
            Op::SetLimits { opened, .. } | Op::Freeze { opened } => opened,
            _ => &Keys::new(),
        };
        let new = signers(&list(new));
        assert!(
            by.iter()
                .all(|key| before.signers.contains(key) || new.contains(key))
        );
    }
}

/// How often each kind was tried and accepted.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, (usize, usize)>);

impl Tally {
    fn count(&mut self, kind: &'static str, accepted: bool) {
        let (tried, succeeded) = self.0.entry(kind).or_default();
        *tried += 1;
        *succeeded += usize::from(accepted);
    }
}

/// Lives one life, a step for each seed.
fn live(seeds: &[u64], tally: &mut Tally) {
    let mut world = World::default();
    let mut shadows: [Option<Shadow>; NAMES.len()] = Default::default();
    let mut now = NOW;
    // Two open parents to begin with.
    let parents = (0..2).flat_map(|place| {
        let register = Op::Register {
            signers: [Key::Eth(1)].into(),
            threshold: 1,
            guards: None,
            voucher: None,
        };
        [
            (place, register),
            (place, Op::SetRegistrar(Some(REGISTRARS[place]))),
        ]
    });
    for (place, op) in parents {
        let by = [Key::Eth(1)].into();
        step(
            &mut world,
            &mut shadows,
            place,
            &op,
            &by,
            (None, u64::MAX),
            now,
            tally,
        );
    }
    for seed in seeds {
        let mut dice = Dice(*seed);
        let place = dice.name();
        let (_, parent) = NAMES[place];
        let account = shadows[place].as_ref();
        now += dice.passes(now, account);
        let registrar = parent
            .and_then(|parent| shadows[parent].as_ref())
            .and_then(|parent| parent.registrar);
        let op = dice.op(account, parent.is_none(), registrar, now);
        let by = dice.by(account, &op, now);
        let right = right_number(account, &op);
        let number = dice.number(right);
        let deadline = dice.deadline(now);
        let number = (number != right).then_some(number);
        step(
            &mut world,
            &mut shadows,
            place,
            &op,
            &by,
            (number, deadline),
            now,
            tally,
        );
    }
    let replayed = World::replayed(&world.log);
    assert_eq!(replayed.accounts, world.accounts);
    assert_eq!(replayed.log, world.log);
}

fn right_number(account: Option<&Shadow>, op: &Op) -> u64 {
    account.map_or(0, |account| match op {
        Op::Register { .. } => 0,
        Op::StartRecovery { .. } => account.recoveries,
        Op::CancelRecovery | Op::FinishRecovery => account.recoveries.saturating_sub(1),
        _ => account.nonce,
    })
}

#[expect(clippy::too_many_arguments, reason = "a step is all of these")]
fn step(
    world: &mut World,
    shadows: &mut [Option<Shadow>; NAMES.len()],
    place: usize,
    op: &Op,
    by: &Keys,
    (wrong_number, deadline): (Option<u64>, u64),
    now: u64,
    tally: &mut Tally,
) {
    let (name, parent) = NAMES[place];
    let shadow = shadows[place].as_ref();
    let number = wrong_number.unwrap_or_else(|| right_number(shadow, op));
    let signed = sign(op, operation(op, name, number, deadline), by);

    let unsigned = by.is_empty() != matches!(op, Op::FinishRecovery);
    let formal = wrong_number.is_none() && deadline >= now && are_distinct(by) && !unsigned;
    let permitted = formal
        && match shadow {
            Some(account) => account.permits(op, by, now),
            None => {
                let parent = parent.and_then(|parent| shadows[parent].as_ref());
                Shadow::may_register(op, by, place < 2, parent, now)
            }
        };
    let result = world.try_apply(&signed, now);
    assert_eq!(
        result.is_ok(),
        permitted,
        "{name}: {op:?} by {by:?} at {now}: {:?}; {shadow:?}",
        result.err()
    );
    tally.count(signed.operation.primary_type(), permitted);
    if let Some(account) = shadow {
        for situation in situations(account, op, by, now) {
            tally.count(situation, permitted);
        }
    }
    let Ok(change) = result else { return };
    let before = world.accounts.get(&change.account.node);
    assert_sound(before, &change.account, op, &signed, now);
    let after = match shadow {
        Some(account) => account.after(op, by, now),
        None => Shadow::register(op),
    };
    assert_alike(&change.account, &after);
    shadows[place] = Some(after);
    world.accept(&signed, change, now);
}

/// What is rare, and where the rules are fine.
fn situations(account: &Shadow, op: &Op, by: &Keys, now: u64) -> Vec<&'static str> {
    let pending = account.pending.as_ref();
    let all = match op {
        Op::StartRecovery { opened, .. } => vec![
            ("a recovery takes another's place", pending.is_some()),
            (
                "removed guardians start a recovery",
                account
                    .heard_guards(now)
                    .is_some_and(|guards| guards.keys == *opened),
            ),
            (
                "removed signers join",
                account.gone_signers.as_ref().is_some_and(|gone| {
                    let (keys, threshold) = &gone.who;
                    let removed = keys.iter().filter(|key| !account.signers.contains(key));
                    removed.filter(|key| by.contains(key)).count() >= *threshold
                }),
            ),
        ],
        Op::FinishRecovery => vec![
            (
                "a joined recovery is finished",
                pending.is_some_and(|pending| pending.joined),
            ),
            (
                "a last word is finished",
                pending.is_some_and(|pending| pending.last_word),
            ),
        ],
        Op::CancelRecovery => vec![("one signer cancels", by.len() < account.threshold)],
        Op::SetLimits { .. } => vec![("limits change", account.limits != 0)],
        Op::SetGuardians(_) => vec![("guardians are removed twice", account.heard_guards(now).is_some())],
        Op::Unfreeze => vec![("a retirement is called off", account.retired_from != 0)],
        _ => vec![],
    };
    all.into_iter()
        .filter_map(|(situation, holds)| holds.then_some(situation))
        .collect()
}

#[test]
fn accounts_live_by_the_rules() {
    const CASES: u32 = 100;
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let lives = prop::collection::vec(any::<u64>(), 150..200);
    runner
        .run(&lives, |seeds| {
            live(&seeds, &mut tally.borrow_mut());
            Ok(())
        })
        .unwrap();
    // A test that is refused everything tests nothing.
    let tally = tally.into_inner().0;
    println!("{tally:?}");
    for kind in Operation::PRIMARY_TYPES {
        let (tried, accepted) = tally[kind];
        assert!(accepted >= 30, "{kind}: {accepted} of {tried} accepted");
        assert!(tried - accepted >= 30, "{kind}: {accepted} of {tried} accepted");
    }
    let (tried, accepted) = tally.values().fold((0, 0), |(tried, accepted), (more, ok)| {
        (tried + more, accepted + ok)
    });
    assert!(accepted * 3 > tried, "{accepted} of {tried} accepted");
}
