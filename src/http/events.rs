//! `GET /v1/changes` as server-sent events.

use std::{collections::VecDeque, convert::Infallible};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};

use super::{SharedApp, page::MAX_LIMIT};
use crate::names::{LoggedView, NamesError};

struct Feed {
    app: SharedApp,
    after: u64,
    /// Read and not sent yet: a slow reader costs one page of memory.
    page: VecDeque<LoggedView>,
}

/// Each operation behind `after` as an event, until the service stops.
pub(super) fn stream(app: SharedApp, after: u64) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let feed = Feed {
        app,
        after,
        page: VecDeque::new(),
    };
    let events = stream::unfold(feed, |mut feed| async {
        match feed.next().await {
            Ok(event) => event.map(|event| (Ok(event), feed)),
            Err(error) => {
                // The reader comes back with the last id.
                tracing::error!(%error, "a stream of changes ends");
                None
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

impl Feed {
    /// The next event; nothing once the service stops.
    async fn next(&mut self) -> Result<Option<Event>, NamesError> {
        loop {
            if self.app.is_stopping() {
                return Ok(None);
            }
            if let Some(change) = self.page.pop_front() {
                self.after = change.sequence;
                let event = Event::default()
                    .event("operation")
                    .id(change.sequence.to_string());
                return Ok(event.json_data(&change).ok());
            }
            self.page = self
                .app
                .names
                .changes(self.after, MAX_LIMIT)
                .await?
                .changes
                .into();
            if self.page.is_empty() {
                self.app.newer_than(self.after).await;
            }
        }
    }
}
