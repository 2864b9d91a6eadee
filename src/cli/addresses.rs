//! `mononym addresses`

use std::io::{self, Write};

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
    /// The name, or the name and a chain, such as alice.mononym.eth@base
    name: String,
    /// Show chains where ENS answers nothing, too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Addresses {
    pub(super) fn run(self) -> Result<(), CliError> {
        // The gateway knows its chains.
        let (name, chain) = match self.name.split_once('@') {
            Some((name, chain)) => (name, format!("@{chain}")),
            None => (&*self.name, String::new()),
        };
        let name = normalize(name, &Limits::default())? + &chain;
        let path = format!("/v1/names/{}/addresses", segment(&name));
        let answer: Value = Client::new(&self.client.gateway).get_query(&path, &[("deployed", "true")])?;
        Output::new(self.client.json).print(&answer, |out| self.write(&answer, out))
    }

    fn write(&self, answer: &Value, out: &mut dyn Write) -> io::Result<()> {
        let (answered, silent): (Vec<&Value>, Vec<&Value>) =
            rows(answer, "chains").partition(|chain| chain.get("address").is_some_and(Value::is_string));
        line(out, "chain", "chain id", "address", "source", "deployed")?;
        for chain in &answered {
            let (address, source) = (text(chain, "address"), text(chain, "source"));
            line(
                out,
                &text(chain, "chain"),
                &text(chain, "chainId"),
                &address,
                &source,
                deployed(chain),
            )?;
        }
        for other in rows(answer, "others") {
            let coin = match text(other, "coin") {
                name if name.is_empty() => format!("coin type {}", text(other, "coinType")),
                name => name,
            };
            line(out, &coin, "", &text(other, "address"), "record", "")?;
        }
        if self.all {
            for chain in &silent {
                let derived = format!("would be {}, not receivable", text(chain, "derived"));
                line(
                    out,
                    &text(chain, "chain"),
                    &text(chain, "chainId"),
                    "(nothing)",
                    &derived,
                    deployed(chain),
                )?;
            }
        } else if !silent.is_empty() {
            writeln!(
                out,
                "\nENS answers nothing on {} more chains: --all shows them",
                silent.len()
            )?;
        }
        if text(answer, "stage") == "testing" {
            writeln!(
                out,
                "Derived addresses are for testing until the first release: send nothing of value"
            )?;
        }
        Ok(())
    }
}

fn line(
    out: &mut dyn Write,
    chain: &str,
    chain_id: &str,
    address: &str,
    source: &str,
    deployed: &str,
) -> io::Result<()> {
    let line = format!("{chain:<22} {chain_id:>12}  {address:<44} {source:<8} {deployed}");
    writeln!(out, "{}", line.trim_end())
}

/// Whether the account is deployed; empty where the gateway knows no node of the chain.
fn deployed(chain: &Value) -> &'static str {
    match chain.get("deployed") {
        Some(Value::Bool(true)) => "yes",
        Some(Value::Bool(false)) => "not yet",
        Some(_) => "unknown",
        None => "",
    }
}

fn text(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn rows<'a>(answer: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    answer.get(key).and_then(Value::as_array).into_iter().flatten()
}
