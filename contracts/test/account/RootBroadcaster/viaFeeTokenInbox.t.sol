// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RootBroadcaster} from "../../../src/account/RootBroadcaster.sol";
import {FeeToken, FeeTokenInboxStandIn} from "../../fixtures/BridgeStandIns.sol";
import {BroadcastBase} from "./BroadcastBase.sol";

/// @title RootBroadcaster.viaFeeTokenInbox
contract RootBroadcasterViaFeeTokenInboxTest is BroadcastBase {
    /// @dev What each message costs.
    uint256 private constant FEE = uint256(GAS) * 3;

    FeeTokenInboxStandIn private inbox = new FeeTokenInboxStandIn();
    FeeToken private token = FeeToken(inbox.nativeToken());

    function setUp() public override {
        super.setUp();
        token.mint(CALLER, 10 * FEE);
        vm.prank(CALLER);
        token.approve(address(broadcaster), 2 * FEE);
    }

    function test_bringsForTheCallersTokens() external {
        _broadcast(FEE);
        vm.assertEq(token.balanceOf(CALLER), 8 * FEE);
        vm.assertEq(inbox.refundTo(), CALLER);
        _holdNothing();
        _arrives(inbox);
    }

    function test_givesBackWhatTheInboxDidNotTake() external {
        token.mint(address(inbox), FEE / 2);
        _broadcast(FEE);
        vm.assertEq(token.balanceOf(CALLER), 8 * FEE + FEE / 2);
        _holdNothing();
        _arrives(inbox);
    }

    function test_refusesWithoutApproval() external {
        vm.expectRevert(abi.encodeWithSignature("TransferFromFailed()"));
        _broadcast(FEE + 1);
    }

    function test_revertsWithTheInboxsReason() external {
        vm.expectRevert(
            abi.encodeWithSelector(FeeTokenInboxStandIn.InsufficientFee.selector, FEE, FEE - 1)
        );
        _broadcast(FEE - 1);
    }

    function test_takesNobodyElsesTokens() external {
        vm.expectRevert(abi.encodeWithSignature("TransferFromFailed()"));
        broadcaster.viaFeeTokenInbox(KEYSTORE, NUMBER, inbox, GAS, 3, FEE);
    }

    function test_refusesAnInboxThatIsNotThere() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.BridgeMissing.selector, address(0xdead))
        );
        broadcaster.viaFeeTokenInbox(
            KEYSTORE, NUMBER, FeeTokenInboxStandIn(address(0xdead)), GAS, 3, FEE
        );
    }

    function test_gas() external {
        inbox.ignore();
        token.mint(address(this), 4 * FEE);
        token.approve(address(broadcaster), 4 * FEE);
        bytes memory call =
            abi.encodeCall(broadcaster.viaFeeTokenInbox, (KEYSTORE, NUMBER, inbox, GAS, 3, FEE));
        _measure(address(inbox), 0, call, "viaFeeTokenInbox");
        _measure(address(inbox), 0, call, "viaFeeTokenInbox, messengers already there");
    }

    function _broadcast(uint256 fee) private {
        vm.prank(CALLER);
        broadcaster.viaFeeTokenInbox(KEYSTORE, NUMBER, inbox, GAS, 3, fee);
    }

    function _holdNothing() private view {
        address[2] memory pair = oracle.messengersOf(KEYSTORE, _root(NUMBER, NOW - 60));
        vm.assertEq(token.balanceOf(pair[0]), 0);
        vm.assertEq(token.balanceOf(pair[1]), 0);
        vm.assertEq(token.balanceOf(address(broadcaster)), 0);
    }
}
