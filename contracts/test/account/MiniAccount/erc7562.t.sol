// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {P256Fallback} from "../../../src/account/P256Fallback.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {Vm} from "../../Vm.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title What bundlers ask of a validation (ERC-7562)
/// forge-config: default.evm_version = "osaka"
contract MiniAccountErc7562Test is EntryPointBase {
    /// @dev The state's second slot: retiredFrom, hasP256.
    bytes32 private constant FLAG_SLOT =
        0xbc5100b9c02cca5dc0a5970fac3c8f0b7ca935e2dcda0ba5de5fe7f17d912801;

    function _evmVersion() internal pure override returns (string memory) {
        return "osaka";
    }

    function test_secp256k1() external {
        _checkRules(_by(_executing(_payBob(1), _noLimits()), _keys(_secp(1))));
    }

    function test_passkeyWithPrecompile() external {
        _rotate(1, _keys(_passkey(1)));
        vm.assertTrue(account.state().hasP256);
        _checkRules(_by(_executing(_payBob(1), _noLimits()), _keys(_passkey(1))));
    }

    function test_passkeyWithFallback() external {
        // Its own instructions, too many to go through, are looked at below.
        vm.etch(Placed.P256_FALLBACK, hex"600160005260206000f3");
        _rotate(1, _keys(_passkey(1)));
        // As a sync on a chain without P256VERIFY would have left it.
        bytes32 word = vm.load(address(account), FLAG_SLOT);
        vm.store(address(account), FLAG_SLOT, word & ~bytes32(uint256(0xff) << 64));
        vm.assertFalse(account.state().hasP256);
        _checkRules(_by(_executing(_payBob(1), _noLimits()), _keys(_passkey(1))));
    }

    function test_localKey() external {
        _setLocalKey(_secp(2), uint48(NOW + 50), address(0), 1 ether);
        (leaf.frozenUntil, leaf.retiredFrom) = (NOW + 10, NOW + 40);
        _next();
        _sync();
        _checkRules(_byLocal(_local(_payBob(1), _noLimits()), _secp(2)));
    }

    /// @dev Goes through every instruction of a validation, by ERC-7562's rules for an account without
    ///      stake: OP-011 (opcodes), OP-012 (GAS), OP-041 (no address without code), OP-061 (value),
    ///      OP-062 (precompiles), STO-010 (storage: the account's own).
    function _checkRules(PackedUserOperation memory op) private {
        bytes32 hash = entryPoint.getUserOpHash(op);
        vm.prank(ENTRY_POINT);
        vm.startDebugTraceRecording();
        account.validateUserOp(op, hash, 1);
        Vm.DebugStep[] memory steps = vm.stopAndReturnDebugTraceRecording();
        (uint256 seen, uint256 loads) = (0, 0);
        for (uint256 i; i < steps.length; ++i) {
            Vm.DebugStep memory step = steps[i];
            // Around it are the test's own, and what the EntryPoint does with its money.
            bool ours =
                step.contractAddr == address(account) || step.contractAddr == Placed.P256_FALLBACK;
            if (!ours) continue;
            ++seen;
            uint8 opcode = step.opcode;
            vm.assertTrue(!_isForbidden(opcode), vm.toString(opcode));
            if (opcode == 0x5a) {
                uint8 after_ = steps[i + 1].opcode;
                vm.assertTrue(
                    after_ == 0xf1 || after_ == 0xf4 || after_ == 0xfa, "GAS not for a call"
                );
            }
            if (opcode == 0x54 || opcode == 0x55) {
                vm.assertEq(step.contractAddr, address(account));
                ++loads;
            }
            if (opcode == 0xf1 || opcode == 0xf4 || opcode == 0xfa) {
                address callee = address(uint160(step.stack[1]));
                bool precompile =
                    uint160(callee) < 0x12 || (callee == address(0x100) && account.state().hasP256);
                vm.assertTrue(precompile || callee.code.length != 0, "address without code");
                if (opcode == 0xf1 && step.stack[2] != 0) {
                    vm.assertEq(callee, ENTRY_POINT);
                    vm.assertEq(step.stack[2], 1);
                }
            }
        }
        // The trace was there, and it was of the account.
        vm.assertLt(1000, seen);
        vm.assertLt(2, loads);
    }

    /// @dev OP-011: what depends on the block, the transaction or other accounts' balances; OP-080; and
    ///      whatever ends a contract or makes one.
    function _isForbidden(uint8 opcode) private pure returns (bool) {
        if (opcode >= 0x40 && opcode <= 0x48 && opcode != 0x46) return true;
        if (opcode == 0x31 || opcode == 0x32 || opcode == 0x3a || opcode == 0x4a) return true;
        return
            opcode == 0xf0 || opcode == 0xf5 || opcode == 0xff || opcode == 0xf2 || opcode == 0xfe;
    }

    /// @dev It calls nothing but precompiles, reads nothing, and knows nothing of block and time.
    function test_theFallbackIsPure() external pure {
        bytes memory code = type(P256Fallback).runtimeCode;
        uint256 calls;
        for (uint256 i; i < code.length; ++i) {
            uint8 opcode = uint8(code[i]);
            if (opcode == 0xfe) {
                // Behind its end stands the order of the curve.
                vm.assertEq(i + 33, code.length);
                break;
            }
            vm.assertTrue(!_isForbidden(opcode), vm.toString(opcode));
            vm.assertTrue(opcode != 0x54 && opcode != 0x55, "storage");
            vm.assertTrue(opcode != 0xf1 && opcode != 0xf4, "call");
            if (opcode == 0xfa) ++calls;
            if (opcode >= 0x60 && opcode <= 0x7f) i += opcode - 0x5f;
        }
        // Modular exponentiation.
        vm.assertLt(0, calls);
    }
}
