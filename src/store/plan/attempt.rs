//! The changes of one caller, over those accepted before in the same group.

use alloy_primitives::B256;
use mononym_keystore::{
    Account, Change, Operation, RecordChange, RecordState, Signer, State, apply, leaf_changes, shorten,
};

use super::{Changes, Head, NewOperation, Plan};
use crate::store::{AcceptError, Accepted, PendingChange, StoreError, row::to_i64};

pub(super) struct Attempt<'p, 'a> {
    pub(super) plan: &'p Plan<'a>,
    pub(super) own: Changes,
}

impl Attempt<'_, '_> {
    pub(super) fn accept(&mut self, change: PendingChange, now: u64) -> Result<Accepted, AcceptError> {
        let hash = change.operation.hash();
        if let Some(accepted) = self.accepted(&hash) {
            return Ok(accepted.clone());
        }
        let head = self.head();
        let accepted_at = accepted_at(&change, head.accepted_at, now)?;
        let operation = &change.operation;
        let node = operation.node();
        let is_registration = matches!(operation.operation(), Operation::Register(_));
        let before = self.account(&node);
        let nonce = before.map_or(0, |account| account.nonce);
        let parent = operation.parent_node().filter(|_| is_registration);
        let state = State {
            account: before,
            parent: parent.as_ref().and_then(|parent| self.account(parent)),
            is_root: self.plan.rules.roots.contains(&node),
        };
        let applied = apply(state, operation, accepted_at)?;
        let leaves = leaf_changes(&applied).collect();
        let Change { account, records } = applied;
        let reserved_for = self
            .plan
            .loaded
            .reservations
            .get(&node)
            .copied()
            .filter(|_| is_registration);
        if let Some(claimant) = reserved_for.filter(|_| change.vouched_here) {
            // Every signer signs a registration, so the claimant's key has.
            if !account.signers.contains(&Signer::Secp256k1(claimant)) {
                return Err(AcceptError::Reserved {
                    name: account.name,
                    claimant,
                });
            }
        }
        check_storable(&account)?;
        let count = self.count_records(&node, &records)?;
        let used = match &change.token {
            Some(token) if is_registration => Some((*token, self.use_token(token, parent)?)),
            _ => None,
        };

        // Nothing stands in its way any more.
        let sequence = head.sequence.saturating_add(1);
        let accepted = Accepted {
            sequence,
            hash,
            accepted_at,
            name: account.name.clone(),
            node,
            nonce: account.nonce,
            history_hash: account.history_hash,
        };
        let own = &mut self.own;
        own.head = Some(Head {
            sequence,
            accepted_at,
        });
        own.operations.push(NewOperation {
            sequence,
            hash,
            node,
            nonce,
            accepted_at,
            body: shorten(&change.body),
            leaves,
            root: B256::ZERO,
        });
        own.accepted.insert(hash, accepted.clone());
        own.accounts.insert(node, account);
        if !records.is_empty() {
            own.counts.insert(node, count);
        }
        own.records
            .extend(records.into_iter().map(|record| ((node, record.key), record)));
        own.tokens.extend(used);
        own.registered.extend(is_registration.then_some(node));
        own.claimed.extend(reserved_for.map(|_| node));
        Ok(accepted)
    }

    fn accepted(&self, hash: &B256) -> Option<&Accepted> {
        let group = &self.plan.changes;
        let here = self.own.accepted.get(hash).or_else(|| group.accepted.get(hash));
        here.or_else(|| self.plan.loaded.accepted.get(hash))
    }

    pub(super) fn head(&self) -> Head {
        let here = self.own.head.or(self.plan.changes.head);
        here.unwrap_or(self.plan.loaded.head)
    }

    fn account(&self, node: &B256) -> Option<&Account> {
        self.own.accounts.get(node).or_else(|| self.plan.account(node))
    }

    fn has_record(&self, place: (B256, B256)) -> bool {
        let group = &self.plan.changes;
        let here = self.own.records.get(&place).or_else(|| group.records.get(&place));
        here.map_or_else(
            || self.plan.loaded.records.contains_key(&place),
            |record| record.state != RecordState::Unset,
        )
    }

    /// How many records the account has after these changes. One with too many, after the bound
    /// was lowered, may still change those that it has.
    fn count_records(&self, node: &B256, records: &[RecordChange]) -> Result<usize, AcceptError> {
        let group = &self.plan.changes;
        let here = self.own.counts.get(node).or_else(|| group.counts.get(node));
        let count = here.or_else(|| self.plan.loaded.counts.get(node)).copied();
        let before = count.unwrap_or(0);
        let mut found = before;
        for record in records {
            match (
                record.state == RecordState::Unset,
                self.has_record((*node, record.key)),
            ) {
                (true, true) => found = found.saturating_sub(1),
                (false, false) => found = found.saturating_add(1),
                _ => {}
            }
        }
        let limit = self.plan.rules.records_per_account;
        if found > limit && found > before {
            Err(AcceptError::TooManyRecords { limit, found })
        } else {
            Ok(found)
        }
    }

    /// How often the API key was used, this time included.
    fn use_token(&self, hash: &B256, parent: Option<B256>) -> Result<u64, AcceptError> {
        let group = &self.plan.changes;
        let token = self.plan.loaded.tokens.get(hash);
        let token = token
            .filter(|token| token.revoked_at.is_none() && Some(token.parent) == parent)
            .ok_or(AcceptError::UnknownToken)?;
        let here = self.own.tokens.get(hash).or_else(|| group.tokens.get(hash));
        let used = here.copied().unwrap_or(token.used);
        if used >= token.quota {
            return Err(AcceptError::TokenSpent { quota: token.quota });
        }
        Ok(used.saturating_add(1))
    }
}

fn accepted_at(change: &PendingChange, last: u64, now: u64) -> Result<u64, AcceptError> {
    match change.accepted_at {
        None => Ok(now.max(last)),
        Some(found) if found < last => Err(AcceptError::BackInTime { last, found }),
        Some(found) => {
            to_i64(found)?;
            Ok(found)
        }
    }
}

/// What one operation brings must not fail the whole group.
fn check_storable(account: &Account) -> Result<(), StoreError> {
    let recovery = account.recovery.as_ref().map(|recovery| recovery.after);
    let guardians = account.outgoing_guardians.as_ref().map(|outgoing| outgoing.until);
    let signers = account.outgoing_signers.as_ref().map(|outgoing| outgoing.until);
    let numbers = [
        account.nonce,
        account.recovery_nonce,
        account.frozen_until,
        account.retired_from,
    ];
    for number in numbers
        .into_iter()
        .chain(recovery)
        .chain(guardians)
        .chain(signers)
    {
        to_i64(number)?;
    }
    // PostgreSQL's text holds none, and no normalised name does.
    if account.name.contains('\0') {
        return Err(StoreError::Database("a name holds no NUL".to_owned()));
    }
    Ok(())
}
