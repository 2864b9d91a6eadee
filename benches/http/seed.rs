//! Names to ask for: a log with their registrations, imported as anybody imports one.

use std::{
    fs::{self, File},
    io::BufWriter,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, export, registrations::Workshop};

/// Fills an empty database through `mononym import`, on all cores. How long the import took.
pub(crate) fn import(data_dir: &Path, options: &[&str], names: u64) -> Result<Duration> {
    fs::create_dir_all(data_dir)?;
    Workshop::write_registrar(data_dir)?;
    let path = data_dir.join("export.jsonl");
    export::write(BufWriter::with_capacity(1 << 20, File::create(&path)?), names)?;
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_mononym"))
        .env_clear()
        .arg("import")
        .arg(&path)
        .arg("--data-dir")
        .arg(data_dir)
        .args(options)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    if !status.success() {
        return Err(format!("mononym import failed: {status}").into());
    }
    let took = start.elapsed();
    fs::remove_file(path)?;
    Ok(took)
}
