//! What must hold for any text and bytes. The target of cargo-fuzz (in `fuzz/`) and the short runs
//! beside this file call the same function.

use alloy_primitives::{U256, hex};
use mononym_coins::{coins, display, format, parse, readings};
use mononym_ens::CoinType;

/// [`parse`], [`format`] and [`readings`]: what is read is written, and read again as the same bytes,
/// in each of its spellings; errors are sentences.
pub fn coin_address(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let coin_type = match coins().get(usize::from(*choice)) {
        Some(coin) => coin.number(),
        // An EVM chain, or a coin that is not known.
        None if choice % 2 == 0 => CoinType(U256::from(0x8000_0000_u64 | u64::from(*choice % 32))),
        None => CoinType(U256::from(0x1_0000_0000_u64)),
    };
    match format(coin_type, rest) {
        Ok(text) => {
            assert_eq!(parse(coin_type, &text).as_deref(), Ok(rest), "{coin_type} {text}");
            let digits = hex::encode_prefixed(rest);
            assert_eq!(
                parse(coin_type, &digits).as_deref(),
                Ok(rest),
                "{coin_type} {digits}"
            );
            assert_eq!(display(coin_type, rest), text);
        }
        Err(error) => {
            assert!(error.to_string().contains("this is no address of"), "{error}");
            assert_eq!(display(coin_type, rest), hex::encode_prefixed(rest));
        }
    }
    let Ok(text) = core::str::from_utf8(rest) else {
        return;
    };
    match parse(coin_type, text) {
        Ok(bytes) => {
            let written = format(coin_type, &bytes).unwrap();
            assert_eq!(
                parse(coin_type, &written),
                Ok(bytes),
                "{coin_type} {text} {written}"
            );
        }
        Err(error) => assert!(error.to_string().contains("this is no address of"), "{error}"),
    }
    for reading in readings(text).unwrap_or_default() {
        if let Some(coin_type) = reading.coin_type {
            assert!(format(coin_type, &reading.bytes).is_ok(), "{coin_type} {text}");
        }
    }
}
