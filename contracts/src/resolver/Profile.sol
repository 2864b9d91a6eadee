// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @title Selectors of ENS's profile calls
library Profile {
    /// @notice `addr(bytes32)`, EIP-137.
    bytes4 internal constant ADDR = 0x3b3b57de;
    /// @notice `addr(bytes32,uint256)`, ENSIP-9.
    bytes4 internal constant ADDR_OF = 0xf1cb7e06;
    /// @notice `addr(bytes32,bytes)`, draft, ERC-7930 chain identifiers.
    bytes4 internal constant ADDR_OF_CHAIN = 0xcd04a8c9;
    /// @notice `hasAddr(bytes32,uint256)`.
    bytes4 internal constant HAS_ADDR = 0x32f111d7;
    /// @notice `text(bytes32,string)`, ENSIP-5.
    bytes4 internal constant TEXT = 0x59d1d43c;
    /// @notice `contenthash(bytes32)`, ENSIP-7.
    bytes4 internal constant CONTENTHASH = 0xbc1c58d1;
    /// @notice `name(bytes32)`, EIP-181.
    bytes4 internal constant NAME = 0x691f3431;
    /// @notice `pubkey(bytes32)`, EIP-619.
    bytes4 internal constant PUBKEY = 0xc8690233;
    /// @notice `ABI(bytes32,uint256)`, ENSIP-4.
    bytes4 internal constant ABI = 0x2203ab56;
    /// @notice `interfaceImplementer(bytes32,bytes4)`, ENSIP-8 (which prints another number).
    bytes4 internal constant INTERFACE_IMPLEMENTER = 0x124a319c;
    /// @notice `dnsRecord(bytes32,bytes32,uint16)`, ENSIP-6.
    bytes4 internal constant DNS_RECORD = 0xa8fa5682;
    /// @notice `zonehash(bytes32)`, ENSIP-6.
    bytes4 internal constant ZONEHASH = 0x5c98042b;
    /// @notice `data(bytes32,string)`, ENSIP-24.
    bytes4 internal constant DATA = 0xecbfada3;
    /// @notice `supportedDataKeys(bytes32)`, ENSIP-24.
    bytes4 internal constant SUPPORTED_DATA_KEYS = 0x29fb1892;
    /// @notice `multicall(bytes[])`.
    bytes4 internal constant MULTICALL = 0xac9650d8;
}
