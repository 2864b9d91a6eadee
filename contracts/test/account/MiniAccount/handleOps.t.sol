// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {Call} from "../../../src/account/Call.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Limit} from "../../../src/account/SpendingLimits.sol";
import {Key} from "../KeyRing.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title A MiniAccount behind the real EntryPoint 0.8
contract MiniAccountHandleOpsTest is EntryPointBase {
    function test_bySecp256k1() external {
        uint256 before = address(account).balance;
        _handle(_by(_executing(_payBob(3), _noLimits()), _keys(_secp(1))));
        vm.assertEq(BOB.balance, 3);
        vm.assertLt(0, BUNDLER.balance);
        uint256 paid = BUNDLER.balance + entryPoint.balanceOf(address(account)) + 3;
        vm.assertEq(before - address(account).balance, paid);
    }

    function test_byAThresholdOfAllKinds() external {
        Key[] memory keys = _keys(_secp(1), _p256(1), _passkey(1));
        _rotate(3, keys);
        _handle(_by(_executing(_payBob(3), _noLimits()), keys));
        vm.assertEq(BOB.balance, 3);
    }

    function test_byTheLocalKey() external {
        _setLocalKey(_p256(2), uint48(NOW + 1 days), address(token), 5);
        entryPoint.depositTo{value: 1 ether}(address(account));
        PackedUserOperation memory op = _local(_transfer(3), _noLimits());
        // Its gas would be spent coin, of which it may spend none.
        _reverted(
            _byLocal(op, _p256(2)),
            abi.encodeWithSignature(
                "AllowanceExceeded(address,uint256,uint256)", 0, 2_550_000 * 2 gwei, 0
            )
        );
        op.gasFees = 0;
        _handle(_byLocal(op, _p256(2)));
        vm.assertEq(token.balanceOf(BOB), 3);
        vm.assertEq(account.localAllowance(address(token)), 2);
    }

    function test_byTheWrongKey() external {
        _refused(_by(_executing(_payBob(3), _noLimits()), _keys(_secp(2))), "AA24 signature error");
        vm.assertEq(BOB.balance, 0);
    }

    function test_threat_sameOperationTwice() external {
        PackedUserOperation memory op = _by(_executing(_payBob(3), _noLimits()), _keys(_secp(1)));
        _handle(op);
        _refused(op, "AA25 invalid account nonce");
        vm.assertEq(BOB.balance, 3);
    }

    function test_threat_sameOperationOnAnotherChain() external {
        PackedUserOperation memory op = _by(_executing(_payBob(3), _noLimits()), _keys(_secp(1)));
        vm.chainId(10);
        _refused(op, "AA24 signature error");
    }

    function test_threat_sameOperationOfAnotherAccountWithTheSameSigners() external {
        bytes32 node = keccak256("bob's");
        MiniAccount other = _deploy(node);
        _sync(other, node);
        vm.deal(address(other), 1 ether);
        PackedUserOperation memory op = _by(_executing(_payBob(3), _noLimits()), _keys(_secp(1)));
        op.sender = address(other);
        _refused(op, "AA24 signature error");
    }

    function test_threat_oldSignerAfterRotation() external {
        PackedUserOperation memory op = _by(_executing(_payBob(3), _noLimits()), _keys(_secp(1)));
        _rotate(1, _keys(_secp(2)));
        _refused(op, "AA24 signature error");
    }

    function test_theLocalKeyIsOverInTime() external {
        _setLocalKey(_secp(2), uint48(NOW + 10), address(0), 10 ether);
        PackedUserOperation memory op = _byLocal(_local(_payBob(1), _noLimits()), _secp(2));
        vm.warp(NOW + 11);
        _refused(op, "AA22 expired or not due");
        vm.warp(NOW + 10);
        _handle(op);
        vm.assertEq(BOB.balance, 1);
    }

    function test_threat_localKeyWhileFrozen() external {
        _setLocalKey(_secp(2), uint48(NOW + 1 days), address(0), 10 ether);
        leaf.frozenUntil = NOW + 100;
        _next();
        _sync();
        PackedUserOperation memory op = _byLocal(_local(_payBob(1), _noLimits()), _secp(2));
        _refused(op, "AA22 expired or not due");
        vm.warp(NOW + 99);
        _refused(op, "AA22 expired or not due");
        vm.warp(NOW + 100);
        _handle(op);
        vm.assertEq(BOB.balance, 1);
    }

    function test_threat_localKeyWhenRetired() external {
        _setLocalKey(_secp(2), uint48(NOW + 1 days), address(0), 10 ether);
        leaf.retiredFrom = NOW + 100;
        _next();
        _sync();
        PackedUserOperation memory op = _byLocal(_local(_payBob(1), _noLimits()), _secp(2));
        vm.warp(NOW + 100);
        _refused(op, "AA22 expired or not due");
        vm.warp(NOW + 99);
        _handle(op);
        vm.assertEq(BOB.balance, 1);
    }

    /// @dev The account is frozen by an operation of the same bundle, after all were validated.
    function test_threat_localKeyInABundleThatFreezes() external {
        _setLocalKey(_secp(2), uint48(NOW + 1 days), address(0), 10 ether);
        leaf.frozenUntil = NOW + 100;
        _next();
        Call[] memory calls =
            _calls(address(account), 0, abi.encodeCall(account.sync, (_commit(ALICE))));
        _bundle(_executing(calls, _noLimits()));
        vm.assertEq(account.state().frozenUntil, NOW + 100);
        vm.assertEq(BOB.balance, 0);
    }

    /// @dev The signers change by an operation of the same bundle, after all were validated.
    function test_threat_localKeyInABundleThatRotates() external {
        _setLocalKey(_secp(2), uint48(NOW + 1 days), address(0), 10 ether);
        _setSigners(1, _keys(_secp(3)));
        _next();
        Call[] memory calls =
            _calls(address(account), 0, abi.encodeCall(account.sync, (_commit(ALICE))));
        _bundle(_executing(calls, _noLimits()));
        vm.assertEq(account.localKey().id, 0);
        vm.assertEq(BOB.balance, 0);
    }

    function test_whileLimitedGasComesFromTheDeposit() external {
        Limit[] memory limits = _limits(address(0), 1 ether, 1 days);
        _limit(limits);
        PackedUserOperation memory op = _by(_executing(_payBob(3), limits), _keys(_secp(1)));
        _reverted(
            op, abi.encodeWithSelector(MiniAccount.GasNotDeposited.selector, 2_550_000 * 2 gwei)
        );
        Call[] memory calls = _calls(
            ENTRY_POINT, 0.1 ether, abi.encodeCall(entryPoint.depositTo, (address(account)))
        );
        _execute(calls, limits);
        vm.assertEq(account.spent(address(0)).amount, 0.1 ether);
        uint256 before = address(account).balance;
        _handle(op);
        vm.assertEq(BOB.balance, 3);
        vm.assertEq(before - address(account).balance, 3);
    }

    function test_aFailedCallStillPaysItsGas() external {
        Call[] memory calls = _calls(address(token), 0, abi.encodeCall(token.transfer, (BOB, 1e30)));
        _handle(_by(_executing(calls, _noLimits()), _keys(_secp(1))));
        vm.assertEq(token.balanceOf(BOB), 0);
        vm.assertLt(0, BUNDLER.balance);
        vm.assertEq(entryPoint.getNonce(address(account), 0), 1);
    }

    function _bundle(PackedUserOperation memory first) private {
        PackedUserOperation[] memory ops = new PackedUserOperation[](2);
        ops[0] = _by(first, _keys(_secp(1)));
        ops[1] = _local(_payBob(1), _noLimits());
        ops[1].nonce = uint256(1) << 64;
        ops[1] = _byLocal(ops[1], _secp(2));
        _handle(ops);
        // The second was executed, in vain.
        vm.assertEq(entryPoint.getNonce(address(account), 1), (uint256(1) << 64) + 1);
    }
}
