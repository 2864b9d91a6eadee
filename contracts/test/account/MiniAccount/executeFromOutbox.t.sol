// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Activity} from "../../../src/account/Activity.sol";
import {Call} from "../../../src/account/Call.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {Outbox, OutboxOperation} from "../../../src/account/Outbox.sol";
import {Limit, SpendingLimits} from "../../../src/account/SpendingLimits.sol";
import {Reentrant} from "../../fixtures/Reentrant.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title MiniAccount.executeFromOutbox
contract MiniAccountExecuteFromOutboxTest is MiniAccountBase {
    function test_anyoneSendsWhatIsPublished() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        vm.expectEmit(address(account));
        emit Outbox.OutboxExecuted(_leaf(operation));
        vm.prank(BOB);
        account.executeFromOutbox(operation, _noLimits(), proof);
        vm.assertEq(BOB.balance, 4);
        vm.assertTrue(account.isExecuted(_leaf(operation)));
    }

    function test_once() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        account.executeFromOutbox(operation, _noLimits(), proof);
        bytes memory again =
            abi.encodeWithSelector(Outbox.AlreadyExecuted.selector, _leaf(operation));
        _refused(operation, proof, again);
        // Not if it is published once more, either.
        leaf.outboxRoot = _leaf(operation);
        _next();
        _sync();
        _refused(operation, new bytes32[](0), again);
    }

    function test_notWhileItRuns() external {
        Reentrant outboxer = new Reentrant();
        OutboxOperation memory operation = _operation(1);
        operation.calls = _calls(address(outboxer), 1, "");
        _publish(_leaf(operation));
        outboxer.prepare(
            abi.encodeCall(account.executeFromOutbox, (operation, _noLimits(), new bytes32[](0)))
        );
        account.executeFromOutbox(operation, _noLimits(), new bytes32[](0));
        vm.assertEq(address(outboxer).balance, 1);
        vm.assertEq(
            outboxer.answer(),
            abi.encodeWithSelector(Outbox.AlreadyExecuted.selector, _leaf(operation))
        );
    }

    function test_notBeforeAndNotAfterItsTime() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        bytes memory notDue = abi.encodeWithSelector(Outbox.NotDue.selector, NOW - 10, NOW + 10);
        vm.warp(NOW - 11);
        _refused(operation, proof, notDue);
        vm.warp(NOW + 11);
        _refused(operation, proof, notDue);
        vm.warp(NOW + 10);
        account.executeFromOutbox(operation, _noLimits(), proof);
        vm.warp(NOW - 10);
        operation = _operation(2);
        _publish(_leaf(operation));
        account.executeFromOutbox(operation, _noLimits(), new bytes32[](0));
    }

    function test_threat_onAnotherChainOrAccount() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        bytes memory another =
            abi.encodeWithSelector(Outbox.ForAnotherAccount.selector, CHAIN, address(account));
        vm.chainId(10);
        _refused(operation, proof, another);
        vm.chainId(CHAIN);
        MiniAccount other = _deploy(keccak256("bob's"));
        _sync(other, keccak256("bob's"));
        vm.expectRevert(another);
        other.executeFromOutbox(operation, _noLimits(), proof);
    }

    function testFuzz_nothingElseIsPublished(uint256 nonce, uint64 validFrom, uint256 value)
        external
    {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        vm.assume(nonce != 1);
        operation.nonce = nonce;
        _refused(operation, proof, _notIn(operation));
        (operation, proof) = _published();
        operation.validFrom = uint64(_bound(validFrom, 0, NOW - 11));
        _refused(operation, proof, _notIn(operation));
        (operation, proof) = _published();
        operation.calls[0].value = _bound(value, 5, type(uint256).max);
        _refused(operation, proof, _notIn(operation));
        (operation, proof) = _published();
        operation.deadline = NOW + 11;
        _refused(operation, proof, _notIn(operation));
    }

    function test_anEmptyOutboxPublishesNothing() external {
        _refused(_operation(1), new bytes32[](0), _notIn(_operation(1)));
    }

    function test_threat_oldOutboxAfterANewOne() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        leaf.outboxRoot = 0;
        _next();
        _sync();
        _refused(operation, proof, _notIn(operation));
    }

    function test_threat_innerNodeAsALeaf() external {
        // An outbox whose tree has 64 bytes of leaf where two hashes could stand is hashed twice.
        OutboxOperation memory operation = _operation(1);
        _publish(keccak256(abi.encode(operation)));
        _refused(operation, new bytes32[](0), _notIn(operation));
    }

    function test_threat_thiefsLastOrdersWhileFrozen() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        leaf.frozenUntil = NOW + 5;
        _next();
        _sync();
        _refused(operation, proof, abi.encodeWithSelector(Activity.Inactive.selector, NOW + 5, 0));
        vm.warp(NOW + 4);
        _refused(operation, proof, abi.encodeWithSelector(Activity.Inactive.selector, NOW + 5, 0));
        vm.warp(NOW + 5);
        account.executeFromOutbox(operation, _noLimits(), proof);
    }

    function test_threat_thiefsLastOrdersWhenRetired() external {
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        leaf.retiredFrom = NOW + 5;
        _next();
        _sync();
        vm.warp(NOW + 5);
        _refused(operation, proof, abi.encodeWithSelector(Activity.Inactive.selector, 0, NOW + 5));
        vm.warp(NOW + 4);
        account.executeFromOutbox(operation, _noLimits(), proof);
    }

    function test_limitsBindIt() external {
        Limit[] memory limits = _limits(address(0), 3, 1 days);
        _limit(limits);
        (OutboxOperation memory operation, bytes32[] memory proof) = _published();
        vm.expectRevert(
            abi.encodeWithSelector(SpendingLimits.LimitExceeded.selector, address(0), 4, 3)
        );
        account.executeFromOutbox(operation, limits, proof);
        vm.assertFalse(account.isExecuted(_leaf(operation)));
    }

    function _operation(uint256 nonce) private view returns (OutboxOperation memory) {
        return OutboxOperation({
            chainId: CHAIN,
            account: address(account),
            nonce: nonce,
            validFrom: NOW - 10,
            deadline: NOW + 10,
            calls: _payBob(4)
        });
    }

    /// @dev Two operations; the first, and where it stands.
    function _published() private returns (OutboxOperation memory, bytes32[] memory proof) {
        bytes32 a = _leaf(_operation(1));
        bytes32 b = _leaf(_operation(2));
        _publish(a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a)));
        proof = new bytes32[](1);
        proof[0] = b;
        return (_operation(1), proof);
    }

    function _publish(bytes32 root) private {
        leaf.outboxRoot = root;
        _next();
        _sync();
    }

    /// @dev The leaf of OpenZeppelin's standard tree.
    function _leaf(OutboxOperation memory operation) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(operation))));
    }

    function _notIn(OutboxOperation memory operation) private view returns (bytes memory) {
        return
            abi.encodeWithSelector(Outbox.NotInOutbox.selector, _leaf(operation), leaf.outboxRoot);
    }

    function _refused(OutboxOperation memory operation, bytes32[] memory proof, bytes memory reason)
        private
    {
        vm.expectRevert(reason);
        account.executeFromOutbox(operation, _noLimits(), proof);
    }
}
