//! Every bound of the edge, in one value.

use std::time::Duration;

use super::{Clients, Rate};

/// The bounds that the edge keeps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    /// How clients are told apart; nothing where that is not known, and then no bound is a client's.
    pub clients: Option<Clients>,
    /// Requests of one client.
    pub client_rate: Option<Rate>,
    /// Requests with one API key.
    pub key_rate: Option<Rate>,
    /// As how many requests one counts that changes something.
    pub change_cost: u64,
    /// Registrations of one client that the service vouches for.
    pub client_registrations: Option<Rate>,
    /// The same with one API key, whatever its quota in all is.
    pub key_registrations: Option<Rate>,
    /// Connections at a time.
    pub connections: usize,
    /// Connections of one client at a time.
    pub client_connections: usize,
    /// Requests under way at a time, lookups that were answered before not counted.
    pub requests: usize,
    /// Requests at a time that wait for changes.
    pub streams: usize,
    /// Bytes of a request's head: its URL and its headers.
    pub head_bytes: usize,
    /// Bytes of bodies that are being received, all together.
    pub upload_bytes: usize,
    /// Longest time for the head of a connection's first request.
    pub head_time: Duration,
    /// Longest time from one request to the next.
    pub idle_time: Duration,
    /// Longest time for a body.
    pub body_time: Duration,
    /// Longest time in which a client takes nothing of an answer.
    pub write_time: Duration,
    /// Longest time for requests under way when the service stops.
    pub shutdown_time: Duration,
}

impl Default for LimitSettings {
    fn default() -> Self {
        const SECOND: Duration = Duration::from_secs(1);
        const DAY: Duration = Duration::from_secs(86_400);
        Self {
            clients: None,
            client_rate: Rate::new(100, SECOND, 1000),
            key_rate: Rate::new(100, SECOND, 1000),
            change_cost: 10,
            client_registrations: Rate::new(1000, DAY, 1000),
            key_registrations: None,
            connections: 4096,
            client_connections: 128,
            requests: 512,
            streams: 1024,
            head_bytes: 96 << 10,
            upload_bytes: 256 << 20,
            head_time: Duration::from_secs(10),
            // Load balancers end theirs after 60 seconds: the end that sends requests should be first.
            idle_time: Duration::from_secs(75),
            body_time: Duration::from_secs(20),
            write_time: Duration::from_secs(30),
            shutdown_time: Duration::from_secs(40),
        }
    }
}
