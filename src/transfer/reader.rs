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

/// An export, read once from its beginning to its end.
pub struct Reader<R> {
    input: R,
    buffer: Vec<u8>,
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
        let number = self.number.saturating_add(1);
        read_line(&mut self.input, &mut self.buffer, number)?;
        self.number = number;
        let line: Line = serde_json::from_slice(&self.buffer)
            .map_err(|error| TransferError::line(number, format!("this is no line of an export: {error}")))?;
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
