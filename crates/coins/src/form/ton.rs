//! TON (TEP-2, user-friendly): base64 of a flag, a workchain, a hash and a CRC.
//!
//! Neither ENSIP-9 nor the encoder that ENS clients use has TON. As with every coin there, the binary
//! form is the text's content without its checksum: 34 bytes. The flag stays, since it says whether a
//! transfer that the receiver cannot take comes back.

use crc::{CRC_16_XMODEM, Crc};
use data_encoding::{BASE64, BASE64URL};

use crate::Fault;
use crate::codec::Codec;

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);
const BOUNCEABLE: u8 = 0x11;
const NON_BOUNCEABLE: u8 = 0x51;
const TESTNET: u8 = 0x80;

/// Accounts, as flag, workchain and hash.
#[derive(Debug)]
pub(crate) struct Ton;

impl Codec for Ton {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let raw = BASE64URL
            .decode(text.as_bytes())
            .or_else(|_| BASE64.decode(text.as_bytes()))
            .map_err(|_| Fault::Shape)?;
        let (payload, checksum) = raw.split_last_chunk().ok_or(Fault::Length)?;
        let [flag, workchain, hash @ ..] = payload else {
            return Err(Fault::Length);
        };
        if hash.len() != 32 {
            return Err(Fault::Length);
        }
        let is_test = flag & TESTNET != 0;
        // The basic workchain, and the masterchain, which is −1.
        if !matches!(flag & !TESTNET, BOUNCEABLE | NON_BOUNCEABLE) || !matches!(workchain, 0 | 0xff) {
            return Err(Fault::Prefix);
        }
        match CRC.checksum(payload).to_be_bytes() == *checksum {
            true if is_test => Err(Fault::Testnet),
            true => Ok(payload.to_vec()),
            false => Err(Fault::Checksum),
        }
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let checksum = CRC.checksum(bytes).to_be_bytes();
        Ok(BASE64URL.encode(&[bytes, &checksum].concat()))
    }

    fn form(&self) -> &'static str {
        "base64 with a CRC (TEP-2)"
    }
}
