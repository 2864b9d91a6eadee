//! What a command prints: a text for people, or JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::CliError;

/// Where a command prints to.
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints `value` as JSON, or what `text` writes.
    pub(super) fn print<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let mut buffer = Vec::new();
        if self.json {
            serde_json::to_writer_pretty(&mut buffer, value)?;
            buffer.push(b'\n');
        } else {
            text(&mut buffer)?;
        }
        match io::stdout().lock().write_all(&buffer) {
            // Whoever read the output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => Ok(result?),
        }
    }

    /// A remark that is not the output.
    pub(super) fn note(&self, text: &str) {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(io::stderr(), "{text}");
    }

    pub(super) fn error(error: &CliError) {
        // Without a standard error there is nobody to tell.
        let _ = writeln!(io::stderr(), "error: {error}");
    }
}
