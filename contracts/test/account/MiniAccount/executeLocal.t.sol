// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Activity} from "../../../src/account/Activity.sol";
import {Call} from "../../../src/account/Call.sol";
import {Allowance, LocalKey} from "../../../src/account/LocalKey.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Limit, SpendingLimits} from "../../../src/account/SpendingLimits.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.executeLocal
contract MiniAccountExecuteLocalTest is MiniAccountBase {
    function setUp() public override {
        super.setUp();
        _setKey(_secp(9), 5, 7);
    }

    function test_spendsItsAllowances() external {
        _executeLocal(_payBob(2), _noLimits());
        _executeLocal(_transfer(3), _noLimits());
        vm.assertEq(BOB.balance, 2);
        vm.assertEq(token.balanceOf(BOB), 3);
        vm.assertEq(account.localAllowance(address(0)), 3);
        vm.assertEq(account.localAllowance(address(token)), 4);
        _refused(_payBob(4), _noLimits(), _exceeded(address(0), 4, 3));
        _refused(_transfer(5), _noLimits(), _exceeded(address(token), 5, 4));
        // They do not come back.
        vm.warp(NOW + 365 days);
        _refused(_payBob(4), _noLimits(), _exceeded(address(0), 4, 3));
        _executeLocal(_payBob(3), _noLimits());
        _refused(_payBob(1), _noLimits(), _exceeded(address(0), 1, 0));
    }

    function test_whatItMayNotSpendItDoesNot() external {
        Call[] memory calls = _calls(address(this), 0, abi.encodeCall(token.transfer, (BOB, 1)));
        _refused(calls, _noLimits(), _exceeded(address(this), 1, 0));
        calls = _calls(Call(BOB, 3, ""), Call(BOB, 3, ""));
        _refused(calls, _noLimits(), _exceeded(address(0), 3, 2));
    }

    function testFuzz_onlyTransfers(bytes4 selector, bytes calldata rest) external {
        bytes memory data = bytes.concat(selector, rest);
        vm.assume(selector != token.transfer.selector || data.length != 68);
        _refused(
            _calls(address(token), 0, data),
            _noLimits(),
            abi.encodeWithSelector(LocalKey.NotATransfer.selector, 0)
        );
    }

    function test_noApprovalNoCoinsWithATransferNoSelfCall() external {
        bytes memory no = abi.encodeWithSelector(LocalKey.NotATransfer.selector, 1);
        Call memory fine = Call(BOB, 1, "");
        bytes memory data = abi.encodeCall(token.approve, (BOB, 1));
        _refused(_calls(fine, Call(address(token), 0, data)), _noLimits(), no);
        data = abi.encodeCall(token.transfer, (BOB, 1));
        _refused(_calls(fine, Call(address(token), 1, data)), _noLimits(), no);
        data = abi.encodeCall(account.execute, (_payBob(1), _noLimits()));
        _refused(_calls(fine, Call(address(account), 0, data)), _noLimits(), no);
        data = abi.encodeCall(account.setLocalKey, (_signer(_secp(8)), 0, new Allowance[](0)));
        _refused(_calls(fine, Call(address(account), 0, data)), _noLimits(), no);
    }

    function testFuzz_onlyTheEntryPoint(address caller) external {
        vm.assume(caller != ENTRY_POINT);
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.NotEntryPoint.selector, caller));
        account.executeLocal(_payBob(1), _noLimits());
    }

    function test_limitsBindIt() external {
        Limit[] memory limits = _bothLimits(3, 3);
        _limit(limits);
        _refused(
            _payBob(4),
            limits,
            abi.encodeWithSelector(SpendingLimits.LimitExceeded.selector, address(0), 4, 3)
        );
        _refused(
            _transfer(4),
            limits,
            abi.encodeWithSelector(SpendingLimits.LimitExceeded.selector, token, 4, 3)
        );
        _executeLocal(_transfer(2), limits);
        vm.assertEq(account.spent(address(token)).amount, 2);
    }

    function test_threat_whileFrozen() external {
        leaf.frozenUntil = NOW + 5;
        _next();
        _sync();
        _refused(
            _payBob(1), _noLimits(), abi.encodeWithSelector(Activity.Inactive.selector, NOW + 5, 0)
        );
        vm.warp(NOW + 5);
        _executeLocal(_payBob(1), _noLimits());
    }

    function test_threat_whenRetired() external {
        leaf.retiredFrom = NOW;
        _next();
        _sync();
        _refused(
            _payBob(1), _noLimits(), abi.encodeWithSelector(Activity.Inactive.selector, 0, NOW)
        );
    }

    function test_threat_localKeyAfterRotation() external {
        _rotate(1, _keys(_secp(2)));
        _refused(_payBob(1), _noLimits(), abi.encodeWithSelector(LocalKey.NoLocalKey.selector));
        // Nor when the signers come back who set it.
        _rotate(1, _keys(_secp(1)));
        _refused(_payBob(1), _noLimits(), abi.encodeWithSelector(LocalKey.NoLocalKey.selector));
        vm.assertEq(account.localAllowance(address(0)), 0);
    }

    /// @dev Another implementation, behind which the signers changed, clears nothing.
    function test_threat_localKeyAfterARotationElsewhere() external {
        vm.store(address(account), _signersSlot(), _signersHash(1, _keys(_secp(2))));
        _refused(_payBob(1), _noLimits(), abi.encodeWithSelector(LocalKey.NoLocalKey.selector));
    }

    function test_otherChangesLeaveIt() external {
        leaf.outboxRoot = keccak256("outbox");
        _next();
        _sync();
        _executeLocal(_payBob(1), _noLimits());
        vm.assertEq(BOB.balance, 1);
    }

    function _signersSlot() private pure returns (bytes32) {
        return
            bytes32(uint256(0xbc5100b9c02cca5dc0a5970fac3c8f0b7ca935e2dcda0ba5de5fe7f17d912800) + 3);
    }

    function _setKey(Key memory key, uint128 coins, uint128 tokens) private {
        Allowance[] memory allowances = new Allowance[](2);
        allowances[0] = Allowance(address(0), coins);
        allowances[1] = Allowance(address(token), tokens);
        vm.prank(address(account));
        account.setLocalKey(_signer(key), uint48(NOW + 1 days), allowances);
    }

    function _exceeded(address token_, uint256 amount, uint256 left)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(LocalKey.AllowanceExceeded.selector, token_, amount, left);
    }

    function _executeLocal(Call[] memory calls, Limit[] memory limits) private {
        vm.prank(ENTRY_POINT);
        account.executeLocal(calls, limits);
    }

    function _refused(Call[] memory calls, Limit[] memory limits, bytes memory reason) private {
        vm.prank(ENTRY_POINT);
        vm.expectRevert(reason);
        account.executeLocal(calls, limits);
    }
}
