// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice A call that one contract makes for somebody.
/// @param target Whom it calls.
/// @param value What it sends along, in wei.
/// @param data The call data.
struct Call {
    address target;
    uint256 value;
    bytes data;
}
