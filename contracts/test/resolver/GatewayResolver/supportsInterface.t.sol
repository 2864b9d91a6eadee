// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC165Checker} from "@openzeppelin/contracts/utils/introspection/ERC165Checker.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title GatewayResolver.supportsInterface
contract GatewayResolverSupportsInterfaceTest is ResolverBase {
    function test_namesWhatClientsLookFor() external view {
        bytes4[4] memory ids = _ids();
        for (uint256 i; i < ids.length; ++i) {
            vm.assertTrue(ERC165Checker.supportsInterface(address(resolver), ids[i]));
        }
    }

    function testFuzz_namesNothingElse(bytes4 id) external view {
        bytes4[4] memory ids = _ids();
        for (uint256 i; i < ids.length; ++i) {
            vm.assume(id != ids[i]);
        }
        vm.assertFalse(resolver.supportsInterface(id));
    }

    /// @dev A caller probes with empty call data and little gas (EIP-140); a contract that burns all
    ///      of it looks like one that predates REVERT.
    function test_anEmptyCallDoesNotBurnAllGas() external view {
        address target = address(resolver);
        uint256 spent;
        uint256 success;
        assembly {
            let before := gas()
            success := staticcall(5000, target, 0, 0, 0, 0)
            spent := sub(before, gas())
        }
        vm.assertEq(success, 0);
        // 2,600 of it are the price of the call to a cold address.
        vm.assertLt(spent, 3000);
    }

    /// @dev ERC-165, ENSIP-10, ERC-7996, ENSIP-16.
    function _ids() private pure returns (bytes4[4] memory) {
        return [bytes4(0x01ffc9a7), 0x9061b923, 0x582de3e7, 0x8a596ebe];
    }
}
