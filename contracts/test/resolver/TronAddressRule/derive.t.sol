// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TronAddressRule} from "../../../src/resolver/TronAddressRule.sol";
import {Vectors} from "../../Vectors.sol";

/// @title TronAddressRule.derive
contract TronAddressRuleDeriveTest is Vectors {
    TronAddressRule private rule = new TronAddressRule(address(0xF), address(0x1));

    function test_vectors() external {
        string memory json = _vectors("families");
        uint256 count = _count(json, "tron");
        for (uint256 i; i < count; ++i) {
            rule = new TronAddressRule(
                vm.parseJsonAddress(json, _at("tron", i, "factory")),
                vm.parseJsonAddress(json, _at("tron", i, "implementation"))
            );
            vm.assertEq(
                rule.derive(
                    vm.parseJsonBytes32(json, _at("tron", i, "node")),
                    vm.parseJsonAddress(json, _at("tron", i, "keystore"))
                ),
                vm.parseJsonBytes(json, _at("tron", i, "address"))
            );
        }
    }

    function testFuzz_startsWithThePrefix(bytes32 node, address keystore) external view {
        bytes memory derived = rule.derive(node, keystore);
        vm.assertEq(derived.length, 21);
        vm.assertEq(uint8(derived[0]), 0x41);
    }

    function testFuzz_theAddressIsTheNodesOwn(bytes32 a, bytes32 b, address keystore)
        external
        view
    {
        vm.assume(a != b);
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
