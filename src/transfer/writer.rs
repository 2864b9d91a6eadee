//! Writes an export line by line.

use std::io::Write;

use alloy_primitives::Keccak256;
use serde::Serialize;

use super::{
    TransferError,
    format::{Counts, End, Header, Line},
};

/// An export under way.
pub struct Writer<W> {
    output: W,
    buffer: Vec<u8>,
    hasher: Keccak256,
    counts: Counts,
}

impl<W: Write> Writer<W> {
    /// Writes the first line.
    ///
    /// # Errors
    /// If the output fails.
    pub fn new(output: W, header: &Header) -> Result<Self, TransferError> {
        let mut writer = Self {
            output,
            buffer: Vec::new(),
            hasher: Keccak256::new(),
            counts: Counts::default(),
        };
        writer.put(header)?;
        Ok(writer)
    }

    /// Writes a line.
    ///
    /// # Errors
    /// If the output fails.
    pub fn write(&mut self, line: &Line) -> Result<(), TransferError> {
        self.counts.count(line);
        self.put(line)
    }

    /// Writes the last line.
    ///
    /// # Errors
    /// If the output fails.
    pub fn finish(mut self) -> Result<Counts, TransferError> {
        let end = End {
            counts: self.counts,
            keccak256: self.hasher.clone().finalize(),
        };
        self.put(&Line::End(end))?;
        self.output.flush()?;
        Ok(self.counts)
    }

    fn put(&mut self, line: &impl Serialize) -> Result<(), TransferError> {
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, line).map_err(std::io::Error::from)?;
        self.buffer.push(b'\n');
        self.hasher.update(&self.buffer);
        self.output.write_all(&self.buffer)?;
        Ok(())
    }
}
