//! `mononym openapi`

use super::{CliError, Output};
use crate::http;

pub(super) fn run() -> Result<(), CliError> {
    Output::new(true).print(&http::openapi(), |_| Ok(()))
}
