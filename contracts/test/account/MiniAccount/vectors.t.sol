// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Call} from "../../../src/account/Call.sol";
import {P256Fallback} from "../../../src/account/P256Fallback.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {KeystoreOperation, ReplayedOperation} from "../../../src/account/ReplayedOperation.sol";
import {Approval, Approvals} from "../../../src/account/Approvals.sol";
import {OutboxOperation} from "../../../src/account/Outbox.sol";
import {SignedExecution} from "../../../src/account/SignedExecution.sol";
import {Vectors} from "../../Vectors.sol";

/// @title What viem hashes and signs for a MiniAccount (tests/clients/vectors/mini-account.ts)
contract MiniAccountVectorsTest is Vectors {
    string private _json;

    function setUp() external {
        _json = _vectors("mini-account");
        vm.chainId(8453);
        vm.etch(Placed.P256_FALLBACK, type(P256Fallback).runtimeCode);
    }

    function test_signedExecutions() external {
        uint256 count = _count(_json, "execute");
        // The digest is the account's own: it is asked at its address.
        address account = vm.parseJsonAddress(_json, ".account");
        vm.etch(account, type(Digests).runtimeCode);
        for (uint256 i; i < count; ++i) {
            Call[] memory calls =
                abi.decode(vm.parseJsonBytes(_json, _at("execute", i, "calls")), (Call[]));
            bytes32 digest = Digests(account)
                .execute(
                    calls,
                    uint256(vm.parseJsonBytes32(_json, _at("execute", i, "nonce"))),
                    uint64(vm.parseJsonUint(_json, ".deadline"))
                );
            vm.assertEq(digest, vm.parseJsonBytes32(_json, _at("execute", i, "digest")));
            bytes memory signature = vm.parseJsonBytes(_json, _at("execute", i, "signature"));
            vm.assertTrue(this.met(signature, digest));
            vm.assertFalse(this.met(signature, ~digest));
        }
    }

    function test_operationsOfTheKeystore() external view {
        uint256 count = _count(_json, "operations");
        bytes32 domain = KeystoreOperation.domain(31_337, vm.parseJsonAddress(_json, ".keystore"));
        for (uint256 i; i < count; ++i) {
            ReplayedOperation memory operation = ReplayedOperation({
                kind: uint8(vm.parseJsonUint(_json, _at("operations", i, "kind"))),
                deadline: uint64(vm.parseJsonUint(_json, ".deadline")),
                fields: vm.parseJsonBytes(_json, _at("operations", i, "fields")),
                approvals: new Approval[](0)
            });
            bytes32[] memory ids = vm.parseJsonBytes32Array(_json, ".ids");
            vm.assertEq(
                KeystoreOperation.digest(domain, keccak256("alice.mononym.eth"), 5, operation, ids),
                vm.parseJsonBytes32(_json, _at("operations", i, "digest"))
            );
        }
        vm.assertEq(count, 6);
    }

    function test_outboxLeaf() external view {
        bytes memory encoded = vm.parseJsonBytes(_json, ".outbox.operation");
        OutboxOperation memory operation = abi.decode(encoded, (OutboxOperation));
        vm.assertEq(abi.encode(operation), encoded);
        vm.assertEq(
            keccak256(bytes.concat(keccak256(encoded))), vm.parseJsonBytes32(_json, ".outbox.leaf")
        );
    }

    /// @notice Whether all three keys of the vectors signed; without P256VERIFY.
    function met(bytes calldata signature, bytes32 digest) external view returns (bool) {
        bytes32 signersHash = vm.parseJsonBytes32(_json, ".signersHash");
        return Approvals.met(signature[1:], digest, signersHash, false);
    }
}

/// @title Stands at an account's address
contract Digests {
    /// @notice The digest of a signed execution.
    function execute(Call[] calldata calls, uint256 nonce, uint64 deadline)
        external
        view
        returns (bytes32)
    {
        return SignedExecution.digest(calls, nonce, deadline);
    }
}
