// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountProxy} from "../../../src/libraries/MiniAccountProxy.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountFactory.addressOf
contract MiniAccountFactoryAddressOfTest is Placement {
    function testFuzz_isComputedFromNodeAndKeystore(bytes32 node, address keystore) external view {
        vm.assertEq(
            factory.addressOf(node, keystore),
            MiniAccountProxy.addressOf(address(factory), address(bootstrap), node, keystore)
        );
    }

    function testFuzz_differsForAnotherNodeOrKeystore(bytes32 node, address keystore)
        external
        view
    {
        address account = factory.addressOf(node, keystore);
        vm.assertNotEq(factory.addressOf(~node, keystore), account);
        vm.assertNotEq(factory.addressOf(node, address(~uint160(keystore))), account);
    }

    function test_isTheSameAfterTheDeployment() external {
        address before = factory.addressOf(ALICE, KEYSTORE);
        factory.deploy(ALICE, KEYSTORE);
        vm.assertEq(factory.addressOf(ALICE, KEYSTORE), before);
    }
}
