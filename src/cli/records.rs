//! Records on the command line.

use std::str::FromStr;

use alloy_primitives::Bytes;
use clap::Args;
use mononym_ens::{Answer, CoinType, RecordCall};
use mononym_keystore::{Record, RecordState};

/// Records to set or unset.
#[derive(Args, Clone, Debug)]
pub(super) struct RecordArgs {
    /// A text record; an empty value unsets it. May be given several times
    #[arg(long = "text", value_name = "KEY=VALUE")]
    texts: Vec<TextArg>,
    /// An address for a coin type, as wallets write it (0=bc1q…) or as 0x-hex of its binary form; an
    /// empty one unsets it, `none` answers nothing on purpose. May be given several times
    #[arg(long = "addr", value_name = "COIN=ADDRESS")]
    addresses: Vec<AddressArg>,
    /// The contenthash, as hex; an empty one unsets it
    #[arg(long, value_name = "HEX")]
    contenthash: Option<HexArg>,
}

impl RecordArgs {
    pub(super) fn records(&self) -> Vec<Record> {
        let texts = self.texts.iter().map(|TextArg { key, value }| {
            let value = (!value.is_empty()).then(|| Answer::Text(value.clone()));
            record(&RecordCall::text(key), value)
        });
        let addresses = self.addresses.iter().map(|AddressArg { coin_type, address }| {
            let call = RecordCall::addr(*coin_type);
            match address {
                AddressValue::Set(bytes) => record(&call, Some(Answer::Bytes(bytes.clone()))),
                AddressValue::Unset => record(&call, None),
                AddressValue::Nothing => Record {
                    state: RecordState::None,
                    ..record(&call, None)
                },
            }
        });
        let contenthash = self.contenthash.iter().map(|HexArg(bytes)| {
            let value = (!bytes.is_empty()).then(|| Answer::Bytes(bytes.clone()));
            record(&RecordCall::contenthash(), value)
        });
        texts.chain(addresses).chain(contenthash).collect()
    }
}

fn record(call: &RecordCall, value: Option<Answer>) -> Record {
    Record {
        call: Bytes::copy_from_slice(call.as_bytes()),
        state: if value.is_some() {
            RecordState::Set
        } else {
            RecordState::Unset
        },
        value: value.map(|answer| answer.encode().into()).unwrap_or_default(),
    }
}

#[derive(Clone, Debug)]
struct TextArg {
    key: String,
    value: String,
}

impl FromStr for TextArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, value) = text
            .split_once('=')
            .ok_or("write KEY=VALUE, such as url=https://example.com")?;
        Ok(Self {
            key: key.to_owned(),
            value: value.to_owned(),
        })
    }
}

#[derive(Clone, Debug)]
struct AddressArg {
    coin_type: CoinType,
    address: AddressValue,
}

#[derive(Clone, Debug)]
enum AddressValue {
    Set(Bytes),
    Unset,
    Nothing,
}

impl FromStr for AddressArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (coin_type, address) = text
            .split_once('=')
            .ok_or("write COIN=ADDRESS, such as 0=bc1q…")?;
        let coin_type: CoinType = coin_type.parse().map_err(|error| format!("{error}"))?;
        let address = match address {
            "" => AddressValue::Unset,
            "none" => AddressValue::Nothing,
            text => {
                let bytes = mononym_coins::parse(coin_type, text).map_err(|error| error.to_string())?;
                AddressValue::Set(bytes.into())
            }
        };
        Ok(Self { coin_type, address })
    }
}

#[derive(Clone, Debug)]
struct HexArg(Bytes);

impl FromStr for HexArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse()
            .map(Self)
            .map_err(|_| "write 0x and pairs of hexadecimal digits".to_owned())
    }
}
