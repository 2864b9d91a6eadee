// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Allowance, LocalKey} from "../../../src/account/LocalKey.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {LocalKeyState} from "../../../src/account/MiniAccountStore.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.setLocalKey
contract MiniAccountSetLocalKeyTest is MiniAccountBase {
    uint48 private constant SOON = uint48(NOW + 1);

    function test_setsAKeyOfEachKind() external {
        Key[3] memory keys = [_secp(9), _p256(9), _passkey(9)];
        for (uint256 i; i < 3; ++i) {
            vm.expectEmit(address(account));
            emit LocalKey.LocalKeySet(_id(keys[i]), SOON);
            _set(_signer(keys[i]), SOON, 5);
            LocalKeyState memory key = account.localKey();
            vm.assertEq(key.id, _id(keys[i]));
            vm.assertEq(key.validUntil, SOON);
            vm.assertEq(key.signersHash, leaf.signersHash);
            vm.assertEq(account.localAllowance(address(0)), 5);
        }
    }

    function test_aNewKeyHasItsOwnAllowances() external {
        _set(_signer(_secp(9)), SOON, 5);
        Allowance[] memory allowances = new Allowance[](2);
        allowances[0] = Allowance(address(token), 8);
        allowances[1] = Allowance(address(token), 6);
        vm.prank(address(account));
        account.setLocalKey(_signer(_secp(8)), SOON, allowances);
        vm.assertEq(account.localAllowance(address(0)), 0);
        vm.assertEq(account.localAllowance(address(token)), 6);
    }

    function test_clears() external {
        _set(_signer(_secp(9)), SOON, 5);
        vm.expectEmit(address(account));
        emit LocalKey.LocalKeySet(0, 0);
        _set("", 0, 5);
        vm.assertEq(account.localKey().id, 0);
        vm.assertEq(account.localAllowance(address(0)), 0);
    }

    function test_theThresholdSetsIt() external {
        bytes memory data =
            abi.encodeCall(account.setLocalKey, (_signer(_secp(9)), SOON, new Allowance[](0)));
        _execute(_calls(address(account), 0, data), _noLimits());
        vm.assertEq(account.localKey().id, _id(_secp(9)));
    }

    function testFuzz_nobodyElseDoes(address caller) external {
        vm.assume(caller != address(account));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.NotSelf.selector, caller));
        account.setLocalKey(_signer(_secp(9)), SOON, new Allowance[](0));
    }

    function test_anUselessOneIsRefused() external {
        _refused(_signer(_secp(9)), SOON - 2);
        _refused(_signer(_secp(9)), 0);
        _refused(hex"04", SOON);
        _refused(abi.encodePacked(uint8(1), address(0)), SOON);
        _refused(abi.encodePacked(uint8(1), BOB, uint8(0)), SOON);
        _refused(abi.encodePacked(uint8(2), BOB), SOON);
        _refused(abi.encodePacked(uint8(3), uint256(1), uint256(2)), SOON);
        _refused(abi.encodePacked(uint8(4), uint256(1), uint256(2)), SOON);
        _set(_signer(_secp(9)), SOON - 1, 5);
    }

    function _set(bytes memory signer, uint48 validUntil, uint128 coins) private {
        Allowance[] memory allowances = new Allowance[](1);
        allowances[0] = Allowance(address(0), coins);
        vm.prank(address(account));
        account.setLocalKey(signer, validUntil, allowances);
    }

    function _refused(bytes memory signer, uint48 validUntil) private {
        vm.prank(address(account));
        vm.expectRevert(
            abi.encodeWithSelector(LocalKey.UselessLocalKey.selector, keccak256(signer), validUntil)
        );
        account.setLocalKey(signer, validUntil, new Allowance[](0));
    }
}
