//! Exports, of a database as it is, or of what a gateway's log makes.

use std::io::Write;

use super::{
    Feed, Lines, Numbered, Progress, Replay, Rules, TransferError, Writer,
    format::{Counts, Header, Line, OperationLine, RecordLine},
};
use crate::store::KeyedRecord;

/// Operations between two words about progress.
const STEP: u64 = 4096;

/// Writes every line there is.
///
/// # Errors
/// If reading or writing fails.
pub async fn export(
    lines: &mut dyn Lines,
    output: impl Write,
    progress: &dyn Progress,
) -> Result<Counts, TransferError> {
    let mut writer = Writer::new(output, lines.header())?;
    while let Some(Numbered { line, .. }) = lines.next_line().await? {
        if let Line::Operation(operation) = &line
            && operation.sequence.is_multiple_of(STEP)
        {
            progress.operations(operation.sequence);
        }
        writer.write(&line)?;
    }
    writer.finish()
}

/// Writes a gateway's log, every signature checked, and the accounts and records that follow from
/// it. Reservations are no part of the log.
///
/// # Errors
/// If the gateway does not answer, an operation breaks a rule, or writing fails.
pub fn export_feed(
    feed: &mut dyn Feed,
    header: &Header,
    rules: Rules,
    output: impl Write,
    progress: &dyn Progress,
) -> Result<Counts, TransferError> {
    let mut writer = Writer::new(output, header)?;
    let mut replay = Replay::new(rules);
    follow(feed, &mut replay, progress, |operation| {
        writer.write(&Line::Operation(Box::new(operation)))
    })?;
    if header.log_only {
        return writer.finish();
    }
    let mut nodes: Vec<_> = replay.held().keys().copied().collect();
    nodes.sort_unstable();
    let held = || {
        nodes
            .iter()
            .filter_map(|node| Some((node, replay.held().get(node)?)))
    };
    for (_, held) in held() {
        writer.write(&Line::Account(Box::new((&held.account).into())))?;
    }
    for (node, held) in held() {
        for (key, record) in &held.records {
            let keyed = KeyedRecord {
                node: *node,
                key: *key,
                record: record.clone(),
            };
            writer.write(&Line::Record(RecordLine::from(keyed)))?;
        }
    }
    writer.finish()
}

/// Plays what the log holds beyond `replay`, to its present end.
pub(super) fn follow(
    feed: &mut dyn Feed,
    replay: &mut Replay,
    progress: &dyn Progress,
    mut each: impl FnMut(OperationLine) -> Result<(), TransferError>,
) -> Result<(), TransferError> {
    loop {
        let page: Vec<OperationLine> = feed.changes(replay.head())?.into_iter().map(Into::into).collect();
        if page.is_empty() {
            return Ok(());
        }
        replay.apply(&page).map_err(|(_, difference)| difference)?;
        progress.operations(replay.head());
        for operation in page {
            each(operation)?;
        }
    }
}
