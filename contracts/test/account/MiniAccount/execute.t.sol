// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountSignature} from "../../../src/account/AccountSignature.sol";
import {Call} from "../../../src/account/Call.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Limit, SpendingLimits} from "../../../src/account/SpendingLimits.sol";
import {Reentrant} from "../../fixtures/Reentrant.sol";
import {TestToken} from "../../fixtures/Tokens.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.execute, and the limits that bind every road
contract MiniAccountExecuteTest is MiniAccountBase {
    function test_theEntryPointExecutes() external {
        _execute(
            _calls(
                Call(BOB, 1, ""), Call(address(token), 0, abi.encodeCall(token.transfer, (BOB, 2)))
            ),
            _noLimits()
        );
        vm.assertEq(BOB.balance, 1);
        vm.assertEq(token.balanceOf(BOB), 2);
    }

    function test_theAccountExecutes() external {
        bytes memory inner = abi.encodeCall(account.execute, (_payBob(3), _noLimits()));
        _execute(_calls(address(account), 0, inner), _noLimits());
        vm.assertEq(BOB.balance, 3);
    }

    function testFuzz_nobodyElseDoes(address caller) external {
        vm.assume(caller != ENTRY_POINT && caller != address(account));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(MiniAccount.NotSelf.selector, caller));
        account.execute(_payBob(1), _noLimits());
    }

    function test_aFailedCallFailsAll() external {
        Call[] memory calls = _calls(
            Call(BOB, 1, ""),
            Call(address(token), 0, abi.encodeCall(token.transferFrom, (BOB, BOB, 1)))
        );
        bytes memory reason = abi.encodeWithSignature(
            "ERC20InsufficientAllowance(address,uint256,uint256)", account, 0, 1
        );
        vm.prank(ENTRY_POINT);
        vm.expectRevert(_failed(1, reason));
        account.execute(calls, _noLimits());
        vm.assertEq(BOB.balance, 0);
    }

    function test_limitsAreThoseOfTheLeaf() external {
        Limit[] memory limits = _bothLimits(5, 6);
        _refused(_payBob(1), limits, _other(0));
        bytes32 hash = keccak256(abi.encode(limits));
        _limit(limits);
        _refused(_payBob(1), _noLimits(), _other(hash));
        _refused(_payBob(1), _bothLimits(6, 6), _other(hash));
        _refused(_payBob(1), _limits(address(0), 5, 1 days), _other(hash));
        _execute(_payBob(1), limits);
        vm.assertEq(BOB.balance, 1);
    }

    function test_limitsAscendAndHaveAPeriod() external {
        Limit[] memory limits = _bothLimits(5, 6);
        (limits[0], limits[1]) = (limits[1], limits[0]);
        _limit(limits);
        _refused(_payBob(1), limits, _malformed(1));
        limits[1] = limits[0];
        _limit(limits);
        _refused(_payBob(1), limits, _malformed(1));
        limits = _bothLimits(5, 6);
        limits[1].period = 0;
        _limit(limits);
        _refused(_payBob(1), limits, _malformed(1));
    }

    function test_coins() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        _execute(_payBob(2), limits);
        _refused(_payBob(4), limits, _exceeded(address(0), 4, 3));
        _execute(_payBob(3), limits);
        _refused(_payBob(1), limits, _exceeded(address(0), 1, 0));
        vm.assertEq(account.spent(address(0)).amount, 5);
        vm.assertEq(account.spent(address(0)).start, NOW);
        // What is not listed is not limited.
        _execute(_transfer(1000), limits);
        vm.warp(NOW + 1 days - 1);
        _refused(_payBob(1), limits, _exceeded(address(0), 1, 0));
        vm.warp(NOW + 1 days);
        _execute(_payBob(5), limits);
        _refused(_payBob(1), limits, _exceeded(address(0), 1, 0));
        vm.assertEq(BOB.balance, 10);
    }

    function test_coinsInOneExecutionAddUp() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        _refused(_calls(Call(BOB, 3, ""), Call(BOB, 3, "")), limits, _exceeded(address(0), 3, 2));
        // With call data, and to a limited token, they count too.
        _refused(_calls(BOB, 6, hex"01020304"), limits, _exceeded(address(0), 6, 5));
        _limit(_bothLimits(5, 6));
        Call[] memory calls = _transfer(1);
        calls[0].value = 6;
        _refused(calls, _bothLimits(5, 6), _exceeded(address(0), 6, 5));
    }

    function test_tokens() external {
        Limit[] memory limits = _limits(address(token), 5, 1 days);
        _limit(limits);
        _execute(_transfer(2), limits);
        _refused(_approve(4), limits, _exceeded(address(token), 4, 3));
        _execute(_approve(3), limits);
        _refused(_transfer(1), limits, _exceeded(address(token), 1, 0));
        vm.assertEq(token.allowance(address(account), BOB), 3);
        // The coin is not listed.
        _execute(_payBob(1000), limits);
        // Nor is another token.
        TestToken other = new TestToken();
        other.mint(address(account), 9);
        _execute(_calls(address(other), 0, abi.encodeCall(other.transfer, (BOB, 9))), limits);
        vm.assertEq(other.balanceOf(BOB), 9);
    }

    function testFuzz_neverMoreThanTheLimitInOnePeriod(
        uint128 limit,
        uint256[8] calldata amounts,
        uint32[8] calldata waits
    ) external {
        Limit[] memory limits = _limits(address(token), limit, 1 days);
        _limit(limits);
        uint256 time = NOW;
        (uint256 start, uint256 sum, uint256 before) = (0, 0, token.balanceOf(BOB));
        for (uint256 i; i < 8; ++i) {
            time += waits[i] % 12 hours;
            vm.warp(time);
            if (start == 0 || time >= start + 1 days) (start, sum) = (time, 0);
            vm.prank(ENTRY_POINT);
            (bool success,) = address(account)
                .call(abi.encodeCall(account.execute, (_transfer(amounts[i] % 1e19), limits)));
            uint256 got = token.balanceOf(BOB);
            sum += got - before;
            vm.assertTrue(success == (got - before == amounts[i] % 1e19));
            before = got;
            vm.assertTrue(sum <= limit);
            // The first spending begins a period.
            if (sum == 0) start = 0;
        }
    }

    function test_whatWasSpentBeforeALowerLimitCounts() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        _execute(_payBob(4), limits);
        limits = _limits(address(0), 3, 1 days);
        _limit(limits);
        _refused(_payBob(1), limits, _exceeded(address(0), 1, 0));
        limits = _limits(address(0), 6, 1 days);
        _limit(limits);
        _execute(_payBob(2), limits);
    }

    function testFuzz_threat_limitsEvadedByAnyOtherFunction(bytes4 selector, bytes calldata rest)
        external
    {
        Limit[] memory limits = _limits(address(token), 5, 1 days);
        _limit(limits);
        bytes memory data = bytes.concat(selector, rest);
        bool counts = data.length == 68
            && (selector == token.transfer.selector || selector == token.approve.selector);
        vm.assume(!counts);
        _refused(_calls(address(token), 0, data), limits, _uncountable(selector));
    }

    function test_threat_limitsEvadedByTransferFromPermitAndTheLike() external {
        Limit[] memory limits = _limits(address(token), 5, 1 days);
        _limit(limits);
        _uncounted(abi.encodeCall(token.transferFrom, (address(account), BOB, 1)), limits);
        _uncounted(abi.encodeCall(token.permit, (address(account), BOB, 1, 0, "")), limits);
        _uncounted(abi.encodeWithSignature("increaseAllowance(address,uint256)", BOB, 1), limits);
        _uncounted(abi.encodeWithSignature("authorizeOperator(address)", BOB), limits);
        _uncounted(bytes.concat(abi.encodeCall(token.transfer, (BOB, 1)), hex"00"), limits);
        _uncounted(hex"a9059cbb", limits);
        _uncounted("", limits);
    }

    function test_threat_limitsEvadedByACallOfItself() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        _execute(_payBob(3), limits);
        bytes memory inner = abi.encodeCall(account.execute, (_payBob(3), limits));
        _refused(
            _calls(address(account), 0, inner), limits, _failed(0, _exceeded(address(0), 3, 2))
        );
        inner = abi.encodeCall(account.execute, (_payBob(3), _noLimits()));
        _refused(
            _calls(address(account), 0, inner),
            limits,
            _failed(0, _other(keccak256(abi.encode(limits))))
        );
    }

    /// @dev Whoever is paid comes back with another signed execution: all is counted already.
    function test_threat_limitsEvadedByReentrancy() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        Reentrant reentrant = new Reentrant();
        Call[] memory second = _calls(address(reentrant), 3, "");
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, second, 1, NOW));
        reentrant.prepare(
            abi.encodeCall(account.executeSigned, (second, limits, 1, NOW, signature))
        );
        _execute(_calls(Call(address(reentrant), 1, ""), Call(BOB, 2, "")), limits);
        vm.assertEq(reentrant.answer(), _exceeded(address(0), 3, 2));
        vm.assertEq(address(reentrant).balance, 1);
    }

    /// @dev The account makes no delegatecall: what is called has its own storage and money.
    function test_threat_limitsEvadedByDelegatecall() external {
        Limit[] memory limits = _limits(address(0), 5, 1 days);
        _limit(limits);
        Drain drain = new Drain();
        bytes32 before = vm.load(address(account), IMPLEMENTATION_SLOT);
        _execute(_calls(address(drain), 0, abi.encodeCall(drain.drain, (BOB))), limits);
        vm.assertEq(BOB.balance, 0);
        vm.assertEq(vm.load(address(account), IMPLEMENTATION_SLOT), before);
    }

    /// @dev With limits, no signature is a permit's.
    function test_threat_limitsEvadedByPermit() external {
        bytes32 digest = keccak256("permit's");
        bytes32 personal = keccak256(abi.encode(keccak256("PersonalSign(bytes prefixed)"), digest));
        bytes32 hash = keccak256(abi.encodePacked(hex"1901", _separator(account), personal));
        bytes memory signature = _signed(_keys(_secp(1)), hash);
        token.permit(address(account), BOB, 7, digest, signature);
        vm.assertEq(token.allowance(address(account), BOB), 7);
        _limit(_limits(address(token), 5, 1 days));
        vm.expectRevert(bytes("no permit"));
        token.permit(address(account), BOB, 8, digest, signature);
        signature[0] = bytes1(AccountSignature.WITH_MESSAGE);
        vm.expectRevert(bytes("no permit"));
        token.permit(address(account), BOB, 8, digest, bytes.concat(signature, digest, hex"0020"));
    }

    function _uncounted(bytes memory data, Limit[] memory limits) private {
        _refused(_calls(address(token), 0, data), limits, _uncountable(bytes4(data)));
    }

    function _uncountable(bytes4 selector) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(
                SpendingLimits.UncountableCall.selector, address(token), selector
            );
    }

    function _exceeded(address token_, uint256 amount, uint256 left)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(SpendingLimits.LimitExceeded.selector, token_, amount, left);
    }

    function _malformed(uint256 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(SpendingLimits.MalformedLimit.selector, index);
    }

    function _other(bytes32 hash) private pure returns (bytes memory) {
        return abi.encodeWithSelector(SpendingLimits.OtherLimits.selector, hash);
    }

    function _approve(uint256 amount) private view returns (Call[] memory) {
        return _calls(address(token), 0, abi.encodeCall(token.approve, (BOB, amount)));
    }

    function _refused(Call[] memory calls, Limit[] memory limits, bytes memory reason) private {
        vm.prank(ENTRY_POINT);
        vm.expectRevert(reason);
        account.execute(calls, limits);
    }
}

/// @title What a delegatecall would run
contract Drain {
    /// @notice Would send everything, and take the proxy over.
    function drain(address to) external {
        assembly ("memory-safe") {
            sstore(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc, to)
        }
        payable(to).transfer(address(this).balance);
    }
}
