// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileCall} from "../../../src/resolver/ProfileCall.sol";
import {ProfileCases} from "../ProfileCases.sol";

/// @title ProfileCall.keyTooLong
contract ProfileCallKeyTooLongTest is ProfileCases {
    function test_theLongestKey() external pure {
        _check(1024);
        _check(1025);
    }

    function testFuzz_ofKeysOfMoreThan1024Bytes(uint256 length) external pure {
        _check(_bound(length, 0, 3000));
    }

    /// @dev In other calls another word stands there.
    function test_ofNoOtherCall() external pure {
        bytes memory resource = abi.encodeWithSelector(DNS_RECORD, 0, 0, type(uint16).max);
        vm.assertFalse(ProfileCall.keyTooLong(resource));
        vm.assertFalse(
            ProfileCall.keyTooLong(abi.encodeWithSelector(UNKNOWN, 0, 64, type(uint256).max))
        );
    }

    function _check(uint256 length) private pure {
        string memory key = string(new bytes(length));
        vm.assertTrue(ProfileCall.keyTooLong(_text(key)) == length > 1024);
        bytes memory chain = abi.encodeWithSelector(ADDR_OF_CHAIN, 0, key);
        vm.assertTrue(ProfileCall.keyTooLong(chain) == length > 1024);
        bytes memory data = abi.encodeWithSelector(DATA, 0, key);
        vm.assertTrue(ProfileCall.keyTooLong(data) == length > 1024);
    }
}
