// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {KeystoreStandIn} from "../../fixtures/KeystoreStandIn.sol";
import {ProvenBase} from "../ProvenBase.sol";

/// @title ProvenResolver.answerAge
contract ProvenResolverAnswerAgeTest is ProvenBase {
    function testFuzz_countsFromTheTimeThatTheRootShows(uint64 number, uint64 age) external {
        age = uint64(_bound(age, 0, NOW - 1));
        keystore.set(number, "root", NOW - age);
        vm.assertEq(resolver.answerAge(number), age);
    }

    function testFuzz_passesTheKeystoresRefusalOn(uint64 number) external {
        vm.expectRevert(abi.encodeWithSelector(KeystoreStandIn.UnknownCommit.selector, number));
        resolver.answerAge(number);
    }
}
