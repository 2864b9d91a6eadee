// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Keys of records in the keystore's tree
library RecordKey {
    /// @notice The key of one record. The tag keeps it from ever being the key of an account.
    /// @param node The namehash of the record's name.
    /// @param call The canonical ENS profile call that reads the record, its node argument zeroed.
    /// @return The key.
    function derive(bytes32 node, bytes memory call) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked("mononym.record.v1", node, keccak256(call)));
    }
}
