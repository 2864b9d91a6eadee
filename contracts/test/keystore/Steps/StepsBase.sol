// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Steps} from "../../../src/keystore/Steps.sol";
import {Base} from "../../Base.sol";

/// @title Functions of the steps, to be called from outside
contract StepsHarness {
    /// @notice Checks all steps.
    /// @param steps The steps.
    /// @return How many there are.
    function check(bytes calldata steps) external pure returns (uint256) {
        return Steps.check(steps);
    }

    /// @notice Checks and reads all steps.
    /// @param steps The steps.
    /// @return list Each one.
    function readAll(bytes calldata steps) external pure returns (Steps.Step[] memory list) {
        list = new Steps.Step[](Steps.check(steps));
        uint256 offset;
        for (uint256 i; i < list.length; ++i) {
            offset = Steps.read(steps, offset, list[i]);
        }
        if (offset != steps.length) revert();
    }

    /// @notice Reads one step into memory that holds another.
    /// @param steps The steps.
    /// @param offset Where it begins.
    /// @param step What the memory holds before.
    /// @return What it holds after.
    /// @return Where the next step begins.
    function readOver(bytes calldata steps, uint256 offset, Steps.Step memory step)
        external
        pure
        returns (Steps.Step memory, uint256)
    {
        uint256 next = Steps.read(steps, offset, step);
        return (step, next);
    }

    /// @notice Writes the records of steps.
    /// @param list The steps.
    /// @return records What is hashed of them.
    function records(Steps.Step[] memory list) external pure returns (bytes memory) {
        bytes memory written = Steps.newRecords(list.length);
        // From the last on: none may spoil another.
        for (uint256 i = list.length; i != 0; --i) {
            Steps.record(written, i - 1, list[i - 1]);
        }
        return written;
    }
}

/// @title What the tests of steps share
abstract contract StepsBase is Base {
    /// @dev The functions under test.
    StepsHarness internal immutable harness = new StepsHarness();

    /// @dev An operation of the log.
    function _operation(uint40 acceptedAt, bytes memory body, bytes32 root)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(uint8(0), acceptedAt, uint24(body.length), body, root);
    }
}
