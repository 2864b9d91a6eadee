// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Wildcard resolution (ENSIP-10), interface id 0x9061b923
interface IExtendedResolver {
    /// @notice Answers any profile call for a name.
    /// @param name The name in DNS wire form.
    /// @param data The profile call, with its selector.
    /// @return The ABI-encoded return values of the profile call.
    function resolve(bytes calldata name, bytes calldata data) external view returns (bytes memory);
}
