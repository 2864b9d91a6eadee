// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title The envelope of a signed answer
/// @notice `abi.encode(bytes result, uint64 expires, bytes signature)`, decoded without copying and
///         with an error of its own where `abi.decode` would revert with nothing.
library SignedResponse {
    /// @notice The gateway's response is not the envelope of a signed answer.
    /// @param length Its length in bytes.
    error MalformedResponse(uint256 length);

    /// @notice Decodes an envelope.
    /// @param response What the gateway sent.
    /// @return result The answer.
    /// @return expires Last second (Unix time) in which it is valid.
    /// @return signature The signature over `ResponseDigest`.
    function decode(bytes calldata response)
        internal
        pure
        returns (bytes calldata result, uint64 expires, bytes calldata signature)
    {
        uint256 expiry = word(response, 32);
        if (expiry > type(uint64).max) revert MalformedResponse(response.length);
        expires = uint64(expiry);
        result = tail(response, 0);
        signature = tail(response, 64);
    }

    /// @notice The dynamic value whose offset stands in a head word.
    /// @param response The envelope.
    /// @param head Where the head word stands.
    /// @return The value.
    function tail(bytes calldata response, uint256 head) private pure returns (bytes calldata) {
        uint256 offset = word(response, head);
        uint256 length = word(response, offset);
        // `word` has shown that offset + 32 lies within the response, so nothing overflows.
        if (length > response.length - offset - 32) revert MalformedResponse(response.length);
        return response[offset + 32:offset + 32 + length];
    }

    /// @notice One word of the envelope.
    /// @param response The envelope.
    /// @param offset Where the word stands.
    /// @return The word.
    function word(bytes calldata response, uint256 offset) private pure returns (uint256) {
        if (response.length < 32 || offset > response.length - 32) {
            revert MalformedResponse(response.length);
        }
        return uint256(bytes32(response[offset:offset + 32]));
    }
}
