// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Root} from "../../../src/account/IRootOracle.sol";
import {AccountBase} from "../AccountBase.sol";

/// @title RootOracle.messengersOf
contract RootOracleMessengersOfTest is AccountBase {
    /// @dev By the letter of docs/mini-accounts.md, "Roots".
    function testFuzz_followFromTheRoot(address keystore_, Root calldata root) external view {
        bytes32 initCodeHash = keccak256(
            bytes.concat(
                hex"602c3d8160093d39f33d3d3d3d363d3d37363d73",
                bytes20(address(messenger)),
                hex"5af43d3d93803e602a57fd5bf3"
            )
        );
        bytes32 id =
            keccak256(abi.encode(keystore_, root.number, root.asOf, root.l1ChainId, root.root));
        address[2] memory pair = oracle.messengersOf(keystore_, root);
        for (uint256 i; i < 2; ++i) {
            bytes32 salt = keccak256(abi.encode(id, i));
            bytes32 hash = keccak256(abi.encodePacked(hex"ff", address(oracle), salt, initCodeHash));
            vm.assertEq(pair[i], address(uint160(uint256(hash))));
        }
        vm.assertNotEq(pair[0], pair[1]);
    }

    function testFuzz_everyPartCounts(Root memory root, uint64 by) external view {
        vm.assume(by != 0);
        address pair = oracle.messengersOf(KEYSTORE, root)[0];
        vm.assertNotEq(oracle.messengersOf(address(0xdead), root)[0], pair);
        unchecked {
            root.number += by;
            vm.assertNotEq(oracle.messengersOf(KEYSTORE, root)[0], pair);
            root.number -= by;
            root.asOf += by;
            vm.assertNotEq(oracle.messengersOf(KEYSTORE, root)[0], pair);
            root.asOf -= by;
            root.l1ChainId += by;
            vm.assertNotEq(oracle.messengersOf(KEYSTORE, root)[0], pair);
            root.l1ChainId -= by;
        }
        root.root = keccak256(abi.encode(root.root));
        vm.assertNotEq(oracle.messengersOf(KEYSTORE, root)[0], pair);
    }

    function test_theSameOnEveryChain() external {
        Root memory root = _root(NUMBER, NOW);
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        vm.chainId(L2);
        vm.assertEq(abi.encode(oracle.messengersOf(KEYSTORE, root)), abi.encode(pair));
    }
}
