//! `mononym export`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use mononym_ens::Limits;

use super::{
    CliError,
    client::Client,
    database::{DatabaseArgs, block_on},
    feed::ClientFeed,
    output::Output,
    progress::Spoken,
};
use crate::transfer::{Counts, Feed, Rules, SnapshotLines, TransferError, export, export_feed};

#[derive(Args, Clone, Debug)]
pub(super) struct Export {
    /// The file to write, which must not exist; - for the standard output
    #[arg(default_value = "-")]
    file: PathBuf,
    /// A gateway whose public log is exported, instead of a database
    #[arg(long, value_name = "URL")]
    gateway: Option<String>,
    /// Export the log alone: accounts and records follow from it
    #[arg(long)]
    log_only: bool,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.json);
        if self.file == Path::new("-") {
            // What is printed is the export itself.
            let counts = self.write(BufWriter::new(io::stdout().lock()))?;
            output.note(&summary(&counts));
            return Ok(());
        }
        // Under another name until it is whole.
        let mut part = self.file.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        if self.file.exists() {
            return Err(CliError::Exists(self.file));
        }
        let file = File::create(&part)?;
        let written = self.write(BufWriter::new(&file)).and_then(|counts| {
            file.sync_all()?;
            std::fs::rename(&part, &self.file)?;
            Ok(counts)
        });
        if written.is_err() {
            // What it failed with is more important than that it could not be removed.
            let _ = std::fs::remove_file(&part);
        }
        let counts = written?;
        output.print(&counts, |out| {
            writeln!(out, "{}: {}", self.file.display(), summary(&counts))
        })
    }

    fn write(&self, output: impl Write) -> Result<Counts, CliError> {
        let progress = Spoken::new(Output::new(self.json));
        if let Some(url) = &self.gateway {
            let mut feed = ClientFeed::new(Client::new(url));
            let mut header = feed.header().map_err(TransferError::from)?;
            if let Some(parents) = self.database.parents() {
                header.parents = parents;
            }
            header.log_only = self.log_only;
            let rules = Rules::new(header.domain(), &header.parents, Limits::default())?;
            return Ok(export_feed(&mut feed, &header, rules, output, &progress)?);
        }
        let config = self.database.config(None)?;
        let parents = config.parents.iter().map(ToString::to_string).collect();
        block_on(async {
            let mut lines =
                SnapshotLines::new(self.database.snapshot(&config).await?, parents, self.log_only);
            Ok(export(&mut lines, output, &progress).await?)
        })
    }
}

pub(super) fn summary(counts: &Counts) -> String {
    format!(
        "{} operations, {} accounts, {} records, {} reservations",
        counts.operations, counts.accounts, counts.records, counts.reservations
    )
}
