//! EVM chains: CREATE2, and how their addresses are written.

use alloy_primitives::{Address, B256};

/// Rootstock, whose wallets check EIP-1191's checksum and refuse EIP-55's.
const ROOTSTOCK: u64 = 30;

/// Address of the contract that `deployer` creates with CREATE2:
/// `keccak256(0xff ‖ deployer ‖ salt ‖ init_code_hash)[12:]` (EIP-1014).
///
/// ZK Stack chains with the EVM emulator follow the same rule for EVM code.
#[must_use]
pub fn create2(deployer: Address, salt: B256, init_code_hash: B256) -> Address {
    deployer.create2(salt, init_code_hash)
}

/// `address` as people read it on `chain_id`: hex with the checksum of EIP-55, or of EIP-1191
/// where the chain adopted that one.
#[must_use]
pub fn checksummed(address: Address, chain_id: u64) -> String {
    address.to_checksum((chain_id == ROOTSTOCK).then_some(chain_id))
}
