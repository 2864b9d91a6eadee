//! `mononym import`

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Seek},
    path::{Path, PathBuf},
};

use clap::Args;
use mononym_ens::{Limits, normalize};
use tokio::runtime::Runtime;

use super::{
    CliError,
    database::{DatabaseArgs, block_on, runtime},
    export::summary,
    output::Output,
    progress::Spoken,
};
use crate::{
    app,
    clock::Clock,
    config::Config,
    store::Load,
    transfer::{self, Header, Imported, Reader, Rules, TransferError, import, parse_list, reserve},
};

/// Bytes of a file that are read at once.
const READ: usize = 1 << 20;

#[derive(Args, Clone, Debug)]
pub(super) struct Import {
    /// The export to import; - for the standard input, of an export with the log alone and into a new
    /// database
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
        let imported = if path == Path::new("-") {
            self.import_from(BufReader::with_capacity(READ, std::io::stdin()))?
        } else {
            self.import_file(path)?
        };
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

    fn import_file(&self, path: &Path) -> Result<Imported, CliError> {
        let unreadable = |source| CliError::File {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        let open = || Reader::new(BufReader::with_capacity(READ, &file));
        // A file that is cut off or changed is refused before anything is taken.
        let check = |mut reader: Reader<_>| {
            while reader.next()?.is_some() {}
            (&file).rewind().map_err(unreadable)?;
            Ok::<_, CliError>(open()?)
        };
        let mut reader = open()?;
        let log_only = reader.header().log_only;
        if !log_only {
            reader = check(reader)?;
        }
        let config = self.config(reader.header())?;
        let runtime = runtime()?;
        let load = runtime.block_on(self.open_load(&config))?;
        // A load finds it out by itself.
        if log_only && load.is_none() {
            reader = check(reader)?;
        }
        self.take(&runtime, &config, reader, load)
    }

    /// From what can be read once.
    fn import_from(&self, input: impl BufRead + Send) -> Result<Imported, CliError> {
        let reader = Reader::new(input)?;
        let config = self.config(reader.header())?;
        let runtime = runtime()?;
        let load = runtime.block_on(self.open_load(&config))?;
        if load.is_none() || !reader.header().log_only {
            return Err(CliError::Usage(
                "the standard input is read once: it takes an export --log-only, into a new database; \
                 name a file for anything else"
                    .to_owned(),
            ));
        }
        self.take(&runtime, &config, reader, load)
    }

    fn take(
        &self,
        runtime: &Runtime,
        config: &Config,
        mut reader: Reader<impl BufRead + Send>,
        load: Option<Load>,
    ) -> Result<Imported, CliError> {
        let parents: Vec<String> = config.parents.iter().map(ToString::to_string).collect();
        let rules = Rules::new(config.domain, &parents, config.limits)?;
        let progress = Spoken::new(Output::new(self.json));
        let loaded =
            match load {
                Some(load) => transfer::load(&mut reader, load, &rules, &config.data_dir, &progress)
                    .map_err(|error| CliError::Import {
                        error: Box::new(error),
                        head: 0,
                    })?,
                None => 0,
            };
        if reader.header().log_only && loaded > 0 {
            return Ok(Imported::loaded(reader.counts()));
        }
        runtime.block_on(async {
            let store = self.database.store(config, &Clock::system()).await?;
            let result = import(&mut reader, store.as_ref(), &rules, loaded, &progress).await;
            let head = *store.head().borrow();
            result.map_err(|error| CliError::Import {
                error: Box::new(error),
                head,
            })
        })
    }

    /// The settings; the deployment must be that of the file.
    fn config(&self, header: &Header) -> Result<Config, CliError> {
        let config = self.database.config(Some(header))?;
        if config.domain != header.domain() {
            return Err(TransferError::OtherDomain {
                chain_id: header.domain.chain_id,
                keystore: header.domain.verifying_contract,
            }
            .into());
        }
        Ok(config)
    }

    async fn open_load(&self, config: &Config) -> Result<Option<Load>, CliError> {
        fs::create_dir_all(&config.data_dir)?;
        Ok(app::open_load(config).await.map_err(app::AppError::from)?)
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
