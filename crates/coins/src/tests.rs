use alloy_primitives::{U256, hex};

use super::*;

fn number(coin_type: u64) -> CoinType {
    CoinType(U256::from(coin_type))
}

fn fault(coin_type: u64, text: &str) -> Fault {
    parse(number(coin_type), text).unwrap_err().fault
}

#[test]
fn the_table_is_in_order_and_its_examples_are_addresses() {
    assert!(coins().is_sorted_by(|a, b| a.coin_type < b.coin_type));
    for coin in coins() {
        let bytes = parse(coin.number(), coin.example).unwrap();
        assert_eq!(
            format(coin.number(), &bytes).as_deref(),
            Ok(coin.example),
            "{coin:?}"
        );
        assert!(bytes.len() <= MAX_BYTES && coin.example.len() <= MAX_TEXT);
    }
}

#[test]
fn each_fault_is_named() {
    const BITCOIN: &str = "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4ux";
    for (coin_type, text, expected) in [
        (0, "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4uy", Fault::Checksum),
        (0, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", Fault::Checksum),
        (0, "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4UX", Fault::MixedCase),
        (0, "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4u", Fault::Checksum),
        (0, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaN", Fault::Length),
        (0, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", Fault::Testnet),
        (0, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", Fault::Testnet),
        (
            0,
            "ltc1qxwa2rgx57kxyzqy7tjrz0r0qpcrghdczvesrwd",
            Fault::OtherCoin("Litecoin"),
        ),
        (2, BITCOIN, Fault::OtherCoin("Bitcoin")),
        (
            0,
            "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
            Fault::OtherCoin("Ethereum"),
        ),
        (60, BITCOIN, Fault::OtherCoin("Bitcoin")),
        (60, "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045", Fault::Checksum),
        (60, "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA9604", Fault::Hex),
        (60, "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA960", Fault::Length),
        (60, "0x0000000000000000000000000000000000000000", Fault::Zero),
        (0, "0x76a9", Fault::Bytes(2)),
        (0, "0x76a", Fault::Hex),
        (0, "0xzz", Fault::Hex),
        (0, "", Fault::Length),
        (0, "alice", Fault::Shape),
        (0, &"1".repeat(129), Fault::TooLong),
        (
            607,
            "kQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPgpP",
            Fault::Testnet,
        ),
        (461, "f0-1", Fault::Shape),
        (461, "t01000", Fault::Testnet),
        (9, "bc1q", Fault::Hex),
        (9, "0x", Fault::Hex),
    ] {
        assert_eq!(fault(coin_type, text), expected, "{coin_type} {text}");
    }
}

#[test]
fn an_error_says_what_is_wrong_and_shows_a_right_one() {
    let error = parse(number(2), "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2").unwrap_err();
    assert_eq!(
        error.to_string(),
        "this is no address of Litecoin: it is one of Bitcoin; one looks like \
         ltc1qxwa2rgx57kxyzqy7tjrz0r0qpcrghdczvesrwd"
    );
    let error = format(number(0), &[0x76, 0xa9]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("its 2 bytes in hexadecimal are not the binary form"),
        "{error}"
    );
    let error = parse(number(9), "bc1q").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("this is no address of coin type 9: write 0x"),
        "{error}"
    );
}

#[test]
fn an_evm_chain_has_its_checksum() {
    let bytes = hex!("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
    for (coin_type, text) in [
        (60, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (0x8000_0000, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (0x8000_2105, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        // EIP-1191's own vectors.
        (137, "0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD"),
        (0x8000_001e, "0x5aaEB6053f3e94c9b9a09f33669435E7ef1bEAeD"),
        (0x8000_001f, "0x5aAeb6053F3e94c9b9A09F33669435E7EF1BEaEd"),
    ] {
        assert_eq!(format(number(coin_type), &bytes).as_deref(), Ok(text));
        assert_eq!(parse(number(coin_type), text).as_deref(), Ok(&bytes[..]));
    }
    assert_eq!(
        fault(137, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        Fault::Checksum
    );
}

/// TEP-2's own example, in both of its alphabets.
#[test]
fn ton_keeps_its_flag() {
    let url = "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHF";
    let bytes = parse(number(607), url).unwrap();
    assert_eq!(bytes.len(), 34);
    assert_eq!(parse(number(607), &url.replace('-', "+")), Ok(bytes.clone()));
    assert_eq!(format(number(607), &bytes).as_deref(), Ok(url));
    let other = parse(number(607), "UQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPuwA").unwrap();
    assert_eq!((other[0], &other[1..]), (0x51, &bytes[1..]));
    assert_eq!(
        fault(607, "EQDKbjIcfM6ezt8KjKJJLshZJJSqX7XOA4ff-W72r5gqPrHE"),
        Fault::Checksum
    );
}

#[test]
fn a_starknet_address_may_begin_with_zeros() {
    // The checksum that starknet.js gives: the hash of the number, without zeros before it.
    let bytes = hex!("0049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc");
    let text = format(number(9004), &bytes).unwrap();
    assert_eq!(parse(number(9004), &text).as_deref(), Ok(&bytes[..]));
    assert_eq!(
        fault(9004, &text.replace('d', "D").replace("DD", "dd")),
        Fault::Checksum
    );
    assert_eq!(fault(9004, &format!("0x08{}", "11".repeat(31))), Fault::Shape);
}

#[test]
fn hexadecimal_digits_are_bytes_before_they_are_a_near_account() {
    let near = number(397);
    assert_eq!(
        parse(near, "0x616c6963652e6e656172").as_deref(),
        Ok(&b"alice.near"[..])
    );
    let account = "0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    assert_eq!(parse(near, account).as_deref(), Ok(account.as_bytes()));
    assert_eq!(format(near, account.as_bytes()).as_deref(), Ok(account));
}

#[test]
fn a_text_is_read_as_every_coin_that_has_it() {
    let coins_of = |text: &str| -> Vec<Option<String>> {
        let found = readings(text).unwrap();
        found
            .iter()
            .map(|reading| reading.coin_type.map(|coin| coin.to_string()))
            .collect()
    };
    let some = |number: &str| Some(number.to_owned());
    assert_eq!(
        coins_of("bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4ux"),
        [some("0")]
    );
    let legacy = coins_of("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2");
    for coin in ["0", "145", "236"] {
        assert!(legacy.contains(&some(coin)), "{legacy:?}");
    }
    assert_eq!(coins_of("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"), [None]);
    assert_eq!(coins_of("alice.near"), [some("397")]);
    for (text, coin, expected) in [
        (
            "bc1qatdggs8dsfn5mxkrv0u9s2l2knqkv5v0xlx4uy",
            "Bitcoin",
            Fault::Checksum,
        ),
        ("XkJsiCDeWaJgfvMp7F5jGikzUXEtyBcDjW", "Dash", Fault::Checksum),
        ("nonsense", "any coin", Fault::Shape),
        ("0x", "any coin", Fault::Shape),
        ("", "any coin", Fault::Shape),
    ] {
        let error = readings(text).unwrap_err();
        assert_eq!((error.coin.as_str(), error.fault), (coin, expected), "{text}");
    }
}

#[test]
fn a_coin_outside_the_table_is_written_as_hex() {
    assert_eq!(parse(number(9), "0xABcd").as_deref(), Ok(&[0xab, 0xcd][..]));
    assert_eq!(format(number(9), &[0xab, 0xcd]).as_deref(), Ok("0xabcd"));
    assert!(format(number(9), &[]).is_err());
    assert_eq!(display(number(0), &[0xab]), "0xab");
}
