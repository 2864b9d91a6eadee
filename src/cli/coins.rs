//! `mononym coins`

use std::io::Write;

use super::CliError;

/// What stands above the table.
const HEAD: &str = "\
# Coins

An address is set and shown as wallets write it, for the coins of this table; `0x` and the hexadecimal
digits of its binary form (ENSIP-9), what ENS answers, are taken too. A wrong checksum, another coin's or
network's address and a wrong length are refused, with what is wrong (`bad-address`). Bytes are checked
alike: they must be the binary form of an address.

EVM chains are numbered `0x80000000 | chainId` (ENSIP-11) and have Ethereum's form, those of Rootstock
EIP-1191's. Addresses of all other coins are set and shown as 0x-hex. The text and the bytes are those of
`@ensdomains/address-encoder`, which ENS clients use, save TON (TEP-2: flag, workchain and hash, 34 bytes)
and Aptos (AIP-40), which it does not have.

This list is made from the code (`crates/coins/src/table.rs`) by `make generate`.

| coin type | symbol | coin | form | looks like |
| --- | --- | --- | --- | --- |
";

pub(super) fn run() -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    out.write_all(HEAD.as_bytes())?;
    for coin in mononym_coins::coins() {
        let (number, symbol, name, form, example) =
            (coin.coin_type, coin.symbol, coin.name, coin.form(), coin.example);
        writeln!(out, "| {number} | {symbol} | {name} | {form} | `{example}` |")?;
    }
    Ok(())
}
