// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {MiniAccountFactory} from "../../../src/account/MiniAccountFactory.sol";
import {MiniAccountProxy} from "../../../src/libraries/MiniAccountProxy.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountFactory.deploy
contract MiniAccountFactoryDeployTest is Placement {
    function testFuzz_putsTheAccountWhereItBelongs(bytes32 node, address keystore) external {
        address expected =
            MiniAccountProxy.addressOf(address(factory), address(bootstrap), node, keystore);
        vm.assertEq(expected.code.length, 0);

        vm.expectEmit(address(factory));
        emit MiniAccountFactory.Deployed(node, keystore, expected);
        vm.assertEq(factory.deploy(node, keystore), expected);

        MiniAccountBootstrap account = MiniAccountBootstrap(payable(expected));
        vm.assertEq(account.node(), node);
        vm.assertEq(account.keystore(), keystore);
    }

    function test_gas() external {
        factory.deploy(ALICE, KEYSTORE);
        vm.snapshotGasLastCall("MiniAccountFactory", "deploy");
        factory.deploy(ALICE, KEYSTORE);
        vm.snapshotGasLastCall("MiniAccountFactory", "deploy, already there");
    }

    function testFuzz_anyoneMayDeployAndItMakesNoDifference(address caller) external {
        vm.prank(caller);
        address account = factory.deploy(ALICE, KEYSTORE);
        vm.assertEq(account, factory.getAddress(ALICE, KEYSTORE));
        vm.assertEq(MiniAccountBootstrap(payable(account)).node(), ALICE);
    }

    function test_doesNothingTheSecondTime() external {
        address account = factory.deploy(ALICE, KEYSTORE);
        bytes memory code = account.code;
        vm.deal(account, 1 ether);
        vm.assertEq(factory.deploy(ALICE, KEYSTORE), account);
        vm.assertEq(account.code, code);
        vm.assertEq(account.balance, 1 ether);
    }

    function test_worksForAnAddressThatHoldsCoins() external {
        address account = factory.getAddress(ALICE, KEYSTORE);
        vm.deal(account, 1 ether);
        vm.assertEq(factory.deploy(ALICE, KEYSTORE), account);
        vm.assertEq(account.balance, 1 ether);
    }

    function test_takesNoCoins() external {
        (bool success,) =
            address(factory).call{value: 1}(abi.encodeCall(factory.deploy, (ALICE, KEYSTORE)));
        vm.assertFalse(success);
    }

    function test_refusesWhereTheBootstrapIsMissing() external {
        vm.etch(address(bootstrap), "");
        vm.expectRevert(
            abi.encodeWithSelector(MiniAccountFactory.BootstrapMissing.selector, address(bootstrap))
        );
        factory.deploy(ALICE, KEYSTORE);
    }
}
