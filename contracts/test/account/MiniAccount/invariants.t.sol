// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base} from "../../Base.sol";
import {MiniAccountHandler} from "./MiniAccountHandler.sol";

/// @title Whatever is called without threshold, local key or outbox, nothing changes and nothing leaves
/// forge-config: default.evm_version = "cancun"
contract MiniAccountInvariantsTest is Base {
    /// @dev What the fuzzer calls, in Foundry's form.
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    MiniAccountHandler private handler;

    bytes32 private fingerprint;

    function setUp() external {
        handler = new MiniAccountHandler();
        handler.setUp();
        fingerprint = handler.fingerprint();
    }

    /// @notice Foundry asks which functions to call.
    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        bytes4[] memory selectors = new bytes4[](9);
        selectors[0] = MiniAccountHandler.call.selector;
        selectors[1] = MiniAccountHandler.execute.selector;
        selectors[2] = MiniAccountHandler.executeSigned.selector;
        selectors[3] = MiniAccountHandler.handleOps.selector;
        selectors[4] = MiniAccountHandler.outbox.selector;
        selectors[5] = MiniAccountHandler.setLocalKey.selector;
        selectors[6] = MiniAccountHandler.sync.selector;
        selectors[7] = MiniAccountHandler.replay.selector;
        selectors[8] = MiniAccountHandler.wait.selector;
        targets[0] = FuzzSelector(address(handler), selectors);
    }

    /// @notice Foundry asks which contracts to call.
    function targetContracts() external view returns (address[] memory) {
        return _list(address(handler));
    }

    /// @notice State, implementation, coins and tokens are as they were.
    function invariant_nothingChangesAndNothingLeaves() external view {
        vm.assertEq(handler.fingerprint(), fingerprint);
    }
}
