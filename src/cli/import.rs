//! `mononym import`

use std::{
    fs::{self, File},
    io::{BufReader, Seek},
    path::{Path, PathBuf},
};

use clap::Args;
use mononym_ens::{Limits, normalize};

use super::{
    CliError,
    database::{DatabaseArgs, block_on},
    export::summary,
    output::Output,
    progress::Spoken,
};
use crate::{
    clock::Clock,
    transfer::{Reader, Rules, TransferError, import, parse_list, reserve},
};

#[derive(Args, Clone, Debug)]
pub(super) struct Import {
    /// The export to import
    #[arg(required_unless_present = "names", conflicts_with = "names")]
    file: Option<PathBuf>,
    /// A list of another service's names to reserve for their owners: JSON as NameStone gives it
    #[arg(long, value_name = "FILE")]
    names: Option<PathBuf>,
    /// The parent of names in the list that do not say their domain
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    parent: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<(), CliError> {
        match (&self.file, &self.names) {
            (_, Some(names)) => self.reserve(names),
            (Some(file), None) => self.import(file),
            (None, None) => Ok(()),
        }
    }

    fn import(&self, path: &Path) -> Result<(), CliError> {
        let unreadable = |source| CliError::File {
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        // A file that is cut off or changed is refused before anything is taken.
        let mut whole = Reader::new(BufReader::new(&file))?;
        while whole.next()?.is_some() {}
        file.rewind().map_err(unreadable)?;
        let mut reader = Reader::new(BufReader::new(&file))?;

        let config = self.database.config(Some(reader.header()))?;
        if config.domain != reader.header().domain() {
            let domain = reader.header().domain;
            return Err(TransferError::OtherDomain {
                chain_id: domain.chain_id,
                keystore: domain.verifying_contract,
            }
            .into());
        }
        let parents: Vec<String> = config.parents.iter().map(ToString::to_string).collect();
        let rules = Rules::new(config.domain, &parents, config.limits)?;
        let progress = Spoken::new(Output::new(self.json));
        let imported = block_on(async {
            let store = self.database.store(&config, &Clock::system()).await?;
            let result = import(&mut reader, store.as_ref(), &rules, &progress).await;
            let head = *store.head().borrow();
            result.map_err(|error| CliError::Import {
                error: Box::new(error),
                head,
            })
        })?;
        Output::new(self.json).print(&imported, |out| {
            writeln!(
                out,
                "{}: {}; {} operations were there before",
                path.display(),
                summary(&imported.counts),
                imported.operations_before
            )
        })
    }

    fn reserve(&self, path: &Path) -> Result<(), CliError> {
        let text = fs::read_to_string(path).map_err(|source| CliError::File {
            path: path.to_owned(),
            source,
        })?;
        let listed = parse_list(&text)?;
        let parent = self
            .parent
            .as_deref()
            .map(|parent| normalize(parent, &Limits::default()))
            .transpose()?;
        let config = self.database.config(None)?;
        let clock = Clock::system();
        let report = block_on(async {
            let store = self.database.store(&config, &clock).await?;
            let now = clock.now();
            let reserved = reserve(
                &listed,
                parent.as_deref(),
                &config.parents,
                &config.limits,
                now,
                store.as_ref(),
            );
            Ok(reserved.await?)
        })?;
        Output::new(self.json).print(&report, |out| {
            writeln!(
                out,
                "{} names reserved, {} were before, {} skipped",
                report.reserved,
                report.unchanged,
                report.skipped.len()
            )?;
            for skipped in &report.skipped {
                writeln!(
                    out,
                    "entry {}, {}: {}",
                    skipped.entry, skipped.name, skipped.reason
                )?;
            }
            for skipped in &report.skipped_records {
                writeln!(
                    out,
                    "entry {}, {} without {}",
                    skipped.entry, skipped.name, skipped.reason
                )?;
            }
            Ok(())
        })
    }
}
