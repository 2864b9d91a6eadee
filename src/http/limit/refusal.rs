//! Requests that are turned away unanswered, in the route's own kind of error.

use std::time::Duration;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use thiserror::Error;

use super::super::{Problem, ccip::CcipError, problem::Kind};

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(in crate::http) enum Refusal {
    /// The client asks too often.
    #[error("too many requests from this address: try again after {}", seconds(.0))]
    Client(Duration),
    /// Too many requests with one API key.
    #[error("too many requests with this API key: try again after {}", seconds(.0))]
    Key(Duration),
    /// The client registered too many names.
    #[error("too many registrations from this address: try again after {}", seconds(.0))]
    ClientRegistrations(Duration),
    /// Too many registrations with one API key.
    #[error("too many registrations with this API key: try again after {}", seconds(.0))]
    KeyRegistrations(Duration),
    /// More registrations in one batch than in a day.
    #[error("no more than {0} names are registered from one address, or with one API key, in a day")]
    Batch(u64),
    /// Too much is under way.
    #[error("the service has too much to do at present: try again after 1 second")]
    Busy,
    /// Too many wait for changes.
    #[error("too many wait for changes at present: try again after 1 second")]
    Streams,
    /// Too much is being received.
    #[error("too many bodies are being received at present: try again after 1 second")]
    Uploads,
    /// The body did not arrive in time.
    #[error("the body did not arrive within {}", seconds(.0))]
    SlowBody(Duration),
    /// The body did not arrive whole.
    #[error("the body did not arrive whole")]
    BrokenBody,
}

impl Refusal {
    /// Every reason by its name in the metrics.
    pub(super) const REASONS: [&'static str; 8] = [
        "client_rate",
        "key_rate",
        "client_registrations",
        "key_registrations",
        "requests",
        "streams",
        "uploads",
        "bodies",
    ];

    /// Its place in [`Self::REASONS`].
    pub(super) fn reason(self) -> usize {
        match self {
            Self::Client(_) => 0,
            Self::Key(_) => 1,
            Self::ClientRegistrations(_) | Self::Batch(_) => 2,
            Self::KeyRegistrations(_) => 3,
            Self::Busy => 4,
            Self::Streams => 5,
            Self::Uploads => 6,
            Self::SlowBody(_) | Self::BrokenBody => 7,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Client(_) | Self::Key(_) => Kind::TooManyRequests,
            Self::ClientRegistrations(_) | Self::KeyRegistrations(_) | Self::Batch(_) => {
                Kind::TooManyRegistrations
            }
            Self::Busy | Self::Streams | Self::Uploads => Kind::Overloaded,
            Self::SlowBody(_) => Kind::SlowBody,
            Self::BrokenBody => Kind::UnreadableBody,
        }
    }

    pub(in crate::http) fn status(self) -> StatusCode {
        self.kind().status()
    }

    /// Seconds after which another attempt makes sense.
    fn retry_after(self) -> Option<u64> {
        match self {
            Self::Client(wait)
            | Self::Key(wait)
            | Self::ClientRegistrations(wait)
            | Self::KeyRegistrations(wait) => Some(whole_seconds(wait)),
            Self::Busy | Self::Streams | Self::Uploads => Some(1),
            Self::Batch(_) | Self::SlowBody(_) | Self::BrokenBody => None,
        }
    }

    /// The answer on a path. Any page may read it.
    pub(in crate::http) fn respond(self, path: &str) -> Response {
        let mut response = if is_ccip(path) {
            CcipError::Refused(self).into_response()
        } else {
            Problem::from(self).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after"),
        );
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self {
            retry_after: refusal.retry_after(),
            ..Self::new(refusal.kind(), refusal.to_string())
        }
    }
}

/// Whether a path is one of CCIP-Read's.
pub(super) fn is_ccip(path: &str) -> bool {
    path == "/" || path.starts_with("/0x")
}

/// At least one.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_millis()
        .div_ceil(1000)
        .clamp(1, u128::from(u32::MAX))
        .try_into()
        .unwrap_or(1)
}

fn seconds(wait: &Duration) -> String {
    match whole_seconds(*wait) {
        1 => "1 second".to_owned(),
        more => format!("{more} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds() {
        for (millis, expected) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            assert_eq!(whole_seconds(Duration::from_millis(millis)), expected, "{millis}");
        }
        assert_eq!(whole_seconds(Duration::MAX), u64::from(u32::MAX));
    }

    #[test]
    fn clients_of_both_kinds_are_told_in_their_own_way() {
        let refusal = Refusal::Client(Duration::from_millis(1500));
        for (path, content_type) in [
            ("/", "application/json"),
            ("/0x11/0x22", "application/json"),
            ("/v1/names", "application/problem+json"),
            ("/healthz", "application/problem+json"),
        ] {
            let response = refusal.respond(path);
            assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], content_type, "{path}");
            assert_eq!(response.headers()[header::RETRY_AFTER], "2", "{path}");
            assert_eq!(
                response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN],
                "*",
                "{path}"
            );
        }
        assert_eq!(
            Refusal::Busy.respond("/").status(),
            StatusCode::SERVICE_UNAVAILABLE
        );
    }
}
