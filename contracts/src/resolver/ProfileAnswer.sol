// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {GatewayResolver} from "./GatewayResolver.sol";
import {Profile} from "./Profile.sol";

/// @title Answers of profile calls, ABI-encoded
library ProfileAnswer {
    /// @notice The record of an address does not hold `abi.encode(bytes)`.
    /// @param value The record's value.
    error MalformedAddress(bytes value);

    /// @notice The error that stands for an answer. It has 36 bytes, and so is no multiple of 32, by
    ///         which clients know an error.
    /// @param call The call, or its beginning.
    /// @return The encoded error.
    function unsupported(bytes memory call) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                GatewayResolver.UnsupportedResolverProfile.selector, bytes4(call)
            );
    }

    /// @notice The answer that says that there is nothing.
    /// @param call A canonical call other than `multicall`, or `addr(bytes32)`.
    /// @return The empty value of its profile; of an unknown one, `UnsupportedResolverProfile`.
    function empty(bytes memory call) internal pure returns (bytes memory) {
        bytes4 selector = bytes4(call);
        // A zero address; false.
        if (
            selector == Profile.ADDR || selector == Profile.INTERFACE_IMPLEMENTER
                || selector == Profile.HAS_ADDR
        ) return abi.encode(0);
        if (selector == Profile.PUBKEY) return abi.encode(0, 0);
        if (selector == Profile.ABI) return abi.encode(0, "");
        // No bytes, an empty string, an empty list: an offset and a length of zero.
        if (_isDynamic(selector)) return abi.encode("");
        return unsupported(call);
    }

    /// @notice The answer to a call that asks for an address.
    /// @param selector `addr(bytes32)`, `addr(bytes32,uint256)` or `hasAddr(bytes32,uint256)`.
    /// @param account The address in the chain's binary form; empty for none.
    /// @return Of `addr(bytes32)` a word, zero unless the address has 20 bytes; of `addr` with a coin
    ///         type the bytes; of `hasAddr` whether there are any.
    function encodeAddr(bytes4 selector, bytes memory account)
        internal
        pure
        returns (bytes memory)
    {
        if (selector == Profile.HAS_ADDR) {
            return abi.encode(account.length != 0);
        }
        if (selector == Profile.ADDR_OF) return abi.encode(account);
        return abi.encode(account.length == 20 ? address(bytes20(account)) : address(0));
    }

    /// @notice The address in a record's value.
    /// @param value The value.
    /// @return account The address in the chain's binary form.
    function decodeAddr(bytes calldata value) internal pure returns (bytes memory account) {
        if (value.length < 64) revert MalformedAddress(value);
        uint256 length = uint256(bytes32(value[32:64]));
        if (length > value.length - 64) revert MalformedAddress(value);
        account = value[64:64 + length];
        if (!LibBytes.eq(abi.encode(account), value)) revert MalformedAddress(value);
    }

    /// @dev Functions that return bytes, a string or a list.
    function _isDynamic(bytes4 selector) private pure returns (bool) {
        return selector == Profile.ADDR_OF || selector == Profile.ADDR_OF_CHAIN
            || selector == Profile.TEXT || selector == Profile.CONTENTHASH
            || selector == Profile.NAME || selector == Profile.DNS_RECORD
            || selector == Profile.ZONEHASH || selector == Profile.DATA
            || selector == Profile.SUPPORTED_DATA_KEYS;
    }
}
