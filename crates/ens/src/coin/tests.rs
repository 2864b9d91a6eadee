use alloc::format;
use alloc::string::ToString;

use super::*;

#[test]
fn chain_ids_become_coin_types() {
    let coin = |chain_id| CoinType::from_chain_id(chain_id).map(|coin| coin.to_string());
    assert_eq!(coin(1).as_deref(), Some("60"));
    assert_eq!(coin(10).as_deref(), Some("2147483658"));
    assert_eq!(coin(8453).as_deref(), Some("2147492101"));
    assert_eq!(coin((1 << 31) - 1).as_deref(), Some("4294967295"));
    for none in [0, 1 << 31, 1 << 32, u64::MAX] {
        assert_eq!(coin(none), None, "{none}");
    }
}

#[test]
fn coin_types_become_chain_ids() {
    let chain_id = |coin: u64| CoinType(U256::from(coin)).chain_id();
    assert_eq!(chain_id(60), Some(1));
    assert_eq!(chain_id(0x8000_2105), Some(8453));
    assert_eq!(chain_id(0x8000_0001), Some(1));
    assert_eq!(chain_id(0xffff_ffff), Some(0x7fff_ffff));
    // Bitcoin, ETC and GNO by their old numbers, the default, and what lies around.
    for none in [0, 61, 700, 0x7fff_ffff, 0x8000_0000, 0x1_0000_0000, 0x1_8000_2105] {
        assert_eq!(chain_id(none), None, "{none:#x}");
    }
    assert_eq!(CoinType(U256::MAX).chain_id(), None);
    assert_eq!(CoinType((U256::ONE << 64) | U256::from(60)).chain_id(), None);
}

#[test]
fn every_chain_id_comes_back() {
    for chain_id in [1, 2, 10, 100, 8453, 42161, 0x7fff_ffff] {
        let coin = CoinType::from_chain_id(chain_id).unwrap();
        assert_eq!(coin.chain_id(), Some(chain_id));
        assert!(coin.is_evm());
    }
}

#[test]
fn evm_addresses_are_of_60_the_default_and_the_chains() {
    let is_evm = |coin: u64| CoinType(U256::from(coin)).is_evm();
    for evm in [60, 0x8000_0000, 0x8000_0001, 0xffff_ffff] {
        assert!(is_evm(evm), "{evm:#x}");
    }
    for other in [0, 59, 61, 501, 0x7fff_ffff, 0x1_0000_0000] {
        assert!(!is_evm(other), "{other:#x}");
    }
    assert!(!CoinType(U256::MAX).is_evm());
}

#[test]
fn text_is_decimal_or_hexadecimal() {
    assert_eq!("60".parse(), Ok(CoinType::ETH));
    assert_eq!("0x3c".parse(), Ok(CoinType::ETH));
    assert_eq!("0x80000000".parse(), Ok(CoinType::DEFAULT_EVM));
    assert_eq!(U256::MAX.to_string().parse(), Ok(CoinType(U256::MAX)));
    let beyond = format!("0x1{}", "0".repeat(64));
    for bad in [
        "", "0x", "0X3c", "-1", "+1", "6_0", " 60", "3c", "0xg", "1e3", "٣", &beyond,
    ] {
        assert_eq!(bad.parse::<CoinType>(), Err(CoinTypeError), "{bad}");
    }
}
