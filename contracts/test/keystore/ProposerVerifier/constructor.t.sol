// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProposerVerifier} from "../../../src/keystore/ProposerVerifier.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title ProposerVerifier's constructor, proposers, isProposer, threshold and delay
contract ProposerVerifierConstructorTest is KeystoreBase {
    function test_keepsItsSettings() external view {
        vm.assertEq(proposers.threshold(), 2);
        vm.assertEq(proposers.delay(), DELAY);
        address[] memory list = proposers.proposers();
        vm.assertEq(list.length, 3);
        for (uint256 i; i < 3; ++i) {
            vm.assertEq(list[i], vm.addr(keys[i]));
            vm.assertTrue(proposers.isProposer(list[i]));
        }
        vm.assertFalse(proposers.isProposer(OWNER));
        vm.assertFalse(proposers.isProposer(address(0)));
    }

    function test_refusesAThresholdThatIsNone() external {
        address[] memory list = _list(address(1), address(2));
        vm.expectRevert(abi.encodeWithSelector(ProposerVerifier.InvalidThreshold.selector, 0, 2));
        new ProposerVerifier(list, 0, DELAY);
        vm.expectRevert(abi.encodeWithSelector(ProposerVerifier.InvalidThreshold.selector, 3, 2));
        new ProposerVerifier(list, 3, DELAY);
        new ProposerVerifier(list, 1, DELAY);
        new ProposerVerifier(list, 2, DELAY);
    }

    function test_refusesNoProposers() external {
        vm.expectRevert(abi.encodeWithSelector(ProposerVerifier.InvalidThreshold.selector, 1, 0));
        new ProposerVerifier(new address[](0), 1, DELAY);
    }

    function test_refusesAProposerTwice() external {
        _refuse(address(7), address(7));
    }

    function test_refusesAnotherOrder() external {
        _refuse(address(8), address(7));
    }

    function test_refusesTheZeroAddress() external {
        address[] memory list = _list(address(0), address(7));
        vm.expectRevert(
            abi.encodeWithSelector(
                ProposerVerifier.ProposersNotAscending.selector, address(0), address(0)
            )
        );
        new ProposerVerifier(list, 1, DELAY);
    }

    /// @dev Expects two proposers to be refused.
    function _refuse(address first, address second) private {
        vm.expectRevert(
            abi.encodeWithSelector(ProposerVerifier.ProposersNotAscending.selector, first, second)
        );
        new ProposerVerifier(_list(first, second), 1, DELAY);
    }
}
