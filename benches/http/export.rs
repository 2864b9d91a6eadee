//! Writes an export (docs/migration.md) of a log with any number of registrations, on all cores,
//! without ever holding them all.

use std::{collections::VecDeque, io::Write, thread};

use alloy_primitives::{B256, Keccak256};
use mononym::{
    sign::NativeCurves,
    transfer::{AccountLine, Counts, Header, Line, OperationLine, RecordLine},
};
use mononym_ens::Limits;
use mononym_keystore::{Account, Change, SignedOperation, State, apply};
use serde_json::json;

use crate::{Result, names, registrations::Workshop};

/// Whether exports hold the log alone, from which accounts and records follow.
const LOG_ONLY: bool = false;
/// Registrations that a core makes at a time.
const SHARE: u64 = 2048;
/// Operations before the first registration.
const GENESIS: u64 = 2;

/// Writes an export with this many names below the parent.
pub(crate) fn write(output: impl Write, names: u64) -> Result<()> {
    let export = Export {
        workshop: Workshop::new()?,
    };
    let mut sink = Sink {
        output,
        hasher: Keccak256::new(),
    };
    let mut header = json!(Header::new(
        &export.workshop.domain,
        vec![names::PARENT.to_owned()]
    ));
    if let (true, Some(header)) = (LOG_ONLY, header.as_object_mut()) {
        header.insert("logOnly".to_owned(), json!(true));
    }
    sink.line(&header)?;
    let [first, second] = export.workshop.genesis()?;
    sink.line(&export.operation(1, first.clone()))?;
    sink.line(&export.operation(GENESIS, second.clone()))?;
    in_order(0..names, &mut sink, |index| {
        let signed = export.workshop.registration(index, true)?;
        line(&export.operation(GENESIS + index + 1, signed))
    })?;
    let mut counts = Counts {
        operations: GENESIS + names,
        ..Counts::default()
    };
    if !LOG_ONLY {
        let registered = export.change(None, None, &first)?;
        let parent = export.change(Some(&registered.account), None, &second)?.account;
        export.state(names, &parent, &mut sink)?;
        counts.accounts = 1 + names;
        counts.records = names;
    }
    let keccak256 = sink.hasher.clone().finalize();
    sink.line(&json!({ "end": { "counts": counts, "keccak256": keccak256 } }))?;
    Ok(sink.output.flush()?)
}

struct Export {
    workshop: Workshop,
}

impl Export {
    fn operation(&self, sequence: u64, signed: SignedOperation) -> Line {
        Line::Operation(Box::new(OperationLine {
            sequence,
            accepted_at: self.workshop.now,
            hash: signed.operation.hash(&self.workshop.domain),
            signed,
            claims: Default::default(),
        }))
    }

    /// What follows from the operations: accounts and records, in the order of their nodes.
    fn state(&self, names: u64, parent: &Account, sink: &mut Sink<impl Write>) -> Result<()> {
        // Heads of nodes suffice to order them: 16 bytes for each name.
        let mut order: Vec<(u64, u64)> = (0..names)
            .map(|index| (head(&names::node(index)), index))
            .collect();
        order.sort_unstable();
        let before = order.partition_point(|(node, _)| *node < head(&parent.node));
        let (before, after) = order.split_at(before);
        let account = |index| {
            let change = self.registered(index, parent)?;
            line(&Line::Account(Box::new(AccountLine::from(&change.account))))
        };
        in_order(before.iter().map(|(_, index)| *index), sink, account)?;
        sink.line(&Line::Account(Box::new(AccountLine::from(parent))))?;
        in_order(after.iter().map(|(_, index)| *index), sink, account)?;
        in_order(order.iter().map(|(_, index)| *index), sink, |index| {
            let change = self.registered(index, parent)?;
            let record = change.records.first().ok_or("a name has a record")?;
            line(&Line::Record(RecordLine {
                node: change.account.node,
                key: record.key,
                call: record.call.clone(),
                state: record.state.code(),
                value: record.value.clone(),
            }))
        })
    }

    fn registered(&self, index: u64, parent: &Account) -> Result<Change> {
        self.change(None, Some(parent), &self.workshop.registration(index, true)?)
    }

    fn change(
        &self,
        account: Option<&Account>,
        parent: Option<&Account>,
        signed: &SignedOperation,
    ) -> Result<Change> {
        let verified = signed.verify_with(&NativeCurves, &self.workshop.domain, &Limits::default())?;
        let state = State {
            account,
            parent,
            is_root: parent.is_none(),
        };
        Ok(apply(state, &verified, self.workshop.now)?)
    }
}

/// An output, and the hash over it.
struct Sink<W> {
    output: W,
    hasher: Keccak256,
}

impl<W: Write> Sink<W> {
    fn line(&mut self, value: &impl serde::Serialize) -> Result<()> {
        let mut bytes = serde_json::to_vec(value)?;
        bytes.push(b'\n');
        self.put(&bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hasher.update(bytes);
        Ok(self.output.write_all(bytes)?)
    }
}

fn line(line: &Line) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn head(node: &B256) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = node.0;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// Makes lines on all cores and writes them in order; the next are made while others are written.
fn in_order(
    indexes: impl Iterator<Item = u64>,
    sink: &mut Sink<impl Write>,
    make: impl Fn(u64) -> Result<Vec<u8>> + Sync,
) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut indexes = indexes.peekable();
    let make = &make;
    thread::scope(|scope| -> Result<()> {
        let mut under_way = VecDeque::new();
        loop {
            while under_way.len() <= cores && indexes.peek().is_some() {
                let share: Vec<u64> = indexes.by_ref().take(usize::try_from(SHARE)?).collect();
                under_way.push_back(scope.spawn(move || -> Result<Vec<u8>> {
                    let mut lines = Vec::new();
                    for index in share {
                        lines.extend(make(index)?);
                    }
                    Ok(lines)
                }));
            }
            let Some(next) = under_way.pop_front() else {
                return Ok(());
            };
            let lines = next
                .join()
                .map_err(|_| "a thread that writes an export has panicked")?;
            sink.put(&lines?)?;
        }
    })
}
