// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {DnsName} from "../src/libraries/DnsName.sol";
import {MiniAccountProxy} from "../src/libraries/MiniAccountProxy.sol";
import {RecordKey} from "../src/libraries/RecordKey.sol";
import {ResponseDigest} from "../src/libraries/ResponseDigest.sol";

/// @title The libraries as external functions, for tests only
/// @notice Lets the shared vectors run against the same code in Foundry and in any other EVM.
contract VectorHarness {
    /// @notice See `DnsName.namehash`.
    /// @param name The name in DNS wire form.
    /// @return The namehash.
    function namehash(bytes calldata name) external pure returns (bytes32) {
        return DnsName.namehash(name);
    }

    /// @notice See `ResponseDigest.hash`.
    /// @param resolver The contract that verifies the answer.
    /// @param expires Last second (Unix time) in which the answer is valid.
    /// @param callData The call that was sent to the gateway.
    /// @param result The answer.
    /// @return The digest.
    function responseDigest(
        address resolver,
        uint64 expires,
        bytes calldata callData,
        bytes calldata result
    ) external pure returns (bytes32) {
        return ResponseDigest.hash(resolver, expires, callData, result);
    }

    /// @notice See `RecordKey.derive`.
    /// @param node The namehash of the record's name.
    /// @param call The canonical profile call, its node argument zeroed.
    /// @return The key.
    function recordKey(bytes32 node, bytes calldata call) external pure returns (bytes32) {
        return RecordKey.derive(node, call);
    }

    /// @notice See `MiniAccountProxy.initCode`.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The proxy's creation code.
    function miniAccountInitCode(address implementation, bytes32 node, address keystore)
        external
        pure
        returns (bytes memory)
    {
        return MiniAccountProxy.initCode(implementation, node, keystore);
    }

    /// @notice See `MiniAccountProxy.initCodeHash`.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The hash.
    function miniAccountInitCodeHash(address implementation, bytes32 node, address keystore)
        external
        pure
        returns (bytes32)
    {
        return MiniAccountProxy.initCodeHash(implementation, node, keystore);
    }

    /// @notice See `MiniAccountProxy.addressOf`.
    /// @param factory The factory.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The address.
    function miniAccountAddress(
        address factory,
        address implementation,
        bytes32 node,
        address keystore
    ) external pure returns (address) {
        return MiniAccountProxy.addressOf(factory, implementation, node, keystore);
    }
}
