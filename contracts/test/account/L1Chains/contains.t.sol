// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {L1Chains} from "../../../src/account/L1Chains.sol";
import {Base} from "../../Base.sol";

/// @title L1Chains.contains
contract L1ChainsContainsTest is Base {
    function test_contains() external pure {
        vm.assertTrue(L1Chains.contains(1));
        vm.assertTrue(L1Chains.contains(11155111));
        vm.assertTrue(L1Chains.contains(560048));
        vm.assertTrue(L1Chains.contains(31337));
    }

    function testFuzz_nothingElse(uint256 chainId) external pure {
        vm.assume(chainId != 1 && chainId != 11155111 && chainId != 560048 && chainId != 31337);
        vm.assertFalse(L1Chains.contains(chainId));
    }

    function test_noneOfTheKnownRollups() external pure {
        uint24[6] memory ids = [uint24(10), 8453, 42161, 324, 100, 17000];
        for (uint256 i; i < ids.length; ++i) {
            vm.assertFalse(L1Chains.contains(ids[i]));
        }
    }
}
