// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RootBroadcaster} from "../../../src/account/RootBroadcaster.sol";
import {InboxStandIn} from "../../fixtures/BridgeStandIns.sol";
import {BroadcastBase} from "./BroadcastBase.sol";

/// @title RootBroadcaster.viaInbox
contract RootBroadcasterViaInboxTest is BroadcastBase {
    /// @dev What the two messages cost: their call data has 164 bytes.
    uint256 private constant COST = 2 * ((1400 + 6 * 164) * 20 gwei + GAS * 0.1 gwei);

    InboxStandIn private inbox = new InboxStandIn();

    function test_bringsAndGivesBackWhatIsLeft() external {
        vm.prank(CALLER);
        broadcaster.viaInbox{value: 0.5 ether}(KEYSTORE, NUMBER, inbox, GAS, 0.1 gwei);
        vm.assertEq(CALLER.balance, 1 ether - COST);
        vm.assertEq(inbox.refundTo(), CALLER);
        _arrives(inbox);
    }

    function test_bringsForExactlyItsCost() external {
        vm.prank(CALLER);
        broadcaster.viaInbox{value: COST}(KEYSTORE, NUMBER, inbox, GAS, 0.1 gwei);
        vm.assertEq(address(inbox).balance, COST);
        _arrives(inbox);
    }

    function test_refusesLess() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.TooLittleValue.selector, COST, COST - 1)
        );
        vm.prank(CALLER);
        broadcaster.viaInbox{value: COST - 1}(KEYSTORE, NUMBER, inbox, GAS, 0.1 gwei);
    }

    function test_refusesAnInboxThatIsNotThere() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.BridgeMissing.selector, address(0xdead))
        );
        broadcaster.viaInbox(KEYSTORE, NUMBER, InboxStandIn(address(0xdead)), GAS, 0);
    }

    function test_gas() external {
        inbox.ignore();
        bytes memory call =
            abi.encodeCall(broadcaster.viaInbox, (KEYSTORE, NUMBER, inbox, GAS, 0.1 gwei));
        _measure(address(inbox), COST, call, "viaInbox");
        _measure(address(inbox), COST, call, "viaInbox, messengers already there");
    }
}
