//! `mononym reverse`

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    CliError, ClientArgs,
    client::{Client, segment},
    output::Output,
};

#[derive(Args, Clone, Debug)]
pub(super) struct Reverse {
    /// The address as wallets write it, such as bc1q…, or 0x and the hexadecimal digits of its binary form
    address: String,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Deserialize)]
struct Page {
    names: Vec<Found>,
    next: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Found {
    name: String,
    node: String,
    chains: Vec<Chain>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Chain {
    coin_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    source: String,
}

impl Reverse {
    pub(super) fn run(self) -> Result<(), CliError> {
        let client = Client::new(&self.client.gateway);
        let path = format!("/v1/addresses/{}/names", segment(&self.address));
        let mut names: Vec<Found> = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let query: Vec<(&str, &str)> = after.iter().map(|after| ("after", after.as_str())).collect();
            let page: Page = client.get_query(&path, &query)?;
            names.extend(page.names);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        Output::new(self.client.json).print(&json!({ "names": names }), |out| {
            if names.is_empty() {
                writeln!(out, "(nothing)")?;
            }
            for found in &names {
                let chains: Vec<String> = found
                    .chains
                    .iter()
                    .map(|chain| {
                        chain
                            .chain
                            .clone()
                            .unwrap_or_else(|| format!("coin type {}", chain.coin_type))
                    })
                    .collect();
                writeln!(out, "{}  on {}", found.name, chains.join(", "))?;
            }
            Ok(())
        })
    }
}
