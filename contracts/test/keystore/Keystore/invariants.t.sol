// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {Base} from "../../Base.sol";
import {KeystoreHandler} from "../KeystoreHandler.sol";

/// @title What holds whatever is done with a Keystore
contract KeystoreInvariantsTest is Base {
    /// @dev What the fuzzer calls, in Foundry's form.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    KeystoreHandler private handler;

    Keystore private keystore;

    function setUp() external {
        handler = new KeystoreHandler();
        handler.setUp();
        keystore = handler.target();
    }

    /// @notice Foundry asks which functions to call.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](6);
        selectors[0] = KeystoreHandler.force.selector;
        selectors[1] = KeystoreHandler.wait.selector;
        selectors[2] = KeystoreHandler.commit.selector;
        selectors[3] = KeystoreHandler.commit.selector;
        selectors[4] = KeystoreHandler.heartbeat.selector;
        selectors[5] = KeystoreHandler.again.selector;
        targets[0] = FuzzSelector(address(handler), selectors);
    }

    /// @notice Foundry asks which contracts to call.
    function targetContracts() external view returns (address[] memory) {
        return _list(address(handler));
    }

    /// @notice In one, since each invariant would be a campaign of its own.
    function invariant_holds() external view {
        (uint64 number,,,) = keystore.head();
        _holds(number < 8 ? 0 : number - 8);
    }

    /// @notice Foundry calls this at the end of each run.
    function afterInvariant() external view {
        _holds(0);
    }

    /// @dev Everything, for the commits from a number on.
    function _holds(uint64 from) private view {
        _everyCommitIsKeptAsItWasMade(from);
        _theHeadIsTheLatestCommit();
        _timesNeverDecrease(from);
        _finalIsWhatIsFinal(from);
        _theQueueIsServedInOrder();
        _feesWaitOrArePaid();
    }

    /// @dev Every commit is kept as it was made.
    function _everyCommitIsKeptAsItWasMade(uint64 from) private view {
        uint256 count = handler.commitCount();
        for (uint64 i = from; i < count; ++i) {
            (bytes32 root, uint64 asOf, uint64 finalFrom, uint64 sequence) = handler.commits(i);
            (bytes32 root_, uint64 asOf_, uint64 finalFrom_, uint64 sequence_) =
                keystore.commitAt(i);
            vm.assertEq(root_, root);
            vm.assertEq(asOf_, asOf);
            vm.assertEq(finalFrom_, finalFrom);
            vm.assertEq(sequence_, sequence);
        }
    }

    /// @dev The head is the latest commit.
    function _theHeadIsTheLatestCommit() private view {
        (uint64 number, bytes32 root, uint64 sequence, uint64 asOf) = keystore.head();
        vm.assertEq(number, handler.commitCount() - 1);
        (bytes32 root_, uint64 asOf_,, uint64 sequence_) = handler.commits(number);
        vm.assertEq(root, root_);
        vm.assertEq(asOf, asOf_);
        vm.assertEq(sequence, sequence_);
    }

    /// @dev Neither the log's times nor those of finality ever decrease.
    function _timesNeverDecrease(uint64 from) private view {
        (uint64 number,,,) = keystore.head();
        (uint64 lastAsOf, uint64 lastFinal) = (0, 0);
        for (uint64 i = from; i <= number; ++i) {
            (, uint64 asOf, uint64 finalFrom,) = keystore.commitAt(i);
            vm.assertTrue(asOf >= lastAsOf && finalFrom >= lastFinal && asOf <= finalFrom);
            (lastAsOf, lastFinal) = (asOf, finalFrom);
        }
        vm.assertTrue(lastAsOf <= block.timestamp);
    }

    /// @dev A commit shows its root from its time on, and latestFinal is the last of these.
    function _finalIsWhatIsFinal(uint64 from) private view {
        uint64 latest = keystore.latestFinal();
        (uint64 number,,,) = keystore.head();
        for (uint64 i = from; i <= number; ++i) {
            try keystore.finalRoot(i) returns (bytes32 root, uint64 asOf) {
                (bytes32 root_, uint64 asOf_,,) = handler.commits(i);
                vm.assertEq(root, root_);
                vm.assertEq(asOf, asOf_);
                vm.assertTrue(i <= latest);
            } catch {
                vm.assertTrue(i > latest);
            }
        }
    }

    /// @dev The queue is served in order.
    function _theQueueIsServedInOrder() private view {
        (uint64 first, uint64 end) = keystore.queue();
        vm.assertEq(first, handler.served());
        vm.assertEq(end, handler.forcedCount());
        for (uint64 i = first; i < end; ++i) {
            (bytes32 operationHash, uint64 queuedAt, uint256 fee) = handler.forced(i);
            (bytes32 operationHash_, uint64 queuedAt_,, uint256 fee_) = keystore.forcedAt(i);
            vm.assertEq(operationHash_, operationHash);
            vm.assertEq(queuedAt_, queuedAt);
            vm.assertEq(fee_, fee);
        }
    }

    /// @dev Every fee waits in the Keystore or was paid.
    function _feesWaitOrArePaid() private view {
        uint256 fees;
        (uint64 first, uint64 end) = keystore.queue();
        for (uint64 i = first; i < end; ++i) {
            (,,, uint256 fee) = keystore.forcedAt(i);
            fees += fee;
        }
        vm.assertEq(address(keystore).balance, fees);
        vm.assertEq(handler.senderBalance(), handler.paid());
    }
}
