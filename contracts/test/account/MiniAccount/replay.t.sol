// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Activity} from "../../../src/account/Activity.sol";
import {Replay} from "../../../src/account/Replay.sol";
import {ReplayRules} from "../../../src/account/ReplayRules.sol";
import {KeystoreOperation, ReplayedOperation} from "../../../src/account/ReplayedOperation.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {SignerSet} from "../../../src/account/SignerSet.sol";
import {Key} from "../KeyRing.sol";
import {ReplayBase} from "./ReplayBase.sol";

/// @title MiniAccount.replay
contract MiniAccountReplayTest is ReplayBase {
    Key[] private _one;

    function setUp() public override {
        super.setUp();
        _one.push(_secp(1));
    }

    function test_waits() external {
        bytes32[] memory histories = new bytes32[](2);
        histories[0] = _after(leaf.historyHash, _outboxDigest(5, "a"));
        histories[1] = _after(histories[0], _outboxDigest(6, "b"));
        vm.expectEmit(address(account));
        emit Replay.ReplayStarted(histories, LATER + 7 days);
        vm.prank(BOB);
        account.replay(_encode(_one, _list(_setOutbox(5, "a", _one), _setOutbox(6, "b", _one))));
        // Nothing counts yet.
        vm.assertEq(account.state().outboxRoot, 0);
        vm.assertEq(account.state().historyHash, leaf.historyHash);
        vm.assertEq(account.replayedOperations(), 0);
    }

    function test_notWhileRootsArrive() external {
        bytes memory operations = _encode(_one, _list(_setOutbox(5, "a", _one)));
        vm.warp(LATER - 1);
        _refused(
            operations, abi.encodeWithSelector(ReplayRules.RootsArrive.selector, rootNumber, NOW)
        );
        vm.warp(LATER);
        account.replay(operations);
    }

    function test_notWhileFrozenOrRetired() external {
        vm.warp(NOW);
        leaf.frozenUntil = LATER + 1;
        _next();
        _sync();
        vm.warp(LATER);
        bytes memory operations = _encode(_one, _list(_setOutbox(6, "a", _one)));
        _refused(operations, abi.encodeWithSelector(Activity.Inactive.selector, LATER + 1, 0));
        vm.warp(LATER + 1);
        account.replay(operations);
    }

    function test_notWhenRetired() external {
        vm.warp(NOW);
        leaf.retiredFrom = LATER;
        _next();
        _sync();
        vm.warp(LATER);
        _refused(
            _encode(_one, _list(_setOutbox(6, "a", _one))),
            abi.encodeWithSelector(Activity.Inactive.selector, 0, LATER)
        );
    }

    function test_passesOverWhatAccountsDoNotNeed() external {
        ReplayedOperation[] memory list = new ReplayedOperation[](3);
        list[0] = _passedOver(
            2,
            "SetRecords(string name,uint64 nonce,uint64 deadline,Record[] records)"
            "Record(bytes call,uint8 state,bytes value)",
            5,
            abi.encode(keccak256("records"))
        );
        list[1] = _passedOver(
            3,
            "SetRegistrar(string name,uint64 nonce,uint64 deadline,address registrar,uint8 policy)",
            6,
            abi.encode(BOB, 2)
        );
        list[2] = _passedOver(
            5,
            "SetGuardians(string name,uint64 nonce,uint64 deadline,uint8 guardianThreshold,"
            "bytes32 guardiansHash,uint32 recoveryDelay)",
            7,
            abi.encode(1, keccak256("guardians"), 1 days)
        );
        account.replay(_encode(_one, list));
    }

    function testFuzz_threat_otherKindsAreNotReplayed(uint8 kind) external {
        vm.assume(kind != 2 && kind != 3 && kind != 4 && kind != 5 && kind != 6 && kind != 8);
        ReplayedOperation memory operation = _setOutbox(5, "a", _one);
        operation.kind = kind;
        _refused(
            _encode(_one, _list(operation)),
            abi.encodeWithSelector(KeystoreOperation.NotReplayable.selector, kind)
        );
    }

    function test_fieldsAreThoseOfTheKind() external {
        ReplayedOperation memory operation = _setOutbox(5, "a", _one);
        operation.fields = bytes.concat(operation.fields, bytes32(0));
        _refused(
            _encode(_one, _list(operation)),
            abi.encodeWithSelector(KeystoreOperation.MalformedFields.selector, 8, operation.fields)
        );
    }

    /// @dev The next nonce, this account's name, this Keystore, its chain, and the deadline are signed.
    function test_threat_replayOfAnOperationThatIsNotTheNext() external {
        ReplayedOperation memory operation = _setOutbox(4, "a", _one);
        _invalid(operation, _secp(1));
        _invalid(_setOutbox(6, "a", _one), _secp(1));
        operation = _setOutbox(5, "a", _one);
        operation.deadline += 1;
        _invalid(operation, _secp(1));
        operation = _setOutbox(5, "a", _one);
        operation.fields = abi.encode(bytes32("b"));
        _invalid(operation, _secp(1));
        // The same one twice.
        operation = _setOutbox(5, "a", _one);
        _refused(
            _encode(_one, _list(operation, operation)),
            abi.encodeWithSelector(ReplayRules.InvalidApproval.selector, 1, _signer(_secp(1)))
        );
    }

    function test_threat_replayOfAnOperationOfAnotherAccountWithTheSameSigners() external {
        ReplayedOperation[] memory list = _list(_setOutbox(5, "a", _one));
        _refused(
            _encode("bob.mononym.eth", 1, _one, list),
            abi.encodeWithSelector(ReplayRules.OtherName.selector, _namehash("bob"))
        );
        // Said to be of this one, it is signed for another name.
        bytes32 digest = keccak256("bob's");
        list[0].approvals[0].signature = _sign(_secp(1), digest);
        _invalid(list[0], _secp(1));
    }

    function test_threat_oldSigners() external {
        Key[] memory old = _keys(_secp(2));
        _refused(
            _encode(old, _list(_setOutbox(5, "a", old))),
            abi.encodeWithSelector(ReplayRules.OtherSigners.selector, _signersHash(1, old))
        );
        _invalid(_setOutbox(5, "a", old), _secp(2));
    }

    function test_rotatesByOldAndNewSigners() external {
        Key[] memory next = _keys(_p256(2), _passkey(2));
        ReplayedOperation memory rotation =
            _setSignersTo(5, 2, next, _keys(_secp(1), _p256(2), _passkey(2)));
        // From there on the new ones sign.
        account.replay(_encode(_one, _list(rotation, _setOutbox(6, "a", next))));
        _refusedAt(1, _list(rotation, _setOutbox(6, "a", _one)), _secp(1));
    }

    function test_threat_aRotationThatNotAllAgreeTo() external {
        Key[] memory next = _keys(_secp(2), _secp(3));
        bytes memory not = abi.encodeWithSelector(ReplayRules.NotApproved.selector, 0);
        _refused(_rotation(1, next, next), not);
        _refused(_rotation(1, next, _keys(_secp(1), _secp(2))), not);
        _refused(_rotation(1, next, _one), not);
        _refused(_rotation(1, next, new Key[](0)), not);
        // Who stays need not accept, but does not count for who is new either.
        next = _keys(_secp(1), _secp(3));
        _refused(_rotation(1, next, _one), not);
        account.replay(_rotation(1, next, next));
    }

    function test_threat_theThresholdOfManyIsNeeded() external {
        vm.warp(NOW);
        Key[] memory keys = _keys(_secp(1), _secp(2), _secp(3));
        _rotate(2, keys);
        vm.warp(LATER);
        bytes memory not = abi.encodeWithSelector(ReplayRules.NotApproved.selector, 0);
        _refused(_encode(NAME, 2, keys, _list(_setOutbox(6, "a", _one))), not);
        Key[] memory twice = new Key[](2);
        (twice[0], twice[1]) = (_secp(1), _secp(1));
        _refused(
            _encode(NAME, 2, keys, _list(_setOutbox(6, "a", twice))),
            abi.encodeWithSelector(ReplayRules.InvalidApproval.selector, 0, _signer(_secp(1)))
        );
        _refused(
            _encode(NAME, 1, keys, _list(_setOutbox(6, "a", _one))),
            abi.encodeWithSelector(ReplayRules.OtherSigners.selector, _signersHash(1, keys))
        );
        // As in the keystore, more than the threshold may sign.
        account.replay(_encode(NAME, 2, keys, _list(_setOutbox(6, "a", keys))));
    }

    function test_threat_malleableApproval() external {
        ReplayedOperation memory operation = _setOutbox(5, "a", _one);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_secp(1).secret, _outboxDigest(5, "a"));
        operation.approvals[0].signature =
            abi.encodePacked(r, SECP256K1_ORDER - uint256(s), v == 27 ? uint8(28) : uint8(27));
        _invalid(operation, _secp(1));
    }

    function test_threat_aSetThatTheKeystoreRefuses() external {
        Key[] memory next = _keys(_secp(2), _secp(3));
        _noSet(0, next);
        _noSet(3, next);
        (next[0], next[1]) = (next[1], next[0]);
        _noSet(1, next);
        next[0] = next[1];
        _noSet(1, next);
        _noSet(1, new Key[](0));
        // One public key under two kinds.
        _noSet(2, _keys(Key(2, 7), Key(3, 7)));
    }

    function test_threat_replayWithLimitsSet() external {
        vm.warp(NOW);
        _limit(_limits(address(0), 1, 1 days));
        vm.warp(LATER);
        _refused(
            _encode(_one, _list(_setImplementation(6, address(new Next()), _one))),
            abi.encodeWithSelector(ReplayRules.LimitsSet.selector)
        );
        account.replay(_encode(_one, _list(_setOutbox(6, "a", _one))));
    }

    function test_threat_operationThatWasNeverAccepted() external {
        // The newest root, which the account knows, is younger than the deadline.
        vm.warp(DEADLINE + 1);
        _sync();
        vm.warp(DEADLINE + 31 days);
        bytes memory operations = _encode(_one, _list(_setOutbox(5, "a", _one)));
        _refused(
            operations, abi.encodeWithSelector(ReplayRules.NeverAccepted.selector, 0, DEADLINE)
        );
        // A root that it does not know might have it.
        _commit(ALICE);
        vm.warp(DEADLINE + 62 days);
        account.replay(operations);
    }

    function test_moreMayFollow() external {
        ReplayedOperation memory a = _setOutbox(5, "a", _one);
        ReplayedOperation memory b = _setOutbox(6, "b", _one);
        _refused(
            _encode(_one, new ReplayedOperation[](0)),
            abi.encodeWithSelector(Replay.NothingNew.selector)
        );
        account.replay(_encode(_one, _list(a)));
        _refused(_encode(_one, _list(a)), abi.encodeWithSelector(Replay.NothingNew.selector));
        _refused(
            _encode(_one, new ReplayedOperation[](0)),
            abi.encodeWithSelector(Replay.NothingNew.selector)
        );
        vm.warp(LATER + 6 days);
        account.replay(_encode(_one, _list(a, b)));
        // Their time begins anew.
        vm.warp(LATER + 13 days - 1);
        vm.expectRevert(abi.encodeWithSelector(Replay.NotReady.selector, LATER + 13 days));
        account.finishReplay();
        _refused(_encode(_one, _list(a)), abi.encodeWithSelector(Replay.NothingNew.selector));
        vm.warp(LATER + 13 days);
        account.finishReplay();
        vm.assertEq(account.state().outboxRoot, "b");
    }

    function test_threat_twoHistories() external {
        ReplayedOperation memory a = _setOutbox(5, "a", _one);
        account.replay(_encode(_one, _list(a, _setOutbox(6, "b", _one))));
        bytes32 known = _after(leaf.historyHash, _outboxDigest(5, "a"));
        bytes32 other = _after(known, _outboxDigest(6, "c"));
        vm.expectEmit(address(account));
        emit Replay.ReplayContradicted(1, _after(known, _outboxDigest(6, "b")), other);
        account.replay(_encode(_one, _list(a, _setOutbox(6, "c", _one))));
        vm.warp(LATER + 365 days);
        vm.expectRevert(Replay.NothingPending.selector);
        account.finishReplay();
        // Either may be brought again.
        account.replay(_encode(_one, _list(_setOutbox(5, "z", _one))));
    }

    function test_rulesThatAreMissing() external {
        vm.etch(Placed.REPLAY_RULES, "");
        _refused(
            _encode(_one, _list(_setOutbox(5, "a", _one))),
            abi.encodeWithSelector(Replay.ReplayRulesMissing.selector, Placed.REPLAY_RULES)
        );
    }

    function testFuzz_rubbishReverts(bytes calldata rubbish) external {
        (bool success,) = address(account).call(abi.encodeCall(account.replay, (rubbish)));
        vm.assertFalse(success);
    }

    function test_onlyThroughAProxy() external {
        vm.expectRevert(bytes4(keccak256("NotThroughProxy()")));
        implementation.replay("");
    }

    function _passedOver(uint8 kind, string memory types, uint64 nonce, bytes memory fields)
        private
        view
        returns (ReplayedOperation memory)
    {
        bytes32 digest = _operationDigest(types, nonce, fields);
        return ReplayedOperation(kind, DEADLINE, fields, _approvals(_one, digest));
    }

    function _rotation(uint8 threshold, Key[] memory set, Key[] memory keys)
        private
        view
        returns (bytes memory)
    {
        return _encode(_one, _list(_setSignersTo(5, threshold, set, keys)));
    }

    function _noSet(uint8 threshold, Key[] memory set) private {
        bytes[] memory signers = new bytes[](set.length);
        for (uint256 i; i < set.length; ++i) {
            signers[i] = _signer(set[i]);
        }
        _refused(
            _rotation(threshold, set, _one),
            abi.encodeWithSelector(SignerSet.NoSignerSet.selector, threshold, signers)
        );
    }

    function _namehash(string memory label) private pure returns (bytes32 node) {
        node = keccak256(abi.encode(bytes32(0), keccak256("eth")));
        node = keccak256(abi.encode(node, keccak256("mononym")));
        return keccak256(abi.encode(node, keccak256(bytes(label))));
    }

    function _invalid(ReplayedOperation memory operation, Key memory key) private {
        _refusedAt(0, _list(operation), key);
    }

    function _refusedAt(uint256 index, ReplayedOperation[] memory list, Key memory key) private {
        _refused(
            _encode(_one, list),
            abi.encodeWithSelector(ReplayRules.InvalidApproval.selector, index, _signer(key))
        );
    }

    function _refused(bytes memory operations, bytes memory reason) private {
        vm.expectRevert(reason);
        account.replay(operations);
    }
}

/// @title Another implementation
contract Next {}
