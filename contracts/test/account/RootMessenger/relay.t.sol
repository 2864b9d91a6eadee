// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Call} from "../../../src/account/Call.sol";
import {RootMessenger} from "../../../src/account/RootMessenger.sol";
import {Placement} from "../Placement.sol";

/// @title Called by a messenger; for tests only
contract Callee {
    /// @notice Why it refuses.
    error Refused(uint256 number);

    /// @notice Who called last.
    address public caller;

    /// @notice What came along.
    uint256 public value;

    /// @notice Answers, and gives back half of what it gets.
    /// @param number Any number.
    /// @return The next one.
    function take(uint256 number) external payable returns (uint256) {
        (caller, value) = (msg.sender, msg.value);
        (bool success,) = msg.sender.call{value: msg.value / 2}("");
        require(success);
        return number + 1;
    }

    /// @notice Refuses.
    /// @param number Any number.
    function refuse(uint256 number) external pure {
        revert Refused(number);
    }
}

/// @title RootMessenger.relay
contract RootMessengerRelayTest is Placement {
    Callee private callee = new Callee();

    receive() external payable {}

    function testFuzz_callsWithValueAndReturnsResults(address caller, uint64 a, uint64 b) external {
        vm.assume(caller.code.length == 0 && uint160(caller) > 0x1000);
        Call[] memory calls = new Call[](2);
        calls[0] = Call(address(callee), 0, abi.encodeCall(callee.take, (a)));
        calls[1] = Call(address(callee), b, abi.encodeCall(callee.take, (b)));
        vm.deal(caller, b);
        vm.prank(caller);
        bytes[] memory results = messenger.relay{value: b}(calls);
        vm.assertEq(results.length, 2);
        vm.assertEq(abi.decode(results[0], (uint256)), uint256(a) + 1);
        vm.assertEq(abi.decode(results[1], (uint256)), uint256(b) + 1);
        vm.assertEq(callee.caller(), address(messenger));
        vm.assertEq(callee.value(), b);
        // What it gets back goes back.
        vm.assertEq(caller.balance, b / 2);
        vm.assertEq(address(messenger).balance, 0);
    }

    function test_givesBackWhatNobodyTook() external {
        vm.deal(address(this), 5);
        messenger.relay{value: 5}(new Call[](0));
        vm.assertEq(address(this).balance, 5);
    }

    function testFuzz_revertsWithTheReason(uint256 number) external {
        Call[] memory calls = new Call[](2);
        calls[0] = Call(address(callee), 0, abi.encodeCall(callee.take, (1)));
        calls[1] = Call(address(callee), 0, abi.encodeCall(callee.refuse, (number)));
        vm.expectRevert(abi.encodeWithSelector(Callee.Refused.selector, number));
        messenger.relay(calls);
        vm.assertEq(callee.caller(), address(0));
    }

    function test_refusesToSpendWhatItDoesNotHave() external {
        Call[] memory calls = new Call[](1);
        calls[0] = Call(address(callee), 1, abi.encodeCall(callee.take, (1)));
        vm.expectRevert();
        messenger.relay(calls);
    }

    function test_takesCoins() external {
        vm.deal(address(this), 3);
        (bool success,) = address(messenger).call{value: 3}("");
        vm.assertTrue(success);
        vm.assertEq(address(messenger).balance, 3);
    }
}
