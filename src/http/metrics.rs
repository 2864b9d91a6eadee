//! `GET /metrics`, in Prometheus' text format.

use std::fmt::{Display, Write};

use alloy_primitives::Address;
use axum::{extract::State, http::header, response::IntoResponse};

use super::{Limiter, SharedApp};
use crate::{gateway::CacheFigures, keys::KeyUse};

/// How the service is, for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Service", responses(
    (status = 200, description = "Gauges and counters", body = String, content_type = "text/plain"),
))]
pub(super) async fn metrics(State(app): State<SharedApp>) -> impl IntoResponse {
    let mut text = String::new();
    let head = *app.names.head().borrow();
    gauge(
        &mut text,
        "mononym_log_head",
        "Sequence of the newest operation.",
        head,
    );
    answer_cache(&mut text, app.gateway.cache_figures());
    sample(
        &mut text,
        "mononym_keyring_reads_total",
        "counter",
        "Times that the keyring was looked at.",
        app.gateway.keys().reads(),
    );
    let usage = app.gateway.keys().usage();
    let by_signer = |value: fn(&KeyUse) -> u64| usage.iter().map(move |key| (key.address, value(key)));
    signers(
        &mut text,
        "mononym_signatures_total",
        "counter",
        "Answers that each key signed.",
        by_signer(|key| key.signed),
    );
    signers(
        &mut text,
        "mononym_signature_failures_total",
        "counter",
        "Answers that each key failed to sign.",
        by_signer(|key| key.failed),
    );
    signers(
        &mut text,
        "mononym_signer_signs",
        "gauge",
        "1 for the key that signs now.",
        by_signer(|key| u64::from(key.signs)),
    );
    if let Some(outlook) = &app.outlook {
        let anchor = *outlook.anchor.borrow();
        let state = outlook.l1.borrow();
        let l1 = state.head;
        let (uncommitted, seconds) = state.uncommitted(head, app.names.now());
        let publisher = outlook.publisher.borrow();
        let committed = l1.map_or(0, |l1| l1.sequence);
        gauge(
            &mut text,
            "mononym_l1_committed_sequence",
            "Sequence of the last operation that L1 has.",
            committed,
        );
        gauge(
            &mut text,
            "mononym_l1_lag_operations",
            "Operations that are not in the newest final commit.",
            head.saturating_sub(anchor.map_or(0, |anchor| anchor.sequence)),
        );
        gauge(
            &mut text,
            "mononym_l1_uncommitted_operations",
            "Operations that L1 does not have.",
            uncommitted,
        );
        gauge(
            &mut text,
            "mononym_l1_lag_seconds",
            "Seconds that the oldest of them has been waiting.",
            seconds,
        );
        if let Some(anchor) = anchor {
            gauge(
                &mut text,
                "mononym_l1_root_age_seconds",
                "Seconds since the time of the log that the newest final root shows.",
                app.names.now().saturating_sub(anchor.as_of),
            );
        }
        if let Some(balance) = publisher.balance {
            gauge(
                &mut text,
                "mononym_publisher_balance_wei",
                "What the publisher's account has, in wei.",
                balance,
            );
        }
        gauge(
            &mut text,
            "mononym_publisher_trouble",
            "1 where the publisher cannot go on by itself.",
            u8::from(publisher.state.is_trouble()),
        );
        sample(
            &mut text,
            "mononym_publisher_failures_total",
            "counter",
            "Attempts of the publisher that failed.",
            publisher.failures,
        );
    }
    refusals(&mut text, &app.limiter);
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
}

fn answer_cache(text: &mut String, figures: CacheFigures) {
    sample(
        text,
        "mononym_answer_cache_hits_total",
        "counter",
        "Lookups that were answered from the cache.",
        figures.hits,
    );
    sample(
        text,
        "mononym_answer_cache_misses_total",
        "counter",
        "Lookups that the cache had no answer to.",
        figures.misses,
    );
    gauge(
        text,
        "mononym_answer_cache_entries",
        "Answers in the cache.",
        figures.entries,
    );
    gauge(
        text,
        "mononym_answer_cache_bytes",
        "Bytes that they take.",
        figures.bytes,
    );
}

fn refusals(text: &mut String, limiter: &Limiter) {
    gauge(
        text,
        "mononym_requests_under_way",
        "Requests under way, lookups that were answered before not counted.",
        limiter.under_way(),
    );
    let _ = writeln!(
        text,
        "# HELP mononym_refused_total Requests turned away, by reason.\n# TYPE mononym_refused_total counter"
    );
    for (reason, count) in limiter.refused() {
        let _ = writeln!(text, "mononym_refused_total{{reason=\"{reason}\"}} {count}");
    }
}

fn gauge(text: &mut String, name: &str, help: &str, value: impl Display) {
    sample(text, name, "gauge", help, value);
}

/// A value of each key.
fn signers(
    text: &mut String,
    name: &str,
    kind: &str,
    help: &str,
    values: impl Iterator<Item = (Address, u64)>,
) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    for (signer, value) in values {
        let _ = writeln!(text, "{name}{{signer=\"{signer}\"}} {value}");
    }
}

fn sample(text: &mut String, name: &str, kind: &str, help: &str, value: impl Display) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
}
