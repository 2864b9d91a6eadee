//! Everything that is measured at one number of names.

use mononym_derive::Catalogue;
use mononym_ens::CoinType;
use tempfile::TempDir;

use super::database::{Database, Kind};
use crate::{
    Args, Result,
    cases::LEVEL,
    load::{self, Sample, plan::Requests},
    names,
    registrations::{Workshop, owner},
    requests::{Ask, Method, answer_of, get, json},
    seed,
    server::{Memory, Server},
    shared::stats::median,
};

/// Look-ups of each kind of list: that many different ones.
const LISTS: u64 = 2_000;
/// Registrations, and how many are under way at once.
const REGISTRATIONS: u64 = 10_000;
const AT_ONCE: usize = 256;
/// Longest time for them.
const PATIENCE: f64 = 600.0;

/// What was found at one number of names.
pub(crate) struct Size {
    pub(crate) kind: Kind,
    pub(crate) names: u64,
    /// Seconds of the import.
    pub(crate) import: f64,
    /// Of the database, on disk.
    pub(crate) bytes: f64,
    /// Seconds until the service is ready.
    pub(crate) start: f64,
    /// Medians: the bare handler, answers from the cache, answers spread over all names.
    pub(crate) bare: Median,
    pub(crate) hot: Median,
    pub(crate) cold: Median,
    /// Microseconds of look-ups, one after another: a page of 50, a search, the names of a key, those
    /// of an address.
    pub(crate) lists: [f64; 4],
    /// After the cold answers.
    pub(crate) memory: Memory,
    /// A second, over HTTP.
    pub(crate) registrations: f64,
}

/// Medians over the rounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Median {
    pub(crate) rate: f64,
    pub(crate) cpu: f64,
    pub(crate) p99: f64,
}

impl Median {
    fn of(samples: &[Sample]) -> Self {
        let over = |figure: fn(&Sample) -> f64| median(samples.iter().map(figure));
        Self {
            rate: over(|sample| sample.rate),
            cpu: over(|sample| sample.cpu),
            p99: over(|sample| sample.latency.p99),
        }
    }
}

impl Size {
    pub(crate) fn measure(kind: Kind, names: u64, args: &Args) -> Result<Self> {
        let database = Database::new(kind)?;
        let url = database.url();
        let options: Vec<&str> = url
            .iter()
            .flat_map(|url| ["--database-url", url.as_str()])
            .collect();
        let import = seed::import(&database.data_dir(), &options, names)?;
        database.settle()?;
        let bytes = database.bytes()?;
        let server = Server::mononym(&database.data_dir(), &options)?;
        let (bare, hot, cold) = lookups(&server, names, args)?;
        let memory = server.memory()?;
        let lists = lists(&server, names, args.seconds)?;
        let requests = Requests::Registrations {
            first: names,
            count: REGISTRATIONS,
        };
        let (registrations, made) = load::sample(&server, PATIENCE, AT_ONCE, None, requests, json(201))?;
        if made != REGISTRATIONS {
            return Err(format!("{made} registrations of {REGISTRATIONS} were made").into());
        }
        Ok(Self {
            kind,
            names,
            import: import.as_secs_f64(),
            bytes,
            start: server.start.as_secs_f64(),
            bare,
            hot,
            cold,
            lists,
            memory,
            registrations: registrations.rate,
        })
    }
}

/// Bare handler, cached and cold answers, in turn.
fn lookups(server: &Server, names: u64, args: &Args) -> Result<(Median, Median, Median)> {
    let (path, _) = Ask::Signed.parts(Method::Get, 0)?;
    let answer = server.ask(&path, None)?;
    let directory = TempDir::new()?;
    let file = directory.path().join("answer");
    std::fs::write(&file, &answer)?;
    let bare_server = Server::bare(&file, None)?;
    let expected = || answer_of((answer.len(), answer.len()));
    let same = || -> Result<Requests> { Ok(Requests::Again(vec![Ask::Signed.request(Method::Get, 0)?])) };
    // The first name is in the cache.
    let mut asked = 1;
    let (mut bare, mut hot, mut cold) = (Vec::new(), Vec::new(), Vec::new());
    // The first round warms up and does not count.
    for round in 0..=args.rounds {
        let sample =
            |server: &Server, requests| load::sample(server, args.seconds, LEVEL, None, requests, expected());
        let (on_bare, _) = sample(&bare_server, same()?)?;
        let (cached, _) = sample(server, same()?)?;
        let every = Requests::Filled {
            templates: vec![Ask::Signed.template(Method::Get, true)?],
            names,
            before: asked,
        };
        let (spread, answers) = sample(server, every)?;
        asked += answers;
        if round > 0 {
            bare.push(on_bare);
            hot.push(cached);
            cold.push(spread);
        }
    }
    Ok((Median::of(&bare), Median::of(&hot), Median::of(&cold)))
}

/// Look-ups of each kind, spread over all names: medians in microseconds.
fn lists(server: &Server, names: u64, seconds: f64) -> Result<[f64; 4]> {
    let keystore = Workshop::new()?.domain.keystore;
    let catalogue = Catalogue::builtin()?;
    let ethereum = catalogue
        .by_coin_type(CoinType::ETH)
        .ok_or("there is no Ethereum")?;
    let parent = names::PARENT;
    let (mut page, mut search, mut key, mut address) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for count in 0..LISTS.min(names) {
        let index = names::scattered(count, names);
        let name = names::name(index);
        page.push(get(&format!("/v1/names?parent={parent}&after={name}&limit=50")));
        let prefix = names::label(index / 10 * 10);
        let prefix = prefix.strip_suffix('0').unwrap_or(&prefix);
        search.push(get(&format!("/v1/names?prefix={prefix}&limit=50")));
        key.push(get(&format!("/v1/names?signer={}&limit=50", owner(index)?)));
        let found = ethereum.address(&names::node(index), &keystore);
        let found = found.ok_or("a name has an address")?;
        address.push(get(&format!("/v1/addresses/{found}/names")));
    }
    let mut found = [f64::NAN; 4];
    for (requests, found) in [page, search, key, address].into_iter().zip(&mut found) {
        let requests = Requests::Again(requests);
        let (sample, _) = load::sample(server, seconds, 1, None, requests, json(200))?;
        *found = sample.latency.p50;
    }
    Ok(found)
}
