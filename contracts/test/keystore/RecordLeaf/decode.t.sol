// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RecordLeaf, RecordState} from "../../../src/keystore/RecordLeaf.sol";
import {Vectors} from "../../Vectors.sol";

/// @title RecordLeaf.decode
contract RecordLeafDecodeTest is Vectors {
    function testFuzz_readsAValue(bytes32 first, bytes32[] calldata rest) external view {
        bytes memory answer = abi.encodePacked(first, rest);
        _check(bytes.concat(hex"02", answer), RecordState.Value, answer);
    }

    function test_readsNone() external view {
        _check(hex"03", RecordState.None, "");
    }

    function test_readsTheAbsenceOfALeaf() external view {
        _check("", RecordState.Unset, "");
    }

    function testFuzz_refusesAnotherType(bytes1 kind, bytes32[] calldata words) external {
        vm.assume(kind != 0x02 && kind != 0x03);
        _refuses(abi.encodePacked(kind, words));
    }

    /// @dev An account's value, however long, is no record's.
    function test_refusesAnAccount() external {
        bytes memory value = new bytes(264);
        value[0] = 0x01;
        _refuses(value);
        value = new bytes(33);
        value[0] = 0x01;
        _refuses(value);
    }

    function testFuzz_refusesNoneWithMore(bytes calldata more) external {
        vm.assume(more.length != 0);
        _refuses(bytes.concat(hex"03", more));
        _refuses(bytes.concat(hex"03", new bytes(32)));
    }

    function test_refusesAValueOfNothing() external {
        _refuses(hex"02");
    }

    /// @dev Such a value could be taken for an encoded error, and be thrown.
    function testFuzz_refusesBrokenWords(bytes calldata answer) external {
        vm.assume(answer.length % 32 != 0);
        _refuses(bytes.concat(hex"02", answer));
    }

    function _check(bytes memory value, RecordState state, bytes memory answer) private view {
        (RecordState state_, bytes memory answer_) = harness.recordLeaf(value);
        vm.assertEq(uint256(state_), uint256(state));
        vm.assertEq(answer_, answer);
    }

    function _refuses(bytes memory value) private {
        vm.expectRevert(abi.encodeWithSelector(RecordLeaf.MalformedRecord.selector, value));
        harness.recordLeaf(value);
    }
}
