// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";

/// @title The proxy that an implementation runs behind
library AccountProxy {
    /// @dev keccak256("eip1967.proxy.implementation") - 1 (ERC-1967).
    bytes32 private constant IMPLEMENTATION_SLOT =
        0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    /// @notice The proxy has a new implementation (ERC-1967).
    /// @param implementation The implementation.
    event Upgraded(address indexed implementation);

    /// @notice The call did not come through a mini-account's proxy.
    error NotThroughProxy();

    /// @notice Reverts unless the storage in use is a proxy's.
    function requireInUse() internal view {
        // A proxy has its implementation in its slot from its first instruction on, an implementation
        // itself never. (An immutable copy of its own address would need a constructor.)
        if (implementation() == address(0)) revert NotThroughProxy();
    }

    /// @notice The immutable arguments that stand behind the proxy's code.
    /// @return node The namehash of the name whose account this is.
    /// @return keystore The Keystore on L1 that it obeys.
    function args() internal view returns (bytes32 node, address keystore) {
        return abi.decode(LibClone.argsOnERC1967(address(this)), (bytes32, address));
    }

    /// @notice The proxy's implementation.
    /// @return current Its address.
    function implementation() internal view returns (address current) {
        assembly ("memory-safe") {
            current := sload(IMPLEMENTATION_SLOT)
        }
    }

    /// @notice Moves the proxy to an implementation.
    /// @param next The implementation; it must have code.
    function moveTo(address next) internal {
        if (next == implementation()) return;
        assembly ("memory-safe") {
            sstore(IMPLEMENTATION_SLOT, next)
        }
        emit Upgraded(next);
    }
}
