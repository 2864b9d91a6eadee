//! Stellar (SEP-23): base32 of a version, a public key and a CRC.

use crc::{CRC_16_XMODEM, Crc};
use data_encoding::BASE32;

use crate::Fault;
use crate::codec::Codec;

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// Of an account, which begins with G.
const VERSION: u8 = 6 << 3;

/// Accounts.
#[derive(Debug)]
pub(crate) struct Stellar;

impl Codec for Stellar {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = BASE32.decode(text.as_bytes()).map_err(|_| Fault::Shape)?;
        let (payload, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
        let key = payload.strip_prefix(&[VERSION]).ok_or(Fault::Prefix)?;
        match key.len() {
            32 if CRC.checksum(payload).to_le_bytes() == *checksum => Ok(key.to_vec()),
            32 => Err(Fault::Checksum),
            _ => Err(Fault::Length),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let payload = [&[VERSION], bytes].concat();
        let checksum = CRC.checksum(&payload).to_le_bytes();
        Ok(BASE32.encode(&[&payload[..], &checksum].concat()))
    }

    fn form(&self) -> &'static str {
        "base32 with a CRC"
    }
}
