//! Rows sorted by their bytes, however many: runs in a file, merged when they are read.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, BufWriter, Write},
    os::unix::fs::FileExt,
    path::Path,
    sync::Arc,
};

/// Bytes that are sorted in memory at once.
const RUN: usize = 48 << 20;
/// Bytes that are read of a run at once.
const READ: usize = 256 << 10;

/// Takes rows in any order. The file has no name: it goes with the process.
pub(crate) struct Sorter {
    file: File,
    /// Bytes in the file.
    end: u64,
    runs: Vec<(u64, u64)>,
    rows: Vec<u8>,
    /// The first bytes of a row, by which most are told apart, and where it is.
    places: Vec<(u64, usize, usize)>,
    limit: usize,
}

/// All rows, in order.
pub(crate) struct Sorted {
    file: Arc<File>,
    runs: Vec<(u64, u64)>,
}

impl Sorter {
    /// With its file in this directory.
    ///
    /// # Errors
    /// If no file can be made there.
    pub(crate) fn new(directory: &Path) -> io::Result<Self> {
        Self::with_limit(directory, RUN)
    }

    fn with_limit(directory: &Path, limit: usize) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(directory)?,
            end: 0,
            runs: Vec::new(),
            rows: Vec::new(),
            places: Vec::new(),
            limit,
        })
    }

    /// Takes a row, in parts.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn push(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let start = self.rows.len();
        for part in parts {
            self.rows.extend_from_slice(part);
        }
        let row = self.rows.get(start..).unwrap_or_default();
        self.places.push((prefix(row), start, self.rows.len()));
        if self.rows.len().saturating_add(24 * self.places.len()) >= self.limit {
            self.write_run()?;
        }
        Ok(())
    }

    fn write_run(&mut self) -> io::Result<()> {
        let rows = &self.rows;
        let row = |start: usize, end: usize| rows.get(start..end).unwrap_or_default();
        self.places.sort_unstable_by(|left, right| {
            left.0
                .cmp(&right.0)
                .then_with(|| row(left.1, left.2).cmp(row(right.1, right.2)))
        });
        let start = self.end;
        let mut output = BufWriter::with_capacity(1 << 20, &self.file);
        for (_, from, to) in &self.places {
            let row = row(*from, *to);
            let length = u32::try_from(row.len()).map_err(io::Error::other)?;
            output.write_all(&length.to_le_bytes())?;
            output.write_all(row)?;
            self.end = self.end.saturating_add(4).saturating_add(u64::from(length));
        }
        output.flush()?;
        drop(output);
        self.runs.push((start, self.end));
        self.rows.clear();
        self.places.clear();
        Ok(())
    }

    /// No more rows come.
    ///
    /// # Errors
    /// If the last ones cannot be written.
    pub(crate) fn finish(mut self) -> io::Result<Sorted> {
        if !self.places.is_empty() {
            self.write_run()?;
        }
        Ok(Sorted {
            file: Arc::new(self.file),
            runs: self.runs,
        })
    }
}

/// The first eight bytes; a shorter row is filled with zeros, and compared in full then.
fn prefix(row: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    for (byte, of_row) in bytes.iter_mut().zip(row) {
        *byte = *of_row;
    }
    u64::from_be_bytes(bytes)
}

impl Sorted {
    /// The rows from the first to the last; can be read several times.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn rows(&self) -> io::Result<Rows> {
        let mut heads = BinaryHeap::with_capacity(self.runs.len());
        let mut runs = Vec::with_capacity(self.runs.len());
        for (index, (start, end)) in self.runs.iter().enumerate() {
            let mut run = Run {
                file: Arc::clone(&self.file),
                next: *start,
                end: *end,
                buffer: Vec::new(),
                place: 0,
            };
            if let Some(row) = run.row()? {
                heads.push(Reverse((row, index)));
            }
            runs.push(run);
        }
        Ok(Rows { heads, runs })
    }
}

/// [`Sorted::rows`].
pub(crate) struct Rows {
    heads: BinaryHeap<Reverse<(Vec<u8>, usize)>>,
    runs: Vec<Run>,
}

impl Iterator for Rows {
    type Item = io::Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut head = self.heads.peek_mut()?;
        let Reverse((row, index)) = &mut *head;
        match self.runs.get_mut(*index).map_or(Ok(None), Run::row) {
            Ok(Some(next)) => Some(Ok(std::mem::replace(row, next))),
            Ok(None) => {
                let Reverse((row, _)) = std::collections::binary_heap::PeekMut::pop(head);
                Some(Ok(row))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

struct Run {
    file: Arc<File>,
    next: u64,
    end: u64,
    buffer: Vec<u8>,
    place: usize,
}

impl Run {
    fn row(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(length) = self.take(4)? else {
            return Ok(None);
        };
        let length = length.try_into().map_or(0, u32::from_le_bytes);
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let length = usize::try_from(length).map_err(io::Error::other)?;
        Ok(Some(self.take(length)?.ok_or_else(cut)?.to_vec()))
    }

    /// The next bytes; nothing at the end.
    fn take(&mut self, count: usize) -> io::Result<Option<&[u8]>> {
        if self.buffer.len().saturating_sub(self.place) < count {
            self.buffer.drain(..self.place);
            self.place = 0;
            let left = usize::try_from(self.end.saturating_sub(self.next)).map_err(io::Error::other)?;
            let wanted = READ.max(count).min(left);
            let kept = self.buffer.len();
            self.buffer.resize(kept.saturating_add(wanted), 0);
            let space = self.buffer.get_mut(kept..).unwrap_or_default();
            self.file.read_exact_at(space, self.next)?;
            self.next = self.next.saturating_add(wanted as u64);
        }
        let end = self.place.saturating_add(count);
        let Some(bytes) = self.buffer.get(self.place..end) else {
            return Ok(None);
        };
        self.place = end;
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_come_in_the_order_of_their_bytes(
            mut rows in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..300),
            limit in 1_usize..4000,
        ) {
            let directory = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::with_limit(directory.path(), limit).unwrap();
            for row in &rows {
                let (left, right) = row.split_at(row.len() / 2);
                sorter.push(&[left, right]).unwrap();
            }
            let sorted = sorter.finish().unwrap();
            rows.sort();
            for _ in 0..2 {
                let found: Vec<Vec<u8>> = sorted.rows().unwrap().map(Result::unwrap).collect();
                prop_assert_eq!(&found, &rows);
            }
        }
    }
}
