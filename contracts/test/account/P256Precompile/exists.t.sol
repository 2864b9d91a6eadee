// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {P256Precompile} from "../../../src/account/P256Precompile.sol";
import {Base} from "../../Base.sol";

/// @title P256VERIFY where there is none, by another implementation; for tests only
contract P256VerifyStandIn {
    /// @notice Answers as RIP-7212 says.
    fallback(bytes calldata input) external returns (bytes memory) {
        if (input.length != 160) return "";
        (bytes32 h, bytes32 r, bytes32 s, bytes32 x, bytes32 y) =
            abi.decode(input, (bytes32, bytes32, bytes32, bytes32, bytes32));
        return P256.verifySolidity(h, r, s, x, y) ? abi.encode(1) : bytes("");
    }
}

/// @title P256Precompile.exists
contract P256PrecompileExistsTest is Base {
    function test_notWhereItIsMissing() external view {
        vm.assertFalse(P256Precompile.exists());
    }

    /// @dev The EVM's own (EIP-7951).
    /// forge-config: default.evm_version = "osaka"
    function test_whereItIs() external view {
        vm.assertTrue(P256Precompile.exists());
    }

    function test_whereAContractStandsInForIt() external {
        vm.etch(address(0x100), type(P256VerifyStandIn).runtimeCode);
        vm.assertTrue(P256Precompile.exists());
    }

    function test_notWhereSomethingElseStands() external {
        bytes[4] memory codes = [
            // Returns zero; two; one in 64 bytes; reverts with one.
            bytes(hex"600060005260206000f3"),
            hex"600260005260206000f3",
            hex"600160005260406000f3",
            hex"600160005260206000fd"
        ];
        for (uint256 i; i < codes.length; ++i) {
            vm.etch(address(0x100), codes[i]);
            vm.assertFalse(P256Precompile.exists());
        }
    }
}
