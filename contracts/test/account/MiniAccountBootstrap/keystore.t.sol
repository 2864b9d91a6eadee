// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountBootstrap.keystore
contract MiniAccountBootstrapKeystoreTest is Placement {
    function testFuzz_isTheProxys(bytes32 node, address keystore) external {
        address account = factory.deploy(node, keystore);
        vm.assertEq(MiniAccountBootstrap(payable(account)).keystore(), keystore);
    }

    function test_refusesADirectCall() external {
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.keystore();
    }
}
