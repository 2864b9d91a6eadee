// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ZkStackAddressRule} from "../../../src/resolver/ZkStackAddressRule.sol";
import {Vectors} from "../../Vectors.sol";

/// @title ZkStackAddressRule.derive
contract ZkStackAddressRuleDeriveTest is Vectors {
    ZkStackAddressRule private rule = new ZkStackAddressRule(
        address(0xF), address(0x1), bytes32(hex"01000001") | bytes32(uint256(0xC0DE))
    );

    function test_vectors() external {
        string memory json = _vectors("families");
        uint256 count = _count(json, "zkStack");
        for (uint256 i; i < count; ++i) {
            rule = new ZkStackAddressRule(
                vm.parseJsonAddress(json, _at("zkStack", i, "factory")),
                vm.parseJsonAddress(json, _at("zkStack", i, "implementation")),
                vm.parseJsonBytes32(json, _at("zkStack", i, "bytecodeHash"))
            );
            vm.assertEq(
                rule.derive(
                    vm.parseJsonBytes32(json, _at("zkStack", i, "node")),
                    vm.parseJsonAddress(json, _at("zkStack", i, "keystore"))
                ),
                vm.parseJsonBytes(json, _at("zkStack", i, "address"))
            );
        }
    }

    function testFuzz_theAddressIsTheNodesOwn(bytes32 a, bytes32 b, address keystore)
        external
        view
    {
        vm.assume(a != b);
        vm.assertEq(rule.derive(a, keystore).length, 20);
        vm.assertNotEq(keccak256(rule.derive(a, keystore)), keccak256(rule.derive(b, keystore)));
    }

    function testFuzz_theAddressIsTheKeystoresOwn(bytes32 node, address a, address b)
        external
        view
    {
        vm.assume(a != b);
        vm.assertNotEq(keccak256(rule.derive(node, a)), keccak256(rule.derive(node, b)));
    }
}
