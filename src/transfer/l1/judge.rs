//! One commit after another, judged by the rules.

use std::collections::{HashSet, VecDeque};

use alloy_primitives::{B256, Bytes};
use mononym_keystore::{SignedOperation, Step, StepLimits, decode_steps, restore, steps_hash};

use super::{AuditedL1, Committed, Forced, Fraud, FraudKind};
use crate::transfer::{
    BATCH, Replay, Rules,
    format::{Claims, OperationLine},
};

/// No operation is longer: [`mononym_ens::Limits`] bounds its records.
const BODY_BYTES: usize = 4 << 20;
/// No transaction holds more.
const STEPS: usize = 1 << 20;

/// The log as L1 has it so far.
pub(super) struct Judge {
    replay: Replay,
    applied: HashSet<B256>,
    root: B256,
    as_of: u64,
}

/// An operation of a commit, with where it stands.
struct Placed {
    step: usize,
    root_before: B256,
    body: Bytes,
    line: OperationLine,
}

impl Judge {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            replay: Replay::new(rules),
            applied: HashSet::new(),
            root: mononym_keystore::EMPTY,
            as_of: 0,
        }
    }

    pub(super) fn check_commit(
        &mut self,
        commit: &Committed,
        number: u64,
        queue: &mut VecDeque<Forced>,
        audited: &mut AuditedL1,
    ) -> Result<(), Box<Fraud>> {
        let wrong = |kind: FraudKind| Box::new(self.fraud(commit, None, kind));
        if commit.number != number {
            return Err(wrong(FraudKind::Number { expected: number }));
        }
        if commit.pre_root != self.root {
            return Err(wrong(FraudKind::PreRoot {
                found: commit.pre_root,
            }));
        }
        let limits = StepLimits {
            steps: STEPS,
            body_bytes: BODY_BYTES,
        };
        let steps = decode_steps(&commit.steps, &limits).map_err(|error| {
            wrong(FraudKind::Steps {
                reason: error.to_string(),
            })
        })?;
        let hash = steps_hash(
            commit.pre_root,
            &steps,
            queue.iter().map(|forced| forced.operation_hash),
        )
        .map_err(|_| wrong(FraudKind::Queue))?;
        if hash != commit.steps_hash {
            return Err(wrong(FraudKind::StepsHash {
                expected: hash,
                found: commit.steps_hash,
            }));
        }
        self.check_steps(commit, &steps, queue, audited)?;
        let wrong = |kind: FraudKind| Box::new(self.fraud(commit, None, kind));
        if commit.root != self.root {
            return Err(wrong(FraudKind::Root {
                expected: self.root,
                found: commit.root,
            }));
        }
        if commit.sequence != self.replay.head() {
            return Err(wrong(FraudKind::Sequence {
                expected: self.replay.head(),
                found: commit.sequence,
            }));
        }
        self.as_of = commit.as_of;
        audited.commits = audited.commits.saturating_add(1);
        audited.heartbeats = audited
            .heartbeats
            .saturating_add(u64::from(steps.is_empty() && number > 0));
        audited.operations = self.replay.head();
        Ok(())
    }

    pub(super) fn finish(self, audited: AuditedL1) -> AuditedL1 {
        AuditedL1 {
            accounts: self.replay.accounts(),
            records: self.replay.records(),
            log_hash: self.replay.log_hash(),
            root: self.root,
            as_of: self.as_of,
            ..audited
        }
    }

    fn check_steps(
        &mut self,
        commit: &Committed,
        steps: &[Step],
        queue: &mut VecDeque<Forced>,
        audited: &mut AuditedL1,
    ) -> Result<(), Box<Fraud>> {
        let mut earliest = self.as_of;
        let mut pending: Vec<Placed> = Vec::new();
        let mut root = self.root;
        for (index, step) in steps.iter().enumerate() {
            let accepted_at = step.accepted_at();
            if accepted_at < earliest || accepted_at > commit.as_of {
                let kind = FraudKind::Time {
                    accepted_at,
                    earliest,
                    latest: commit.as_of,
                };
                return Err(Box::new(self.fraud(commit, Some(index), kind)));
            }
            earliest = accepted_at;
            let forced = if step.is_forced() { queue.pop_front() } else { None };
            let body = match (step, forced) {
                (Step::Operation { body, .. }, _) => body.clone(),
                (_, Some(forced)) => forced.body,
                (_, None) => return Err(Box::new(self.fraud(commit, Some(index), FraudKind::Queue))),
            };
            if let Some(after) = step.root() {
                let sequence = self
                    .replay
                    .head()
                    .saturating_add(pending.len() as u64)
                    .saturating_add(1);
                let line = match self.line(&body, sequence, accepted_at, after) {
                    Ok(line) => line,
                    Err(reason) => {
                        // An earlier step may be wrong already.
                        self.apply(commit, &mut pending)?;
                        let kind = FraudKind::Undecodable { reason };
                        let fraud = self.fraud(commit, Some(index), kind);
                        return Err(Box::new(Fraud {
                            body: Some(body),
                            ..fraud
                        }));
                    }
                };
                pending.push(Placed {
                    step: index,
                    root_before: root,
                    body,
                    line,
                });
                root = after;
                audited.forced_applied = audited.forced_applied.saturating_add(u64::from(step.is_forced()));
                if pending.len() >= BATCH {
                    self.apply(commit, &mut pending)?;
                }
                continue;
            }
            self.apply(commit, &mut pending)?;
            if let Ok(signed) = read(&body)
                && !self
                    .applied
                    .contains(&signed.operation.hash(&self.replay.rules().domain))
                && self.replay.try_operation(&signed, accepted_at).is_ok()
            {
                let fraud = self.fraud(commit, Some(index), FraudKind::Censored);
                return Err(Box::new(Fraud {
                    operation: serde_json::to_value(&signed).ok(),
                    body: Some(body),
                    ..fraud
                }));
            }
            audited.forced_rejected = audited.forced_rejected.saturating_add(1);
        }
        self.apply(commit, &mut pending)
    }

    fn line(
        &self,
        body: &[u8],
        sequence: u64,
        accepted_at: u64,
        root: B256,
    ) -> Result<OperationLine, String> {
        let signed = read(body)?;
        Ok(OperationLine {
            sequence,
            accepted_at,
            hash: signed.operation.hash(&self.replay.rules().domain),
            claims: Claims {
                root: Some(root),
                ..Claims::default()
            },
            signed,
        })
    }

    /// Applies what has come together, and empties it.
    fn apply(&mut self, commit: &Committed, pending: &mut Vec<Placed>) -> Result<(), Box<Fraud>> {
        let lines: Vec<OperationLine> = pending.iter().map(|placed| placed.line.clone()).collect();
        if let Err((index, difference)) = self.replay.apply(&lines) {
            let kind = match difference.field.as_str() {
                "root" => match (difference.expected.parse(), difference.found.parse()) {
                    (Ok(expected), Ok(found)) => Some(FraudKind::Root { expected, found }),
                    _ => None,
                },
                _ => None,
            };
            let kind = kind.unwrap_or(FraudKind::Forbidden {
                field: difference.field.clone(),
                expected: difference.expected.clone(),
                found: difference.found.clone(),
            });
            let fraud = self.fraud(commit, None, kind);
            return Err(Box::new(match pending.get(index) {
                Some(placed) => Fraud {
                    step: Some(placed.step),
                    root_before: placed.root_before,
                    operation: serde_json::to_value(&placed.line.signed).ok(),
                    body: Some(placed.body.clone()),
                    ..fraud
                },
                None => fraud,
            }));
        }
        self.applied.extend(lines.iter().map(|line| line.hash));
        if !pending.is_empty() {
            self.root = self.replay.root();
        }
        pending.clear();
        Ok(())
    }

    fn fraud(&self, commit: &Committed, step: Option<usize>, kind: FraudKind) -> Fraud {
        Fraud {
            commit: commit.number,
            transaction: commit.transaction,
            block: commit.block,
            step,
            root_before: self.root,
            body: None,
            operation: None,
            kind,
        }
    }
}

/// An operation as it travelled.
fn read(body: &[u8]) -> Result<SignedOperation, String> {
    let body = restore(body, BODY_BYTES).map_err(|error| error.to_string())?;
    let signed = SignedOperation::from_bytes(&body).map_err(|error| error.to_string())?;
    if signed.to_bytes() == body {
        Ok(signed)
    } else {
        Err("it is not in canonical form".to_owned())
    }
}
