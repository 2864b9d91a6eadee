// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {AccountSignature} from "../../../src/account/AccountSignature.sol";
import {Approval, Approvals} from "../../../src/account/Approvals.sol";
import {LocalKey} from "../../../src/account/LocalKey.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {SignerKey} from "../../../src/account/SignerKey.sol";
import {Key} from "../KeyRing.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title MiniAccount.validateUserOp
contract MiniAccountValidateUserOpTest is EntryPointBase {
    function test_onlyTheEntryPointAsks() external {
        PackedUserOperation memory op = _by(_executing(_payBob(1), _noLimits()), _keys(_secp(1)));
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.NotEntryPoint.selector, address(this)));
        account.validateUserOp(op, 0, 0);
    }

    function test_paysExactlyWhatIsMissing() external {
        PackedUserOperation memory op = _by(_executing(_payBob(1), _noLimits()), _keys(_secp(1)));
        vm.assertEq(_validate(op, 12345), 0);
        vm.assertEq(ENTRY_POINT.balance, 12345);
        vm.assertEq(entryPoint.balanceOf(address(account)), 12345);
        vm.assertEq(_validate(op, 0), 0);
        vm.assertEq(ENTRY_POINT.balance, 12345);
    }

    function test_aWrongSignatureIsSaidNotThrown() external {
        PackedUserOperation memory op = _executing(_payBob(1), _noLimits());
        vm.assertEq(_validate(_by(op, _keys(_secp(2))), 7), 1);
        op.signature = _signed(_keys(_secp(1)), keccak256("else"));
        vm.assertEq(_validate(op, 0), 1);
        vm.assertEq(_validate(_by(op, _keys(_secp(1))), 0), 0);
    }

    function test_aMalformedOneReverts() external {
        PackedUserOperation memory op = _executing(_payBob(1), _noLimits());
        _throws(op, "", abi.encodeWithSelector(AccountSignature.EmptySignature.selector));
        for (uint8 mode = 2; mode < 5; ++mode) {
            _throws(
                op,
                bytes.concat(bytes1(mode), _signed(_keys(_secp(1)), 0)),
                abi.encodeWithSelector(AccountSignature.UnknownMode.selector, mode)
            );
        }
        _throws(op, hex"00", "");
        _throws(op, hex"000102", "");
        _throws(
            op,
            _encoded(_keys(_secp(1)), 2, _approvals(_keys(_secp(1)), 0)),
            abi.encodeWithSelector(Approvals.ApprovalCount.selector, 2, 1)
        );
    }

    /// @dev Gas estimations have signatures of the right form only.
    function test_aWrongApprovalCostsAsMuchAsARightOne() external {
        Key[] memory keys = _keys(_secp(1), _secp(2));
        _rotate(2, keys);
        PackedUserOperation memory op = _executing(_payBob(1), _noLimits());
        uint256 right = _cost(_by(op, keys), 0);
        Approval[] memory approvals =
            _approvals(_keys(Key(1, 77), Key(1, 78)), entryPoint.getUserOpHash(op));
        for (uint256 i; i < 2; ++i) {
            approvals[i].signer = _signer(keys[i]);
        }
        op.signature = _encoded(keys, 2, approvals);
        uint256 dummy = _cost(op, 1);
        vm.assertLt(right, dummy + 200);
        vm.assertLt(dummy, right + 200);
    }

    function testFuzz_theThresholdOnlyExecutes(bytes4 selector) external {
        vm.assume(selector != account.execute.selector);
        _wrongFunction(selector, hex"00");
    }

    function test_theThresholdDoesNothingElse() external {
        bytes4[8] memory selectors = [
            account.executeLocal.selector,
            account.executeSigned.selector,
            account.executeFromOutbox.selector,
            account.setLocalKey.selector,
            account.sync.selector,
            account.validateUserOp.selector,
            // IAccountExecute.executeUserOp
            bytes4(0x8dd7712f),
            bytes4(0)
        ];
        for (uint256 i; i < selectors.length; ++i) {
            _wrongFunction(selectors[i], hex"00");
        }
    }

    function testFuzz_theLocalKeyOnlyExecutesLocally(bytes4 selector) external {
        vm.assume(selector != account.executeLocal.selector);
        _wrongFunction(selector, hex"01");
        _wrongFunction(account.execute.selector, hex"01");
    }

    function test_theLocalKeysTimesAreForTheEntryPoint() external {
        _setLocalKey(_secp(2), uint48(NOW + 50), address(0), 1 ether);
        PackedUserOperation memory op = _local(_payBob(1), _noLimits());
        vm.assertEq(_validate(_byLocal(op, _secp(2)), 0), uint256(NOW + 50) << 160);
        vm.assertEq(_validate(_byLocal(op, _secp(3)), 0), uint256(NOW + 50) << 160 | 1);
        (leaf.frozenUntil, leaf.retiredFrom) = (NOW + 10, NOW + 40);
        _next();
        _sync();
        uint256 window = uint256(NOW + 9) << 208 | uint256(NOW + 39) << 160;
        vm.assertEq(_validate(_byLocal(op, _secp(2)), 0), window);
        (leaf.frozenUntil, leaf.retiredFrom) = (type(uint64).max, NOW + 51);
        _next();
        _sync();
        window = uint256(type(uint48).max - 1) << 208 | uint256(NOW + 50) << 160;
        vm.assertEq(_validate(_byLocal(op, _secp(2)), 0), window);
        // The last second would be 0, which means: without end.
        leaf.retiredFrom = 1;
        _next();
        _sync();
        vm.assertEq(uint160(_validate(_byLocal(op, _secp(2)), 0)), 1);
    }

    function test_withoutALocalKeyNobodyIsIt() external {
        PackedUserOperation memory op = _local(_payBob(1), _noLimits());
        vm.assertEq(uint160(_validate(_byLocal(op, _secp(1)), 0)), 1);
        op.signature = bytes.concat(hex"01", abi.encode(Approval("", "")));
        vm.assertEq(uint160(_validate(op, 0)), 1);
    }

    function test_theLocalKeyIsNotTheThreshold() external {
        _setLocalKey(_secp(2), uint48(NOW + 50), address(0), 1 ether);
        PackedUserOperation memory op = _executing(_payBob(1), _noLimits());
        vm.assertEq(_validate(_by(op, _keys(_secp(2))), 0), 1);
    }

    function test_itsGasIsCounted() external {
        uint128 most = 2_550_000 * 2 gwei;
        _setLocalKey(_secp(2), uint48(NOW + 50), address(0), most + 5);
        PackedUserOperation memory op = _byLocal(_local(_payBob(1), _noLimits()), _secp(2));
        _validate(op, 0);
        vm.assertEq(account.localAllowance(address(0)), 5);
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        vm.expectRevert(
            abi.encodeWithSelector(LocalKey.AllowanceExceeded.selector, address(0), most, 5)
        );
        account.validateUserOp(op, hash, 0);
        // A paymaster pays for this one.
        op = _local(_payBob(1), _noLimits());
        op.paymasterAndData = abi.encodePacked(BOB, uint128(1), uint128(1));
        _validate(_byLocal(op, _secp(2)), 0);
        vm.assertEq(account.localAllowance(address(0)), 5);
        // A signature that is none costs nothing.
        op = _byLocal(_local(_payBob(1), _noLimits()), _secp(3));
        vm.assertEq(uint160(_validate(op, 0)), 1);
        vm.assertEq(account.localAllowance(address(0)), 5);
    }

    function test_whileLimitedItPaysNoGas() external {
        _limit(_limits(address(token), 5, 1 days));
        PackedUserOperation memory op =
            _by(_executing(_payBob(1), _limits(address(token), 5, 1 days)), _keys(_secp(1)));
        vm.assertEq(_validate(op, 0), 0);
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.GasNotDeposited.selector, 1));
        account.validateUserOp(op, hash, 1);
    }

    function test_withoutFallbackItSaysWhatIsMissing() external {
        _rotate(1, _keys(_p256(1)));
        PackedUserOperation memory op = _by(_executing(_payBob(1), _noLimits()), _keys(_p256(1)));
        vm.etch(Placed.P256_FALLBACK, "");
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        vm.expectRevert(
            abi.encodeWithSelector(SignerKey.P256FallbackMissing.selector, Placed.P256_FALLBACK)
        );
        account.validateUserOp(op, hash, 0);
    }

    /// @dev What a validation costs, the second time.
    function _cost(PackedUserOperation memory op, uint256 answer) private returns (uint256 gas) {
        bytes32 hash = entryPoint.getUserOpHash(op);
        for (uint256 i; i < 2; ++i) {
            vm.prank(ENTRY_POINT);
            gas = gasleft();
            uint256 found = account.validateUserOp(op, hash, 0);
            gas -= gasleft();
            vm.assertEq(found, answer);
        }
    }

    function _wrongFunction(bytes4 selector, bytes memory signature) private {
        PackedUserOperation memory op = _operation(bytes.concat(selector, new bytes(64)));
        op.signature = signature;
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.WrongFunction.selector, selector));
        account.validateUserOp(op, hash, 0);
    }

    function _throws(PackedUserOperation memory op, bytes memory signature, bytes memory reason)
        private
    {
        op.signature = signature;
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        if (reason.length == 0) vm.expectRevert();
        else vm.expectRevert(reason);
        account.validateUserOp(op, hash, 0);
    }
}
