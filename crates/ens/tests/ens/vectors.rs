//! The JSON vectors that Rust, the EVM and Foundry share. They were made with viem, so that they
//! check this crate instead of repeating it.

use alloy_primitives::{Address, B256, Bytes, hex, keccak256};
use mononym_ens::ccip::{decode_call, encode_resolve};
use mononym_ens::{Call, Limits, Name, RecordCall, response_digest};
use serde_json::Value;

/// The rows of a file.
fn rows(json: &str) -> Vec<Value> {
    let rows: Vec<Value> = serde_json::from_str(json).unwrap();
    assert!(!rows.is_empty());
    rows
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("{field} in {row}"))
}

fn bytes(row: &Value, field: &str) -> Bytes {
    text(row, field).parse().unwrap()
}

fn word(row: &Value, field: &str) -> B256 {
    text(row, field).parse().unwrap()
}

#[test]
fn names_have_these_wire_forms_and_nodes() {
    let limits = Limits::default();
    for row in rows(include_str!("../../../../tests/vectors/namehash.json")) {
        let name = Name::from_text(text(&row, "name"), &limits).unwrap();
        assert_eq!(name.as_dns(), &bytes(&row, "dns")[..], "{row}");
        assert_eq!(name.node(), word(&row, "node"), "{row}");
        assert_eq!(Name::from_dns(name.as_dns(), &limits), Ok(name), "{row}");
    }
}

#[test]
fn answers_are_signed_over_these_digests() {
    let limits = Limits::default();
    for row in rows(include_str!("../../../../tests/vectors/digest.json")) {
        let (call_data, result) = (bytes(&row, "callData"), bytes(&row, "result"));
        assert_eq!(keccak256(&call_data), word(&row, "callDataHash"), "{row}");
        assert_eq!(keccak256(&result), word(&row, "resultHash"), "{row}");
        let resolver: Address = text(&row, "resolver").parse().unwrap();
        let expires = row["expires"].as_u64().unwrap();
        let digest = response_digest(&resolver, expires, &call_data, &result);
        assert_eq!(digest, word(&row, "digest"), "{row}");

        let call = decode_call(&call_data, &limits).unwrap();
        assert!(matches!(call, Call::Resolve(_)), "{row}");
        let lookup = call.lookup();
        assert_eq!(
            lookup.name.to_text().as_deref(),
            Some(text(&row, "name")),
            "{row}"
        );
        assert_eq!(lookup.name.node(), word(&row, "node"), "{row}");
        let again = [B256::ZERO, lookup.name.node()]
            .map(|node| encode_resolve(&lookup.name, &lookup.query.encode(node)));
        assert!(again.iter().any(|again| *again == call_data), "{row}");
    }
}

/// The vector of the reference implementation's digest, as documented with the wire formats.
#[test]
fn the_reference_digest_is_among_the_vectors() {
    let rows = rows(include_str!("../../../../tests/vectors/digest.json"));
    let digest = "0x8a3ef5d0740947f147a2fd67b100f17246df9902c6fcbe98b9b29d52747d7e4c";
    let row = rows.iter().find(|row| text(row, "digest") == digest).unwrap();
    assert_eq!(text(row, "name"), "alice.parent.eth");
    assert_eq!(row["expires"], 1_700_000_000);
}

#[test]
fn records_have_these_calls_keys_and_values() {
    let limits = Limits::default();
    let mut selectors = Vec::new();
    for row in rows(include_str!("../../../../tests/vectors/records.json")) {
        let record = RecordCall::parse(&bytes(&row, "call"), &limits).unwrap();
        assert_eq!(record.as_bytes(), &bytes(&row, "call")[..], "{row}");
        let key = record.key(&word(&row, "node"));
        assert_eq!(key, word(&row, "recordKey"), "{row}");
        assert_eq!(
            record.check_value(&bytes(&row, "value"), &limits),
            Ok(()),
            "{row}"
        );
        assert!(record.to_query().record_calls().contains(&record), "{row}");
        selectors.push(record.selector());
    }
    for storable in [
        RecordCall::addr(mononym_ens::CoinType::ETH),
        RecordCall::text(""),
        RecordCall::contenthash(),
        RecordCall::name(),
        RecordCall::pubkey(),
        RecordCall::abi(1).unwrap(),
        RecordCall::interface([0; 4]),
        RecordCall::dns_record(B256::ZERO, 0),
        RecordCall::zonehash(),
        RecordCall::data(""),
        RecordCall::addr_of_chain(&[]),
    ] {
        let selector = storable.selector();
        assert!(selectors.contains(&selector), "{}", hex::encode(selector));
    }
}
