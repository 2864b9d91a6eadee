// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {GatewayResolver} from "../../../src/resolver/GatewayResolver.sol";
import {ProfileAnswer} from "../../../src/resolver/ProfileAnswer.sol";
import {Base} from "../../Base.sol";

/// @title ProfileAnswer.unsupported
contract ProfileAnswerUnsupportedTest is Base {
    /// @dev A call of less than four bytes is filled up with zeros.
    function testFuzz_namesTheSelector(bytes calldata call) external pure {
        bytes memory answer = ProfileAnswer.unsupported(call);
        vm.assertEq(answer, abi.encodeWithSelector(0x7b1c461b, bytes4(call)));
        vm.assertEq(answer.length % 32, 4);
    }

    function test_selector() external pure {
        vm.assertEq(GatewayResolver.UnsupportedResolverProfile.selector, bytes4(0x7b1c461b));
    }
}
