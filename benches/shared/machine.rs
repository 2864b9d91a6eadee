//! What the figures were measured on and with.

use std::{fs, process::Command};

use crate::Result;

/// Packages whose versions matter to the figures.
const PACKAGES: [&str; 9] = [
    "axum",
    "hyper",
    "tokio",
    "moka",
    "mimalloc",
    "rusqlite",
    "sqlx",
    "secp256k1",
    "alloy-primitives",
];
/// Each version in it is exact.
const RIVALS: &str = include_str!("../rivals/package.json");
const LOCK: &str = include_str!("../../Cargo.lock");

/// Machine and versions.
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory: String,
    pub(crate) kernel: String,
    pub(crate) rustc: String,
    pub(crate) packages: String,
    /// Versions of what Mononym is compared with.
    pub(crate) rivals: String,
}

impl Machine {
    /// Whether lookups can be measured here.
    pub(crate) fn check(&self) -> Result<()> {
        if self.cores < 2 {
            return Err("two cores are needed: one for the server, one for the load".into());
        }
        if first_words(Command::new("taskset").arg("--version")).is_empty() {
            return Err("taskset is missing: apt-get install util-linux".into());
        }
        Ok(())
    }

    pub(crate) fn describe() -> Result<Self> {
        let cpus = fs::read_to_string("/proc/cpuinfo")?;
        let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
        let memory = fs::read_to_string("/proc/meminfo")?;
        let kib: f64 = field(&memory, "MemTotal").trim_end_matches(" kB").parse()?;
        let packages: Vec<String> = PACKAGES
            .iter()
            .map(|package| format!("{package} {}", locked(package)))
            .collect();
        Ok(Self {
            processor: processor(&cpus),
            cores,
            memory: format!("{:.1} GiB", kib / f64::from(1 << 20)),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")?
                .trim()
                .to_owned(),
            rustc: first_words(Command::new("rustc").arg("--version")),
            packages: packages.join(", "),
            rivals: rivals()?,
        })
    }

    /// In Markdown. `idle` is the share of its time in which it had nothing to do.
    pub(crate) fn table(&self, idle: f64) -> String {
        let Self {
            processor,
            cores,
            memory,
            kernel,
            rustc,
            packages,
            ..
        } = self;
        let idle = idle * 100.0;
        format!(
            "| | |
|---|---|
| Processor | {processor}, {cores} cores, {idle:.0} % idle before the first run |
| Memory | {memory} |
| Kernel | {kernel} |
| Compiler | {rustc} |
| Packages | {packages} |
"
        )
    }
}

/// Virtual machines often hide the model's number: family and model say more than the name.
fn processor(cpus: &str) -> String {
    let [name, family, model] = ["model name", "cpu family", "model"].map(|key| field(cpus, key));
    format!("{name} (family {family}, model {model})")
}

fn field<'a>(text: &'a str, key: &str) -> &'a str {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.trim() == key)
        .map_or("unknown", |(_, value)| value.trim())
}

/// The version in the lock file this was built with: the newest, which is ours, of several.
fn locked(package: &str) -> &'static str {
    LOCK.rsplit("[[package]]")
        .find(|entry| entry.contains(&format!("name = \"{package}\"\n")))
        .and_then(|entry| entry.split('"').nth(3))
        .unwrap_or("unknown")
}

/// Node and the packages of benches/rivals.
fn rivals() -> Result<String> {
    #[derive(serde::Deserialize)]
    struct Package {
        dependencies: std::collections::BTreeMap<String, String>,
    }
    let Package { dependencies } = serde_json::from_str(RIVALS)?;
    let node = first_words(Command::new("node").arg("--version"));
    let packages = dependencies
        .iter()
        .map(|(name, version)| format!("{name} {version}"));
    let all: Vec<String> = std::iter::once(format!("node {node}")).chain(packages).collect();
    Ok(all.join(", "))
}

/// Name and version, of the output's first line.
fn first_words(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    let words: Vec<_> = std::str::from_utf8(&output)
        .unwrap_or_default()
        .split_whitespace()
        .take(2)
        .collect();
    words.join(" ")
}
