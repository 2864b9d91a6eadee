//! `mononym health`: for whoever starts and restarts the service.

use clap::Args;
use serde_json::json;

use super::{CliError, ClientArgs, client::Client, output::Output};

#[derive(Args, Clone, Debug)]
pub(super) struct Health {
    #[command(flatten)]
    client: ClientArgs,
}

impl Health {
    pub(super) fn run(self) -> Result<(), CliError> {
        Client::new(&self.client.gateway).ready()?;
        let report = json!({ "ready": true });
        Output::new(self.client.json).print(&report, |out| writeln!(out, "ready"))
    }
}
