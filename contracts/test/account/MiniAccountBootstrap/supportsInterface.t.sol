// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountBootstrap.supportsInterface
contract MiniAccountBootstrapSupportsInterfaceTest is Placement {
    function test_namesReceivers() external {
        address account = address(_alice());
        vm.assertTrue(ERC165Checker.supportsInterface(account, 0x01ffc9a7));
        vm.assertTrue(ERC165Checker.supportsInterface(account, 0x150b7a02));
        vm.assertTrue(ERC165Checker.supportsInterface(account, 0x4e2312e0));
    }

    function testFuzz_namesNothingElse(bytes4 id) external {
        vm.assume(id != 0x01ffc9a7 && id != 0x150b7a02 && id != 0x4e2312e0);
        vm.assertFalse(_alice().supportsInterface(id));
    }

    function test_refusesADirectCall() external {
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.supportsInterface(0x01ffc9a7);
    }
}
