//! The Keystore: how fresh its roots are, who approves them, and whether the queue is served.

use alloy_primitives::{Address, U256};

use super::{
    look::Look,
    report::{Report, span},
};
use crate::{
    chain::{Keystore, NodeError, ProposerVerifier},
    cli::values::time_text,
    config::MAX_ROOT_AGE,
};

/// What resolvers are held against.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Roots {
    /// The time of the log that the newest final root shows, in Unix seconds.
    pub(super) as_of: Option<u64>,
    /// From a commit to its finality, in seconds.
    pub(super) delay: Option<u64>,
}

/// Looks at it; nothing if it is not there.
pub(super) async fn check(
    look: &Look,
    keystore: Address,
    report: &mut Report,
) -> Result<Option<Roots>, NodeError> {
    if !look.has_code(keystore).await? {
        report.problem("keystore", NodeError::NoKeystore(keystore).to_string());
        return Ok(None);
    }
    let Some(head) = look.try_ask(keystore, &Keystore::headCall {}).await? else {
        report.problem(
            "keystore",
            format!("the contract at {keystore} is no Keystore: --keystore names it"),
        );
        return Ok(None);
    };
    report.ok(
        "keystore",
        format!(
            "{keystore}: commit {} with {} operations, of the log as of {}",
            head.number,
            head.sequence,
            time_text(head.asOf)
        ),
    );
    let as_of = newest_final(look, keystore, head.number, report).await?;
    let verifier = look.ask(keystore, &Keystore::verifierCall {}).await?;
    let delay = approval(look, verifier, report).await?;
    owner(look, keystore, report).await?;
    queue(look, keystore, report).await?;
    Ok(Some(Roots { as_of, delay }))
}

async fn newest_final(
    look: &Look,
    keystore: Address,
    head: u64,
    report: &mut Report,
) -> Result<Option<u64>, NodeError> {
    let Some(number) = look.try_ask(keystore, &Keystore::latestFinalCall {}).await? else {
        report.problem(
            "root",
            "no commit that is kept is final: wait for the verifier's delay",
        );
        return Ok(None);
    };
    let commit = look.ask(keystore, &Keystore::commitAtCall { number }).await?;
    let age = look.since(commit.asOf);
    let waiting = head.saturating_sub(number);
    let text = format!(
        "the newest final commit, {number}, is {} old; {waiting} are to become final",
        span(age)
    );
    if age > MAX_ROOT_AGE {
        report.problem(
            "root",
            text + ": no resolver takes it any more; see that the publisher runs and can pay",
        );
    } else if age > MAX_ROOT_AGE / 2 {
        report.warning("root", text + ": the publisher is late");
    } else {
        report.ok("root", text);
    }
    Ok(Some(commit.asOf))
}

async fn approval(look: &Look, verifier: Address, report: &mut Report) -> Result<Option<u64>, NodeError> {
    let proposers = look
        .try_ask(verifier, &ProposerVerifier::proposersCall {})
        .await?;
    let threshold = look
        .try_ask(verifier, &ProposerVerifier::thresholdCall {})
        .await?;
    match (proposers, threshold) {
        (Some(proposers), Some(threshold)) => {
            let (count, list) = (proposers.len(), list(&proposers));
            if threshold > U256::ONE {
                report.ok(
                    "verifier",
                    format!("{verifier}: {threshold} of {count} proposers approve a commit: {list}"),
                );
            } else {
                report.warning(
                    "verifier",
                    format!("{verifier}: a single key, stolen, makes any root; proposers: {list}"),
                );
            }
        }
        _ => report.warning(
            "verifier",
            format!("{verifier} names no proposers: its code says what makes a root final"),
        ),
    }
    let delay = look.try_ask(verifier, &ProposerVerifier::delayCall {}).await?;
    match delay {
        Some(0) => report.warning(
            "finality",
            "commits are final at once: nobody can look at them before",
        ),
        Some(delay) => report.ok("finality", format!("commits are final after {}", span(delay))),
        None => report.problem(
            "finality",
            "the verifier has no delay, so that nothing can be committed",
        ),
    }
    Ok(delay)
}

async fn owner(look: &Look, keystore: Address, report: &mut Report) -> Result<(), NodeError> {
    let owner = look.ask(keystore, &Keystore::ownerCall {}).await?;
    if owner.is_zero() {
        report.ok("keystore-owner", "nobody: the verifier stays for ever");
    } else {
        report.ok(
            "keystore-owner",
            format!("{owner} can announce another verifier, 30 days ahead, and nothing else"),
        );
    }
    let next = look.ask(keystore, &Keystore::nextVerifierCall {}).await?;
    if next.is_zero() {
        report.ok("next-verifier", "none is announced");
        return Ok(());
    }
    let from = look.ask(keystore, &Keystore::nextVerifierFromCall {}).await?;
    let when = if from <= look.block.time {
        "at any time now".to_owned()
    } else {
        format!("from {} on", time_text(from))
    };
    report.warning(
        "next-verifier",
        format!("{next} may take over {when}: read its code, and leave before if it is not to be trusted"),
    );
    Ok(())
}

async fn queue(look: &Look, keystore: Address, report: &mut Report) -> Result<(), NodeError> {
    let queue = look.ask(keystore, &Keystore::queueCall {}).await?;
    let waiting = queue.end.saturating_sub(queue.first);
    if waiting == 0 {
        report.ok("queue", "no forced operation waits");
        return Ok(());
    }
    // Who waits longer is due earlier, so halving finds the first that is not overdue.
    let (mut low, mut high) = (queue.first, queue.end);
    let mut first_due = None;
    while low < high {
        let index = low.midpoint(high);
        let due = look.ask(keystore, &Keystore::forcedAtCall { index }).await?.dueBy;
        if due < look.block.time {
            low = index.saturating_add(1);
        } else {
            high = index;
            first_due = Some(due);
        }
    }
    match (low.saturating_sub(queue.first), first_due) {
        (0, due) => report.ok(
            "queue",
            format!(
                "{waiting} forced operations wait; the first is due by {}",
                time_text(due.unwrap_or_default())
            ),
        ),
        (overdue, _) => report.problem(
            "queue",
            format!(
                "{overdue} of {waiting} forced operations are overdue: the service is to serve them, \
                 and no commit can pass them by"
            ),
        ),
    }
    Ok(())
}

/// Addresses in a row.
pub(super) fn list(addresses: &[Address]) -> String {
    let texts: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    texts.join(", ")
}
