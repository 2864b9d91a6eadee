// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RootBroadcaster} from "../../../src/account/RootBroadcaster.sol";
import {RootOracle} from "../../../src/account/RootOracle.sol";
import {KeystoreStandIn} from "../../fixtures/KeystoreStandIn.sol";
import {PortalStandIn} from "../../fixtures/BridgeStandIns.sol";
import {BroadcastBase} from "./BroadcastBase.sol";

/// @title RootBroadcaster.viaPortal
contract RootBroadcasterViaPortalTest is BroadcastBase {
    PortalStandIn private portal = new PortalStandIn();

    function test_brings() external {
        vm.prank(CALLER);
        broadcaster.viaPortal(KEYSTORE, NUMBER, portal, GAS);
        _arrives(portal);
    }

    function test_bringsToSeveralChains() external {
        PortalStandIn other = new PortalStandIn();
        broadcaster.viaPortal(KEYSTORE, NUMBER, other, GAS);
        broadcaster.viaPortal(KEYSTORE, NUMBER, portal, GAS);
        vm.assertEq(other.count(), 2);
        _arrives(portal);
    }

    function test_refusesWhatIsNotFinal() external {
        vm.expectRevert(abi.encodeWithSelector(KeystoreStandIn.UnknownCommit.selector, 8));
        broadcaster.viaPortal(KEYSTORE, 8, portal, GAS);
    }

    function test_refusesElsewhere() external {
        vm.chainId(L2);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NotL1.selector, L2));
        broadcaster.viaPortal(KEYSTORE, NUMBER, portal, GAS);
    }

    function test_refusesAPortalThatIsNotThere() external {
        vm.expectRevert(
            abi.encodeWithSelector(RootBroadcaster.BridgeMissing.selector, address(0xdead))
        );
        broadcaster.viaPortal(KEYSTORE, NUMBER, PortalStandIn(address(0xdead)), GAS);
    }

    function test_gas() external {
        portal.ignore();
        bytes memory call = abi.encodeCall(broadcaster.viaPortal, (KEYSTORE, NUMBER, portal, GAS));
        _measure(address(portal), 0, call, "viaPortal");
        _measure(address(portal), 0, call, "viaPortal, messengers already there");
    }
}
