// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";

/// @title The proxy that is a mini-account, and its address
/// @notice An ERC-1967 proxy (Solady's LibClone) with the immutable arguments
///         `abi.encode(bytes32 node, address keystore)`. Everything is in its code, so there is
///         nothing to initialise and nothing to front-run.
library MiniAccountProxy {
    /// @notice The proxy's creation code.
    /// @param implementation Its first implementation: the bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return 160 bytes.
    function initCode(address implementation, bytes32 node, address keystore)
        internal
        pure
        returns (bytes memory)
    {
        return LibClone.initCodeERC1967(implementation, args(node, keystore));
    }

    /// @notice keccak256 of `initCode`.
    /// @param implementation Its first implementation: the bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The hash.
    function initCodeHash(address implementation, bytes32 node, address keystore)
        internal
        pure
        returns (bytes32)
    {
        return LibClone.initCodeHashERC1967(implementation, args(node, keystore));
    }

    /// @notice The address of a mini-account: CREATE2 (EIP-1014) with the node as salt.
    /// @param factory The contract that deploys it.
    /// @param implementation Its first implementation: the bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The address.
    function addressOf(address factory, address implementation, bytes32 node, address keystore)
        internal
        pure
        returns (address)
    {
        return LibClone.predictDeterministicAddress(
            initCodeHash(implementation, node, keystore), node, factory
        );
    }

    /// @notice The proxy's immutable arguments.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return 64 bytes.
    function args(bytes32 node, address keystore) internal pure returns (bytes memory) {
        return abi.encode(node, keystore);
    }
}
