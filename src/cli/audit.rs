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
    l1::{self, History},
    output::Output,
    progress::Spoken,
};
use crate::{
    chain::{Events, RpcUrl},
    clock::Clock,
    config::List,
    transfer::{
        Audited, Feed, Header, L1AuditError, Lines, Reader, Rules, SnapshotLines, TransferError, audit,
        audit_feed, audit_l1,
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
    /// Nodes of L1, comma-separated: audit what was committed there, and nothing else is needed
    #[arg(long, value_name = "URLS", conflicts_with_all = ["file", "gateway"])]
    l1: Option<List<RpcUrl>>,
    /// Block of L1 from which on to read: that of the Keystore's deployment, or an earlier one
    #[arg(long, value_name = "BLOCK", default_value_t = 0, requires = "l1")]
    from_block: u64,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(self) -> Result<(), CliError> {
        let output = Output::new(self.json);
        if let Some(urls) = &self.l1 {
            return self.audit_l1(urls, &output);
        }
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

    fn audit_l1(&self, urls: &List<RpcUrl>, output: &Output) -> Result<(), CliError> {
        let config = self.database.config(None)?;
        let parents: Vec<String> = config.parents.iter().map(ToString::to_string).collect();
        let rules = Rules::new(config.domain, &parents, Limits::default())?;
        let progress = Spoken::new(Output::new(self.json));
        let result = block_on(async {
            let events = Events::open(l1::open(urls, config.domain), self.from_block).await?;
            Ok(audit_l1(&mut History(events), rules, &progress).await)
        })?;
        if let Err(L1AuditError::Fraud(fraud)) = &result {
            // In full, whoever reads it: this is what proves the fraud.
            Output::new(true).print(&json!({ "ok": false, "fraud": fraud }), |_| Ok(()))?;
        }
        let audited = result?;
        let report = json!({ "ok": true, "audited": audited, "parents": parents });
        output.print(&report, |out| {
            writeln!(
                out,
                "Every root on L1 follows from signed operations: {} commits, {} operations, {} accounts, {} records",
                audited.commits, audited.operations, audited.accounts, audited.records
            )?;
            writeln!(
                out,
                "of the queue: {} applied, {} rejected, {} waiting",
                audited.forced_applied, audited.forced_rejected, audited.forced_waiting
            )?;
            writeln!(out, "registered without a voucher: {}", parents.join(", "))?;
            writeln!(out, "root {} as of {} (Unix seconds)", audited.root, audited.as_of)?;
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
                    false,
                ))
            };
            let rules = rules(lines.header())?;
            Ok(audit(lines.as_mut(), rules, &progress).await?)
        })
    }
}
