//! `mononym problems`

use std::io::Write;

use super::CliError;
use crate::http;

pub(super) fn run() -> Result<(), CliError> {
    Ok(std::io::stdout().write_all(http::problems().as_bytes())?)
}
