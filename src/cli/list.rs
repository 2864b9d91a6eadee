//! `mononym list`

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{CliError, ClientArgs, client::Client, output::Output, values::SignerArg};

#[derive(Args, Clone, Debug)]
pub(super) struct List {
    /// Only names directly below this one
    #[arg(long, value_name = "NAME")]
    parent: Option<String>,
    /// Only names that begin so
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// Only names that this key signs for: an Ethereum address, or a signer of any kind
    #[arg(long, value_name = "ADDRESS")]
    signer: Option<SignerArg>,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Deserialize)]
struct Page {
    names: Vec<Listed>,
    next: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Listed {
    name: String,
    node: String,
    status: String,
    nonce: u64,
}

impl List {
    pub(super) fn run(self) -> Result<(), CliError> {
        let client = Client::new(&self.client.gateway);
        let signer = self.signer.map(|SignerArg(signer)| signer.to_string());
        let mut names: Vec<Listed> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let parameters = [
                ("parent", self.parent.as_deref()),
                ("prefix", self.prefix.as_deref()),
                ("signer", signer.as_deref()),
                ("after", after.as_deref()),
            ];
            let query: Vec<(&str, &str)> = parameters
                .into_iter()
                .filter_map(|(key, value)| Some((key, value?)))
                .collect();
            let page: Page = client.get_query("/v1/names", &query)?;
            names.extend(page.names);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        Output::new(self.client.json).print(&json!({ "names": names }), |out| {
            for listed in &names {
                match listed.status.as_str() {
                    "active" => writeln!(out, "{}", listed.name)?,
                    status => writeln!(out, "{} ({status})", listed.name)?,
                }
            }
            Ok(())
        })
    }
}
