// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Root} from "../../../src/account/IRootOracle.sol";
import {RootBroadcaster} from "../../../src/account/RootBroadcaster.sol";
import {RootOracle} from "../../../src/account/RootOracle.sol";
import {BridgeStandIn} from "../../fixtures/BridgeStandIns.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title A broadcaster, and whoever pays it
abstract contract BroadcastBase is AccountBase {
    /// @dev Who broadcasts.
    address internal constant CALLER = address(0xCA11E4);

    /// @dev Gas of each message: what docs/mini-accounts.md says is enough.
    uint64 internal constant GAS = 100_000;

    RootBroadcaster internal broadcaster = new RootBroadcaster();

    function setUp() public virtual override {
        super.setUp();
        vm.fee(20 gwei);
        vm.deal(CALLER, 1 ether);
    }

    /// @dev Checks that exactly what the Keystore has arrives on the other chain, by two messages from its
    ///      messengers, and that nothing stays behind on L1.
    function _arrives(BridgeStandIn bridge) internal {
        Root memory root = _root(NUMBER, NOW - 60);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        vm.assertEq(bridge.count(), 2);
        vm.assertEq(address(broadcaster).balance, 0);
        vm.chainId(L2);
        for (uint256 i; i < 2; ++i) {
            vm.assertEq(bridge.senderOf(i), pair[i]);
            vm.assertEq(pair[i].balance, 0);
            (bool success, bytes memory reason) = bridge.deliverUnaliased(i);
            vm.assertFalse(success);
            vm.assertEq(reason, _notMessenger(pair[i], root));
        }
        for (uint256 i; i < 2; ++i) {
            (bool success,) = bridge.deliver(i);
            vm.assertTrue(success);
        }
        vm.assertEq(abi.encode(oracle.latest(KEYSTORE)), abi.encode(root));
        (bool again, bytes memory refusal) = bridge.deliver(0);
        vm.assertFalse(again);
        vm.assertEq(refusal, abi.encodeWithSelector(RootOracle.OlderRoot.selector, NUMBER, NUMBER));
    }

    /// @dev Measures what a broadcast costs in a transaction of its own.
    function _measure(address bridge, uint256 value, bytes memory call, string memory name)
        internal
    {
        address[2] memory pair = oracle.messengersOf(KEYSTORE, _root(NUMBER, NOW - 60));
        address[7] memory touched = [
            KEYSTORE,
            address(oracle),
            address(messenger),
            pair[0],
            pair[1],
            address(broadcaster),
            bridge
        ];
        for (uint256 i; i < touched.length; ++i) {
            vm.cool(touched[i]);
        }
        (bool success,) = address(broadcaster).call{value: value}(call);
        vm.snapshotGasLastCall("RootBroadcaster", name);
        vm.assertTrue(success);
    }
}
