//! `mononym account history`

use clap::Args;
use mononym_ens::{Limits, normalize};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{
    CliError, ClientArgs,
    client::{Client, segment},
    output::Output,
    values::time_text,
};

#[derive(Args, Clone, Debug)]
pub(in crate::cli) struct History {
    /// The name
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Deserialize)]
struct Page {
    operations: Vec<Value>,
    next: Option<String>,
}

impl History {
    pub(super) fn run(self) -> Result<(), CliError> {
        let name = normalize(&self.name, &Limits::default())?;
        let client = Client::new(&self.client.gateway);
        let path = format!("/v1/names/{}/operations", segment(&name));
        let mut operations = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let query: Vec<(&str, &str)> = after.iter().map(|after| ("after", after.as_str())).collect();
            let page: Page = client.get_query(&path, &query)?;
            operations.extend(page.operations);
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        Output::new(self.client.json).print(&json!({ "operations": operations }), |out| {
            for operation in &operations {
                let number = |key: &str| operation.get(key).and_then(Value::as_u64).unwrap_or_default();
                let text = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
                let signatures = operation.get("signatures").and_then(Value::as_array);
                let kind = operation
                    .pointer("/operation/primaryType")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                writeln!(
                    out,
                    "{:>5}  {}  {kind:<16} {} signatures  {}",
                    number("nonce"),
                    time_text(number("acceptedAt")),
                    signatures.map_or(0, Vec::len),
                    text("operationHash")
                )?;
            }
            Ok(())
        })
    }
}
