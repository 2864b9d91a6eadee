// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TreeHash} from "../../../src/keystore/TreeHash.sol";
import {Base} from "../../Base.sol";

/// @title TreeHash.inner
contract TreeHashInnerTest is Base {
    function testFuzz_isTheFormatOfJmt(bytes32 left, bytes32 right) external pure {
        vm.assertEq(
            TreeHash.inner(left, right), keccak256(bytes.concat("JMT::IntrnalNode", left, right))
        );
    }

    function test_emptyIsTheFormatOfJmt() external pure {
        vm.assertEq(bytes.concat(TreeHash.EMPTY), bytes("SPARSE_MERKLE_PLACEHOLDER_HASH__"));
    }
}
