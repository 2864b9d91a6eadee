// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {KeystoreProof, Proof} from "../../../src/keystore/KeystoreProof.sol";
import {Vectors} from "../../Vectors.sol";
import {ReferenceTree} from "../../fixtures/ReferenceTree.sol";

/// @title KeystoreProof.check
contract KeystoreProofCheckTest is Vectors {
    bytes32 private constant EMPTY = "SPARSE_MERKLE_PLACEHOLDER_HASH__";

    ReferenceTree private tree = new ReferenceTree();

    function testFuzz_findsEveryKeyOfATree(bytes32[6] calldata keys, uint256 shared) external {
        _plant(keys, shared);
        bytes32 root = tree.root();
        for (uint256 i; i < keys.length; ++i) {
            bytes32 key = _near(keys[0], keys[i], shared);
            vm.assertEq(harness.checkProof(root, key, tree.prove(key)), tree.get(key));
        }
    }

    function testFuzz_findsEveryOtherKeyAbsent(
        bytes32[6] calldata keys,
        uint256 shared,
        bytes32 key
    ) external {
        _plant(keys, shared);
        bytes32 near = _near(keys[0], key, shared);
        vm.assume(tree.get(key).length == 0 && tree.get(near).length == 0);
        vm.assertEq(harness.checkProof(tree.root(), key, tree.prove(key)), "");
        vm.assertEq(harness.checkProof(tree.root(), near, tree.prove(near)), "");
    }

    /// @dev Under one root a key has one value or none: no proof of another key or root serves.
    function testFuzz_refusesTheProofOfAnotherKey(bytes32[6] calldata keys, uint256 shared)
        external
    {
        _plant(keys, shared);
        bytes32 root = tree.root();
        bytes32 a = _near(keys[0], keys[1], shared);
        bytes32 b = _near(keys[0], keys[2], shared);
        vm.assume(a != b);
        Proof memory proof = tree.prove(a);
        vm.expectRevert();
        harness.checkProof(root, b, proof);
    }

    function testFuzz_refusesAnotherRoot(bytes32[6] calldata keys, bytes32 root) external {
        _plant(keys, 0);
        bytes32 right = tree.root();
        vm.assume(root != right);
        Proof memory proof = tree.prove(keys[0]);
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, root, right));
        harness.checkProof(root, keys[0], proof);
    }

    function testFuzz_refusesAnotherValue(bytes32[6] calldata keys, bytes calldata value) external {
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        vm.assume(keccak256(value) != keccak256(proof.value));
        proof.value = value;
        _refuses(keys[0], proof);
    }

    function testFuzz_refusesAnAlteredSibling(
        bytes32[6] calldata keys,
        uint256 index,
        bytes32 sibling
    ) external {
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        index = _bound(index, 0, proof.siblings.length - 1);
        vm.assume(proof.siblings[index] != sibling);
        proof.siblings[index] = sibling;
        _refuses(keys[0], proof);
    }

    function testFuzz_refusesSiblingsInAnotherOrder(bytes32[6] calldata keys, uint256 index)
        external
    {
        _plant(keys, 8);
        Proof memory proof = tree.prove(keys[0]);
        index = _bound(index, 0, proof.siblings.length - 2);
        bytes32 next = proof.siblings[index + 1];
        vm.assume(next != proof.siblings[index]);
        (proof.siblings[index + 1], proof.siblings[index]) = (proof.siblings[index], next);
        _refuses(keys[0], proof);
    }

    function testFuzz_refusesTooFewSiblings(bytes32[6] calldata keys) external {
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        bytes32[] memory siblings = proof.siblings;
        assembly {
            mstore(siblings, sub(mload(siblings), 1))
        }
        _refuses(keys[0], proof);
    }

    function testFuzz_refusesOneSiblingMore(bytes32[6] calldata keys, bytes32 sibling) external {
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        bytes32[] memory siblings = new bytes32[](proof.siblings.length + 1);
        for (uint256 i; i < proof.siblings.length; ++i) {
            siblings[i + 1] = proof.siblings[i];
        }
        siblings[0] = sibling;
        proof.siblings = siblings;
        _refuses(keys[0], proof);
    }

    function testFuzz_emptyTree(bytes32 key) external view {
        vm.assertEq(harness.checkProof(EMPTY, key, _nothing(0)), "");
    }

    /// @dev The root is the leaf: nothing else is there, whatever the key.
    function testFuzz_loneLeaf(bytes32 key, bytes32 other, bytes calldata value) external {
        vm.assume(key != other && value.length != 0);
        tree.set(other, value);
        vm.assertEq(harness.checkProof(tree.root(), key, tree.prove(key)), "");
        vm.assertEq(harness.checkProof(tree.root(), other, tree.prove(other)), value);
    }

    /// @dev Two keys that differ in their last bit stand 256 levels down.
    function testFuzz_takesAllSiblingsThereCanBe(bytes32 key) external {
        bytes32 neighbour = key ^ bytes32(uint256(1));
        tree.set(key, "a");
        tree.set(neighbour, "b");
        Proof memory proof = tree.prove(key);
        vm.assertEq(proof.siblings.length, 256);
        vm.assertEq(harness.checkProof(tree.root(), key, proof), "a");
        tree.set(neighbour, "");
        vm.assertEq(harness.checkProof(tree.root(), neighbour, tree.prove(neighbour)), "");
    }

    function testFuzz_refusesMoreSiblings(uint256 count) external {
        count = _bound(count, 257, 300);
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.TooLong.selector, count));
        harness.checkProof(EMPTY, 0, _nothing(count));
    }

    /// @dev The bound itself comes before the root.
    function test_theBoundIs256() external {
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.TooLong.selector, 257));
        harness.checkProof(EMPTY, 0, _nothing(257));
        bytes32 hash = EMPTY;
        for (uint256 i; i < 256; ++i) {
            hash = keccak256(bytes.concat("JMT::IntrnalNode", hash, bytes32(0)));
        }
        vm.assertEq(harness.checkProof(hash, 0, _nothing(256)), "");
    }

    /// @dev The key is there, and its own leaf is passed off as another one.
    function testFuzz_refusesTheOwnLeaf(bytes32[6] calldata keys) external {
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        proof.otherKey = keys[0];
        proof.otherValueHash = keccak256(proof.value);
        proof.value = "";
        bytes32 root = tree.root();
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.OwnLeaf.selector, keys[0]));
        harness.checkProof(root, keys[0], proof);
    }

    /// @dev The leaf is in the tree, at the place that the siblings say, but not on the key's path.
    function testFuzz_refusesALeafElsewhere(bytes32[6] calldata keys, uint256 shared) external {
        _plant(keys, shared);
        bytes32 other = _near(keys[0], keys[1], shared);
        vm.assume(other != keys[0]);
        Proof memory proof = tree.prove(other);
        uint256 depth = proof.siblings.length;
        proof.otherKey = other;
        proof.otherValueHash = keccak256(proof.value);
        proof.value = "";
        bytes32 root = tree.root();
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.LeafElsewhere.selector, other, depth));
        harness.checkProof(root, keys[0], proof);
    }

    /// @dev One bit before the end of the shared path is enough to be elsewhere; one behind is not.
    function testFuzz_theSharedPathIsExact(bytes32 key, uint256 depth) external {
        depth = _bound(depth, 1, 255);
        bytes32 last = key ^ bytes32(1 << (256 - depth));
        bytes32 behind = key ^ bytes32(1 << (255 - depth));
        Proof memory proof = _nothing(depth);
        proof.otherValueHash = keccak256("value");

        proof.otherKey = behind;
        bytes32 root = _fold(key, _leaf(behind), proof.siblings);
        vm.assertEq(harness.checkProof(root, key, proof), "");

        proof.otherKey = last;
        root = _fold(key, _leaf(last), proof.siblings);
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.LeafElsewhere.selector, last, depth));
        harness.checkProof(root, key, proof);
    }

    function testFuzz_refusesAForeignLeafBesideAValue(
        bytes32[6] calldata keys,
        bytes32 other,
        bytes32 hash
    ) external {
        vm.assume(other != 0 || hash != 0);
        _plant(keys, 0);
        Proof memory proof = tree.prove(keys[0]);
        (proof.otherKey, proof.otherValueHash) = (other, hash);
        bytes32 root = tree.root();
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.NeedlessLeaf.selector, other));
        harness.checkProof(root, keys[0], proof);
    }

    function test_refusesHalfAForeignLeafBesideAValue() external {
        tree.set(bytes32(uint256(5)), "a");
        bytes32 root = tree.root();
        Proof memory proof = tree.prove(bytes32(uint256(5)));
        proof.otherKey = bytes32(uint256(1));
        vm.expectRevert(
            abi.encodeWithSelector(KeystoreProof.NeedlessLeaf.selector, bytes32(uint256(1)))
        );
        harness.checkProof(root, bytes32(uint256(5)), proof);
        (proof.otherKey, proof.otherValueHash) = (0, bytes32(uint256(1)));
        vm.expectRevert(abi.encodeWithSelector(KeystoreProof.NeedlessLeaf.selector, bytes32(0)));
        harness.checkProof(root, bytes32(uint256(5)), proof);
    }

    /// @dev Key zero may have a leaf like any other: only both words zero say that nothing is there.
    function testFuzz_theKeyZeroMayBeForeign(bytes32 key, bytes calldata value) external {
        vm.assume(key != 0 && value.length != 0);
        tree.set(0, value);
        Proof memory proof = tree.prove(key);
        vm.assertEq(proof.otherKey, bytes32(0));
        vm.assertEq(harness.checkProof(tree.root(), key, proof), "");
    }

    /// @dev An inner node's two halves as key and value hash of a leaf, and a leaf's as two halves.
    function testFuzz_leafAndInnerNodeCannotPoseAsEachOther(bytes32[6] calldata keys) external {
        _plant(keys, 0);
        bytes32 root = tree.root();
        Proof memory proof = tree.prove(keys[0]);
        Proof memory posing = _nothing(proof.siblings.length + 1);
        for (uint256 i; i < proof.siblings.length; ++i) {
            posing.siblings[i + 1] = proof.siblings[i];
        }
        // The leaf's key as the left half, its value's hash as the right one.
        posing.siblings[0] = keccak256(proof.value);
        vm.expectRevert();
        harness.checkProof(root, keys[0], posing);

        Proof memory upper = _nothing(0);
        bool right = uint256(keys[0]) >> 255 == 1;
        bytes32 top = proof.siblings[proof.siblings.length - 1];
        bytes32 own = tree.prove(keys[0] ^ bytes32(uint256(1) << 255)).siblings[0];
        (upper.otherKey, upper.otherValueHash) = right ? (top, own) : (own, top);
        vm.assume(upper.otherKey != keys[0]);
        vm.expectRevert();
        harness.checkProof(root, keys[0], upper);
    }

    function test_gas() external {
        bytes32 key = keccak256("key");
        for (uint256 i; i < 21; ++i) {
            if (i == 10) _measure(key, "check, 10 siblings");
            tree.set(key ^ bytes32(1 << (255 - i)), "x");
        }
        _measure(key, "check, 21 siblings");
    }

    /// @dev Measures one proof of an account's length.
    function _measure(bytes32 key, string memory name) private {
        tree.set(key, new bytes(264));
        bytes32 root = tree.root();
        Proof memory proof = tree.prove(key);
        harness.checkProof(root, key, proof);
        vm.snapshotGasLastCall("KeystoreProof", name);
    }

    function _refuses(bytes32 key, Proof memory proof) private {
        bytes32 root = tree.root();
        vm.expectRevert();
        harness.checkProof(root, key, proof);
    }

    /// @dev Plants keys that share their first bits with the first one, which gives deep trees.
    function _plant(bytes32[6] calldata keys, uint256 shared) private {
        for (uint256 i = keys.length; i > 0; --i) {
            tree.set(_near(keys[0], keys[i - 1], shared), abi.encodePacked(i));
        }
        // The first key itself, and something beside it, so that there is always a sibling or two.
        tree.set(keys[0], "first");
        tree.set(keys[0] ^ bytes32(uint256(1) << 255), "a");
        tree.set(keys[0] ^ bytes32(uint256(1) << 254), "b");
    }

    /// @dev A key that shares its first bits with another one.
    function _near(bytes32 anchor, bytes32 key, uint256 shared) private pure returns (bytes32) {
        // Fuzzed words are often small numbers, which share far more than what is asked for.
        uint256 rest = type(uint256).max >> (shared % 40);
        uint256 random = uint256(keccak256(abi.encode(key)));
        return bytes32((uint256(anchor) & ~rest) | (random & rest));
    }

    /// @dev A proof of absence without another leaf.
    function _nothing(uint256 depth) private pure returns (Proof memory proof) {
        proof.siblings = new bytes32[](depth);
    }

    function _leaf(bytes32 key) private pure returns (bytes32) {
        return keccak256(bytes.concat("JMT::LeafNode", key, keccak256("value")));
    }

    /// @dev The root that siblings lead to.
    function _fold(bytes32 key, bytes32 hash, bytes32[] memory siblings)
        private
        pure
        returns (bytes32)
    {
        for (uint256 depth = siblings.length; depth > 0; --depth) {
            bytes32 sibling = siblings[siblings.length - depth];
            bool right = uint8(key[(depth - 1) / 8]) >> (7 - (depth - 1) % 8) & 1 == 1;
            hash = right
                ? keccak256(bytes.concat("JMT::IntrnalNode", sibling, hash))
                : keccak256(bytes.concat("JMT::IntrnalNode", hash, sibling));
        }
        return hash;
    }
}
