//! What a signer of the gateway signs.

use alloy_primitives::{Address, B256, FixedBytes, keccak256};

/// The digest of a signed answer, as in `SignatureVerifier.sol` of ensdomains/offchain-resolver:
/// `keccak256(0x1900 ‖ resolver ‖ uint64be expires ‖ keccak256(callData) ‖ keccak256(result))`.
///
/// It is signed as it is. `resolver` is the contract that verifies; `expires`, in seconds of Unix
/// time, the last at which the answer is valid; `call_data` the whole `resolve(bytes,bytes)` call;
/// `result` the answer, not wrapped. It holds no chain id: one key set serves one network.
pub fn response_digest(resolver: &Address, expires: u64, call_data: &[u8], result: &[u8]) -> B256 {
    keccak256(
        FixedBytes([0x19, 0x00])
            .concat_const::<20, 22>(resolver.0)
            .concat_const::<8, 30>(FixedBytes(expires.to_be_bytes()))
            .concat_const::<32, 62>(keccak256(call_data))
            .concat_const::<32, 94>(keccak256(result)),
    )
}
