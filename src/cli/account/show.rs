//! `mononym account show`

use clap::Args;
use mononym_ens::{Limits, normalize};
use serde_json::Value;

use crate::cli::{
    CliError, ClientArgs,
    client::{Client, segment},
    output::Output,
    values::time_text,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct Show {
    /// The name
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

/// Times of an account, and how they are announced.
const TIMES: [(&str, &str); 2] = [("frozenUntil", "frozen until"), ("retiredFrom", "retired from")];

impl Show {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let path = format!("/v1/names/{}", segment(&name));
        let account: Value = Client::new(&self.client.gateway).get(&path)?;
        Output::new(self.client.json).print(&account, |out| {
            let field = |value: &Value, key: &str| match value.get(key) {
                Some(Value::String(text)) => text.clone(),
                None | Some(Value::Null) => String::new(),
                Some(other) => other.to_string(),
            };
            let time = |value: &Value, key: &str| value.get(key).and_then(Value::as_u64).map(time_text);
            let list = |value: &Value, key: &str| -> Vec<Value> {
                value
                    .get(key)
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default()
            };
            for key in [
                "name",
                "node",
                "status",
                "nonce",
                "threshold",
                "registrar",
                "policy",
            ] {
                writeln!(out, "{key:<10} {}", field(&account, key))?;
            }
            for (key, text) in TIMES {
                if let Some(time) = time(&account, key) {
                    writeln!(out, "{text} {time}")?;
                }
            }
            for signer in list(&account, "signers") {
                writeln!(out, "{:<10} {}", "signer", signer.as_str().unwrap_or_default())?;
            }
            if account
                .get("guardianThreshold")
                .and_then(Value::as_u64)
                .is_some_and(|count| count > 0)
            {
                writeln!(
                    out,
                    "{:<10} {} of {}, {} s",
                    "guardians",
                    field(&account, "guardianThreshold"),
                    field(&account, "guardiansHash"),
                    field(&account, "recoveryDelay")
                )?;
            }
            if let Some(recovery) = account.get("recovery") {
                let signers: Vec<String> = list(recovery, "signers")
                    .iter()
                    .map(|signer| signer.as_str().unwrap_or_default().to_owned())
                    .collect();
                writeln!(
                    out,
                    "{:<10} can be finished from {}, then the signers are {}",
                    "recovery",
                    time(recovery, "after").unwrap_or_default(),
                    signers.join(", ")
                )?;
            }
            for record in list(&account, "records") {
                let name = format!("{} {}", field(&record, "profile"), field(&record, "key"));
                let value = if field(&record, "state") == "set" {
                    field(&record, "value")
                } else {
                    "(nothing)".to_owned()
                };
                writeln!(out, "{:<10} {} = {value}", "record", name.trim_end())?;
            }
            Ok(())
        })
    }
}
