//! What a signer of the gateway signs.

use alloy_primitives::{Address, B256, keccak256};

/// The digest of a signed answer, as in `SignatureVerifier.sol` of ensdomains/offchain-resolver:
/// `keccak256(0x1900 ‖ resolver ‖ uint64be expires ‖ keccak256(callData) ‖ keccak256(result))`.
///
/// It is signed as it is. `resolver` is the contract that verifies; `expires`, in seconds of Unix
/// time, the last at which the answer is valid; `call_data` the whole `resolve(bytes,bytes)` call;
/// `result` the answer, not wrapped. It holds no chain id: one key set serves one network.
pub fn response_digest(resolver: &Address, expires: u64, call_data: &[u8], result: &[u8]) -> B256 {
    let (call_data, result) = (keccak256(call_data), keccak256(result));
    let parts = [
        [0x19, 0x00].as_slice(),
        resolver.as_slice(),
        &expires.to_be_bytes(),
        call_data.as_slice(),
        result.as_slice(),
    ];
    keccak256(parts.concat())
}
