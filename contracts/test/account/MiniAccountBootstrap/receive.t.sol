// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title MiniAccountBootstrap.receive, and what is neither a receipt nor known
contract MiniAccountBootstrapReceiveTest is Placement {
    function testFuzz_takesCoins(uint96 amount) external {
        address account = address(_alice());
        vm.deal(address(this), amount);
        (bool success,) = account.call{value: amount}("");
        vm.assertTrue(success);
        vm.assertEq(account.balance, amount);
    }

    function test_refusesCoinsSentToTheBootstrapItself() external {
        vm.deal(address(this), 1);
        (bool success, bytes memory reason) = address(bootstrap).call{value: 1}("");
        vm.assertFalse(success);
        vm.assertEq(reason, abi.encodePacked(AccountProxy.NotThroughProxy.selector));
    }

    /// @dev No other way in: nothing can move out, upgrade or delegate yet.
    function testFuzz_refusesEverythingElse(bytes calldata data) external {
        vm.assume(data.length != 0 && !_isKnown(bytes4(data)));
        MiniAccountBootstrap account = _alice();
        (bool success,) = address(account).call(data);
        vm.assertFalse(success);
        (success,) = address(bootstrap).call(data);
        vm.assertFalse(success);
    }

    function test_keepsItsImplementation() external {
        MiniAccountBootstrap account = _alice();
        bytes32 slot = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
        vm.assertEq(vm.load(address(account), slot), bytes32(uint256(uint160(address(bootstrap)))));
        (bool success,) = address(account)
            .call(abi.encodeWithSignature("upgradeToAndCall(address,bytes)", address(this), ""));
        vm.assertFalse(success);
        vm.assertEq(vm.load(address(account), slot), bytes32(uint256(uint160(address(bootstrap)))));
    }

    function _isKnown(bytes4 selector) private view returns (bool) {
        return selector == bootstrap.sync.selector || selector == bootstrap.node.selector
            || selector == bootstrap.keystore.selector
            || selector == bootstrap.onERC721Received.selector
            || selector == bootstrap.onERC1155Received.selector
            || selector == bootstrap.onERC1155BatchReceived.selector
            || selector == bootstrap.supportsInterface.selector;
    }
}
