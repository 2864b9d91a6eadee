// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";

/// @title Names in DNS wire form
/// @notice Length-prefixed labels of 1 to 255 bytes, ended by a zero byte; the root is `0x00`.
///         ENSIP-10 sets no limit on the total length and, unlike DNS, allows labels over 63 bytes.
library DnsName {
    /// @notice The bytes are no name: truncated, or followed by trailing bytes.
    /// @param name The bytes as they came.
    error MalformedName(bytes name);

    /// @notice The namehash (ENSIP-1) of a name.
    /// @param name The name in DNS wire form.
    /// @return node The namehash; zero for the root.
    function namehash(bytes memory name) internal pure returns (bytes32 node) {
        (bytes32[] memory hashes,) = labels(name);
        for (uint256 i = hashes.length; i > 0; --i) {
            node = child(node, hashes[i - 1]);
        }
    }

    /// @notice The node of a label under its parent (ENSIP-1).
    /// @param parent The parent's node.
    /// @param labelHash keccak256 of the label.
    /// @return The child's node.
    function child(bytes32 parent, bytes32 labelHash) internal pure returns (bytes32) {
        return EfficientHashLib.hash(parent, labelHash);
    }

    /// @notice Takes a name apart, and refuses one that is truncated or has trailing bytes.
    /// @param name The name in DNS wire form.
    /// @return hashes keccak256 of each label, leftmost first.
    /// @return offsets Where each label's length byte stands in `name`.
    function labels(bytes memory name)
        internal
        pure
        returns (bytes32[] memory hashes, uint256[] memory offsets)
    {
        uint256 count = countLabels(name);
        hashes = new bytes32[](count);
        offsets = new uint256[](count);
        uint256 offset;
        for (uint256 i; i < count; ++i) {
            uint256 end = offset + 1 + uint8(name[offset]);
            hashes[i] = EfficientHashLib.hash(name, offset + 1, end);
            offsets[i] = offset;
            offset = end;
        }
    }

    /// @notice Counts the labels of a name, and refuses one that is no name.
    /// @param name The name in DNS wire form.
    /// @return count The number of labels; zero for the root.
    function countLabels(bytes memory name) internal pure returns (uint256 count) {
        uint256 offset;
        while (offset < name.length && name[offset] != 0) {
            offset += 1 + uint256(uint8(name[offset]));
            ++count;
        }
        // What is left must be the root's zero byte and nothing else.
        if (offset + 1 != name.length) revert MalformedName(name);
    }
}
