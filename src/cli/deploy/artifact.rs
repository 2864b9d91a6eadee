//! Our contracts' code, as contracts/artifacts has it: part of the program, so that nobody needs a
//! compiler to deploy them.

use alloy_primitives::Bytes;
use serde::Deserialize;

use crate::cli::CliError;

/// What is read of a file of contracts/artifacts.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    /// The file that has it, from contracts/.
    pub(super) source_name: String,
    /// Creation code.
    pub(super) bytecode: Bytes,
    /// Code at its address; zeros stand for what the constructor fills in.
    pub(super) deployed_bytecode: Bytes,
    /// The compiler's full version.
    pub(super) compiler: String,
}

macro_rules! artifacts {
    ($($name:literal),* $(,)?) => {
        /// The file of a contract.
        fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("../../../contracts/artifacts/", $name, ".json"))),)*
                _ => None,
            }
        }
    };
}

artifacts! {
    "RootMessenger", "RootOracle", "MiniAccountBootstrap", "MiniAccountFactory", "P256Fallback", "ReplayRules",
    "MiniAccount", "RootBroadcaster", "ProposerVerifier", "Keystore", "EvmAddressRule", "ZkStackAddressRule",
    "TronAddressRule", "SolanaAddressRule", "CosmWasmAddressRule", "ChainList", "SignedResolver", "ProvenResolver",
}

/// PUSH32, behind which the compiler leaves room for what the constructor fills in.
const PUSH32: u8 = 0x7f;

impl Artifact {
    /// The contract of this name.
    ///
    /// # Errors
    /// If the program was built without it.
    pub(super) fn of(name: &str) -> Result<Self, CliError> {
        let text = text(name).ok_or_else(|| CliError::Usage(format!("there is no contract {name}")))?;
        Ok(serde_json::from_str(text)?)
    }

    /// Whether code at an address is this contract's, whatever its constructor filled in.
    pub(super) fn matches(&self, code: &[u8]) -> bool {
        let expected = self.deployed_bytecode.as_ref();
        if expected.len() != code.len() {
            return false;
        }
        let mut at = 0;
        while let Some((&opcode, rest)) = expected.get(at..).and_then(<[u8]>::split_first) {
            if code.get(at) != Some(&opcode) {
                return false;
            }
            at += 1;
            let is_room = opcode == PUSH32 && rest.get(..32) == Some([0; 32].as_slice());
            if is_room {
                at += 32;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_constructor_fills_in_may_differ() {
        let artifact = Artifact::of("ProposerVerifier").unwrap();
        let code = artifact.deployed_bytecode.to_vec();
        assert!(artifact.matches(&code));
        let rooms: Vec<usize> = (0..code.len() - 32)
            .filter(|at| code[*at] == PUSH32 && code[at + 1..at + 33] == [0; 32])
            .collect();
        assert!(rooms.len() >= 2, "threshold and delay");
        for at in rooms {
            let mut filled = code.clone();
            filled[at + 32] = 7;
            assert!(artifact.matches(&filled));
            filled[at] = 0x7e;
            assert!(!artifact.matches(&filled));
        }
        let mut other = code.clone();
        other[0] ^= 1;
        assert!(!artifact.matches(&other));
        assert!(!artifact.matches(&code[1..]));
        assert!(!artifact.matches(&[]));
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        assert!(Artifact::of("CreateXStandIn").is_err());
    }
}
