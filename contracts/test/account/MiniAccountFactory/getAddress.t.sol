// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountProxy} from "../../../src/libraries/MiniAccountProxy.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountFactory.getAddress
contract MiniAccountFactoryGetAddressTest is Placement {
    function testFuzz_isComputedFromNodeAndKeystore(bytes32 node, address keystore) external view {
        vm.assertEq(
            factory.getAddress(node, keystore),
            MiniAccountProxy.addressOf(address(factory), address(bootstrap), node, keystore)
        );
    }

    function testFuzz_differsForAnotherNodeOrKeystore(bytes32 node, address keystore)
        external
        view
    {
        address account = factory.getAddress(node, keystore);
        vm.assertNotEq(factory.getAddress(~node, keystore), account);
        vm.assertNotEq(factory.getAddress(node, address(~uint160(keystore))), account);
    }

    function test_isTheSameAfterTheDeployment() external {
        address before = factory.getAddress(ALICE, KEYSTORE);
        factory.deploy(ALICE, KEYSTORE);
        vm.assertEq(factory.getAddress(ALICE, KEYSTORE), before);
    }
}
