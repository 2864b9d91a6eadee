//! What a load does, and what it finds: the load is a process of its own, so both travel as JSON.

use serde::{Deserialize, Serialize};

use super::template::Template;

/// A load on one server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) port: u16,
    /// The server's process, whose CPU time is taken.
    pub(crate) server: u32,
    pub(crate) seconds: f64,
    /// Those who ask at the same time.
    pub(crate) groups: Vec<Group>,
}

/// Connections with the same kind of requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    /// Kept open, each with one request under way at most.
    pub(crate) connections: usize,
    /// Requests a second, whatever the server does (open loop); nothing for the next as soon as an
    /// answer is there (closed loop).
    pub(crate) rate: Option<f64>,
    pub(crate) requests: Requests,
    pub(crate) expected: Expected,
}

/// Where requests come from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Requests {
    /// The same ones in turn, again and again.
    Again(Vec<String>),
    /// The same, each once; the load ends early when all are made.
    Once(Vec<String>),
    /// Templates in turn, filled for names in a scattered order.
    Filled {
        templates: Vec<Template>,
        /// How many names there are.
        names: u64,
        /// Requests of this kind that were made before: none is made twice.
        before: u64,
    },
    /// Registrations of names from this one on, each once.
    Registrations { first: u64, count: u64 },
}

/// What every answer must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    /// Bytes of its body: at least, and at most.
    pub(crate) bytes: (usize, usize),
    /// How its body begins.
    pub(crate) head: String,
}

/// What a load found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Findings {
    /// Seconds of the server's CPU time, user and system.
    pub(crate) cpu: f64,
    /// Share of its time in which the load had something to do: near 1, it was the limit.
    pub(crate) busy: f64,
    pub(crate) groups: Vec<Found>,
}

/// What one group found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Answers a second.
    pub(crate) rate: f64,
    /// All answers.
    pub(crate) answers: u64,
    /// Microseconds, from the moment at which a request was due (open loop) or sent (closed loop).
    pub(crate) latency: Latency,
    /// Answers that were not as expected.
    pub(crate) wrong: u64,
    /// The first of them.
    pub(crate) first_wrong: Option<String>,
    /// Requests that were due and could not be sent, since every connection was waiting.
    pub(crate) unsent: u64,
}

/// Percentiles in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Latency {
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    pub(crate) p99: f64,
    pub(crate) p999: f64,
}
