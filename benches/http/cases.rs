//! What is measured, and in which order.

use std::{fs, io::Write, path::PathBuf};

use alloy_primitives::Bytes;
use serde_json::json;
use tempfile::TempDir;

use crate::{
    Result,
    load::{self, RESOLVER, Requests, SENDER, Sample},
    seed,
    server::{self, Server},
    stats,
};

/// Everything that stands ready to be measured.
pub(crate) struct Bench {
    // Before the directory: servers end first.
    mononym: Server,
    bare: Server,
    bare_signing: Server,
    hot: Bytes,
    get_path: String,
    post_path: String,
    post_body: String,
    cold_data: PathBuf,
    answer_bytes: usize,
    _directory: TempDir,
}

/// All samples, in the order in which they were taken.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// A handler that gives one response, asked by GET.
    pub(crate) bare_get: Vec<Sample>,
    /// The same by POST: the body is read and dropped.
    pub(crate) bare_post: Vec<Sample>,
    /// Mononym, the same question by GET.
    pub(crate) hot_get: Vec<Sample>,
    /// Mononym, the same question by POST.
    pub(crate) hot_post: Vec<Sample>,
    /// Mononym, another question at each GET: every answer is read and signed.
    pub(crate) cold: Vec<Sample>,
    /// The handler that gives one response, after a signature each, asked as `cold` is.
    pub(crate) bare_signing: Vec<Sample>,
    /// Digests and signatures in a loop, for each second of CPU time.
    pub(crate) signatures: Vec<f64>,
    /// Bytes of an answer's body.
    pub(crate) answer_bytes: usize,
    /// Bytes of a GET's path.
    pub(crate) path_bytes: usize,
    /// Share of the machine's time that was free before the first run.
    pub(crate) idle: f64,
}

impl Bench {
    /// Registers names, starts the servers and asks each question once.
    pub(crate) fn prepare(names: usize) -> Result<Self> {
        let directory = tempfile::tempdir()?;
        let data_dir = directory.path().join("data");
        seed::register(&data_dir, names)?;
        let cold_data = directory.path().join("questions");
        let mut file = std::io::BufWriter::new(fs::File::create(&cold_data)?);
        for index in 0..names {
            writeln!(file, "{}", seed::call_data(index)?)?;
        }
        file.flush()?;

        let mononym = Server::mononym(&data_dir)?;
        let hot = seed::call_data(0)?;
        let get_path = format!("/{RESOLVER}/{SENDER}/{hot}");
        let post_path = format!("/{RESOLVER}");
        let post_body = json!({ "sender": SENDER, "data": hot }).to_string();
        let answer = ureq::get(mononym.url() + &get_path)
            .call()?
            .body_mut()
            .read_to_vec()?;
        let body = directory.path().join("answer");
        fs::write(&body, &answer)?;
        let bare = Server::bare(&body, None)?;
        let bare_signing = Server::bare(&body, Some(&hot))?;
        for server in [&mononym, &bare, &bare_signing] {
            let mut by_get = ureq::get(server.url() + &get_path).call()?;
            let mut by_post = ureq::post(server.url() + &post_path).send(&post_body)?;
            for response in [&mut by_get, &mut by_post] {
                if response.body_mut().read_to_vec()?.len() != answer.len() {
                    return Err("the answers differ in length: there would be nothing to compare".into());
                }
            }
        }
        Ok(Self {
            mononym,
            bare,
            bare_signing,
            hot,
            get_path,
            post_path,
            post_body,
            cold_data,
            answer_bytes: answer.len(),
            _directory: directory,
        })
    }

    /// Runs every case in turn, round by round, after one round that does not count.
    pub(crate) fn run(&self, rounds: usize, seconds: u64) -> Result<Results> {
        let mut results = Results {
            answer_bytes: self.answer_bytes,
            path_bytes: self.get_path.len(),
            idle: stats::idle_share()?,
            ..Results::default()
        };
        self.round(&mut Results::default(), 0, 1)?;
        for round in 1..=rounds {
            self.round(&mut results, round, seconds)?;
            writeln!(std::io::stderr(), "round {round} of {rounds} done")?;
        }
        Ok(results)
    }

    fn round(&self, results: &mut Results, round: usize, seconds: u64) -> Result<()> {
        let get = Requests::Get { path: &self.get_path };
        let post = Requests::Post {
            path: &self.post_path,
            body: &self.post_body,
        };
        let cold = Requests::Cold {
            data: &self.cold_data,
            run: round,
        };
        results.bare_get.push(load::run(&self.bare, &get, seconds)?);
        results.hot_get.push(load::run(&self.mononym, &get, seconds)?);
        results.bare_post.push(load::run(&self.bare, &post, seconds)?);
        results.hot_post.push(load::run(&self.mononym, &post, seconds)?);
        results.cold.push(load::run(&self.mononym, &cold, seconds)?);
        results
            .bare_signing
            .push(load::run(&self.bare_signing, &cold, seconds)?);
        results.signatures.push(server::signatures(seconds, &self.hot)?);
        Ok(())
    }
}
