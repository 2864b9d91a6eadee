// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RootBroadcaster} from "../../../src/account/RootBroadcaster.sol";
import {BridgehubStandIn} from "../../fixtures/BridgeStandIns.sol";
import {BroadcastBase} from "./BroadcastBase.sol";

/// @title RootBroadcaster.viaBridgehub
contract RootBroadcasterViaBridgehubTest is BroadcastBase {
    /// @dev What the two messages cost.
    uint256 private constant COST = 2 * (1 + 30 gwei) * (GAS + 100 * 800);

    BridgehubStandIn private bridgehub = new BridgehubStandIn();

    function setUp() public override {
        super.setUp();
        vm.txGasPrice(30 gwei);
    }

    function test_bringsAndGivesBackWhatIsLeft() external {
        vm.prank(CALLER);
        broadcaster.viaBridgehub{value: 0.5 ether}(KEYSTORE, NUMBER, bridgehub, 324, GAS, 800);
        vm.assertEq(CALLER.balance, 1 ether - COST);
        vm.assertEq(bridgehub.refundTo(), CALLER);
        _arrives(bridgehub);
    }

    function test_bringsForExactlyItsCost() external {
        vm.prank(CALLER);
        broadcaster.viaBridgehub{value: COST}(KEYSTORE, NUMBER, bridgehub, 324, GAS, 800);
        _arrives(bridgehub);
    }

    function test_refusesLess() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.TooLittleValue.selector, COST, COST - 1)
        );
        vm.prank(CALLER);
        broadcaster.viaBridgehub{value: COST - 1}(KEYSTORE, NUMBER, bridgehub, 324, GAS, 800);
    }

    function test_refusesAChainWithAnotherBaseToken() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.OtherBaseToken.selector, 325, address(0xBA5E))
        );
        vm.prank(CALLER);
        broadcaster.viaBridgehub{value: COST}(KEYSTORE, NUMBER, bridgehub, 325, GAS, 800);
    }

    function test_refusesABridgehubThatIsNotThere() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.BridgeMissing.selector, address(0xdead))
        );
        broadcaster.viaBridgehub(KEYSTORE, NUMBER, BridgehubStandIn(address(0xdead)), 324, GAS, 800);
    }

    function test_gas() external {
        bridgehub.ignore();
        bytes memory call =
            abi.encodeCall(broadcaster.viaBridgehub, (KEYSTORE, NUMBER, bridgehub, 324, GAS, 800));
        _measure(address(bridgehub), COST, call, "viaBridgehub");
        _measure(address(bridgehub), COST, call, "viaBridgehub, messengers already there");
    }
}
