// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {
    PackedUserOperation
} from "@account-abstraction/contracts/interfaces/PackedUserOperation.sol";
import {OutboxOperation} from "../../../src/account/Outbox.sol";
import {Key} from "../KeyRing.sol";
import {EntryPointBase} from "./EntryPointBase.sol";

/// @title What a MiniAccount's calls cost, with everything cold
/// @notice Execution without the transaction's 21,000 and its call data; each is the second of its kind,
///         so that nonces and Bob's balances are there already.
/// forge-config: default.evm_version = "osaka"
contract MiniAccountGasTest is EntryPointBase {
    function setUp() public override {
        super.setUp();
        vm.assertTrue(account.state().hasP256);
        vm.deal(BOB, 1);
        token.mint(BOB, 1);
        vm.deal(BUNDLER, 1);
        entryPoint.depositTo{value: 1 ether}(address(account));
    }

    function _evmVersion() internal pure override returns (string memory) {
        return "osaka";
    }

    function test_gas_secp256k1() external {
        _userOperation("secp256k1", _secp(1));
    }

    function test_gas_passkeyWithPrecompile() external {
        _rotate(1, _keys(_passkey(1)));
        _userOperation("passkey, precompile", _passkey(1));
    }

    function test_gas_passkeyWithoutPrecompile() external {
        _rotate(1, _keys(_passkey(1)));
        _withoutP256();
        _userOperation("passkey, no precompile", _passkey(1));
    }

    function test_gas_executeSigned() external {
        _send(1);
        bytes memory signature = _signed(_keys(_secp(1)), _digest(account, _payBob(1), 2, NOW));
        _cool();
        account.executeSigned(_payBob(1), _noLimits(), 2, NOW, signature);
        vm.snapshotGasLastCall("MiniAccount", "executeSigned: secp256k1, ETH");
        vm.assertEq(BOB.balance, 3);
    }

    function test_gas_executeFromOutbox() external {
        OutboxOperation memory operation =
            OutboxOperation(CHAIN, address(account), 1, NOW, NOW, _payBob(1));
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(operation))));
        bytes32[] memory proof = new bytes32[](10);
        for (uint256 i; i < 10; ++i) {
            proof[i] = keccak256(abi.encode(i));
            node = node < proof[i]
                ? keccak256(bytes.concat(node, proof[i]))
                : keccak256(bytes.concat(proof[i], node));
        }
        leaf.outboxRoot = node;
        _next();
        _sync();
        _cool();
        account.executeFromOutbox(operation, _noLimits(), proof);
        vm.snapshotGasLastCall("MiniAccount", "executeFromOutbox: one of 1024, ETH");
        vm.assertEq(BOB.balance, 2);
    }

    function test_gas_localKey() external {
        _setLocalKey(_secp(2), uint48(NOW + 1 days), address(0), 1 ether);
        _handle(_byLocal(_local(_payBob(1), _noLimits()), _secp(2)));
        PackedUserOperation memory op = _byLocal(_local(_payBob(1), _noLimits()), _secp(2));
        _measure(op, "handleOps: local key secp256k1, ETH");
    }

    function _userOperation(string memory name, Key memory key) private {
        _handle(_by(_executing(_payBob(1), _noLimits()), _keys(key)));
        _measure(
            _by(_executing(_payBob(1), _noLimits()), _keys(key)),
            string.concat("handleOps: ", name, ", ETH")
        );
        _measure(
            _by(_executing(_transfer(1), _noLimits()), _keys(key)),
            string.concat("handleOps: ", name, ", ERC-20")
        );
        PackedUserOperation memory op = _by(_executing(_payBob(1), _noLimits()), _keys(key));
        bytes32 hash = entryPoint.getUserOpHash(op);
        _cool();
        vm.prank(ENTRY_POINT);
        vm.assertEq(account.validateUserOp(op, hash, 0), 0);
        vm.snapshotGasLastCall("MiniAccount", string.concat("validateUserOp: ", name));
        vm.assertEq(BOB.balance, 3);
        vm.assertEq(token.balanceOf(BOB), 2);
    }

    function _measure(PackedUserOperation memory op, string memory name) private {
        PackedUserOperation[] memory ops = new PackedUserOperation[](1);
        ops[0] = op;
        vm.startPrank(BUNDLER, BUNDLER);
        _cool();
        entryPoint.handleOps(ops, BUNDLER);
        uint256 gas = vm.snapshotGasLastCall("MiniAccount", name);
        vm.stopPrank();
        vm.snapshotValue(
            "MiniAccount",
            string.concat(name, ": with the transaction and its call data"),
            gas + 21_000 + _dataGas(abi.encodeCall(entryPoint.handleOps, (ops, BUNDLER)))
        );
    }

    function _send(uint256 nonce) private {
        bytes32 digest = _digest(account, _payBob(1), nonce, NOW);
        account.executeSigned(_payBob(1), _noLimits(), nonce, NOW, _signed(_keys(_secp(1)), digest));
    }

    /// @dev As a sync on a chain without P256VERIFY would have left it.
    function _withoutP256() private {
        bytes32 slot = bytes32(
            uint256(0xbc5100b9c02cca5dc0a5970fac3c8f0b7ca935e2dcda0ba5de5fe7f17d912800) + 1
        );
        vm.store(
            address(account), slot, vm.load(address(account), slot) & ~bytes32(uint256(0xff) << 64)
        );
        vm.assertFalse(account.state().hasP256);
    }

    /// @dev EIP-2028.
    function _dataGas(bytes memory data) private pure returns (uint256 gas) {
        for (uint256 i; i < data.length; ++i) {
            gas += data[i] == 0 ? 4 : 16;
        }
    }

    function _cool() private {
        vm.cool(ENTRY_POINT);
        vm.cool(address(account));
        vm.cool(address(implementation));
        vm.cool(address(token));
        vm.cool(BOB);
    }
}
