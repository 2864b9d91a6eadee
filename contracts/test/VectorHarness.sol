// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Account, AccountLeaf, Status} from "../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../src/keystore/KeystoreProof.sol";
import {RecordLeaf, RecordState} from "../src/keystore/RecordLeaf.sol";
import {TreeHash} from "../src/keystore/TreeHash.sol";
import {DnsName} from "../src/libraries/DnsName.sol";
import {MiniAccountProxy} from "../src/libraries/MiniAccountProxy.sol";
import {ProvenResponse} from "../src/libraries/ProvenResponse.sol";
import {RecordKey} from "../src/libraries/RecordKey.sol";
import {ResponseDigest} from "../src/libraries/ResponseDigest.sol";
import {ProfileCall} from "../src/resolver/ProfileCall.sol";

/// @title The libraries as external functions, for tests only
/// @notice Lets the shared vectors run against the same code in Foundry and in any other EVM.
contract VectorHarness {
    /// @notice See `DnsName.namehash`.
    /// @param name The name in DNS wire form.
    /// @return The namehash.
    function namehash(bytes calldata name) external pure returns (bytes32) {
        return DnsName.namehash(name);
    }

    /// @notice See `ResponseDigest.hash`.
    /// @param resolver The contract that verifies the answer.
    /// @param expires Last second (Unix time) in which the answer is valid.
    /// @param callData The call that was sent to the gateway.
    /// @param result The answer.
    /// @return The digest.
    function responseDigest(
        address resolver,
        uint64 expires,
        bytes calldata callData,
        bytes calldata result
    ) external pure returns (bytes32) {
        return ResponseDigest.hash(resolver, expires, callData, result);
    }

    /// @notice See `RecordKey.derive`.
    /// @param node The namehash of the record's name.
    /// @param call The canonical profile call, its node argument zeroed.
    /// @return The key.
    function recordKey(bytes32 node, bytes calldata call) external pure returns (bytes32) {
        return RecordKey.derive(node, call);
    }

    /// @notice See `AccountLeaf.key`.
    /// @param node The namehash of the account's name.
    /// @return The key.
    function accountKey(bytes32 node) external pure returns (bytes32) {
        return AccountLeaf.key(node);
    }

    /// @notice See `AccountLeaf.decode`.
    /// @param value The leaf's value.
    /// @return The account.
    function accountLeaf(bytes calldata value) external pure returns (Account memory) {
        return AccountLeaf.decode(value);
    }

    /// @notice See `AccountLeaf.statusAt`.
    /// @param value The leaf's value.
    /// @param time A moment (Unix seconds).
    /// @return The account's status then.
    function accountStatus(bytes calldata value, uint256 time) external pure returns (Status) {
        return AccountLeaf.statusAt(value, time);
    }

    /// @notice See `RecordLeaf.decode`.
    /// @param value The leaf's value; empty if there is no leaf.
    /// @return state How the record stands.
    /// @return answer What its call returns, if it has a value.
    function recordLeaf(bytes calldata value)
        external
        pure
        returns (RecordState state, bytes memory answer)
    {
        return RecordLeaf.decode(value);
    }

    /// @notice See `TreeHash.leaf`.
    /// @param key The leaf's key.
    /// @param valueHash keccak256 of its value.
    /// @return The hash.
    function leafHash(bytes32 key, bytes32 valueHash) external pure returns (bytes32) {
        return TreeHash.leaf(key, valueHash);
    }

    /// @notice See `TreeHash.inner`.
    /// @param left The hash of the half whose next bit is 0.
    /// @param right The hash of the half whose next bit is 1.
    /// @return The hash.
    function innerHash(bytes32 left, bytes32 right) external pure returns (bytes32) {
        return TreeHash.inner(left, right);
    }

    /// @notice See `KeystoreProof.check`.
    /// @param root The root of the tree.
    /// @param key The key.
    /// @param proof The proof.
    /// @return The key's value; empty if it is absent.
    function checkProof(bytes32 root, bytes32 key, Proof calldata proof)
        external
        pure
        returns (bytes memory)
    {
        return KeystoreProof.check(root, key, proof);
    }

    /// @notice See `ProvenResponse.decode`.
    /// @param response The envelope of a proven answer.
    /// @return number The commit whose root the proofs lead to.
    /// @return account The proof of the account.
    /// @return records The proofs of records.
    function provenResponse(bytes calldata response)
        external
        pure
        returns (uint64 number, Proof memory account, Proof[] memory records)
    {
        return ProvenResponse.decode(response);
    }

    /// @notice See `ProfileCall.canonical`.
    /// @param call A profile call of at least 36 bytes.
    /// @return The canonical call.
    function canonicalCall(bytes memory call) external pure returns (bytes memory) {
        return ProfileCall.canonical(call);
    }

    /// @notice See `MiniAccountProxy.initCode`.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The proxy's creation code.
    function miniAccountInitCode(address implementation, bytes32 node, address keystore)
        external
        pure
        returns (bytes memory)
    {
        return MiniAccountProxy.initCode(implementation, node, keystore);
    }

    /// @notice See `MiniAccountProxy.initCodeHash`.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The hash.
    function miniAccountInitCodeHash(address implementation, bytes32 node, address keystore)
        external
        pure
        returns (bytes32)
    {
        return MiniAccountProxy.initCodeHash(implementation, node, keystore);
    }

    /// @notice See `MiniAccountProxy.addressOf`.
    /// @param factory The factory.
    /// @param implementation The bootstrap.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1.
    /// @return The address.
    function miniAccountAddress(
        address factory,
        address implementation,
        bytes32 node,
        address keystore
    ) external pure returns (address) {
        return MiniAccountProxy.addressOf(factory, implementation, node, keystore);
    }
}
