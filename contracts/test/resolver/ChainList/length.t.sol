// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainListBase} from "./ChainListBase.sol";

/// @title ChainList.length
contract ChainListLengthTest is ChainListBase {
    function testFuzz_countsEveryRow(uint8 more) external {
        more = more % 20;
        for (uint256 i; i < more; ++i) {
            vm.prank(OWNER);
            list.add(1000 + i, rule);
        }
        vm.assertEq(list.length(), 2 + more);
    }
}
