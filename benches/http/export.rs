//! Writes an export of the log alone (docs/migration.md) with any number of registrations, on all cores,
//! without ever holding them all.

use std::{collections::VecDeque, io::Write, thread};

use alloy_primitives::Keccak256;
use mononym::transfer::{Counts, Header, Line, OperationLine};
use mononym_keystore::SignedOperation;
use serde_json::json;

use crate::{Result, names, registrations::Workshop};

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
    sink.line(&Header {
        log_only: true,
        ..Header::new(&export.workshop.domain, vec![names::PARENT.to_owned()])
    })?;
    let [first, second] = export.workshop.genesis()?;
    sink.line(&export.operation(1, first))?;
    sink.line(&export.operation(GENESIS, second))?;
    in_order(0..names, &mut sink, |index| {
        let signed = export.workshop.registration(index, true)?;
        line(&export.operation(GENESIS + index + 1, signed))
    })?;
    let counts = Counts {
        operations: GENESIS + names,
        ..Counts::default()
    };
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
