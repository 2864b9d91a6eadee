//! What a command asks of a name.

use clap::Args;
use mononym_derive::{Catalogue, Checksum, InteroperableName, TargetChain};
use mononym_ens::{CoinType, Limits, Name, Query, answer, normalize};

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

/// A name, and what is asked of it.
pub(super) struct Asked {
    /// The name in normalised form.
    pub(super) text: String,
    pub(super) name: Name,
    pub(super) query: Query,
    /// The chain behind the name, and the checksum that the address there must have.
    chain: Option<(TargetChain, Option<Checksum>)>,
}

impl Question {
    /// What is asked of a name as somebody wrote it, `name` or `name@chain`.
    pub(super) fn of(&self, written: &str, catalogue: &Catalogue) -> Result<Asked, CliError> {
        let target = InteroperableName::parse(written, catalogue)?;
        let text = normalize(
            target.as_ref().map_or(written, |target| target.name),
            &Limits::default(),
        )?;
        let name = Name::from_text(&text, &Limits::default())?;
        let other = self.coin.is_some() || self.text.is_some() || self.contenthash;
        if target.is_some() && other {
            let reason =
                "the chain behind the @ asks for an address: leave out --coin, --text and --contenthash";
            return Err(CliError::Usage(reason.to_owned()));
        }
        Ok(Asked {
            text,
            name,
            query: target
                .as_ref()
                .map_or_else(|| self.query(), |target| Query::AddrOf(target.chain.coin_type)),
            chain: target.map(|target| (target.chain, target.checksum)),
        })
    }

    fn query(&self) -> Query {
        match (&self.text, self.contenthash) {
            (Some(key), _) => Query::Text(key.clone()),
            (None, true) => Query::Contenthash,
            (None, false) => Query::AddrOf(self.coin.unwrap_or(CoinType::ETH)),
        }
    }
}

impl Asked {
    /// Holds an answer against the checksum behind the name.
    pub(super) fn verify(&self, result: &[u8]) -> Result<(), CliError> {
        let Some((chain, checksum)) = self.chain else {
            return Ok(());
        };
        let address = answer::decode_bytes(result).map_err(unreadable)?;
        let name = InteroperableName {
            name: &self.text,
            chain,
            checksum,
        };
        Ok(name.verify(Some(&address))?)
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
