// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileAnswer} from "../../../src/resolver/ProfileAnswer.sol";
import {ProvenBase} from "../ProvenBase.sol";

/// @title ProfileAnswer.encodeAddr
contract ProfileAnswerEncodeAddrTest is ProvenBase {
    function testFuzz_anAddressOf20Bytes(address account) external pure {
        bytes memory raw = abi.encodePacked(account);
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR, raw), abi.encode(account));
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR_OF, raw), abi.encode(raw));
        vm.assertEq(ProfileAnswer.encodeAddr(HAS_ADDR, raw), abi.encode(true));
    }

    function testFuzz_anotherLength(bytes calldata raw) external pure {
        vm.assume(raw.length != 20);
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR, raw), abi.encode(address(0)));
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR_OF, raw), abi.encode(raw));
        vm.assertEq(ProfileAnswer.encodeAddr(HAS_ADDR, raw), abi.encode(raw.length != 0));
    }

    function test_none() external pure {
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR, ""), abi.encode(address(0)));
        vm.assertEq(ProfileAnswer.encodeAddr(ADDR_OF, ""), abi.encode(""));
        vm.assertEq(ProfileAnswer.encodeAddr(HAS_ADDR, ""), abi.encode(false));
    }
}
