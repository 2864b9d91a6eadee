// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ZeroConstant} from "../../../src/resolver/IAddressRule.sol";
import {SolanaAddressRule} from "../../../src/resolver/SolanaAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title SolanaAddressRule's constructor
contract SolanaAddressRuleConstructorTest is Base {
    function testFuzz_keepsWhatItIsGiven(bytes32 program) external {
        vm.assume(program != 0);
        vm.assertEq(new SolanaAddressRule(program).program(), program);
    }

    /// @dev Zero is the system program, which signs for no derived address.
    function test_refusesZero() external {
        vm.expectRevert(abi.encodeWithSelector(ZeroConstant.selector, "program"));
        new SolanaAddressRule(0);
    }
}
