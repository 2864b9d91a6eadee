//! The loop that asks. It never sleeps: whoever sleeps has to be woken by the server, at the cost of
//! an interrupt to another core for each answer.

use std::{
    io,
    time::{Duration, Instant},
};

use mio::{Events, Poll, Token};

use super::{
    connection::{Answer, Connection},
    plan::{Expected, Findings, Found, Group, Latency, Plan},
    source::Source,
};
use crate::{Result, shared::histogram::Histogram, stats};

/// How long answers are waited for after the end.
const GRACE: Duration = Duration::from_secs(20);
/// Longest part of a wrong answer that is shown.
const SHOWN: usize = 300;

/// Asks as the plan says.
pub(crate) fn drive(plan: &Plan) -> Result<Findings> {
    let mut poll = Poll::new()?;
    let mut askers = Vec::new();
    let mut lines = Vec::new();
    for group in &plan.groups {
        let mut asker = Asker::new(group)?;
        for _ in 0..group.connections {
            let token = Token(lines.len());
            asker.free.push(lines.len());
            lines.push(Line {
                connection: Connection::open(plan.port, poll.registry(), token)?,
                asker: askers.len(),
                since: None,
            });
        }
        askers.push(asker);
    }

    let cpu = stats::cpu_time(plan.server)?;
    let start = Instant::now();
    let end = start + Duration::from_secs_f64(plan.seconds);
    let mut events = Events::with_capacity(1024);
    let (mut idle, mut last) = (Duration::ZERO, start);
    loop {
        match poll.poll(&mut events, Some(Duration::ZERO)) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => return Err(error.into()),
            _ => {}
        }
        for event in &events {
            let Token(at) = event.token();
            let (Some(line), now) = (lines.get_mut(at), Instant::now()) else {
                continue;
            };
            let Some(asker) = askers.get_mut(line.asker) else {
                continue;
            };
            if let (Some(answer), Some(since)) = (line.connection.receive()?, line.since) {
                asker.take(&answer, since, now, end);
                line.since = None;
                asker.free.push(at);
            }
        }
        let now = Instant::now();
        if now < end {
            for asker in &mut askers {
                asker.send(&mut lines, start, now)?;
            }
        }
        if events.is_empty() {
            idle += now - last;
        }
        last = now;
        let is_over = now >= end || askers.iter().all(|asker| asker.is_exhausted);
        if is_over && lines.iter().all(|line| line.since.is_none()) {
            break;
        }
        if now > end + GRACE {
            return Err(format!("answers are missing {} s after the end", GRACE.as_secs()).into());
        }
    }
    let cpu = stats::cpu_time(plan.server)? - cpu;
    let elapsed = last.min(end) - start;
    Ok(Findings {
        cpu: cpu.as_secs_f64(),
        busy: 1.0 - idle.as_secs_f64() / (last - start).as_secs_f64(),
        groups: askers.into_iter().map(|asker| asker.finish(elapsed)).collect(),
    })
}

/// A connection and what it waits for.
struct Line {
    connection: Connection,
    asker: usize,
    /// When the request under way was due or sent.
    since: Option<Instant>,
}

/// A group at work.
struct Asker {
    source: Source,
    is_exhausted: bool,
    interval: Option<f64>,
    expected: Expected,
    /// Connections without a request under way.
    free: Vec<usize>,
    sent: u64,
    in_time: u64,
    latencies: Histogram,
    wrong: u64,
    first_wrong: Option<String>,
}

impl Asker {
    fn new(group: &Group) -> Result<Self> {
        Ok(Self {
            source: Source::new(&group.requests)?,
            is_exhausted: false,
            interval: group.rate.map(|rate| 1.0 / rate),
            expected: group.expected.clone(),
            free: Vec::new(),
            sent: 0,
            in_time: 0,
            latencies: Histogram::default(),
            wrong: 0,
            first_wrong: None,
        })
    }

    /// Sends what is due on connections that are free.
    fn send(&mut self, lines: &mut [Line], start: Instant, now: Instant) -> Result<()> {
        while !self.is_exhausted && !self.free.is_empty() {
            let since = match self.interval {
                Some(interval) => start + Duration::from_secs_f64(interval * self.sent as f64),
                None => Instant::now(),
            };
            if self.interval.is_some() && since > now {
                break;
            }
            let Some(line) = self.free.pop().and_then(|at| lines.get_mut(at)) else {
                break;
            };
            let source = &mut self.source;
            if line.connection.send(|output| source.next(output))? {
                line.since = Some(since);
                self.sent += 1;
            } else {
                self.is_exhausted = true;
            }
        }
        Ok(())
    }

    fn take(&mut self, answer: &Answer<'_>, since: Instant, now: Instant, end: Instant) {
        let nanos = now.saturating_duration_since(since).as_nanos();
        self.latencies.record(u64::try_from(nanos).unwrap_or(u64::MAX));
        self.in_time += u64::from(now <= end);
        if !is_as_expected(answer, &self.expected) {
            self.wrong += 1;
            self.first_wrong.get_or_insert_with(|| {
                let text = String::from_utf8_lossy(answer.body);
                let (length, shown) = (answer.body.len(), text.chars().take(SHOWN));
                format!("{}, {length} bytes: {}", answer.status, shown.collect::<String>())
            });
        }
    }

    fn finish(self, elapsed: Duration) -> Found {
        let micros = |share| self.latencies.percentile(share) / 1e3;
        let due = self
            .interval
            .map_or(0.0, |interval| elapsed.as_secs_f64() / interval);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        let unsent = (due as u64).saturating_sub(self.sent);
        Found {
            rate: self.in_time as f64 / elapsed.as_secs_f64(),
            answers: self.latencies.total(),
            latency: Latency {
                p50: micros(0.5),
                p90: micros(0.9),
                p99: micros(0.99),
                p999: micros(0.999),
            },
            wrong: self.wrong,
            first_wrong: self.first_wrong,
            unsent,
        }
    }
}

fn is_as_expected(answer: &Answer<'_>, expected: &Expected) -> bool {
    let (least, most) = expected.bytes;
    answer.status == expected.status
        && (least..=most).contains(&answer.body.len())
        && answer.body.starts_with(expected.head.as_bytes())
}
