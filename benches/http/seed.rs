//! Names to ask for: a log with their registrations, imported as anybody imports one.

use std::{
    fs,
    io::BufWriter,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{Result, export, registrations::Workshop};

/// Fills an empty database through `mononym import`, which reads the log while it is made and signed on
/// the same cores: a file of ten million registrations would take 20 GB. How long both took.
pub(crate) fn import(data_dir: &Path, options: &[&str], names: u64) -> Result<Duration> {
    fs::create_dir_all(data_dir)?;
    Workshop::write_registrar(data_dir)?;
    let start = Instant::now();
    let mut import = Command::new(env!("CARGO_BIN_EXE_mononym"))
        .env_clear()
        .args(["import", "-", "--data-dir"])
        .arg(data_dir)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let input = import.stdin.take().ok_or("the import reads nothing")?;
    export::write(BufWriter::with_capacity(1 << 20, input), names)?;
    let status = import.wait()?;
    if !status.success() {
        return Err(format!("mononym import failed: {status}").into());
    }
    Ok(start.elapsed())
}
