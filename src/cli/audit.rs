//! `mononym audit`

use std::{fs::File, io::BufReader, path::PathBuf};

use clap::Args;
use mononym_ens::Limits;
use serde_json::json;

use super::{
    CliError,
    client::Client,
    database::{DatabaseArgs, block_on},
    export::summary,
    feed::ClientFeed,
    output::Output,
    progress::Spoken,
};
use crate::{
    clock::Clock,
    transfer::{
        Audited, Feed, Header, Lines, Reader, Rules, SnapshotLines, TransferError, audit, audit_feed,
    },
};

#[derive(Args, Clone, Debug)]
pub(super) struct Audit {
    /// An export to audit, instead of a database
    #[arg(long, value_name = "FILE", conflicts_with = "gateway")]
    file: Option<PathBuf>,
    /// A gateway to audit by what it shows, instead of a database
    #[arg(long, value_name = "URL")]
    gateway: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.json);
        let mut parents = Vec::new();
        let result = self.audit(&mut parents);
        if let Err(CliError::Transfer(
            TransferError::Difference(difference) | TransferError::DifferenceAt { difference, .. },
        )) = &result
            && self.json
        {
            output.print(&json!({ "ok": false, "difference": difference }), |_| Ok(()))?;
        }
        let audited = result?;
        let report = json!({ "ok": true, "audited": audited, "parents": parents });
        output.print(&report, |out| {
            writeln!(out, "All is as the log says: {}", summary(&audited.counts))?;
            writeln!(out, "registered without a voucher: {}", parents.join(", "))?;
            writeln!(out, "log hash {}", audited.log_hash)
        })
    }

    fn audit(&self, parents: &mut Vec<String>) -> Result<Audited, CliError> {
        let progress = Spoken::new(Output::new(self.json));
        let mut rules = |header: &Header| -> Result<Rules, CliError> {
            *parents = self.database.parents().unwrap_or_else(|| header.parents.clone());
            Ok(Rules::new(header.domain(), parents, Limits::default())?)
        };
        if let Some(url) = &self.gateway {
            let mut feed = ClientFeed::new(Client::new(url));
            let rules = rules(&feed.header().map_err(TransferError::from)?)?;
            return Ok(audit_feed(&mut feed, rules, &Clock::system(), &progress)?);
        }
        block_on(async {
            let mut lines: Box<dyn Lines> = if let Some(path) = &self.file {
                let file = File::open(path).map_err(|source| CliError::File {
                    path: path.clone(),
                    source,
                })?;
                Box::new(Reader::new(BufReader::new(file))?)
            } else {
                let config = self.database.config(None)?;
                let parents = config.parents.iter().map(ToString::to_string).collect();
                Box::new(SnapshotLines::new(
                    self.database.snapshot(&config).await?,
                    parents,
                ))
            };
            let rules = rules(lines.header())?;
            Ok(audit(lines.as_mut(), rules, &progress).await?)
        })
    }
}
