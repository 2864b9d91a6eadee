//! `mononym backup`

use std::{
    fs::{File, OpenOptions, remove_file, rename},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

use clap::Args;
use serde_json::json;

use super::{CliError, database::DatabaseArgs, output::Output};
use crate::{app::AppError, config::Database, store::backup};

#[derive(Args, Clone, Debug)]
pub(super) struct Backup {
    /// The file to write, which must not exist
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), CliError> {
        let database = match self.database.config(None)?.database {
            Database::Sqlite(path) => path,
            Database::Postgres(_) => {
                let reason =
                    "PostgreSQL has tools of its own for it: pg_dump, or base backups (docs/operations.md)";
                return Err(CliError::Usage(reason.to_owned()));
            }
        };
        if !database.exists() {
            return Err(CliError::NoDatabase(database));
        }
        if self.file.exists() {
            return Err(CliError::Exists(self.file));
        }
        // Under another name until it is whole. It holds the hashes of API keys: its owner's alone.
        let mut part = self.file.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let failed = |source| CliError::File {
            path: part.clone(),
            source,
        };
        let opened = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part);
        drop(opened.map_err(failed)?);
        let copied = backup(&database, &part)
            .map_err(|error| CliError::from(AppError::from(error)))
            .and_then(|()| {
                let file = File::open(&part).map_err(failed)?;
                file.sync_all().map_err(failed)?;
                let bytes = file.metadata().map_err(failed)?.len();
                rename(&part, &self.file).map_err(failed)?;
                Ok(bytes)
            });
        if copied.is_err() {
            // What it failed with is more important than that it could not be removed.
            let _ = remove_file(&part);
        }
        let bytes = copied?;
        let report = json!({ "file": self.file, "bytes": bytes });
        Output::new(self.json).print(&report, |out| {
            writeln!(out, "{}: {bytes} bytes, as of now", self.file.display())
        })
    }
}
