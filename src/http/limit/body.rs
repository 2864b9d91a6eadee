//! Bodies on their way in: bounded each in length and in time, and all together in memory.

use std::sync::Arc;

use axum::body::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};

use super::{Limiter, Refusal};

/// A body, and the memory that is set aside for it.
pub(super) struct Received {
    pub(super) bytes: Bytes,
    _room: Option<OwnedSemaphorePermit>,
}

/// Receives a body. Of one that is longer than `longest` only the beginning, which is too long all
/// the same: whoever reads it says so.
///
/// # Errors
/// If it does not arrive whole and in time, or too many others are arriving.
pub(super) async fn receive(
    limiter: &Limiter,
    mut body: Incoming,
    longest: usize,
) -> Result<Received, Refusal> {
    let patience = limiter.settings.body_time;
    let end = Instant::now() + patience;
    let mut room: Option<OwnedSemaphorePermit> = None;
    // Most bodies are one piece, which is taken as it is.
    let mut bytes = Bytes::new();
    let mut pieces: Vec<u8> = Vec::new();
    while bytes.len().max(pieces.len()) <= longest {
        let data = match timeout_at(end, body.frame()).await {
            Err(_) => return Err(Refusal::SlowBody(patience)),
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Refusal::BrokenBody),
            // Trailers are none of ours.
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
        };
        if pieces.is_empty() && bytes.is_empty() {
            bytes = data;
        } else {
            pieces.extend_from_slice(&std::mem::take(&mut bytes));
            pieces.extend_from_slice(&data);
        }
        set_aside(limiter, &mut room, bytes.len().max(pieces.len()))?;
    }
    Ok(Received {
        bytes: if pieces.is_empty() { bytes } else { pieces.into() },
        _room: room,
    })
}

/// Sets memory aside for so many bytes of one body.
fn set_aside(
    limiter: &Limiter,
    room: &mut Option<OwnedSemaphorePermit>,
    bytes: usize,
) -> Result<(), Refusal> {
    let held = room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
    let more = bytes.div_ceil(1024).saturating_sub(held);
    let more = u32::try_from(more).map_err(|_| Refusal::Uploads)?;
    if more > 0 {
        let permit = Arc::clone(&limiter.uploads)
            .try_acquire_many_owned(more)
            .map_err(|_| Refusal::Uploads)?;
        match room {
            Some(room) => room.merge(permit),
            None => *room = Some(permit),
        }
    }
    Ok(())
}
