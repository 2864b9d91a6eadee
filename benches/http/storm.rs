//! A storm: names, keys and coin types that nobody has, all different, while a set of names is asked
//! for again and again. Does what is kept of the set survive?

use crate::{
    Result,
    cases::Subject,
    load::{
        self,
        plan::{Found, Group, Latency, Requests},
    },
    names,
    requests::{Ask, Method, answer_of},
    server::{Memory, Server},
    world::World,
};

/// Names that are asked for again and again, if there are as many.
const SET: u64 = 5_000;
/// Connections that ask for them.
pub(crate) const CALM: usize = 8;
/// Connections of the storm.
pub(crate) const WILD: usize = 32;

/// What was found.
#[derive(Debug)]
pub(crate) struct Storm {
    pub(crate) seconds: f64,
    /// Names of the set.
    pub(crate) set: usize,
    /// The set alone, then in the storm: answers a second and latency.
    pub(crate) alone: (f64, Latency),
    pub(crate) during: (f64, Latency),
    /// Answers to the storm a second.
    pub(crate) storm: f64,
    pub(crate) memory: (Memory, Memory),
    /// Share of the set that was still kept, from 0 to 1.
    pub(crate) kept: f64,
    /// Whether the service's own counters say so, or times do.
    pub(crate) is_counted: bool,
}

/// Raises a storm for some seconds.
pub(crate) fn measure(world: &World, seconds: f64) -> Result<Storm> {
    let server = world.server(Subject::Mononym)?;
    let set: Vec<String> = (0..SET.min(world.names))
        .map(|count| Ask::Signed.request(Method::Get, names::scattered(count, world.names)))
        .collect::<Result<_>>()?;
    let calm = |connections, requests| Group {
        connections,
        rate: None,
        requests,
        expected: answer_of((world.signed_bytes, world.signed_bytes)),
    };
    let ask_set = |connections, again: bool, seconds| {
        let requests = match again {
            true => Requests::Again(set.clone()),
            false => Requests::Once(set.clone()),
        };
        only(load::run(server, seconds, vec![calm(connections, requests)])?.groups)
    };
    // Each of the set once, one after another: what that takes tells whether it was kept.
    let pass = || ask_set(1, false, 600.0);
    let cold = pass()?;
    // As it is: not kept yet, and then kept.
    let warm = pass()?;
    let alone = ask_set(CALM, true, seconds.min(2.0))?;

    let before = (server.memory()?, hits(server)?);
    let groups = vec![calm(CALM, Requests::Again(set.clone())), wild(world)?];
    let [during, storm]: [Found; 2] = load::run(server, seconds, groups)?
        .groups
        .try_into()
        .map_err(|_| "a storm has two groups")?;
    let after = (server.memory()?, hits(server)?);
    world.count(Subject::Mononym, Ask::RandomText, true, storm.answers);
    let still = pass()?;

    let counted = before
        .1
        .zip(after.1)
        .map(|(before, after)| (after - before) / during.answers as f64);
    // Kept or not, each answer takes one of two times.
    let time = |found: &Found| 1.0 / found.rate;
    let timed = (time(&cold) - time(&still)) / (time(&cold) - time(&warm));
    Ok(Storm {
        seconds,
        set: set.len(),
        alone: (alone.rate, alone.latency),
        during: (during.rate, during.latency),
        storm: storm.rate,
        memory: (before.0, after.0),
        kept: counted.unwrap_or(timed).clamp(0.0, 1.0),
        is_counted: counted.is_some(),
    })
}

/// Names, keys and coin types in turn.
fn wild(world: &World) -> Result<Group> {
    let templates = vec![
        Ask::Signed.template(Method::Get, false)?,
        Ask::RandomText.template(Method::Get, true)?,
        Ask::RandomCoin.template(Method::Get, true)?,
    ];
    Ok(Group {
        connections: WILD,
        rate: None,
        requests: world.filled(Subject::Mononym, Ask::RandomText, true, templates),
        expected: answer_of((1, usize::MAX)),
    })
}

fn only(groups: Vec<Found>) -> Result<Found> {
    Ok(groups.into_iter().next().ok_or("a load found nothing")?)
}

/// Answers that the service gave from its cache, if it counts them.
fn hits(server: &Server) -> Result<Option<f64>> {
    let text = String::from_utf8(server.ask("/metrics", None)?)?;
    Ok(text
        .lines()
        .filter(|line| line.starts_with("mononym_answer_cache_hits"))
        .find_map(|line| line.rsplit_once(' ')?.1.parse().ok()))
}
