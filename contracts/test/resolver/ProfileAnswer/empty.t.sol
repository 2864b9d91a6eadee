// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileAnswer} from "../../../src/resolver/ProfileAnswer.sol";
import {ProfileCases} from "../ProfileCases.sol";

/// @title ProfileAnswer.empty
contract ProfileAnswerEmptyTest is ProfileCases {
    function test_everyProfile() external pure {
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            vm.assertEq(ProfileAnswer.empty(cases[i].call), cases[i].empty);
        }
    }

    /// @dev As the functions' return types have it, read by their own types.
    function test_areWhatTheFunctionsReturn() external pure {
        bytes memory keys = ProfileAnswer.empty(abi.encodeWithSelector(DATA_KEYS, 0));
        vm.assertEq(abi.decode(keys, (string[])).length, 0);
        vm.assertEq(keys, abi.encode(new string[](0)));
        bytes memory has = ProfileAnswer.empty(abi.encodeWithSelector(HAS_ADDR, 0, 0));
        vm.assertEq(has, abi.encode(false));
        (uint256 contentType, bytes memory data) =
            abi.decode(ProfileAnswer.empty(abi.encodeWithSelector(ABI, 0, 0)), (uint256, bytes));
        vm.assertEq(contentType, 0);
        vm.assertEq(data, "");
    }

    function testFuzz_anUnknownCallHasNone(bytes4 selector) external pure {
        vm.assume(!_isKnown(selector));
        bytes memory call = abi.encodeWithSelector(selector, 0);
        vm.assertEq(ProfileAnswer.empty(call), _unsupported(selector));
    }
}
