// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TypedData} from "../libraries/TypedData.sol";

/// @title The EIP-712 domain of a mini-account
/// @notice Computed anew each time: a cached one would need a constructor, and other bytes on every
///         chain.
library AccountDomain {
    /// @notice The domain's name.
    string internal constant NAME = "Mononym Account";

    /// @notice The domain's version.
    string internal constant VERSION = "1";

    /// @notice Which fields the domain has (ERC-5267): name, version, chain id, contract.
    bytes1 internal constant FIELDS = 0x0f;

    /// @notice The digest of a struct under this account's domain.
    /// @param structHash The struct's hash.
    /// @return The digest.
    function digest(bytes32 structHash) internal view returns (bytes32) {
        return TypedData.digest(separator(), structHash);
    }

    /// @notice The domain's separator.
    /// @return Its hash.
    function separator() internal view returns (bytes32) {
        return TypedData.separator(NAME, VERSION, block.chainid, address(this));
    }

    /// @notice The domain as ERC-7739 puts it into a TypedDataSign.
    /// @return Name, version, chain id, contract and salt, encoded.
    function encoded() internal view returns (bytes memory) {
        return abi.encode(
            keccak256(bytes(NAME)),
            keccak256(bytes(VERSION)),
            block.chainid,
            address(this),
            bytes32(0)
        );
    }
}
