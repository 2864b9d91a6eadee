// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {AccountProxy} from "../../src/account/AccountProxy.sol";
import {AccountSync} from "../../src/account/AccountSync.sol";
import {Call} from "../../src/account/Call.sol";
import {Root} from "../../src/account/IRootOracle.sol";
import {MiniAccountBootstrap} from "../../src/account/MiniAccountBootstrap.sol";
import {RootMessenger} from "../../src/account/RootMessenger.sol";
import {RootOracle} from "../../src/account/RootOracle.sol";
import {Account} from "../../src/keystore/AccountLeaf.sol";
import {KeystoreProof, Proof} from "../../src/keystore/KeystoreProof.sol";
import {KeystoreStandIn} from "../fixtures/KeystoreStandIn.sol";
import {NextAccount} from "../fixtures/NextAccount.sol";
import {PortalStandIn} from "../fixtures/BridgeStandIns.sol";
import {ReferenceTree} from "../fixtures/ReferenceTree.sol";
import {AccountBase} from "./AccountBase.sol";

/// @title What somebody may try against accounts that are not theirs
contract AccountThreatsTest is AccountBase {
    PortalStandIn private portal = new PortalStandIn();

    /// @dev A tree with the thief's keys in alice's place.
    ReferenceTree private forged = new ReferenceTree();

    function setUp() public override {
        super.setUp();
        Account memory account = _example();
        account.nonce = type(uint64).max;
        account.signersHash = keccak256("thief");
        forged.set(_key(ALICE), _encode(account));
    }

    function test_falseOracle_anotherContractSaysWhatItLikes() external {
        // There is no way to name another oracle: an oracle's twin elsewhere changes nothing.
        vm.chainId(L2);
        RootOracle twin = new RootOracle();
        Root memory root = _forgedRoot();
        address[2] memory pair = twin.messengersOf(KEYSTORE, root);
        for (uint256 i; i < 2; ++i) {
            vm.prank(_aliased(pair[i]));
            twin.push(KEYSTORE, root);
            bytes memory reason = _notMessenger(_aliased(pair[i]), root);
            vm.expectRevert(reason);
            vm.prank(_aliased(pair[i]));
            oracle.push(KEYSTORE, root);
        }
        vm.assertEq(twin.latest(KEYSTORE).root, forged.root());
        _isRefused(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
    }

    function test_falseOracle_aKeystoreAtTheSameAddressOnAnotherChain() external {
        // On a chain above L1 anybody can stand at the Keystore's address, with final roots.
        vm.chainId(L2);
        keystore.set(100, forged.root(), NOW);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NotL1.selector, L2));
        oracle.messengers(KEYSTORE, 100);
        _isRefused(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
    }

    function test_falseOracle_onAChainAboveAChainAboveL1() external {
        // The message of a false Keystore's root, from the chain in between: no messenger can be had.
        vm.chainId(L2);
        keystore.set(100, forged.root(), NOW);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.NotL1.selector, L2));
        oracle.messengers(KEYSTORE, 100);
        Root memory root = _forgedRoot();
        root.l1ChainId = uint64(L2);
        portal.depositTransaction(
            address(oracle), 0, 1_000_000, false, abi.encodeCall(oracle.push, (KEYSTORE, root))
        );
        vm.chainId(L2 + 1);
        (bool success, bytes memory reason) = portal.deliver(0);
        vm.assertFalse(success);
        vm.assertEq(reason, _notMessenger(_aliased(address(this)), root));
        _isRefused(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
    }

    function test_falseOracle_anotherKeystoresMessengers() external {
        // The thief's own Keystore is as good as any: for accounts that obey it.
        KeystoreStandIn own = new KeystoreStandIn();
        own.set(100, forged.root(), NOW);
        Root memory root = _forgedRoot();
        Call[] memory calls = new Call[](1);
        calls[0].target = address(portal);
        calls[0].data = abi.encodeCall(
            portal.depositTransaction,
            (address(oracle), 0, 1_000_000, false, abi.encodeCall(oracle.push, (KEYSTORE, root)))
        );
        address[2] memory pair = oracle.messengers(address(own), 100);
        for (uint256 i; i < 2; ++i) {
            RootMessenger(payable(pair[i])).relay(calls);
        }
        vm.chainId(L2);
        for (uint256 i; i < 2; ++i) {
            (bool success, bytes memory reason) = portal.deliver(i);
            vm.assertFalse(success);
            vm.assertEq(reason, _notMessenger(_aliased(pair[i]), root));
        }
        _isRefused(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
    }

    function test_falseOracle_messengersOfARootAskedToBringAnother() external {
        address[2] memory pair = oracle.messengers(KEYSTORE, NUMBER);
        Root memory root = _forgedRoot();
        Call[] memory calls = new Call[](1);
        calls[0].target = address(portal);
        calls[0].data = abi.encodeCall(
            portal.depositTransaction,
            (address(oracle), 0, 1_000_000, false, abi.encodeCall(oracle.push, (KEYSTORE, root)))
        );
        RootMessenger(payable(pair[0])).relay(calls);
        vm.chainId(L2);
        (bool success, bytes memory reason) = portal.deliver(0);
        vm.assertFalse(success);
        vm.assertEq(reason, _notMessenger(_aliased(pair[0]), root));
    }

    function test_falseOracle_oneCollidingAddressIsNotEnough() external {
        // With 2^80 work somebody finds a root of which one messenger's alias is an address of theirs.
        vm.chainId(L2);
        Root memory root = _forgedRoot();
        address[2] memory pair = oracle.messengersOf(KEYSTORE, root);
        vm.prank(_aliased(pair[0]));
        oracle.push(KEYSTORE, root);
        _isRefused(abi.encodeWithSelector(RootOracle.NoRoot.selector, KEYSTORE));
    }

    function test_staleRoot() external {
        vm.chainId(L2);
        _push(_root(8, NOW));
        vm.warp(NOW + 7 days + 1);
        MiniAccountBootstrap account = _alice();
        Proof memory proof = _proof();
        vm.expectRevert(
            abi.encodeWithSelector(AccountSync.StaleRoot.selector, 8, NOW, NOW + 7 days + 1)
        );
        account.sync(proof);
    }

    function test_olderRootAfterANewerOne() external {
        // By the oracle: an old message that arrives late.
        vm.chainId(L2);
        Root memory old = _root(8, NOW);
        Proof memory before = _proof();
        _rotate();
        _push(_root(9, NOW));
        address caller = _aliased(oracle.messengersOf(KEYSTORE, old)[0]);
        vm.expectRevert(abi.encodeWithSelector(RootOracle.OlderRoot.selector, 8, 9));
        vm.prank(caller);
        oracle.push(KEYSTORE, old);
        // By the account.
        NextAccount account = _synced();
        vm.expectRevert(
            abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, tree.root(), old.root)
        );
        account.sync(before);
        vm.assertEq(account.state().signersHash, keccak256("others"));
    }

    function test_oldSignerAfterRotation_onAChainThatWasNeverSynced() external {
        // The old keys' proof holds under no root but an old one; that one is too old after a week, and
        // anyone can bring a newer one at once.
        vm.chainId(L2);
        Proof memory old = _proof();
        bytes32 oldRoot = tree.root();
        _push(_root(8, NOW));
        _rotate();
        MiniAccountBootstrap account = _alice();
        vm.warp(NOW + 7 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(AccountSync.StaleRoot.selector, 8, NOW, NOW + 7 days + 1)
        );
        account.sync(old);
        _push(_root(9, NOW + 7 days));
        vm.expectRevert(
            abi.encodeWithSelector(KeystoreProof.WrongRoot.selector, tree.root(), oldRoot)
        );
        account.sync(old);
        account.sync(_proof());
        vm.assertEq(NextAccount(address(account)).state().signersHash, keccak256("others"));
    }

    function test_directCallToTheBootstrap() external {
        Proof memory proof = _proof();
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.sync(proof);
        vm.assertEq(_implementation(address(bootstrap)), address(0));
    }

    function test_factoryFrontRun() external {
        // Whoever comes first can do nothing but what the owner wants done.
        Proof memory proof = _proof();
        vm.prank(address(0xbad));
        address account = factory.deploy(ALICE, KEYSTORE);
        vm.prank(address(0xbad));
        MiniAccountBootstrap(payable(account)).sync(proof);
        vm.assertEq(factory.deployAndSync(ALICE, KEYSTORE, proof), account);
        address creator = factory.SENDER_CREATOR();
        vm.prank(creator);
        vm.assertEq(factory.createAccount(ALICE, KEYSTORE, proof), account);
        vm.assertEq(NextAccount(account).state().signersHash, keccak256("signers"));
    }

    function test_factoryFrontRun_withAnotherKeystoreOrNode() external {
        // The thief's Keystore and name lead to the thief's own address.
        KeystoreStandIn own = new KeystoreStandIn();
        own.set(100, forged.root(), NOW);
        Proof memory proof = forged.prove(_key(ALICE));
        address account = factory.deployAndSync(ALICE, address(own), proof);
        vm.assertNotEq(account, factory.getAddress(ALICE, KEYSTORE));
        vm.assertEq(factory.getAddress(ALICE, KEYSTORE).code.length, 0);
    }

    function test_recordKeyPosingAsAccountKey() external {
        // A record may hold any bytes behind its type, but its key is tagged.
        Account memory account = _example();
        account.signersHash = keccak256("thief");
        bytes32 key = keccak256(bytes.concat("mononym.record.v1", ALICE, keccak256("call")));
        tree.set(key, _encode(account));
        tree.set(ALICE, _encode(account));
        _commit(8, NOW);
        MiniAccountBootstrap proxy = _alice();
        bytes32[2] memory keys = [key, ALICE];
        for (uint256 i; i < 2; ++i) {
            Proof memory proof = tree.prove(keys[i]);
            vm.expectRevert();
            proxy.sync(proof);
        }
        vm.assertEq(_implementation(address(proxy)), address(bootstrap));
    }

    /// @dev Alice's keys change.
    function _rotate() private {
        Account memory account = _example();
        (account.nonce, account.historyHash) = (6, keccak256("next"));
        account.signersHash = keccak256("others");
        _set(account);
    }

    function _forgedRoot() private view returns (Root memory) {
        return Root({number: 100, asOf: NOW, l1ChainId: uint64(L1), root: forged.root()});
    }

    /// @dev Checks that the thief's proof is not taken.
    function _isRefused(bytes memory reason) private {
        MiniAccountBootstrap account = _alice();
        Proof memory proof = forged.prove(_key(ALICE));
        vm.expectRevert(reason);
        account.sync(proof);
        vm.assertEq(_implementation(address(account)), address(bootstrap));
    }
}
