// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title AccountLeaf.key
contract AccountLeafKeyTest is Vectors {
    function testFuzz_isTheTaggedNode(bytes32 node) external view {
        vm.assertEq(harness.accountKey(node), keccak256(bytes.concat("mononym.account.v1", node)));
    }

    /// @dev A record's key posing as an account's: a parent could write its children's accounts.
    function testFuzz_isNoRecordKey(bytes32 node, bytes32 other, bytes calldata call)
        external
        view
    {
        bytes32 key = harness.accountKey(node);
        vm.assertNotEq(key, harness.recordKey(other, call));
        vm.assertNotEq(key, harness.recordKey(node, call));
        vm.assertNotEq(key, node);
    }

    function testFuzz_dependsOnTheNode(bytes32 node) external view {
        vm.assertNotEq(harness.accountKey(node), harness.accountKey(~node));
    }
}
