// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Proof} from "../keystore/KeystoreProof.sol";

/// @title The envelope of a proven answer
/// @notice `abi.encode(uint64 number, Proof account, Proof[] records)`, decoded without copying. Only
///         the bytes that `abi.encode` writes are taken: every offset is the one that follows from
///         what stands before, padding is zero, and nothing comes after the end.
library ProvenResponse {
    /// @notice The gateway's response is not the envelope of a proven answer.
    /// @param length Its length in bytes.
    error MalformedResponse(uint256 length);

    /// @notice Decodes an envelope.
    /// @param response What the gateway sent.
    /// @return number The commit whose root the proofs lead to.
    /// @return account The proof of the account.
    /// @return records The proofs of records, in the order in which the answer needs them.
    function decode(bytes calldata response)
        internal
        pure
        returns (uint64 number, Proof calldata account, Proof[] calldata records)
    {
        uint256 first = _word(response, 0);
        _require(first <= type(uint64).max, response);
        number = uint64(first);

        _require(_word(response, 32) == 96, response);
        uint256 list = _proof(response, 96);
        _require(_word(response, 64) == list, response);

        uint256 count = _length(response, list, 32);
        // Offsets in a list count from behind its length.
        uint256 base = list + 32;
        uint256 end = base + 32 * count;
        for (uint256 i; i < count; ++i) {
            _require(_word(response, base + 32 * i) == end - base, response);
            end = _proof(response, end);
        }
        _require(end == response.length, response);

        // A struct or list in call data is where it begins.
        assembly ("memory-safe") {
            account := add(response.offset, 96)
            records.offset := add(response.offset, base)
            records.length := count
        }
    }

    /// @dev Walks over one proof: its four head words, its value, its siblings.
    /// @param response The envelope.
    /// @param start Where the proof begins.
    /// @return end Where it ends.
    function _proof(bytes calldata response, uint256 start) private pure returns (uint256 end) {
        _require(_word(response, start) == 128, response);
        uint256 length = _length(response, start + 128, 1);
        uint256 valueEnd = start + 160 + length;
        // Everything begins at a multiple of 32.
        end = (valueEnd + 31) / 32 * 32;
        if (valueEnd != end) {
            uint256 padding = 8 * (end - valueEnd);
            _require(_word(response, end - 32) << (256 - padding) == 0, response);
        }
        _require(_word(response, start + 32) == end - start, response);
        end += 32 + 32 * _length(response, end, 32);
    }

    /// @dev A length, whose items all lie within the envelope.
    /// @param response The envelope.
    /// @param offset Where the length stands.
    /// @param size Bytes of one item.
    /// @return length The number of items.
    function _length(bytes calldata response, uint256 offset, uint256 size)
        private
        pure
        returns (uint256 length)
    {
        length = _word(response, offset);
        // `_word` has shown that offset + 32 lies within the response, so nothing overflows.
        _require(length <= (response.length - offset - 32) / size, response);
    }

    /// @dev One word of the envelope.
    /// @param response The envelope.
    /// @param offset Where the word stands.
    /// @return The word.
    function _word(bytes calldata response, uint256 offset) private pure returns (uint256) {
        _require(response.length >= 32 && offset <= response.length - 32, response);
        return uint256(bytes32(response[offset:offset + 32]));
    }

    /// @dev Reverts with the one error of this library.
    /// @param condition What must hold.
    /// @param response The envelope.
    function _require(bool condition, bytes calldata response) private pure {
        if (!condition) revert MalformedResponse(response.length);
    }
}
