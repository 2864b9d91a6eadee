//! Audits of a gateway by what it shows: its log, and each name.

use std::collections::BTreeSet;

use mononym_ens::{Name, NameError};
use serde_json::Value;

use super::{
    Audited, Difference, Feed, Progress, Replay, Rules, TransferError, compare::account, difference::plain,
    export::follow, format::Counts,
};
use crate::{
    clock::Clock,
    names::{NameView, record_view},
};

/// Audits a gateway. Names may change meanwhile: what differs is compared again after the newest
/// operations.
///
/// # Errors
/// [`TransferError::Difference`] says what differs first.
pub fn audit_feed(
    feed: &mut dyn Feed,
    rules: Rules,
    clock: &Clock,
    progress: &dyn Progress,
) -> Result<Audited, TransferError> {
    let mut replay = Replay::new(rules);
    let catch_up = |feed: &mut dyn Feed, replay: &mut Replay| follow(feed, replay, progress, |_| Ok(()));
    catch_up(feed, &mut replay)?;
    let mut missing: BTreeSet<String> = replay
        .held()
        .values()
        .map(|held| held.account.name.clone())
        .collect();
    let mut after: Option<String> = None;
    loop {
        let (names, next) = feed.names(after.as_deref())?;
        for name in &names {
            missing.remove(name);
            if check_name(feed, &replay, name, clock)?.is_some() {
                catch_up(feed, &mut replay)?;
                if let Some(difference) = check_name(feed, &replay, name, clock)? {
                    return Err(difference.into());
                }
            }
        }
        match next {
            // A list that does not go on would never end.
            Some(next) if after.as_ref() < Some(&next) => after = Some(next),
            _ => break,
        }
    }
    if let Some(name) = missing.first() {
        let subject = account(name, last_change(&replay, name));
        return Err(Difference::new(subject, "account", "it in the list of names", "nothing").into());
    }
    Ok(Audited {
        counts: Counts {
            operations: replay.head(),
            accounts: replay.accounts(),
            records: replay.records(),
            reservations: 0,
        },
        log_hash: replay.log_hash(),
    })
}

/// What is shown of a name, beside what the log made of it.
fn check_name(
    feed: &mut dyn Feed,
    replay: &Replay,
    name: &str,
    clock: &Clock,
) -> Result<Option<Box<Difference>>, TransferError> {
    let shown = feed.show(name)?;
    let subject = account(name, last_change(replay, name));
    let expected = expected(replay, name, clock.now());
    let (Some(expected), Some(shown)) = (&expected, &shown) else {
        let what = |value: &Option<Value>| if value.is_some() { "an account" } else { "nothing" };
        let (expected, shown) = (what(&expected), what(&shown));
        return Ok((expected != shown).then(|| Difference::new(subject, "account", expected, shown)));
    };
    let nothing = Value::Null;
    let field = |value: &Value, key: &str| value.get(key).unwrap_or(&nothing).clone();
    let keys = [expected, shown]
        .into_iter()
        .filter_map(Value::as_object)
        .flat_map(|object| object.keys());
    // The nonce first: another one explains everything else.
    for key in std::iter::once("nonce").chain(keys.map(String::as_str)) {
        let (expected, shown) = (field(expected, key), field(shown, key));
        if expected != shown {
            return Ok(Some(Difference::new(
                subject,
                key,
                plain(&expected),
                plain(&shown),
            )));
        }
    }
    Ok(None)
}

/// What a gateway must show of a name.
fn expected(replay: &Replay, name: &str, now: u64) -> Option<Value> {
    let held = replay.held().get(&node(replay, name).ok()?)?;
    let mut records: Vec<_> = held.records.values().collect();
    records.sort_by(|left, right| left.call.cmp(&right.call));
    let records = records
        .into_iter()
        .map(|record| record_view(record, &replay.rules().limits))
        .collect();
    serde_json::to_value(NameView::new(held.account.clone(), records, now)).ok()
}

fn last_change(replay: &Replay, name: &str) -> Option<u64> {
    let held = replay.held().get(&node(replay, name).ok()?)?;
    Some(held.sequence)
}

fn node(replay: &Replay, name: &str) -> Result<alloy_primitives::B256, NameError> {
    Ok(Name::from_text(name, &replay.rules().limits)?.node())
}
