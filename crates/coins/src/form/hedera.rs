//! Hedera: shard, realm and account, in decimal.

use crate::Fault;
use crate::codec::Codec;

/// Accounts: 4, 8 and 8 bytes, big-endian.
#[derive(Debug)]
pub(crate) struct Hedera;

impl Codec for Hedera {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let parts: Vec<u64> = text
            .split('.')
            .map(|part| {
                let number: u64 = part.parse().map_err(|_| Fault::Shape)?;
                (number.to_string() == part).then_some(number).ok_or(Fault::Shape)
            })
            .collect::<Result<_, _>>()?;
        let [shard, realm, account] = parts[..] else {
            return Err(Fault::Shape);
        };
        let shard = u32::try_from(shard).map_err(|_| Fault::Length)?;
        Ok([
            &shard.to_be_bytes()[..],
            &realm.to_be_bytes(),
            &account.to_be_bytes(),
        ]
        .concat())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let split = || {
            let (shard, rest) = bytes.split_first_chunk()?;
            let (realm, account) = rest.split_first_chunk()?;
            Some((
                u32::from_be_bytes(*shard),
                u64::from_be_bytes(*realm),
                u64::from_be_bytes(account.try_into().ok()?),
            ))
        };
        let (shard, realm, account) = split().ok_or(Fault::Bytes(bytes.len()))?;
        Ok(format!("{shard}.{realm}.{account}"))
    }

    fn form(&self) -> &'static str {
        "shard.realm.account"
    }
}
