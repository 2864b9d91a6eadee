// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../src/keystore/Keystore.sol";
import {ProposerVerifier} from "../../src/keystore/ProposerVerifier.sol";
import {Base} from "../Base.sol";

/// @title A Keystore with three proposers, two of whom must sign
abstract contract KeystoreBase is Base {
    /// @dev A commit in the making, by the letter of docs/proofs.md and without the code under test.
    struct Draft {
        /// @dev The root that it builds on.
        bytes32 preRoot;
        /// @dev The root after it.
        bytes32 root;
        /// @dev Its time.
        uint64 asOf;
        /// @dev Its number.
        uint64 number;
        /// @dev Index of the next operation that it takes from the queue.
        uint64 first;
        /// @dev Its steps.
        bytes steps;
        /// @dev What is hashed of them.
        bytes records;
    }

    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev The Keystore's owner.
    address internal constant OWNER = address(0x0511);

    /// @dev Who sends commits, unless a test says otherwise.
    address internal constant SENDER = address(0x5E4D);

    /// @dev Who forces operations.
    address internal constant USER = address(0x05E4);

    /// @dev The root of a tree without leaves.
    bytes32 internal constant EMPTY = "SPARSE_MERKLE_PLACEHOLDER_HASH__";

    /// @dev From a commit to its finality.
    uint64 internal constant DELAY = 1 hours;

    /// @dev Within which a forced operation must be served.
    uint32 internal constant PERIOD = 1 days;

    /// @dev What every forced operation costs.
    uint96 internal constant FLAT_FEE = 0.001 ether;

    /// @dev What each of its bytes costs.
    uint96 internal constant FEE_PER_BYTE = 100 gwei;

    /// @dev An operation: a registration as the log keeps it, shortened.
    bytes internal constant BODY =
        hex"01001f60001e0280001e03c0001e0140003c713fb3002001001e0180009e02002011616c6963652e6d6f6e6f6e796d2e657468";

    /// @dev The proposers' private keys, in ascending order of their addresses.
    uint256[3] internal keys;

    ProposerVerifier internal proposers;

    Keystore internal keystore;

    function setUp() public virtual {
        vm.warp(NOW);
        keys = _sorted([uint256(0xA11CE), 0xB0B, 0xCA401]);
        address[] memory addresses = new address[](3);
        for (uint256 i; i < 3; ++i) {
            addresses[i] = vm.addr(keys[i]);
        }
        proposers = new ProposerVerifier(addresses, 2, DELAY);
        keystore = new Keystore(OWNER, proposers, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        vm.deal(USER, 1_000_000 ether);
    }

    /// @dev Three keys in ascending order of their addresses.
    function _sorted(uint256[3] memory list) internal pure returns (uint256[3] memory) {
        for (uint256 i; i < 3; ++i) {
            for (uint256 j = i + 1; j < 3; ++j) {
                if (vm.addr(list[j]) < vm.addr(list[i])) (list[i], list[j]) = (list[j], list[i]);
            }
        }
        return list;
    }

    /// @dev A commit onto the latest one, as of now.
    function _draft() internal view returns (Draft memory draft) {
        (uint64 number, bytes32 root,,) = keystore.head();
        draft.number = number + 1;
        (draft.preRoot, draft.root) = (root, root);
        draft.asOf = uint64(block.timestamp);
        (draft.first,) = keystore.queue();
    }

    /// @dev Appends an operation of the log.
    function _add(Draft memory draft, uint64 acceptedAt, bytes memory body, bytes32 root)
        internal
        pure
    {
        draft.steps = abi.encodePacked(
            draft.steps, uint8(0), uint40(acceptedAt), uint24(body.length), body, root
        );
        _record(draft, 0, keccak256(body), acceptedAt, root, 0);
    }

    /// @dev Appends an operation that every test can do with.
    function _add(Draft memory draft) internal pure {
        _add(draft, draft.asOf, BODY, keccak256(abi.encode(draft.root, draft.records)));
    }

    /// @dev Appends the queue's next operation, applied.
    function _apply(Draft memory draft, uint64 acceptedAt, bytes32 root) internal view {
        draft.steps = abi.encodePacked(draft.steps, uint8(1), uint40(acceptedAt), root);
        _record(draft, 1, _takeHash(draft), acceptedAt, root, 0);
    }

    /// @dev Appends the queue's next operation, rejected.
    function _reject(Draft memory draft, uint64 acceptedAt, uint8 reason) internal view {
        draft.steps = abi.encodePacked(draft.steps, uint8(2), uint40(acceptedAt), reason);
        _record(draft, 2, _takeHash(draft), acceptedAt, draft.root, reason);
    }

    /// @dev The hash of the queue's next operation, if there is one.
    function _takeHash(Draft memory draft) internal view returns (bytes32 operationHash) {
        (, uint64 end) = keystore.queue();
        if (draft.first < end) (operationHash,,,) = keystore.forcedAt(draft.first++);
    }

    /// @dev Appends what is hashed of a step.
    function _record(
        Draft memory draft,
        uint8 flag,
        bytes32 operationHash,
        uint64 acceptedAt,
        bytes32 root,
        uint8 reason
    ) internal pure {
        draft.root = root;
        draft.records =
            abi.encodePacked(draft.records, flag, operationHash, acceptedAt, root, reason);
    }

    /// @dev What stands for a commit.
    function _hash(Draft memory draft) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                block.chainid,
                address(keystore),
                draft.number,
                draft.preRoot,
                draft.root,
                draft.asOf,
                keccak256(draft.records)
            )
        );
    }

    /// @dev A proposer's signature.
    function _sign(uint256 key, ProposerVerifier verifier, bytes32 commitHash)
        internal
        pure
        returns (bytes memory)
    {
        bytes32 digest = keccak256(abi.encodePacked(bytes2(0x1900), address(verifier), commitHash));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The first two proposers' approval of a commit.
    function _approval(Draft memory draft) internal view returns (bytes memory) {
        bytes32 commitHash = _hash(draft);
        return abi.encodePacked(
            _sign(keys[0], proposers, commitHash), _sign(keys[1], proposers, commitHash)
        );
    }

    /// @dev The call that commits.
    function _call(Draft memory draft) internal view returns (bytes memory) {
        return
            abi.encodeCall(
                Keystore.commit, (draft.preRoot, draft.asOf, draft.steps, _approval(draft))
            );
    }

    /// @dev Commits.
    function _commit(Draft memory draft) internal {
        bytes memory approval = _approval(draft);
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
    }

    /// @dev Commits, and expects to be refused.
    function _refuse(Draft memory draft, bytes memory reason) internal {
        bytes memory approval = _approval(draft);
        vm.expectRevert(reason);
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
    }

    /// @dev Commits one operation, as of now.
    function _commitOne() internal {
        Draft memory draft = _draft();
        _add(draft);
        _commit(draft);
    }

    /// @dev Commits nothing, as of now.
    function _heartbeat() internal {
        _commit(_draft());
    }

    /// @dev Forces an operation, for its fee.
    function _force(bytes memory body) internal returns (uint64 index) {
        uint256 fee = FLAT_FEE + FEE_PER_BYTE * body.length;
        vm.prank(USER);
        return keystore.force{value: fee}(body);
    }

    /// @dev Expects that someone who is not the owner is refused.
    function _expectUnauthorized(address caller) internal {
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller));
        vm.prank(caller);
    }
}
