//! Reads an export line by line, and checks that it is whole.

use std::io::{BufRead, Read};

use alloy_primitives::Keccak256;

use super::{
    TransferError,
    format::{Counts, End, FORMAT, Header, Line, VERSION},
};

/// Longest line, in bytes: far above what an operation with all its records takes.
const LINE_BYTES: u64 = 8 << 20;

/// A line with its number in the file, from 1.
#[derive(Clone, Debug)]
pub struct Numbered {
    /// The number; nothing where there is no file.
    pub number: Option<u64>,
    /// The line.
    pub line: Line,
}

/// What every line of an operation begins with, as exports are written.
const OPERATION: &[u8] = br#"{"operation":"#;
/// Bytes of lines that are read at once.
const LINES: usize = 1 << 20;

/// Some lines as they stand.
pub(super) struct RawLines {
    /// The number of the first.
    number: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl RawLines {
    /// Each line with its number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        (self.number..)
            .zip(starts.zip(&self.ends))
            .map(|(number, (start, end))| (number, self.bytes.get(start..*end).unwrap_or_default()))
    }
}

/// Reads a line's JSON.
pub(super) fn parse(number: u64, line: &[u8]) -> Result<Line, TransferError> {
    serde_json::from_slice(line)
        .map_err(|error| TransferError::line(number, format!("this is no line of an export: {error}")))
}

/// An export, read once from its beginning to its end.
pub struct Reader<R> {
    input: R,
    buffer: Vec<u8>,
    /// Whether the buffer holds a line that is to be read yet.
    is_ahead: bool,
    number: u64,
    rank: u8,
    hasher: Keccak256,
    counts: Counts,
    header: Header,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// If it is no export that this release can read.
    pub fn new(mut input: R) -> Result<Self, TransferError> {
        let mut buffer = Vec::new();
        read_line(&mut input, &mut buffer, 1)?;
        let header: Header = serde_json::from_slice(&buffer).map_err(|error| {
            TransferError::line(1, format!("this is no header of a {FORMAT} file: {error}"))
        })?;
        if header.format != FORMAT || header.version != VERSION {
            let reason = format!(
                "the file is {} version {}, and this release reads {FORMAT} version {VERSION}",
                header.format, header.version
            );
            return Err(TransferError::line(1, reason));
        }
        let mut hasher = Keccak256::new();
        hasher.update(&buffer);
        Ok(Self {
            input,
            buffer,
            is_ahead: false,
            number: 1,
            rank: 0,
            hasher,
            counts: Counts::default(),
            header,
        })
    }

    /// The first line.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many lines of each kind were read.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The next line; nothing at the end, which must be as the last line says.
    ///
    /// # Errors
    /// Names the first line that is wrong.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot end with an error alone"
    )]
    pub fn next(&mut self) -> Result<Option<Numbered>, TransferError> {
        let number = self.read()?;
        let line = parse(number, &self.buffer)?;
        if line.rank() < self.rank {
            let reason = "lines stand in the order operations, accounts, records, reservations, end";
            return Err(TransferError::line(number, reason.to_owned()));
        }
        self.rank = line.rank();
        if let Line::End(end) = line {
            self.check_end(&end)?;
            return Ok(None);
        }
        self.hasher.update(&self.buffer);
        self.counts.count(&line);
        Ok(Some(Numbered {
            number: Some(number),
            line,
        }))
    }

    /// The next lines of operations as they stand; nothing where another kind of line follows. Whether
    /// they are operations is for the caller to find out.
    pub(super) fn operations(&mut self) -> Result<Option<RawLines>, TransferError> {
        let mut lines = RawLines {
            number: self.number.saturating_add(1),
            bytes: Vec::with_capacity(LINES),
            ends: Vec::new(),
        };
        while lines.bytes.len() < LINES {
            self.read()?;
            if !self.buffer.starts_with(OPERATION) {
                self.is_ahead = true;
                self.number = self.number.saturating_sub(1);
                break;
            }
            lines.bytes.extend_from_slice(&self.buffer);
            lines.ends.push(lines.bytes.len());
        }
        self.hasher.update(&lines.bytes);
        let count = lines.ends.len() as u64;
        self.counts.operations = self.counts.operations.saturating_add(count);
        Ok((count > 0).then_some(lines))
    }

    /// Reads the next line into the buffer; gives its number.
    fn read(&mut self) -> Result<u64, TransferError> {
        let number = self.number.saturating_add(1);
        if !std::mem::take(&mut self.is_ahead) {
            read_line(&mut self.input, &mut self.buffer, number)?;
        }
        self.number = number;
        Ok(number)
    }

    fn check_end(&mut self, end: &End) -> Result<(), TransferError> {
        if end.counts != self.counts {
            let reason = format!(
                "the file says {:?} and holds {:?}: lines are missing or added",
                end.counts, self.counts
            );
            return Err(TransferError::line(self.number, reason));
        }
        let found = self.hasher.clone().finalize();
        if end.keccak256 != found {
            let reason = format!(
                "the lines before hash to {found} and the file says {}: it was changed",
                end.keccak256
            );
            return Err(TransferError::line(self.number, reason));
        }
        let mut rest = [0];
        if self.input.read(&mut rest)? > 0 {
            let reason = "something stands behind the last line".to_owned();
            return Err(TransferError::line(self.number.saturating_add(1), reason));
        }
        Ok(())
    }
}

/// Reads one line with its line feed.
fn read_line(input: &mut impl BufRead, buffer: &mut Vec<u8>, number: u64) -> Result<(), TransferError> {
    buffer.clear();
    input.take(LINE_BYTES).read_until(b'\n', buffer)?;
    if buffer.last() == Some(&b'\n') {
        return Ok(());
    }
    let reason = if buffer.len() as u64 >= LINE_BYTES {
        format!("a line has at most {LINE_BYTES} bytes")
    } else {
        "the file ends before its last line: it is cut off".to_owned()
    };
    Err(TransferError::line(number, reason))
}
