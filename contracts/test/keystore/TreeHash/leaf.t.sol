// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TreeHash} from "../../../src/keystore/TreeHash.sol";
import {Base} from "../../Base.sol";

/// @title TreeHash.leaf
contract TreeHashLeafTest is Base {
    function testFuzz_isTheFormatOfJmt(bytes32 key, bytes32 valueHash) external pure {
        vm.assertEq(
            TreeHash.leaf(key, valueHash), keccak256(bytes.concat("JMT::LeafNode", key, valueHash))
        );
    }

    /// @dev A leaf posing as inner node, or the other way round.
    function testFuzz_isNoInnerNode(bytes32 a, bytes32 b) external pure {
        vm.assertNotEq(TreeHash.leaf(a, b), TreeHash.inner(a, b));
        vm.assertNotEq(TreeHash.leaf(a, b), TreeHash.EMPTY);
    }

    /// @dev Hashing writes behind the end of memory; what comes later must not see it.
    function testFuzz_leavesMemoryAlone(bytes memory before, bytes32 a) external pure {
        bytes32 hash = keccak256(before);
        bytes32 leaf = TreeHash.leaf(a, hash);
        vm.assertEq(keccak256(before), hash);
        bytes32[] memory fresh = new bytes32[](4);
        for (uint256 i; i < 4; ++i) {
            vm.assertEq(fresh[i], 0);
        }
        vm.assertEq(leaf, TreeHash.leaf(a, hash));
    }
}
