//! `mononym token`: API keys of wallets

use std::path::PathBuf;

use alloy_primitives::{B256, keccak256};
use clap::{Args, Subcommand};
use mononym_ens::{Limits, normalize};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    CliError, ClientArgs,
    client::{Client, segment},
    keys::read_keys,
    output::Output,
    values::time_text,
};
use crate::{
    clock::Clock,
    names::{IssueToken, ListTokens, RevokeToken, SignedTokenRequest, TokenRequest},
    sign::random_word,
};

/// Seconds that a request may wait for its acceptance.
const PATIENCE: u64 = 300;

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Token {
    /// Let a wallet register names: prints its new secret, once
    Issue(Issue),
    /// Revoke an API key
    Revoke(Revoke),
    /// List API keys, and what was used of them
    List(List),
}

/// Whose API keys, and who answers for them.
#[derive(Args, Clone, Debug)]
pub(super) struct Issuer {
    /// The name below which names are registered
    #[arg(long, value_name = "NAME")]
    parent: String,
    /// Key file of the parent's registrar, or of its signers. May be given several times
    #[arg(long = "key", value_name = "FILE", required = true)]
    keys: Vec<PathBuf>,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Args, Clone, Debug)]
pub(super) struct Issue {
    /// Whose it is, for people
    #[arg(long, value_name = "TEXT")]
    label: String,
    /// Most names that it registers in all
    #[arg(long, value_name = "N")]
    quota: u64,
    #[command(flatten)]
    issuer: Issuer,
}

#[derive(Args, Clone, Debug)]
pub(super) struct Revoke {
    /// The API key's hash, as `mononym token list` shows it
    hash: B256,
    #[command(flatten)]
    issuer: Issuer,
}

#[derive(Args, Clone, Debug)]
pub(super) struct List {
    #[command(flatten)]
    issuer: Issuer,
}

#[derive(Deserialize)]
struct Tokens {
    tokens: Vec<Value>,
}

impl Token {
    pub(super) fn run(self) -> Result<(), CliError> {
        match self {
            Self::Issue(command) => command.run(),
            Self::Revoke(command) => command.run(),
            Self::List(command) => command.run(),
        }
    }
}

impl Issue {
    fn run(self) -> Result<(), CliError> {
        // Here, so that nobody else ever sees it.
        let secret = random_word().to_string();
        let (label, quota) = (self.label, self.quota);
        let tokens = self.issuer.ask(|parent, deadline| {
            TokenRequest::IssueToken(IssueToken {
                parent,
                token_hash: keccak256(&secret),
                label,
                quota,
                deadline,
            })
        })?;
        let report = json!({ "secret": secret, "tokens": tokens });
        self.issuer.output().print(&report, |out| {
            writeln!(
                out,
                "{secret}\nshown once: it registers {quota} names as MONONYM_TOKEN, \
                           or as `Authorization: Bearer …`"
            )
        })
    }
}

impl Revoke {
    fn run(self) -> Result<(), CliError> {
        let tokens = self.issuer.ask(|parent, deadline| {
            TokenRequest::RevokeToken(RevokeToken {
                parent,
                token_hash: self.hash,
                deadline,
            })
        })?;
        self.issuer.output().print(&json!({ "tokens": tokens }), |out| {
            writeln!(out, "{} is revoked", self.hash)
        })
    }
}

impl List {
    fn run(self) -> Result<(), CliError> {
        let tokens = self
            .issuer
            .ask(|parent, deadline| TokenRequest::ListTokens(ListTokens { parent, deadline }))?;
        self.issuer.output().print(&json!({ "tokens": tokens }), |out| {
            for token in &tokens {
                let number = |key: &str| token.get(key).and_then(Value::as_u64);
                let text = |key: &str| token.get(key).and_then(Value::as_str).unwrap_or_default();
                let state = match number("revokedAt") {
                    Some(time) => format!("revoked {}", time_text(time)),
                    None => format!("since {}", time_text(number("createdAt").unwrap_or_default())),
                };
                writeln!(
                    out,
                    "{}  {} of {} names  {state}  {}",
                    text("tokenHash"),
                    number("used").unwrap_or_default(),
                    number("quota").unwrap_or_default(),
                    text("label")
                )?;
            }
            Ok(())
        })
    }
}

impl Issuer {
    fn output(&self) -> Output {
        Output::new(self.client.json)
    }

    fn ask(&self, request: impl FnOnce(String, u64) -> TokenRequest) -> Result<Vec<Value>, CliError> {
        let parent = normalize(&self.parent, &Limits::default())?;
        let keys = read_keys(&self.keys)?;
        let client = Client::new(&self.client.gateway);
        let deadline = Clock::system().now().saturating_add(PATIENCE);
        let path = format!("/v1/parents/{}/tokens", segment(&parent));
        let request = request(parent, deadline);
        let digest = request.hash(&client.domain()?);
        let signatures = keys
            .iter()
            .map(|key| key.approve(&digest))
            .collect::<Result<_, _>>()?;
        let answer: Tokens = client.post(&path, &SignedTokenRequest { request, signatures })?;
        Ok(answer.tokens)
    }
}
