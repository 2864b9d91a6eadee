//! `GET /metrics`

use std::fmt::{Display, Write};

use axum::{extract::State, http::header, response::IntoResponse};

use super::{App, SharedApp, l1::Lag};

/// The text format of Prometheus.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the service measures, in the text format of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Service", responses(
    (status = 200, description = "The measurements", body = String, content_type = "text/plain"),
))]
pub(super) async fn get_metrics(State(app): State<SharedApp>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics(&app))
}

/// Those that are known.
fn metrics(app: &App) -> String {
    let mut text = Metrics::default();
    let end = *app.names.head().borrow();
    text.gauge(
        "mononym_log_head",
        "Sequence of the newest operation of the log",
        Some(end),
    );
    let Some(l1) = &app.l1 else {
        return text.0;
    };
    let state = l1.l1.borrow().clone();
    let publisher = l1.publisher.borrow().clone();
    let now = app.clock.now();
    let lag = Lag::new(&state, end, now);
    text.gauge(
        "mononym_l1_committed_sequence",
        "Sequence of the last operation that is committed to L1",
        state.head.map(|head| head.sequence),
    );
    text.gauge(
        "mononym_l1_lag_operations",
        "Operations that are not committed to L1",
        lag.map(|lag| lag.operations),
    );
    text.gauge(
        "mononym_l1_lag_seconds",
        "Seconds that the oldest operation has been waiting for its commit",
        lag.map(|lag| lag.seconds),
    );
    text.gauge(
        "mononym_l1_root_age_seconds",
        "Age of the root that proofs are made under",
        state.anchor.map(|anchor| now.saturating_sub(anchor.as_of)),
    );
    text.gauge(
        "mononym_l1_read_age_seconds",
        "Seconds since L1 was last read",
        Some(state.read_at)
            .filter(|time| *time > 0)
            .map(|time| now.saturating_sub(time)),
    );
    text.gauge(
        "mononym_publisher_balance_wei",
        "What the account has that pays for commits",
        publisher.balance,
    );
    text.metric(
        "counter",
        "mononym_publisher_failures_total",
        "Attempts to publish that failed",
        publisher.address.map(|_| publisher.failures),
    );
    text.0
}

#[derive(Default)]
struct Metrics(String);

impl Metrics {
    fn gauge(&mut self, name: &str, help: &str, value: Option<impl Display>) {
        self.metric("gauge", name, help, value);
    }

    fn metric(&mut self, kind: &str, name: &str, help: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            // Writing to a string does not fail.
            let _ = write!(
                self.0,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
            );
        }
    }
}
