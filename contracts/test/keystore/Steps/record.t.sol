// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Steps} from "../../../src/keystore/Steps.sol";
import {StepsBase} from "./StepsBase.sol";

/// @title Steps.newRecords and record
contract StepsRecordTest is StepsBase {
    function test_hasNothingOfNoSteps() external view {
        vm.assertEq(harness.records(new Steps.Step[](0)), "");
    }

    function testFuzz_writesRecords(Steps.Step[] memory steps) external view {
        bytes memory expected;
        for (uint256 i; i < steps.length; ++i) {
            expected = abi.encodePacked(
                expected,
                steps[i].flag,
                steps[i].operationHash,
                uint64(steps[i].acceptedAt),
                steps[i].rootAfter,
                steps[i].reason
            );
        }
        vm.assertEq(expected.length, 74 * steps.length);
        vm.assertEq(harness.records(steps), expected);
    }
}
