// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "./AccountProxy.sol";
import {AccountState} from "./AccountState.sol";
import {AccountSync} from "./AccountSync.sol";
import {MiniAccountStore, PendingReplay, Replayed} from "./MiniAccountStore.sol";
import {Placed} from "./Placed.sol";
import {ReplayOutcome, ReplayRules} from "./ReplayRules.sol";

/// @title The owner's operations, brought by hand
/// @notice For when a chain gets no roots any more (docs/mini-accounts.md, "When roots no longer
///         arrive"). What is here counts only until the next sync.
library Replay {
    /// @notice How long they can be contradicted before they count.
    uint256 internal constant DELAY = 7 days;

    /// @notice Operations wait for their time to count.
    /// @param histories The history after each.
    /// @param readyAt From when on they can be made to count (Unix seconds).
    event ReplayStarted(bytes32[] histories, uint64 readyAt);

    /// @notice Signers signed two histories: neither counts.
    /// @param index The first operation in which they differ.
    /// @param historyHash The history with the one that waited,
    /// @param otherHash and with the other.
    event ReplayContradicted(uint256 index, bytes32 historyHash, bytes32 otherHash);

    /// @notice Operations that waited count.
    /// @param historyHash The history with them.
    event ReplayFinished(bytes32 historyHash);

    /// @notice There is nothing in it that does not wait already.
    error NothingNew();

    /// @notice No operations wait.
    error NothingPending();

    /// @notice The operations do not count yet.
    /// @param readyAt From when on they can be made to count (Unix seconds).
    error NotReady(uint64 readyAt);

    /// @notice What judges the operations is not on this chain; place it first.
    /// @param rules Where it must stand.
    error ReplayRulesMissing(address rules);

    /// @notice Takes operations that follow on what is known here, and lets them wait.
    /// @param operations What `ReplayRules` reads.
    function start(bytes calldata operations) internal {
        ReplayOutcome memory outcome = _rules().outcomeOf(operations);
        AccountState.State storage state = AccountState.get();
        PendingReplay storage pending = MiniAccountStore.get().pending;
        if (_isPending(pending, state.rootNumber)) {
            if (!_continues(pending, outcome.histories)) return;
        } else if (outcome.histories.length == 0) {
            revert NothingNew();
        }
        pending.rootNumber = state.rootNumber;
        pending.readyAt = uint64(block.timestamp + DELAY);
        pending.histories = outcome.histories;
        pending.signersHash = outcome.signersHash;
        pending.outboxRoot = outcome.outboxRoot;
        pending.implementation = outcome.implementation;
        emit ReplayStarted(outcome.histories, pending.readyAt);
    }

    /// @notice Makes operations count that waited long enough. The account's nonce stays the proven
    ///         one: so any later sync has the last word, whatever was brought by hand.
    function finish() internal {
        AccountState.State storage state = AccountState.get();
        PendingReplay storage pending = MiniAccountStore.get().pending;
        if (!_isPending(pending, state.rootNumber)) revert NothingPending();
        if (block.timestamp < pending.readyAt) revert NotReady(pending.readyAt);
        _rules().requireSilence();

        pending.readyAt = 0;
        uint256 operations = pending.histories.length;
        MiniAccountStore.get().replayed =
            Replayed(state.rootNumber, replayed() + uint64(operations));
        state.historyHash = pending.histories[operations - 1];
        state.signersHash = pending.signersHash;
        state.outboxRoot = pending.outboxRoot;
        emit ReplayFinished(state.historyHash);

        address implementation = pending.implementation;
        if (implementation == address(0)) return;
        if (implementation.code.length == 0) {
            revert AccountSync.ImplementationMissing(implementation);
        }
        AccountProxy.moveTo(implementation);
    }

    /// @notice How many operations count that no root has shown yet.
    /// @return How many.
    function replayed() internal view returns (uint64) {
        Replayed storage last = MiniAccountStore.get().replayed;
        return last.rootNumber == AccountState.get().rootNumber ? last.operations : 0;
    }

    /// @dev Whether histories go on where those that wait end. If they contradict them neither counts.
    function _continues(PendingReplay storage pending, bytes32[] memory histories)
        private
        returns (bool)
    {
        bytes32[] storage known = pending.histories;
        for (uint256 i; i < known.length && i < histories.length; ++i) {
            if (known[i] == histories[i]) continue;
            pending.readyAt = 0;
            emit ReplayContradicted(i, known[i], histories[i]);
            return false;
        }
        if (histories.length <= known.length) revert NothingNew();
        return true;
    }

    /// @dev What judges the operations.
    function _rules() private view returns (ReplayRules) {
        if (Placed.REPLAY_RULES.code.length == 0) revert ReplayRulesMissing(Placed.REPLAY_RULES);
        return ReplayRules(Placed.REPLAY_RULES);
    }

    /// @dev Whether operations wait. A sync moves the account's root, and so ends it.
    function _isPending(PendingReplay storage pending, uint64 rootNumber)
        private
        view
        returns (bool)
    {
        return pending.readyAt != 0 && pending.rootNumber == rootNumber;
    }
}
