// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title What a gateway signs
/// @notice The format of the reference gateway (ensdomains/offchain-resolver, SignatureVerifier.sol):
///         EIP-191 version 0x00, whose "intended validator" is the resolver.
library ResponseDigest {
    /// @notice The digest of one answer. It is signed as it is, without a text prefix.
    /// @param resolver The contract that verifies the answer.
    /// @param expires Last second (Unix time) in which the answer is valid.
    /// @param callData The call that was sent to the gateway, with its selector.
    /// @param result The answer: ABI-encoded return values of the inner call, or an encoded error.
    /// @return The digest.
    function hash(address resolver, uint64 expires, bytes memory callData, bytes memory result)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encodePacked(hex"1900", resolver, expires, keccak256(callData), keccak256(result))
        );
    }
}
