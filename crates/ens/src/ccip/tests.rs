use alloc::string::ToString;
use alloc::vec;

use alloy_primitives::{B256, address};

use super::*;

fn alice() -> Name {
    Name::from_text("alice.mononym.eth", &Limits::default()).unwrap()
}

fn decode(call_data: &[u8]) -> Result<Call, EnvelopeError> {
    decode_call(call_data, &Limits::default())
}

/// `resolve(bytes,bytes)` of any bytes.
fn resolve(name: &[u8], inner: &[u8]) -> Vec<u8> {
    abi::call(RESOLVE, &(name, inner))
}

#[test]
fn a_lookup_is_read_back() {
    let query = Query::Text("url".into());
    let lookup = Call::Resolve(Lookup {
        name: alice(),
        query: query.clone(),
    });
    // The node in the inner call is the name's, zero (ENSv2), or another's: it counts for nothing.
    for node in [alice().node(), B256::ZERO, B256::repeat_byte(7)] {
        let call_data = encode_resolve(&alice(), &query.encode(node));
        assert_eq!(decode(&call_data), Ok(lookup.clone()));
        assert!(!asks_for_proof(&call_data));
        let call_data = encode_prove(&alice(), &query.encode(node));
        assert_eq!(decode(&call_data), Ok(Call::Prove(lookup.lookup().clone())));
        assert!(asks_for_proof(&call_data));
    }
}

#[test]
fn call_data_without_a_known_function_is_refused() {
    for length in 0..4 {
        let error = EnvelopeError::TooShort { length };
        assert_eq!(decode(&RESOLVE[..length]), Err(error));
    }
    let error = decode(&Query::Addr.encode(B256::ZERO)).unwrap_err();
    assert_eq!(error, EnvelopeError::UnknownFunction(hex!("3b3b57de")));
    assert!(error.to_string().contains("0x3b3b57de"), "{error}");
}

#[test]
fn each_part_has_its_own_error() {
    let good = Query::Addr.encode(B256::ZERO);
    let cut = &resolve(alice().as_dns(), &good)[..150];
    assert!(matches!(decode(cut), Err(EnvelopeError::Arguments(_))));
    for name in [&b""[..], b"\x05alice", b"\x05alice\x00\x00"] {
        assert!(matches!(
            decode(&resolve(name, &good)),
            Err(EnvelopeError::Name(_))
        ));
    }
    for inner in [&b""[..], &[1, 2, 3], &good[..35]] {
        let call_data = resolve(alice().as_dns(), inner);
        assert!(matches!(decode(&call_data), Err(EnvelopeError::Call(_))));
    }
}

#[test]
fn long_call_data_is_refused_before_it_is_read() {
    let limit = 64 * 1024;
    let length = limit + 1;
    let error = EnvelopeError::TooLong { length, limit };
    assert_eq!(decode(&vec![0; length]), Err(error));
    assert_eq!(
        decode(&vec![0; limit]),
        Err(EnvelopeError::UnknownFunction([0; 4]))
    );
}

#[test]
fn a_signed_response_is_read_back() {
    let response = SignedResponse {
        result: hex!("010203").into(),
        expires: u64::MAX,
        signature: [27; 65],
    };
    let encoded = response.encode();
    assert_eq!(SignedResponse::decode(&encoded), Ok(response));
    for length in [0, 31, 96, 130, encoded.len() - 32] {
        let error = SignedResponse::decode(&encoded[..length]).unwrap_err();
        assert!(matches!(error, ResponseError::Malformed(_)), "{length}: {error}");
    }
}

#[test]
fn signatures_have_65_bytes() {
    for length in [0, 64, 66] {
        let response = abi::encode(&(b"".as_slice(), 1_u64, vec![0; length].as_slice()));
        let error = ResponseError::SignatureLength { length };
        assert_eq!(SignedResponse::decode(&response), Err(error));
    }
}

#[test]
fn senders_are_read_in_any_case() {
    let sender = address!("abcdef0123456789abcdef0123456789abcdef01");
    for text in [
        "0xabcdef0123456789abcdef0123456789abcdef01",
        "0xABCDEF0123456789ABCDEF0123456789ABCDEF01",
        // A wrong checksum: clients compare bytes, and so do we.
        "0xAbcdef0123456789abcdef0123456789abcdef01",
    ] {
        assert_eq!(parse_sender(text), Ok(sender));
    }
    assert_eq!(
        parse_sender("abcdef0123456789abcdef0123456789abcdef01"),
        Err(HexError::NoPrefix)
    );
    assert_eq!(parse_sender(""), Err(HexError::NoPrefix));
    for text in [
        "0x",
        "0xabcdef0123456789abcdef0123456789abcdef0",
        "0xabcdef0123456789abcdef0123456789abcdef0g",
        "0xabcdef0123456789abcdef0123456789abcdef0101",
        "0x0xabcdef0123456789abcdef0123456789abcdef",
        "0xabcdef0123456789abcdef0123456789abcdef01 ",
    ] {
        assert_eq!(parse_sender(text), Err(HexError::NoAddress), "{text}");
    }
}

#[test]
fn data_is_hex_with_a_prefix() {
    let parse = |text| parse_data(text, &Limits::default());
    assert_eq!(parse("0x"), Ok(Bytes::new()));
    assert_eq!(parse("0x00fFAb"), Ok(hex!("00ffab").into()));
    assert_eq!(parse("00ff"), Err(HexError::NoPrefix));
    for text in ["0x0", "0xzz", "0x0x00", "0x00.json", "0x 00"] {
        assert_eq!(parse(text), Err(HexError::NoHex), "{text}");
    }
    let limits = Limits {
        call_bytes: 2,
        ..Limits::default()
    };
    assert_eq!(parse_data("0x0102", &limits), Ok(hex!("0102").into()));
    assert_eq!(
        parse_data("0x010203", &limits),
        Err(HexError::TooLong { limit: 2 })
    );
}
