// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountSignature} from "../../../src/account/AccountSignature.sol";
import {Approval, Approvals} from "../../../src/account/Approvals.sol";
import {Call} from "../../../src/account/Call.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Limit, SpendingLimits} from "../../../src/account/SpendingLimits.sol";
import {Reentrant} from "../../fixtures/Reentrant.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.executeSigned
contract MiniAccountExecuteSignedTest is MiniAccountBase {
    function test_anyoneSendsWhatTheThresholdSigned() external {
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(3), 9, NOW));
        vm.expectEmit(address(account));
        emit MiniAccount.NonceUsed(9);
        vm.prank(BOB);
        account.executeSigned(_payBob(3), _noLimits(), 9, NOW, signature);
        vm.assertEq(BOB.balance, 3);
        vm.assertTrue(account.isNonceUsed(9));
        vm.assertFalse(account.isNonceUsed(10));
    }

    function test_threeKindsOfKeysSignTogether() external {
        Key[] memory keys = _keys(_secp(1), _p256(1), _passkey(1));
        _rotate(3, keys);
        _send(keys, 3, keys, 1);
        _withP256();
        _send(keys, 3, keys, 2);
        vm.assertEq(BOB.balance, 2);
    }

    function testFuzz_anyTwoOfThree(uint256 absent, uint256 nonce) external {
        Key[] memory keys = _keys(_secp(1), _secp(2), _secp(3));
        _rotate(2, keys);
        _send(keys, 2, _without(keys, absent % 3), nonce);
        vm.assertEq(BOB.balance, 1);
    }

    function testFuzz_noncesAreUnorderedAndUsedOnce(uint256 a, uint256 b) external {
        vm.assume(a != b);
        Key[] memory keys = _keys(_secp(1));
        _send(keys, 1, keys, a);
        _send(keys, 1, keys, b);
        bytes memory signature = _signed(keys, _digest(account, _payBob(1), a, NOW));
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.NonceAlreadyUsed.selector, a));
        account.executeSigned(_payBob(1), _noLimits(), a, NOW, signature);
        vm.assertEq(BOB.balance, 2);
    }

    function test_threat_replayAfterTheDeadline() external {
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 1, NOW));
        vm.warp(NOW + 1);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.Expired.selector, NOW));
        account.executeSigned(_payBob(1), _noLimits(), 1, NOW, signature);
    }

    function test_threat_replayOnAnotherChain() external {
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 1, NOW));
        vm.chainId(10);
        _refused(account, _payBob(1), 1, NOW, signature);
    }

    function test_threat_replayOnAnotherAccountWithTheSameSigners() external {
        bytes32 node = keccak256("bob's");
        MiniAccount other = _deploy(node);
        _sync(other, node);
        vm.deal(address(other), 1 ether);
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 1, NOW));
        _refused(other, _payBob(1), 1, NOW, signature);
        signature = _signed(_keys(_secp(1)), _digest(other, _payBob(1), 1, NOW));
        other.executeSigned(_payBob(1), _noLimits(), 1, NOW, signature);
        vm.assertEq(BOB.balance, 1);
    }

    function test_threat_oldSignerAfterRotation() external {
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 1, NOW));
        _rotate(1, _keys(_secp(2)));
        _refused(account, _payBob(1), 1, NOW, signature);
    }

    function test_threat_oldSignerUnderTheNewSet() external {
        Key[] memory keys = _keys(_secp(2), _secp(3));
        _rotate(1, keys);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        _refused(account, _payBob(1), 1, NOW, _signed(keys, 1, _keys(_secp(1)), digest));
    }

    function test_threat_malleableSignature() external {
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_secp(1).secret, digest);
        bytes32 high = bytes32(SECP256K1_ORDER - uint256(s));
        bytes memory flipped = abi.encodePacked(r, high, v == 27 ? uint8(28) : uint8(27));
        _refused(account, _payBob(1), 1, NOW, _one(_secp(1), flipped));
        _refused(account, _payBob(1), 1, NOW, _one(_secp(1), abi.encodePacked(r, s, v - 27)));
        _refused(account, _payBob(1), 1, NOW, _one(_secp(1), abi.encodePacked(r, s, v, v)));
    }

    function test_threat_malleableP256() external {
        _rotate(1, _keys(_p256(1)));
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        (bytes32 r, bytes32 s) = _signP256(_p256(1), sha256(bytes.concat(digest)));
        bytes memory flipped = abi.encodePacked(r, P256_ORDER - uint256(s));
        bytes memory longer = abi.encodePacked(r, s, uint8(27));
        _refused(account, _payBob(1), 1, NOW, _one(_p256(1), flipped));
        _refused(account, _payBob(1), 1, NOW, _one(_p256(1), longer));
        _withP256();
        _refused(account, _payBob(1), 1, NOW, _one(_p256(1), flipped));
        _refused(account, _payBob(1), 1, NOW, _one(_p256(1), longer));
        account.executeSigned(
            _payBob(1), _noLimits(), 1, NOW, _one(_p256(1), abi.encodePacked(r, s))
        );
        vm.assertEq(BOB.balance, 1);
    }

    function test_threat_oneKeyCountedTwice() external {
        Key[] memory keys = _keys(_secp(1), _secp(2));
        _rotate(2, keys);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        for (uint256 i; i < 2; ++i) {
            Key[] memory twice = new Key[](2);
            (twice[0], twice[1]) = (keys[i], keys[i]);
            _refused(account, _payBob(1), 1, NOW, _signed(keys, 2, twice, digest));
        }
    }

    function test_approvalsAscend() external {
        Key[] memory keys = _keys(_secp(1), _secp(2));
        _rotate(2, keys);
        Key[] memory swapped = new Key[](2);
        (swapped[0], swapped[1]) = (keys[1], keys[0]);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        _refused(account, _payBob(1), 1, NOW, _signed(keys, 2, swapped, digest));
    }

    function test_oneWrongApprovalSpoilsAll() external {
        Key[] memory keys = _keys(_secp(1), _secp(2));
        _rotate(2, keys);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        for (uint256 i; i < 2; ++i) {
            Approval[] memory approvals = _approvals(keys, digest);
            approvals[i].signature = _sign(keys[i], keccak256("else"));
            _refused(account, _payBob(1), 1, NOW, _encoded(keys, 2, approvals));
            approvals[i] = _approval(_secp(3), digest);
            _refused(account, _payBob(1), 1, NOW, _encoded(keys, 2, approvals));
        }
    }

    function test_noOtherThresholdThanTheAccounts() external {
        Key[] memory keys = _keys(_secp(1), _secp(2));
        _rotate(2, keys);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        _refused(account, _payBob(1), 1, NOW, _signed(keys, 1, _keys(_secp(1)), digest));
        _refused(account, _payBob(1), 1, NOW, _signed(keys, 0, new Key[](0), digest));
    }

    function testFuzz_asManyApprovalsAsTheThresholdSays(uint8 threshold) external {
        vm.assume(threshold != 1);
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        Key[] memory keys = _keys(_secp(1));
        vm.expectRevert(abi.encodeWithSelector(Approvals.ApprovalCount.selector, threshold, 1));
        account.executeSigned(
            _payBob(1), _noLimits(), 1, NOW, _signed(keys, threshold, keys, digest)
        );
    }

    function test_anAccountThatNeverSyncedObeysNobody() external {
        MiniAccount fresh = _deploy(ALICE);
        bytes32 digest = _digest(fresh, _payBob(1), 1, NOW);
        _refused(fresh, _payBob(1), 1, NOW, _signed(_keys(_secp(1)), digest));
        _refused(fresh, _payBob(1), 1, NOW, _signed(new Key[](0), digest));
    }

    function testFuzz_everyPartIsSigned(address target, uint256 value, bytes calldata data)
        external
    {
        Call[] memory calls = _calls(target, value, data);
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 1, NOW));
        vm.assume(keccak256(abi.encode(calls)) != keccak256(abi.encode(_payBob(1))));
        _refused(account, calls, 1, NOW, signature);
        _refused(account, _payBob(1), 2, NOW, signature);
        _refused(account, _payBob(1), 1, NOW + 1, signature);
    }

    function test_aLocalKeyOrNothingDoesNotSign() external {
        bytes32 digest = _digest(account, _payBob(1), 1, NOW);
        bytes memory signature = _signed(_keys(_secp(1)), digest);
        signature[0] = 0x01;
        vm.expectRevert(abi.encodeWithSelector(AccountSignature.UnknownMode.selector, 1));
        account.executeSigned(_payBob(1), _noLimits(), 1, NOW, signature);
        signature[0] = 0x02;
        vm.expectRevert(abi.encodeWithSelector(AccountSignature.UnknownMode.selector, 2));
        account.executeSigned(_payBob(1), _noLimits(), 1, NOW, signature);
        vm.expectRevert(AccountSignature.EmptySignature.selector);
        account.executeSigned(_payBob(1), _noLimits(), 1, NOW, "");
    }

    function testFuzz_rubbishReverts(bytes calldata rubbish) external {
        bytes memory signature = bytes.concat(hex"00", rubbish);
        (bool success,) = address(account)
            .call(
                abi.encodeCall(account.executeSigned, (_payBob(1), _noLimits(), 1, NOW, signature))
            );
        vm.assertFalse(success);
    }

    function test_aFailedCallUndoesAllAndKeepsTheNonce() external {
        Call[] memory calls = _calls(
            Call(BOB, 1, ""),
            Call(address(token), 0, abi.encodeCall(token.transferFrom, (BOB, BOB, 1)))
        );
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, calls, 1, NOW));
        (bool success, bytes memory answer) = address(account)
            .call(abi.encodeCall(account.executeSigned, (calls, _noLimits(), 1, NOW, signature)));
        vm.assertFalse(success);
        bytes memory reason = abi.encodeWithSignature(
            "ERC20InsufficientAllowance(address,uint256,uint256)", account, 0, 1
        );
        vm.assertEq(answer, _failed(1, reason));
        vm.assertEq(BOB.balance, 0);
        vm.assertFalse(account.isNonceUsed(1));
    }

    function test_itsNonceIsUsedBeforeItsCallsAreMade() external {
        Reentrant again = new Reentrant();
        Call[] memory calls = _calls(address(again), 1, "");
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, calls, 1, NOW));
        bytes memory data =
            abi.encodeCall(account.executeSigned, (calls, _noLimits(), 1, NOW, signature));
        again.prepare(data);
        (bool success,) = address(account).call(data);
        vm.assertTrue(success);
        vm.assertEq(address(again).balance, 1);
        vm.assertEq(
            again.answer(), abi.encodeWithSelector(MiniAccount.NonceAlreadyUsed.selector, 1)
        );
    }

    function test_limitsBindIt() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(6), 1, NOW));
        vm.expectRevert(
            abi.encodeWithSelector(SpendingLimits.LimitExceeded.selector, address(0), 6, 5)
        );
        account.executeSigned(_payBob(6), limits, 1, NOW, signature);
    }

    function test_frozenOrRetiredTheThresholdStillActs() external {
        (leaf.frozenUntil, leaf.retiredFrom) = (NOW + 1 days, NOW - 1 days);
        _rotate(1, _keys(_secp(1)));
        _send(_keys(_secp(1)), 1, _keys(_secp(1)), 1);
        vm.assertEq(BOB.balance, 1);
    }

    function _send(Key[] memory set, uint8 threshold, Key[] memory keys, uint256 nonce) private {
        bytes32 digest = _digest(account, _payBob(1), nonce, NOW);
        account.executeSigned(
            _payBob(1), _noLimits(), nonce, NOW, _signed(set, threshold, keys, digest)
        );
    }

    function _one(Key memory key, bytes memory signature) private pure returns (bytes memory) {
        Approval[] memory approvals = new Approval[](1);
        approvals[0] = Approval(_signer(key), signature);
        return _encoded(_keys(key), 1, approvals);
    }

    function _without(Key[] memory keys, uint256 absent) private pure returns (Key[] memory rest) {
        rest = new Key[](keys.length - 1);
        for (uint256 i; i < rest.length; ++i) {
            rest[i] = keys[i < absent ? i : i + 1];
        }
    }

    function _refused(
        MiniAccount target,
        Call[] memory calls,
        uint256 nonce,
        uint64 deadline,
        bytes memory signature
    ) private {
        bytes32 digest = _digest(target, calls, nonce, deadline);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.InvalidSignature.selector, digest));
        target.executeSigned(calls, _noLimits(), nonce, deadline, signature);
    }
}
