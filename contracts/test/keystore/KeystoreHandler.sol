// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../src/keystore/Keystore.sol";
import {KeystoreBase} from "./KeystoreBase.sol";

/// @title Does whatever can be done with a Keystore, and keeps a book of its own
contract KeystoreHandler is KeystoreBase {
    /// @dev A commit, as it should be kept.
    struct Kept {
        bytes32 root;
        uint64 asOf;
        uint64 finalFrom;
        uint64 sequence;
    }

    /// @dev A forced operation, as it should wait.
    struct Waiting {
        bytes32 operationHash;
        uint64 queuedAt;
        uint256 fee;
    }

    /// @notice Every commit, the first one included.
    Kept[] public commits;

    /// @notice Every forced operation, served or not.
    Waiting[] public forced;

    /// @notice How many of them were served.
    uint256 public served;

    /// @notice What was paid to whoever served them.
    uint256 public paid;

    /// @dev No two roots are the same.
    uint256 private _roots;

    function setUp() public override {
        super.setUp();
        commits.push(Kept(EMPTY, NOW, NOW, 0));
    }

    /// @notice The Keystore.
    function target() external view returns (Keystore) {
        return keystore;
    }

    /// @notice How many commits there are, the first one included.
    function commitCount() external view returns (uint256) {
        return commits.length;
    }

    /// @notice How many operations were ever forced.
    function forcedCount() external view returns (uint256) {
        return forced.length;
    }

    /// @notice What whoever serves was given.
    function senderBalance() external view returns (uint256) {
        return SENDER.balance;
    }

    /// @notice Forces an operation.
    function force(bytes memory body) external {
        if (body.length == 0) body = BODY;
        if (body[0] == 0) body[0] = 0x01;
        uint256 index = _force(body);
        vm.assertEq(index, forced.length);
        uint256 fee = FLAT_FEE + uint256(FEE_PER_BYTE) * body.length;
        forced.push(Waiting(keccak256(body), uint64(block.timestamp), fee));
    }

    /// @notice Lets time pass: seconds or, less often, days.
    function wait(uint256 seed) external {
        vm.warp(block.timestamp + (seed % 4 == 0 ? seed % 2 days : seed % 1000));
    }

    /// @notice Commits some operations of log and queue.
    function commit(uint256 seed, uint256 back) external {
        Draft memory draft = _draft();
        uint64 oldest = commits[commits.length - 1].asOf;
        draft.asOf = uint64(_bound(block.timestamp - back % 1000, oldest, block.timestamp));
        uint256 next = served;
        uint64 sequence = commits[commits.length - 1].sequence;
        uint256 fees;
        uint64 acceptedAt = oldest;
        for (uint256 i; i < seed % 8; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            acceptedAt = uint64(_bound(acceptedAt + draw % 100, acceptedAt, draft.asOf));
            if (draw % 3 == 0 || next == forced.length) {
                _add(draft, acceptedAt, abi.encodePacked(draw), bytes32(++_roots));
                ++sequence;
                continue;
            }
            if (acceptedAt < forced[next].queuedAt) acceptedAt = forced[next].queuedAt;
            if (acceptedAt > draft.asOf) draft.asOf = acceptedAt;
            if (draw % 3 == 1) {
                _apply(draft, acceptedAt, bytes32(++_roots));
                ++sequence;
            } else {
                _reject(draft, acceptedAt, uint8(draw >> 8));
            }
            fees += forced[next++].fee;
        }
        _commitOrBeRefused(draft, next, fees, sequence);
    }

    /// @notice Commits nothing.
    function heartbeat() external {
        _commitOrBeRefused(_draft(), served, 0, commits[commits.length - 1].sequence);
    }

    /// @notice Commits again what was committed before.
    function again(uint256 seed) external {
        Draft memory draft = _draft();
        Kept memory old = commits[seed % commits.length];
        if (old.root == draft.preRoot) return;
        draft.preRoot = old.root;
        _refuse(
            draft, abi.encodeWithSelector(Keystore.WrongPreRoot.selector, draft.root, draft.preRoot)
        );
    }

    /// @dev Commits, unless that would leave an overdue operation: then expects to be refused.
    function _commitOrBeRefused(Draft memory draft, uint256 next, uint256 fees, uint64 sequence)
        private
    {
        if (next < forced.length && forced[next].queuedAt + PERIOD < draft.asOf) {
            uint64 dueBy = forced[next].queuedAt + PERIOD;
            _refuse(draft, abi.encodeWithSelector(Keystore.ForcedOverdue.selector, next, dueBy));
            return;
        }
        _commit(draft);
        served = next;
        paid += fees;
        commits.push(Kept(draft.root, draft.asOf, uint64(block.timestamp) + DELAY, sequence));
    }
}
