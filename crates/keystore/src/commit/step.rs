//! The steps of a commit as bytes.

use alloc::vec::Vec;

use alloy_primitives::{B256, Bytes};
use thiserror::Error;

use super::shorten::shorten;

const OPERATION: u8 = 0;
const FORCED_APPLIED: u8 = 1;
const FORCED_REJECTED: u8 = 2;

/// Bytes of a time: seconds until the year 36812.
const TIME_BYTES: usize = 5;
/// Bytes of a body's length.
const LENGTH_BYTES: usize = 3;

/// One step of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An operation of the log.
    Operation {
        /// When it was accepted, in Unix seconds.
        accepted_at: u64,
        /// The operation as it travels: [`shorten`]ed.
        body: Bytes,
        /// Root of the tree after it.
        root: B256,
    },
    /// The first operation of the queue, applied.
    ForcedApplied {
        /// When it was accepted, in Unix seconds.
        accepted_at: u64,
        /// Root of the tree after it.
        root: B256,
    },
    /// The first operation of the queue, rejected.
    ForcedRejected {
        /// When it was rejected, in Unix seconds.
        accepted_at: u64,
        /// Why: the code of a [`Reason`](super::Reason).
        reason: u8,
    },
}

impl Step {
    /// A step for an operation as the log keeps it
    /// ([`SignedOperation::to_bytes`](crate::SignedOperation::to_bytes)).
    pub fn operation(accepted_at: u64, logged: &[u8], root: B256) -> Self {
        Self::Operation {
            accepted_at,
            body: shorten(logged).into(),
            root,
        }
    }

    /// When the operation was accepted or rejected, in Unix seconds.
    pub fn accepted_at(&self) -> u64 {
        match self {
            Self::Operation { accepted_at, .. }
            | Self::ForcedApplied { accepted_at, .. }
            | Self::ForcedRejected { accepted_at, .. } => *accepted_at,
        }
    }

    /// Root of the tree after it; none where it leaves the tree alone.
    pub fn root(&self) -> Option<B256> {
        match self {
            Self::Operation { root, .. } | Self::ForcedApplied { root, .. } => Some(*root),
            Self::ForcedRejected { .. } => None,
        }
    }

    /// Whether it takes the first operation from the queue.
    pub fn is_forced(&self) -> bool {
        !matches!(self, Self::Operation { .. })
    }

    /// The flag byte.
    pub fn flag(&self) -> u8 {
        match self {
            Self::Operation { .. } => OPERATION,
            Self::ForcedApplied { .. } => FORCED_APPLIED,
            Self::ForcedRejected { .. } => FORCED_REJECTED,
        }
    }

    /// The reason byte; 0 where nothing was rejected.
    pub fn reason(&self) -> u8 {
        match self {
            Self::ForcedRejected { reason, .. } => *reason,
            Self::Operation { .. } | Self::ForcedApplied { .. } => 0,
        }
    }

    /// Bytes that it takes up in a commit.
    pub fn encoded_len(&self) -> usize {
        let rest = match self {
            Self::Operation { body, .. } => LENGTH_BYTES.saturating_add(body.len()).saturating_add(32),
            Self::ForcedApplied { .. } => 32,
            Self::ForcedRejected { .. } => 1,
        };
        rest.saturating_add(1 + TIME_BYTES)
    }
}

/// Bounds on the steps of one commit, checked before the work that they bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepLimits {
    /// Most steps. The smallest has 7 bytes, so the bytes alone bound them little.
    pub steps: usize,
    /// Most bytes of one body, shortened.
    pub body_bytes: usize,
}

impl Default for StepLimits {
    /// What no transaction on L1 reaches.
    fn default() -> Self {
        Self {
            steps: 65_536,
            body_bytes: 1 << 20,
        }
    }
}

/// Why steps cannot be written or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StepError {
    /// A flag that means nothing.
    #[error("step {index}: the flag {flag} means nothing")]
    Flag {
        /// Place of the step, from 0.
        index: usize,
        /// The flag.
        flag: u8,
    },
    /// The bytes end within a step.
    #[error("step {index}: the bytes end within it")]
    Cut {
        /// Place of the step, from 0.
        index: usize,
    },
    /// An operation without a body.
    #[error("step {index}: the operation has no bytes")]
    NoBody {
        /// Place of the step, from 0.
        index: usize,
    },
    /// A body that is too long to be read, or to be written.
    #[error("step {index}: the operation has {found} bytes, and at most {limit} are allowed")]
    BodyTooLong {
        /// Place of the step, from 0.
        index: usize,
        /// The bound.
        limit: usize,
        /// Its bytes.
        found: usize,
    },
    /// A time that does not fit.
    #[error("step {index}: the time {found} does not fit into 5 bytes")]
    Time {
        /// Place of the step, from 0.
        index: usize,
        /// The time in Unix seconds.
        found: u64,
    },
    /// Too many steps.
    #[error("there are more than {limit} steps")]
    TooMany {
        /// The bound.
        limit: usize,
    },
}

/// Steps as `Keystore.commit` takes them; nothing for a heartbeat.
///
/// # Errors
/// If a time or a body does not fit, or a body is empty.
pub fn encode_steps(steps: &[Step]) -> Result<Vec<u8>, StepError> {
    let mut bytes = Vec::with_capacity(steps.iter().map(Step::encoded_len).sum());
    for (index, step) in steps.iter().enumerate() {
        bytes.push(step.flag());
        let found = step.accepted_at();
        let [0, 0, 0, time @ ..] = found.to_be_bytes() else {
            return Err(StepError::Time { index, found });
        };
        bytes.extend(time);
        match step {
            Step::Operation { body, root, .. } => {
                bytes.extend(length(body, index)?);
                bytes.extend(body);
                bytes.extend(root);
            }
            Step::ForcedApplied { root, .. } => bytes.extend(root),
            Step::ForcedRejected { reason, .. } => bytes.push(*reason),
        }
    }
    Ok(bytes)
}

fn length(body: &[u8], index: usize) -> Result<[u8; LENGTH_BYTES], StepError> {
    let found = body.len();
    if found == 0 {
        return Err(StepError::NoBody { index });
    }
    match u32::try_from(found).map(u32::to_be_bytes) {
        Ok([0, length @ ..]) => Ok(length),
        _ => Err(StepError::BodyTooLong {
            index,
            limit: 0xff_ffff,
            found,
        }),
    }
}

/// Reads the steps of a commit. Bodies stay shortened: [`restore`](super::restore) gives the
/// operation that the log keeps.
///
/// # Errors
/// [`StepError`] says which step is wrong, and how.
pub fn decode_steps(bytes: &[u8], limits: &StepLimits) -> Result<Vec<Step>, StepError> {
    let mut steps = Vec::new();
    let mut rest = bytes;
    while let Some((&flag, fields)) = rest.split_first() {
        let index = steps.len();
        if index >= limits.steps {
            return Err(StepError::TooMany { limit: limits.steps });
        }
        let mut fields = Fields { rest: fields, index };
        steps.push(match flag {
            OPERATION => {
                let accepted_at = fields.time()?;
                let body = fields.body(limits.body_bytes)?;
                Step::Operation {
                    accepted_at,
                    body,
                    root: fields.take()?.into(),
                }
            }
            FORCED_APPLIED => Step::ForcedApplied {
                accepted_at: fields.time()?,
                root: fields.take()?.into(),
            },
            FORCED_REJECTED => Step::ForcedRejected {
                accepted_at: fields.time()?,
                reason: u8::from_be_bytes(fields.take()?),
            },
            flag => return Err(StepError::Flag { index, flag }),
        });
        rest = fields.rest;
    }
    Ok(steps)
}

/// Takes fields off the front.
struct Fields<'a> {
    rest: &'a [u8],
    /// Of the step, for errors.
    index: usize,
}

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], StepError> {
        let (field, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(StepError::Cut { index: self.index })?;
        self.rest = rest;
        Ok(*field)
    }

    fn time(&mut self) -> Result<u64, StepError> {
        let time: [u8; TIME_BYTES] = self.take()?;
        Ok(time.iter().fold(0, |time, byte| time << 8 | u64::from(*byte)))
    }

    fn body(&mut self, limit: usize) -> Result<Bytes, StepError> {
        let index = self.index;
        let length: [u8; LENGTH_BYTES] = self.take()?;
        let found = length
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte));
        if found == 0 {
            return Err(StepError::NoBody { index });
        }
        if found > limit {
            return Err(StepError::BodyTooLong { index, limit, found });
        }
        let (body, rest) = self
            .rest
            .split_at_checked(found)
            .ok_or(StepError::Cut { index })?;
        self.rest = rest;
        Ok(Bytes::copy_from_slice(body))
    }
}
