// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Approval} from "../../../src/account/Approvals.sol";
import {ReplayedOperation} from "../../../src/account/ReplayedOperation.sol";
import {Key} from "../KeyRing.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title Operations that are brought by hand
abstract contract ReplayBase is MiniAccountBase {
    string internal constant NAME = "alice.mononym.eth";

    /// @dev Deadlines: long over when they are brought.
    uint64 internal constant DEADLINE = NOW + 1 hours;

    /// @dev When roots have been missing long enough.
    uint64 internal constant LATER = NOW + 30 days + 1;

    function setUp() public virtual override {
        super.setUp();
        vm.warp(LATER);
    }

    /// @dev An operation's digest, by hand. `fields` are the words behind the deadline.
    function _operationDigest(string memory types, uint64 nonce, bytes memory fields)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Mononym Keystore"),
                keccak256("1"),
                uint256(L1),
                KEYSTORE
            )
        );
        bytes32 structHash = keccak256(
            bytes.concat(
                abi.encode(keccak256(bytes(types)), keccak256(bytes(NAME)), nonce, DEADLINE), fields
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _outboxDigest(uint64 nonce, bytes32 root) internal pure returns (bytes32) {
        return _operationDigest(
            "SetOutbox(string name,uint64 nonce,uint64 deadline,bytes32 outboxRoot)",
            nonce,
            abi.encode(root)
        );
    }

    function _setOutbox(uint64 nonce, bytes32 root, Key[] memory keys)
        internal
        pure
        returns (ReplayedOperation memory)
    {
        Approval[] memory approvals = _approvals(keys, _outboxDigest(nonce, root));
        return ReplayedOperation(8, DEADLINE, abi.encode(root), approvals);
    }

    function _setImplementation(uint64 nonce, address next, Key[] memory keys)
        internal
        pure
        returns (ReplayedOperation memory)
    {
        bytes32 digest = _operationDigest(
            "SetImplementation(string name,uint64 nonce,uint64 deadline,address implementation)",
            nonce,
            abi.encode(next)
        );
        return ReplayedOperation(6, DEADLINE, abi.encode(next), _approvals(keys, digest));
    }

    function _signersDigest(uint64 nonce, uint8 threshold, Key[] memory set)
        internal
        pure
        returns (bytes32)
    {
        return _operationDigest(
            "SetSigners(string name,uint64 nonce,uint64 deadline,uint8 threshold,bytes[] signers)",
            nonce,
            abi.encode(threshold, keccak256(abi.encodePacked(_ids(set))))
        );
    }

    function _setSignersTo(uint64 nonce, uint8 threshold, Key[] memory set, Key[] memory keys)
        internal
        pure
        returns (ReplayedOperation memory)
    {
        Approval[] memory approvals = _approvals(keys, _signersDigest(nonce, threshold, set));
        return ReplayedOperation(4, DEADLINE, _signerFields(threshold, set), approvals);
    }

    function _signerFields(uint8 threshold, Key[] memory set) internal pure returns (bytes memory) {
        bytes[] memory signers = new bytes[](set.length);
        for (uint256 i; i < set.length; ++i) {
            signers[i] = _signer(set[i]);
        }
        return abi.encode(threshold, signers);
    }

    function _list(ReplayedOperation memory a)
        internal
        pure
        returns (ReplayedOperation[] memory list)
    {
        list = new ReplayedOperation[](1);
        list[0] = a;
    }

    function _list(ReplayedOperation memory a, ReplayedOperation memory b)
        internal
        pure
        returns (ReplayedOperation[] memory list)
    {
        list = new ReplayedOperation[](2);
        (list[0], list[1]) = (a, b);
    }

    /// @dev What `replay` takes, for a set of signers with a threshold of one.
    function _encode(Key[] memory set, ReplayedOperation[] memory operations)
        internal
        pure
        returns (bytes memory)
    {
        return _encode(NAME, 1, set, operations);
    }

    function _encode(
        string memory name,
        uint8 threshold,
        Key[] memory set,
        ReplayedOperation[] memory operations
    ) internal pure returns (bytes memory) {
        return abi.encode(name, threshold, _ids(set), operations);
    }

    function _after(bytes32 history, bytes32 digest) internal pure returns (bytes32) {
        return keccak256(bytes.concat(history, digest));
    }
}
