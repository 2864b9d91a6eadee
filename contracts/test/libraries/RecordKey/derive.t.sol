// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title RecordKey.derive
contract RecordKeyDeriveTest is Vectors {
    function test_vectors() external view {
        string memory json = _vectors("records");
        for (uint256 i = _count(json); i > 0; --i) {
            vm.assertEq(
                harness.recordKey(
                    vm.parseJsonBytes32(json, _at(i - 1, "node")),
                    vm.parseJsonBytes(json, _at(i - 1, "call"))
                ),
                vm.parseJsonBytes32(json, _at(i - 1, "recordKey")),
                vm.parseJsonString(json, _at(i - 1, "comment"))
            );
        }
    }

    /// @dev Without its tag a record's key could be the node of a name (KEYSTORE: keys in the tree).
    function testFuzz_isNoNamehash(bytes32 node, bytes calldata call) external view {
        bytes32 key = harness.recordKey(node, call);
        vm.assertNotEq(key, keccak256(abi.encode(node, keccak256(call))));
        vm.assertNotEq(key, keccak256(abi.encodePacked("mononym.account.v1", node)));
    }

    function testFuzz_dependsOnEveryInput(bytes32 node, bytes calldata call) external view {
        bytes32 key = harness.recordKey(node, call);
        vm.assertNotEq(harness.recordKey(~node, call), key);
        vm.assertNotEq(harness.recordKey(node, bytes.concat(call, hex"00")), key);
    }
}
