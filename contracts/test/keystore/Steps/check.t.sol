// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Steps} from "../../../src/keystore/Steps.sol";
import {StepsBase} from "./StepsBase.sol";

/// @title Steps.check
contract StepsCheckTest is StepsBase {
    /// @dev An operation, an applied and a rejected one.
    bytes private one = _operation(1, hex"0102", "root");
    bytes private two = abi.encodePacked(uint8(1), uint40(2), bytes32("root"));
    bytes private three = abi.encodePacked(uint8(2), uint40(3), uint8(4));

    function test_counts() external view {
        vm.assertEq(harness.check(""), 0);
        vm.assertEq(harness.check(one), 1);
        vm.assertEq(harness.check(two), 1);
        vm.assertEq(harness.check(three), 1);
        vm.assertEq(harness.check(bytes.concat(one, two, three, three, one)), 5);
    }

    function test_refusesUnknownFlags() external {
        for (uint256 flag = 3; flag < 256; ++flag) {
            _refuse(
                abi.encodePacked(uint8(flag)),
                abi.encodeWithSelector(Steps.UnknownFlag.selector, 0, flag)
            );
        }
        _refuse(
            abi.encodePacked(three, uint8(3), uint40(3), uint8(4)),
            abi.encodeWithSelector(Steps.UnknownFlag.selector, 1, 3)
        );
    }

    function test_refusesEveryTruncation() external {
        _refuseTruncations(one);
        _refuseTruncations(two);
        _refuseTruncations(three);
    }

    function test_refusesAnEmptyBody() external {
        _refuse(_operation(1, "", "root"), abi.encodeWithSelector(Steps.EmptyBody.selector, 0));
        _refuse(
            bytes.concat(one, _operation(1, "", "root")),
            abi.encodeWithSelector(Steps.EmptyBody.selector, 1)
        );
    }

    function test_refusesTooLongABody() external {
        bytes memory body = new bytes(1 << 20);
        vm.assertEq(harness.check(_operation(1, body, "root")), 1);
        _refuse(
            _operation(1, bytes.concat(body, hex"00"), "root"),
            abi.encodeWithSelector(Steps.BodyTooLong.selector, 0, (1 << 20) + 1, 1 << 20)
        );
        // Its length alone is enough.
        _refuse(
            abi.encodePacked(three, uint8(0), uint40(1), uint24(type(uint24).max)),
            abi.encodeWithSelector(
                Steps.BodyTooLong.selector, 1, uint256(type(uint24).max), 1 << 20
            )
        );
    }

    function testFuzz_countsWhateverWasWritten(bytes32 seed, uint8 count) external view {
        bytes memory steps;
        for (uint256 i; i < count; ++i) {
            uint8 draw = uint8(seed[i % 32]) ^ uint8(i);
            bytes memory next = draw % 3 == 1 ? two : three;
            if (draw % 3 == 0) next = _operation(draw, new bytes(1 + uint256(draw)), seed);
            steps = bytes.concat(steps, next);
        }
        vm.assertEq(harness.check(steps), count);
    }

    /// @dev What is taken can be written again from what was read, whatever it was.
    function testFuzz_takesOnlyWhatIsWrittenSo(bytes calldata steps) external view {
        try harness.readAll(steps) returns (Steps.Step[] memory list) {
            bytes memory again;
            for (uint256 i; i < list.length; ++i) {
                Steps.Step memory step = list[i];
                uint256 from = again.length;
                again = abi.encodePacked(again, step.flag, step.acceptedAt);
                if (step.flag == 0) {
                    uint24 length = uint24(bytes3(steps[from + 6:from + 9]));
                    bytes calldata body = steps[from + 9:from + 9 + length];
                    vm.assertEq(step.operationHash, keccak256(body));
                    again = abi.encodePacked(again, length, body);
                }
                again = step.flag == 2
                    ? abi.encodePacked(again, step.reason)
                    : abi.encodePacked(again, step.rootAfter);
            }
            vm.assertEq(again, steps);
        } catch (bytes memory reason) {
            vm.assertTrue(reason.length != 0, "an error of its own");
        }
    }

    /// @dev Expects every part of a step to be refused, alone and behind another.
    function _refuseTruncations(bytes memory step) private {
        for (uint256 length = 1; length < step.length; ++length) {
            bytes memory part = new bytes(length);
            for (uint256 i; i < length; ++i) {
                part[i] = step[i];
            }
            _refuse(part, abi.encodeWithSelector(Steps.TruncatedStep.selector, 0));
            _refuse(
                bytes.concat(one, two, part),
                abi.encodeWithSelector(Steps.TruncatedStep.selector, 2)
            );
        }
    }

    /// @dev Expects steps to be refused.
    function _refuse(bytes memory steps, bytes memory reason) private {
        vm.expectRevert(reason);
        harness.check(steps);
    }
}
