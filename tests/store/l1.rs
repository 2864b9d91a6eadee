//! Audits of L1, on histories made of a real log: an honest one, and one doctored in each way.

use std::collections::VecDeque;

use alloy_primitives::{B256, Bytes, keccak256};
use async_trait::async_trait;
use mononym::{
    store::LoggedOperation,
    transfer::{
        AuditedL1, Committed, Forced, Fraud, FraudKind, HistoryError, L1AuditError, L1Event, L1History,
        Progress, Rules, audit_l1,
    },
};
use mononym_ens::{Limits, RecordCall};
use mononym_keystore::{
    EMPTY, Reason, RecordState, SignedOperation, Step, encode_steps, shorten, steps_hash,
};

use crate::{
    accounts::{Key, register, text, without_value},
    harness::{ALICE, NOW, PARENT, World, domain, owner, registration, sign},
};

struct Told(VecDeque<L1Event>);

#[async_trait(?Send)]
impl L1History for Told {
    async fn next_event(&mut self) -> Result<Option<L1Event>, HistoryError> {
        Ok(self.0.pop_front())
    }
}

struct Silent;

impl Progress for Silent {
    fn operations(&self, _: u64) {}
}

/// A history in the making, as an honest contract and a publisher tell it.
struct Story {
    events: Vec<L1Event>,
    number: u64,
    root: B256,
    sequence: u64,
    as_of: u64,
    queue: VecDeque<B256>,
    forced: u64,
}

impl Story {
    fn new() -> Self {
        let mut story = Self {
            events: Vec::new(),
            number: 0,
            root: EMPTY,
            sequence: 0,
            as_of: NOW - 10,
            queue: VecDeque::new(),
            forced: 0,
        };
        story.commit(&[], NOW - 10);
        story
    }

    fn commit(&mut self, steps: &[Step], as_of: u64) {
        let hash = steps_hash(self.root, steps, self.queue.iter().copied()).unwrap();
        let pre_root = self.root;
        for step in steps {
            if step.is_forced() {
                self.queue.pop_front().unwrap();
            }
            if let Some(root) = step.root() {
                self.root = root;
                self.sequence += 1;
            }
        }
        self.as_of = as_of;
        self.events.push(L1Event::Committed(Committed {
            number: self.number,
            root: self.root,
            pre_root,
            as_of,
            sequence: self.sequence,
            steps_hash: hash,
            steps: encode_steps(steps).unwrap().into(),
            transaction: B256::left_padding_from(&self.number.to_be_bytes()),
            block: 100 + self.number,
        }));
        self.number += 1;
    }

    fn force(&mut self, body: Vec<u8>) {
        let hash = keccak256(&body);
        self.queue.push_back(hash);
        self.events.push(L1Event::Forced(Forced {
            index: self.forced,
            operation_hash: hash,
            body: body.into(),
        }));
        self.forced += 1;
    }
}

fn step(operation: &LoggedOperation) -> Step {
    Step::operation(operation.accepted_at, &operation.body, operation.root)
}

async fn audit(events: &[L1Event]) -> Result<AuditedL1, L1AuditError> {
    let rules = Rules::new(domain(), &[PARENT.to_owned()], Limits::default()).unwrap();
    audit_l1(&mut Told(events.iter().cloned().collect()), rules, &Silent).await
}

async fn fraud(events: &[L1Event]) -> Fraud {
    match audit(events).await {
        Err(L1AuditError::Fraud(fraud)) => *fraud,
        other => panic!("{other:?}"),
    }
}

/// A log of eight operations: two of the parent, then alice's and bob's.
async fn log(world: &World) -> Vec<LoggedOperation> {
    world.register(ALICE).await;
    world
        .set(ALICE, vec![text("url", "first"), text("email", "a@b")])
        .await;
    let bob = registration("bob.mononym.eth", &[&Key::new("bob")], vec![text("url", "bob's")]);
    world.accept(bob).await.unwrap();
    world.clock().set(NOW + 60);
    world
        .set(
            ALICE,
            vec![without_value(&RecordCall::text("url"), RecordState::Unset)],
        )
        .await;
    world.set(ALICE, vec![text("url", "second")]).await;
    world.set(ALICE, vec![text("url", "third")]).await;
    world.store.list_changes(0, 100).await.unwrap()
}

/// Three commits, one of them a heartbeat; the last operation but one comes out of the queue, and
/// two others of the queue are rejected.
fn honest(log: &[LoggedOperation]) -> Story {
    let mut story = Story::new();
    let steps: Vec<Step> = log[..5].iter().map(step).collect();
    story.commit(&steps, NOW + 1);
    story.commit(&[], NOW + 30);
    story.force(shorten(&log[6].body));
    story.force(shorten(&log[6].body));
    story.force(vec![1, 2, 3]);
    let rejected = |reason: Reason| Step::ForcedRejected {
        accepted_at: NOW + 60,
        reason: reason.code(),
    };
    let steps = [
        step(&log[5]),
        Step::ForcedApplied {
            accepted_at: log[6].accepted_at,
            root: log[6].root,
        },
        rejected(Reason::AlreadyApplied),
        step(&log[7]),
        rejected(Reason::Undecodable),
    ];
    story.commit(&steps, NOW + 61);
    story
}

pub(crate) async fn an_honest_history_is_followed_to_its_end(world: World) {
    let log = log(&world).await;
    assert_eq!(log.len(), 8);
    let story = honest(&log);
    let audited = audit(&story.events).await.unwrap();
    let newest = world.store.prove(None, &[]).await.unwrap();
    assert_eq!(audited.root, newest.root);
    assert_eq!((audited.commits, audited.heartbeats), (4, 1));
    assert_eq!((audited.operations, audited.accounts, audited.records), (8, 3, 3));
    assert_eq!(
        (
            audited.forced_applied,
            audited.forced_rejected,
            audited.forced_waiting
        ),
        (1, 2, 0)
    );
    assert_eq!(audited.as_of, NOW + 61);
}

fn committed(events: &mut [L1Event], number: u64) -> &mut Committed {
    events
        .iter_mut()
        .find_map(|event| match event {
            L1Event::Committed(commit) if commit.number == number => Some(commit),
            _ => None,
        })
        .unwrap()
}

pub(crate) async fn every_doctored_history_is_found_out(world: World) {
    let log = log(&world).await;
    let honest_events = honest(&log).events;

    // A root that does not follow, in the middle of a commit and at its end.
    let wrong = B256::repeat_byte(9);
    for place in [2, 4] {
        let mut story = Story::new();
        let mut steps: Vec<Step> = log[..5].iter().map(step).collect();
        steps[place] = Step::operation(log[place].accepted_at, &log[place].body, wrong);
        story.commit(&steps, NOW + 1);
        let found = fraud(&story.events).await;
        assert_eq!((found.commit, found.step), (1, Some(place)));
        assert_eq!(found.root_before, log[place - 1].root);
        assert_eq!(found.transaction, B256::with_last_byte(1));
        assert_eq!(
            found.kind,
            FraudKind::Root {
                expected: log[place].root,
                found: wrong
            }
        );
        assert_eq!(found.body.unwrap(), Bytes::from(shorten(&log[place].body)));
        assert_eq!(
            found.operation.unwrap()["operation"]["message"]["name"],
            log_name(&log[place])
        );
    }

    // An operation that nobody who may has signed.
    let mut forged = SignedOperation::from_bytes(&log[3].body).unwrap();
    forged = sign(forged.operation, &[&Key::new("thief")]);
    let mut story = Story::new();
    let mut steps: Vec<Step> = log[..3].iter().map(step).collect();
    steps.push(Step::operation(NOW, &forged.to_bytes(), wrong));
    story.commit(&steps, NOW + 1);
    let found = fraud(&story.events).await;
    assert_eq!(found.step, Some(3));
    assert!(matches!(found.kind, FraudKind::Forbidden { ref field, .. } if field == "signatures"));

    // One that was changed after signing, and one that is none.
    let mut changed = log[3].body.to_vec();
    let last = changed.iter().rposition(|byte| *byte != 0).unwrap();
    changed[last - 40] ^= 1;
    for (body, undecodable) in [(changed, false), (vec![1, 2, 3], true)] {
        let mut story = Story::new();
        let mut steps: Vec<Step> = log[..3].iter().map(step).collect();
        steps.push(Step::operation(NOW, &body, wrong));
        story.commit(&steps, NOW + 1);
        let found = fraud(&story.events).await;
        assert_eq!(found.step, Some(3));
        assert_eq!(matches!(found.kind, FraudKind::Undecodable { .. }), undecodable);
        assert_eq!(matches!(found.kind, FraudKind::Forbidden { .. }), !undecodable);
    }

    // One twice, one left out, two exchanged.
    for order in [vec![0, 1, 2, 2], vec![0, 1, 3], vec![0, 1, 3, 2]] {
        let mut story = Story::new();
        let steps: Vec<Step> = order.iter().map(|index| step(&log[*index])).collect();
        story.commit(&steps, NOW + 1);
        assert!(matches!(
            fraud(&story.events).await.kind,
            FraudKind::Forbidden { .. } | FraudKind::Root { .. }
        ));
    }

    // Times that go back, or beyond the commit's.
    for (accepted_at, as_of) in [(NOW - 11, NOW), (NOW + 2, NOW + 1)] {
        let mut story = Story::new();
        story.commit(&[Step::operation(accepted_at, &log[0].body, log[0].root)], as_of);
        assert_eq!(
            fraud(&story.events).await.kind,
            FraudKind::Time {
                accepted_at,
                earliest: NOW - 10,
                latest: as_of
            }
        );
    }

    // An operation of the queue that the rules allow.
    let mut story = Story::new();
    let steps: Vec<Step> = log[..5].iter().map(step).collect();
    story.commit(&steps, NOW + 1);
    story.force(shorten(&log[5].body));
    let rejected = Step::ForcedRejected {
        accepted_at: NOW + 60,
        reason: Reason::Nonce.code(),
    };
    story.commit(&[rejected], NOW + 61);
    let found = fraud(&story.events).await;
    assert_eq!(
        (found.commit, found.step, found.kind),
        (2, Some(0), FraudKind::Censored)
    );

    // What the contract itself would not let through, should it be another one.
    type Change = fn(&mut Committed);
    let cases: [(u64, Change); 6] = [
        (1, |commit| commit.number = 7),
        (2, |commit| commit.pre_root = B256::repeat_byte(1)),
        (3, |commit| commit.root = B256::repeat_byte(1)),
        (3, |commit| commit.sequence += 1),
        (3, |commit| commit.steps_hash = B256::repeat_byte(1)),
        (3, |commit| {
            commit.steps = commit.steps.slice(..commit.steps.len() - 1)
        }),
    ];
    let mut kinds = Vec::new();
    for (number, change) in cases {
        let mut events = honest_events.clone();
        change(committed(&mut events, number));
        let found = fraud(&events).await;
        kinds.push(std::mem::discriminant(&found.kind));
    }
    kinds.dedup();
    assert_eq!(kinds.len(), 6, "each its own");
    let mut events = honest_events.clone();
    events.retain(|event| !matches!(event, L1Event::Forced(Forced { index: 1, .. })));
    assert_eq!(fraud(&events).await.kind, FraudKind::Queue);
    assert!(matches!(audit(&[]).await, Err(L1AuditError::Nothing)));
}

fn log_name(operation: &LoggedOperation) -> String {
    let signed = SignedOperation::from_bytes(&operation.body).unwrap();
    signed.operation.name().to_owned()
}

pub(crate) async fn a_name_that_another_may_not_register_is_found_out(world: World) {
    let log = log(&world).await;
    let mut story = Story::new();
    let mut steps: Vec<Step> = log[..2].iter().map(step).collect();
    let without_voucher = sign(register("carol.mononym.eth", &[&owner()]), &[&owner()]);
    steps.push(Step::operation(
        NOW,
        &without_voucher.to_bytes(),
        B256::repeat_byte(9),
    ));
    story.commit(&steps, NOW + 1);
    let found = fraud(&story.events).await;
    assert!(matches!(found.kind, FraudKind::Forbidden { ref field, .. } if field == "voucher"));
}
