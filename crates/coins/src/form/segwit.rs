//! SegWit addresses (BIP-173, BIP-350), kept as the script that is paid to.

use bech32::primitives::decode::{SegwitHrpstring, SegwitHrpstringError};
use bech32::{Fe32, Hrp};

use super::bech32::{begins, split};
use crate::Fault;
use crate::codec::Codec;

/// OP_1 is 0x51: what is added to a witness version from 1 on.
const OPCODE_OFFSET: u8 = 0x50;

/// `version ‖ length ‖ program`, under a human-readable part.
#[derive(Debug)]
pub(crate) struct Segwit(pub(crate) &'static str);

impl Codec for Segwit {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        split(self.0, text)?;
        let address = SegwitHrpstring::new(text).map_err(fault)?;
        let program: Vec<u8> = address.byte_iter().collect();
        let opcode = match address.witness_version().to_u8() {
            0 => 0,
            version => version.saturating_add(OPCODE_OFFSET),
        };
        let length = u8::try_from(program.len()).map_err(|_| Fault::Length)?;
        Ok([&[opcode, length], &program[..]].concat())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        let wrong = Fault::Bytes(bytes.len());
        let [opcode, length, program @ ..] = bytes else {
            return Err(wrong);
        };
        let version = match opcode {
            0 => 0,
            0x51..=0x60 => opcode.saturating_sub(OPCODE_OFFSET),
            _ => return Err(wrong),
        };
        if usize::from(*length) != program.len() {
            return Err(wrong);
        }
        let version = Fe32::try_from(version).map_err(|_| wrong)?;
        let hrp = Hrp::parse(self.0).map_err(|_| wrong)?;
        bech32::segwit::encode(hrp, version, program).map_err(|_| wrong)
    }

    fn form(&self) -> &'static str {
        "SegWit"
    }

    fn claims(&self, text: &str) -> bool {
        begins(text, self.0)
    }
}

/// Handshake: version 0 and 20 bytes in SegWit's form, kept without version and length.
#[derive(Debug)]
pub(crate) struct Handshake(pub(crate) Segwit);

impl Codec for Handshake {
    fn parse(&self, text: &str) -> Result<Vec<u8>, Fault> {
        let script = self.0.parse(text)?;
        let hash = script.strip_prefix(&[0, 20]).ok_or(Fault::Length)?;
        Ok(hash.to_vec())
    }

    fn format(&self, bytes: &[u8]) -> Result<String, Fault> {
        self.0.format(&[&[0, 20], bytes].concat())
    }

    fn form(&self) -> &'static str {
        "bech32"
    }
}

fn fault(error: SegwitHrpstringError) -> Fault {
    match error {
        SegwitHrpstringError::InvalidWitnessVersion(version) => Fault::WitnessVersion(version.to_u8()),
        SegwitHrpstringError::Checksum(_) => Fault::Checksum,
        SegwitHrpstringError::WitnessLength(_)
        | SegwitHrpstringError::NoData
        | SegwitHrpstringError::TooLong(_) => Fault::Length,
        _ => Fault::Shape,
    }
}
