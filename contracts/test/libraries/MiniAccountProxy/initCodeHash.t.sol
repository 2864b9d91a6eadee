// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../../Vectors.sol";

/// @title MiniAccountProxy.initCodeHash
contract MiniAccountProxyInitCodeHashTest is Vectors {
    function test_vectors() external view {
        string memory json = _vectors("addresses");
        for (uint256 i = _count(json); i > 0; --i) {
            vm.assertEq(
                harness.miniAccountInitCodeHash(
                    vm.parseJsonAddress(json, _at(i - 1, "implementation")),
                    vm.parseJsonBytes32(json, _at(i - 1, "node")),
                    vm.parseJsonAddress(json, _at(i - 1, "keystore"))
                ),
                vm.parseJsonBytes32(json, _at(i - 1, "initCodeHash")),
                vm.parseJsonString(json, _at(i - 1, "comment"))
            );
        }
    }

    function testFuzz_isTheHashOfTheInitCode(address implementation, bytes32 node, address keystore)
        external
        view
    {
        vm.assertEq(
            harness.miniAccountInitCodeHash(implementation, node, keystore),
            keccak256(harness.miniAccountInitCode(implementation, node, keystore))
        );
    }
}
