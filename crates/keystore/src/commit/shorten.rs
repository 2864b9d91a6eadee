//! Runs of zeros, shortened: most of an ABI encoding is zeros.

use alloc::vec::Vec;

use thiserror::Error;

/// Why bytes are not a shortened body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RestoreError {
    /// The last byte is a zero, without the number that follows one.
    #[error("a shortened body ends behind a zero, without the run's length")]
    Cut,
    /// A run of no zeros.
    #[error("a shortened body has a run of no zeros at byte {at}")]
    NoZeros {
        /// Where the run stands.
        at: usize,
    },
    /// One run behind another that was not full: two spellings of one body.
    #[error("a shortened body has a run at byte {at} that belongs to the one before it")]
    Split {
        /// Where the second run stands.
        at: usize,
    },
    /// More bytes than the caller takes.
    #[error("a body has more than {limit} bytes")]
    TooLong {
        /// The bound.
        limit: usize,
    },
}

/// Each run of zeros as a zero byte and the number of zeros, 1 to 255; a longer run as several, all
/// but the last of 255.
pub fn shorten(body: &[u8]) -> Vec<u8> {
    let mut short = Vec::with_capacity(body.len() / 2);
    let mut zeros = 0u8;
    for &byte in body {
        if byte != 0 || zeros == u8::MAX {
            put_run(&mut short, zeros);
            zeros = 0;
        }
        if byte == 0 {
            zeros += 1;
        } else {
            short.push(byte);
        }
    }
    put_run(&mut short, zeros);
    short
}

fn put_run(short: &mut Vec<u8>, zeros: u8) {
    if zeros > 0 {
        short.extend([0, zeros]);
    }
}

/// The body that [`shorten`] made this of, of at most `limit` bytes. Every body has one shortened
/// form, and only that is read.
///
/// # Errors
/// [`RestoreError`] says what is wrong, and where.
pub fn restore(short: &[u8], limit: usize) -> Result<Vec<u8>, RestoreError> {
    let mut body = Vec::with_capacity(short.len().min(limit));
    let mut bytes = short.iter().copied().enumerate();
    // Of the run directly before, 0 if there is none.
    let mut before = 0u8;
    while let Some((at, byte)) = bytes.next() {
        let run = match byte {
            0 => match bytes.next() {
                None => return Err(RestoreError::Cut),
                Some((_, 0)) => return Err(RestoreError::NoZeros { at }),
                Some(_) if (1..u8::MAX).contains(&before) => return Err(RestoreError::Split { at }),
                Some((_, zeros)) => zeros,
            },
            _ => 0,
        };
        let added = usize::from(run.max(1));
        if body.len().saturating_add(added) > limit {
            return Err(RestoreError::TooLong { limit });
        }
        body.resize(body.len().saturating_add(added), byte);
        before = run;
    }
    Ok(body)
}
