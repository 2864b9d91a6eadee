//! Lists of names of other services, as NameStone's API gives them: a JSON array, an object
//! `{"names": […]}`, or one JSON object a line.

use alloy_primitives::{Address, Bytes};
use mononym_ens::{Answer, CoinType, Limits, Name, RecordCall, normalize};
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;

use super::cid::contenthash_of;
use crate::names::{ImportedName, ImportedRecord};

/// A name of a list.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Listed {
    /// The label, or the whole name.
    #[serde(alias = "label")]
    name: Option<String>,
    /// The name above.
    domain: Option<String>,
    /// Whose it is.
    address: Option<String>,
    /// Text records.
    text_records: Option<Map<String, Value>>,
    /// Addresses by coin type.
    coin_types: Option<Map<String, Value>>,
    /// The contenthash, as hex or `ipfs://…`.
    contenthash: Option<String>,
}

/// The list cannot be read.
#[derive(Debug, Error)]
#[error("the list of names is a JSON array, an object {{\"names\": […]}}, or one object a line: {0}")]
pub struct ListError(String);

/// Reads a list in any of its forms.
///
/// # Errors
/// If it has none of them.
pub fn parse_list(text: &str) -> Result<Vec<Listed>, ListError> {
    #[derive(Deserialize)]
    struct Wrapped {
        names: Vec<Listed>,
    }
    let wrong = |error: serde_json::Error| ListError(error.to_string());
    let text = text.trim();
    if text.starts_with('[') {
        return serde_json::from_str(text).map_err(wrong);
    }
    if let Ok(object) = serde_json::from_str::<Map<String, Value>>(text)
        && object.contains_key("names")
    {
        let Wrapped { names } = serde_json::from_value(Value::Object(object)).map_err(wrong)?;
        return Ok(names);
    }
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line)
                .map_err(|error| ListError(format!("line {}: {error}", index.saturating_add(1))))
        })
        .collect()
}

/// A name that can be reserved, and which of its records cannot be kept.
pub(super) struct Spelled {
    pub(super) imported: ImportedName,
    pub(super) name: Name,
    pub(super) problems: Vec<String>,
}

impl Listed {
    /// The name as the list writes it.
    pub(super) fn text(&self, parent: Option<&str>) -> String {
        let name = self.name.as_deref().unwrap_or_default().trim();
        match self.domain.as_deref().or(parent) {
            // Some lists give whole names beside their domains.
            Some(parent) if !name.ends_with(&format!(".{parent}")) => format!("{name}.{parent}"),
            _ => name.to_owned(),
        }
    }

    /// Spells name, claimant and records as they are kept.
    ///
    /// # Errors
    /// Why the name cannot be reserved.
    pub(super) fn spell(
        &self,
        parent: Option<&str>,
        parents: &[Name],
        limits: &Limits,
    ) -> Result<Spelled, String> {
        if self.name.as_deref().is_none_or(|name| name.trim().is_empty()) {
            return Err("it has neither `name` nor `label`".to_owned());
        }
        let text = normalize(&self.text(parent), limits).map_err(|error| error.to_string())?;
        let name = Name::from_text(&text, limits).map_err(|error| error.to_string())?;
        if !name.parent().is_some_and(|above| parents.contains(&above)) {
            return Err("it is not directly below a name that is served here".to_owned());
        }
        let claimant = self
            .address
            .as_deref()
            .ok_or("it has no `address`, so nobody could claim it")?;
        let claimant = nonzero_address(claimant).map_err(|reason| format!("address: {reason}"))?;
        let mut records: Vec<ImportedRecord> = Vec::new();
        let mut problems = Vec::new();
        for (what, record) in self.records() {
            match record.and_then(|(call, answer)| spell(&call, &answer, limits)) {
                // Two spellings of one coin type are one record: the first stays.
                Ok(record) if records.iter().all(|earlier| earlier.call != record.call) => {
                    records.push(record);
                }
                Ok(_) => problems.push(format!("{what}: it is there twice")),
                Err(reason) => problems.push(format!("{what}: {reason}")),
            }
        }
        if records.len() > limits.records_per_operation {
            problems.push(format!(
                "the last {} records: an operation has at most {}",
                records.len().saturating_sub(limits.records_per_operation),
                limits.records_per_operation
            ));
            records.truncate(limits.records_per_operation);
        }
        Ok(Spelled {
            imported: ImportedName {
                name: text,
                claimant,
                records,
            },
            name,
            problems,
        })
    }

    fn records(&self) -> impl Iterator<Item = (String, Result<(RecordCall, Answer), String>)> {
        let texts = self.text_records.iter().flatten().map(|(key, value)| {
            let record = text_of(value).map(|value| (RecordCall::text(key), Answer::Text(value)));
            (format!("text {key}"), record)
        });
        let addresses = self.coin_types.iter().flatten().map(|(coin, value)| {
            let record =
                address_of(coin, value).map(|(coin, bytes)| (RecordCall::addr(coin), Answer::Bytes(bytes)));
            (format!("coin type {coin}"), record)
        });
        let contenthash = self
            .contenthash
            .iter()
            .filter(|text| !text.is_empty())
            .map(|text| {
                let record = contenthash_of(text)
                    .ok_or_else(|| "write it as 0x-hex (ENSIP-7) or as ipfs:// and a CID".to_owned())
                    .map(|bytes| (RecordCall::contenthash(), Answer::Bytes(bytes)));
                ("contenthash".to_owned(), record)
            });
        texts.chain(addresses).chain(contenthash)
    }
}

fn spell(call: &RecordCall, answer: &Answer, limits: &Limits) -> Result<ImportedRecord, String> {
    let record = ImportedRecord {
        call: Bytes::copy_from_slice(call.as_bytes()),
        value: answer.encode().into(),
    };
    // What an operation could not set is no suggestion.
    RecordCall::parse(&record.call, limits)
        .and_then(|call| call.check_value(&record.value, limits))
        .map_err(|error| error.to_string())?;
    Ok(record)
}

fn text_of(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        _ => Err("its value is no text".to_owned()),
    }
}

fn address_of(coin: &str, value: &Value) -> Result<(CoinType, Bytes), String> {
    let coin: CoinType = coin.parse().map_err(|error| format!("{error}"))?;
    let text = value.as_str().ok_or("its value is no text")?;
    let bytes = mononym_coins::parse(coin, text.trim()).map_err(|error| error.to_string())?;
    Ok((coin, bytes.into()))
}

/// An address that somebody may have the key of.
fn nonzero_address(text: &str) -> Result<Address, String> {
    let address = evm_address(text.trim())?;
    if address.is_zero() {
        return Err("nobody has the key of the zero address".to_owned());
    }
    Ok(address)
}

/// Reads an Ethereum address. One in mixed case must have the right checksum (EIP-55): it catches typos.
///
/// # Errors
/// What is wrong with it.
pub fn evm_address(text: &str) -> Result<Address, String> {
    let digits = text.trim_start_matches("0x");
    let address = digits
        .parse()
        .map_err(|_| "write 0x and 40 hexadecimal digits".to_owned())?;
    let is_mixed = digits.contains(|c: char| c.is_ascii_lowercase())
        && digits.contains(|c: char| c.is_ascii_uppercase());
    if is_mixed && Address::parse_checksummed(format!("0x{digits}"), None).is_err() {
        return Err("the checksum of the address is wrong: is there a typo?".to_owned());
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_each_of_its_forms() {
        let one = r#"{"name": "alice", "domain": "mononym.eth", "address": "0x01", "id": 7}"#;
        for text in [
            format!("[{one}, {one}]"),
            format!("{{\"names\": [{one}, {one}]}}"),
            format!("{one}\n\n{one}\n"),
        ] {
            let listed = parse_list(&text).unwrap();
            assert_eq!(listed.len(), 2, "{text}");
            assert_eq!(listed[0].text(None), "alice.mononym.eth");
        }
        assert_eq!(parse_list("[]").unwrap().len(), 0);
        for text in ["nonsense", "[1]", "{\"names\": 1}", "{\"name\": 1}"] {
            assert!(parse_list(text).is_err(), "{text}");
        }
        let error = parse_list(&format!("{one}\nnonsense")).err().unwrap();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn a_name_is_whole_or_a_label_below_its_domain() {
        let text = |name: &str, domain: Option<&str>, parent: Option<&str>| {
            let listed = Listed {
                name: Some(name.to_owned()),
                domain: domain.map(str::to_owned),
                ..Listed::default()
            };
            listed.text(parent)
        };
        assert_eq!(text("alice", None, Some("mononym.eth")), "alice.mononym.eth");
        assert_eq!(text("alice", Some("a.eth"), Some("mononym.eth")), "alice.a.eth");
        assert_eq!(text("alice.a.eth", Some("a.eth"), None), "alice.a.eth");
        assert_eq!(text("alice.a.eth", None, None), "alice.a.eth");
    }
}
