//! What a command asks of a name.

use clap::Args;
use mononym_ens::{CoinType, Query, answer};

use super::CliError;

#[derive(Args, Clone, Debug)]
pub(super) struct Question {
    /// Coin type of the address, ENSIP-9/11 [default: 60, Ethereum]
    #[arg(long, value_name = "N", conflicts_with_all = ["text", "contenthash"])]
    coin: Option<CoinType>,
    /// Key of a text record instead of an address
    #[arg(long, value_name = "KEY", conflicts_with = "contenthash")]
    text: Option<String>,
    /// The contenthash instead of an address
    #[arg(long)]
    contenthash: bool,
}

impl Question {
    pub(super) fn query(&self) -> Query {
        match (&self.text, self.contenthash) {
            (Some(key), _) => Query::Text(key.clone()),
            (None, true) => Query::Contenthash,
            (None, false) => Query::AddrOf(self.coin.unwrap_or(CoinType::ETH)),
        }
    }
}

/// An answer as people read it; nothing for an empty one.
pub(super) fn value(query: &Query, result: &[u8]) -> Result<Option<String>, CliError> {
    let text = match query {
        Query::AddrOf(coin_type) => {
            let bytes = answer::decode_bytes(result).map_err(unreadable)?;
            if bytes.is_empty() {
                String::new()
            } else {
                mononym_coins::display(*coin_type, &bytes)
            }
        }
        Query::Text(_) => answer::decode_text(result).map_err(unreadable)?,
        _ => {
            let bytes = answer::decode_bytes(result).map_err(unreadable)?;
            if bytes.is_empty() {
                String::new()
            } else {
                bytes.to_string()
            }
        }
    };
    Ok((!text.is_empty()).then_some(text))
}

fn unreadable(error: impl std::fmt::Display) -> CliError {
    CliError::Usage(format!("the answer is none to this question: {error}"))
}
