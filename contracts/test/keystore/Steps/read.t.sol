// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Steps} from "../../../src/keystore/Steps.sol";
import {StepsBase} from "./StepsBase.sol";

/// @title Steps.read
contract StepsReadTest is StepsBase {
    /// @dev A step with every bit set.
    Steps.Step private full = Steps.Step({
        flag: type(uint8).max,
        acceptedAt: type(uint40).max,
        operationHash: bytes32(type(uint256).max),
        rootAfter: bytes32(type(uint256).max),
        reason: type(uint8).max
    });

    function testFuzz_readsAnOperation(
        bytes calldata before,
        uint40 acceptedAt,
        bytes calldata body,
        bytes32 root,
        bytes calldata behind
    ) external view {
        vm.assume(body.length != 0);
        bytes memory steps = _operation(acceptedAt, body, root);
        (Steps.Step memory step, uint256 next) =
            harness.readOver(bytes.concat(before, steps, behind), before.length, full);
        vm.assertEq(next, before.length + steps.length);
        _expect(step, 0, acceptedAt, keccak256(body), root, 0);
    }

    function testFuzz_readsAnAppliedOne(
        bytes calldata before,
        uint40 acceptedAt,
        bytes32 root,
        bytes calldata behind
    ) external view {
        bytes memory steps = abi.encodePacked(before, uint8(1), acceptedAt, root, behind);
        (Steps.Step memory step, uint256 next) = harness.readOver(steps, before.length, full);
        vm.assertEq(next, before.length + 38);
        _expect(step, 1, acceptedAt, 0, root, 0);
    }

    function testFuzz_readsARejectedOne(
        bytes calldata before,
        uint40 acceptedAt,
        uint8 reason,
        bytes calldata behind
    ) external view {
        bytes memory steps = abi.encodePacked(before, uint8(2), acceptedAt, reason, behind);
        (Steps.Step memory step, uint256 next) = harness.readOver(steps, before.length, full);
        vm.assertEq(next, before.length + 7);
        _expect(step, 2, acceptedAt, 0, 0, reason);
    }

    function test_readsTheLongestBody() external view {
        bytes memory body = new bytes(1 << 20);
        body[(1 << 20) - 1] = 0x01;
        (Steps.Step memory step,) = harness.readOver(_operation(1, body, "root"), 0, full);
        _expect(step, 0, 1, keccak256(body), "root", 0);
    }

    /// @dev Expects a step to be this.
    function _expect(
        Steps.Step memory step,
        uint8 flag,
        uint40 acceptedAt,
        bytes32 operationHash,
        bytes32 root,
        uint8 reason
    ) private pure {
        vm.assertEq(step.flag, flag);
        vm.assertEq(step.acceptedAt, acceptedAt);
        vm.assertEq(step.operationHash, operationHash);
        vm.assertEq(step.rootAfter, root);
        vm.assertEq(step.reason, reason);
    }
}
