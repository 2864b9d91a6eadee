//! `mononym addresses`

use clap::Args;
use mononym_ens::{Limits, normalize};
use serde_json::Value;

use super::{
    CliError, ClientArgs,
    client::{Client, segment},
    output::Output,
};

#[derive(Args, Clone, Debug)]
pub(super) struct Addresses {
    /// The name
    name: String,
    /// Show chains where ENS answers nothing, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Addresses {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let answer: Value =
            Client::new(&self.client.gateway).get(&format!("/v1/names/{}/addresses", segment(&name)))?;
        Output::new(self.client.json).print(&answer, |out| {
            let text = |value: &Value, key: &str| match value.get(key) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            };
            let chains = answer
                .get("chains")
                .and_then(Value::as_array)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let (answered, silent): (Vec<&Value>, Vec<&Value>) = chains
                .iter()
                .partition(|chain| chain.get("address").is_some_and(Value::is_string));
            writeln!(
                out,
                "{:<22} {:>12}  {:<44} source",
                "chain", "chain id", "address"
            )?;
            for chain in &answered {
                writeln!(
                    out,
                    "{:<22} {:>12}  {:<44} {}",
                    text(chain, "chain"),
                    text(chain, "chainId"),
                    text(chain, "address"),
                    text(chain, "source")
                )?;
            }
            for other in answer
                .get("others")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                let coin = match text(other, "coin") {
                    name if name.is_empty() => format!("coin type {}", text(other, "coinType")),
                    name => name,
                };
                writeln!(
                    out,
                    "{coin:<22} {:>12}  {:<44} record",
                    "",
                    text(other, "address")
                )?;
            }
            if self.all {
                for chain in &silent {
                    writeln!(
                        out,
                        "{:<22} {:>12}  {:<44} would be {}, not receivable",
                        text(chain, "chain"),
                        text(chain, "chainId"),
                        "(nothing)",
                        text(chain, "derived")
                    )?;
                }
            } else if !silent.is_empty() {
                writeln!(
                    out,
                    "\nENS answers nothing on {} more chains: --all shows them",
                    silent.len()
                )?;
            }
            if text(&answer, "stage") == "testing" {
                writeln!(
                    out,
                    "Derived addresses are for testing until the first release: send nothing of value"
                )?;
            }
            Ok(())
        })
    }
}
