// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {RootOracle} from "../../src/account/RootOracle.sol";
import {Root} from "../../src/account/IRootOracle.sol";
import {MiniAccountBootstrap} from "../../src/account/MiniAccountBootstrap.sol";
import {Account} from "../../src/keystore/AccountLeaf.sol";
import {Proof} from "../../src/keystore/KeystoreProof.sol";
import {KeystoreStandIn} from "../fixtures/KeystoreStandIn.sol";
import {NextAccount} from "../fixtures/NextAccount.sol";
import {ReferenceTree} from "../fixtures/ReferenceTree.sol";
import {Placement} from "./Placement.sol";

/// @title A Keystore with alice's account, on an L1 and beside a chain above it
/// @notice Both chains have one state here and differ by their ids: what stands on one stands on the other
///         too, the Keystore for instance.
abstract contract AccountBase is Placement {
    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev The L1 that tests begin on.
    uint256 internal constant L1 = 31_337;

    /// @dev A chain above it.
    uint256 internal constant L2 = 8453;

    /// @dev The number of the first commit.
    uint64 internal constant NUMBER = 7;

    ReferenceTree internal tree = new ReferenceTree();
    KeystoreStandIn internal keystore = KeystoreStandIn(KEYSTORE);
    NextAccount internal next = new NextAccount();

    function setUp() public virtual override {
        super.setUp();
        vm.warp(NOW);
        vm.chainId(L1);
        vm.etch(KEYSTORE, type(KeystoreStandIn).runtimeCode);
        // Others in the tree, so that proofs have siblings.
        for (uint256 i; i < 6; ++i) {
            tree.set(keccak256(abi.encode(i)), _encode(_example()));
        }
        _set(_example());
        _commit(NUMBER, NOW - 60);
    }

    /// @dev An account with something everywhere.
    function _example() internal view returns (Account memory account) {
        account.nonce = 5;
        account.historyHash = keccak256("history");
        account.frozenUntil = 11;
        account.retiredFrom = 12;
        account.threshold = 1;
        account.signersHash = keccak256("signers");
        account.guardiansHash = keccak256("guardians");
        account.implementation = address(next);
        account.outboxRoot = keccak256("outbox");
        account.limitsHash = keccak256("limits");
    }

    /// @dev An account's value (docs/proofs.md, "Tree").
    function _encode(Account memory a) internal pure returns (bytes memory) {
        return bytes.concat(
            abi.encodePacked(hex"01", a.nonce, a.historyHash, a.frozenUntil, a.retiredFrom),
            abi.encodePacked(a.threshold, a.signersHash, a.guardianThreshold, a.guardiansHash),
            abi.encodePacked(a.recoveryDelay, a.recoveryHash, a.implementation, a.outboxRoot),
            abi.encodePacked(a.limitsHash, a.registrar, a.policy)
        );
    }

    /// @dev Writes alice's account into the tree.
    function _set(Account memory account) internal {
        tree.set(_key(ALICE), _encode(account));
    }

    /// @dev Makes the tree's root final.
    function _commit(uint64 number, uint64 asOf) internal {
        keystore.set(number, tree.root(), asOf);
    }

    function _key(bytes32 node) internal pure returns (bytes32) {
        return keccak256(bytes.concat("mononym.account.v1", node));
    }

    /// @dev The proof of alice's account.
    function _proof() internal view returns (Proof memory) {
        return tree.prove(_key(ALICE));
    }

    /// @dev Alice's account, synced.
    function _synced() internal returns (NextAccount) {
        MiniAccountBootstrap account = _alice();
        account.sync(_proof());
        return NextAccount(address(account));
    }

    /// @dev The tree's root as a final one.
    function _root(uint64 number, uint64 asOf) internal view returns (Root memory) {
        return Root({number: number, asOf: asOf, l1ChainId: uint64(L1), root: tree.root()});
    }

    /// @dev Brings a root to this chain, past all bridges.
    function _push(Root memory root) internal {
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        for (uint256 i; i < 2; ++i) {
            vm.prank(_aliased(pair[i]));
            oracle.push(KEYSTORE, root);
        }
    }

    function _aliased(address sender) internal pure returns (address) {
        unchecked {
            return address(uint160(sender) + uint160(0x1111000000000000000000000000000000001111));
        }
    }

    function _implementation(address account) internal view returns (address) {
        bytes32 slot = bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);
        return address(uint160(uint256(vm.load(account, slot))));
    }

    /// @dev Expects an error of the oracle about an unknown sender.
    function _notMessenger(address caller, Root memory root) internal view returns (bytes memory) {
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        return abi.encodeWithSelector(RootOracle.NotMessenger.selector, caller, pair);
    }
}
