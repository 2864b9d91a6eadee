// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {Call} from "../../../src/account/Call.sol";
import {Root} from "../../../src/account/IRootOracle.sol";
import {MiniAccount} from "../../../src/account/MiniAccount.sol";
import {P256Fallback} from "../../../src/account/P256Fallback.sol";
import {Placed} from "../../../src/account/Placed.sol";
import {ReplayRules} from "../../../src/account/ReplayRules.sol";
import {Limit} from "../../../src/account/SpendingLimits.sol";
import {Account} from "../../../src/keystore/AccountLeaf.sol";
import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {TreeHash} from "../../../src/keystore/TreeHash.sol";
import {OracleStandIn} from "../../fixtures/OracleStandIn.sol";
import {P256VerifyStandIn} from "../../fixtures/P256VerifyStandIn.sol";
import {TestToken} from "../../fixtures/Tokens.sol";
import {Key, KeyRing} from "../KeyRing.sol";

/// @title alice.mononym.eth's mini-account, synced
abstract contract MiniAccountBase is KeyRing {
    /// @dev The Keystore's address.
    address internal constant KEYSTORE = 0x3333333333333333333333333333333333333333;

    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev This chain.
    uint64 internal constant CHAIN = 8453;

    /// @dev The Keystore's chain.
    uint64 internal constant L1 = 31_337;

    /// @dev Somebody to send to.
    address internal constant BOB = 0xb0B0000000000000000000000000000000000B0B;

    /// @dev ERC-4337's EntryPoint 0.8.
    address internal constant ENTRY_POINT = 0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108;

    /// @dev ERC-1967.
    bytes32 internal constant IMPLEMENTATION_SLOT =
        bytes32(uint256(keccak256("eip1967.proxy.implementation")) - 1);

    OracleStandIn internal oracle = OracleStandIn(Placed.ORACLE);
    MiniAccount internal implementation;
    MiniAccount internal account;
    TestToken internal token;

    /// @dev The leaf that is proven next.
    Account internal leaf;

    /// @dev The number of the newest root.
    uint64 internal rootNumber = 6;

    function setUp() public virtual {
        vm.warp(NOW);
        vm.chainId(CHAIN);
        vm.etch(Placed.ORACLE, type(OracleStandIn).runtimeCode);
        vm.etch(Placed.P256_FALLBACK, type(P256Fallback).runtimeCode);
        vm.etch(Placed.REPLAY_RULES, type(ReplayRules).runtimeCode);
        implementation = new MiniAccount();
        token = new TestToken();
        account = _deploy(ALICE);
        leaf.nonce = 5;
        leaf.historyHash = keccak256("history");
        leaf.implementation = address(implementation);
        _setSigners(1, _keys(_secp(1)));
        _sync();
        vm.deal(address(account), 100 ether);
        token.mint(address(account), 1000e18);
    }

    /// @dev A proxy as the factory makes it, but behind it at once what is tested.
    function _deploy(bytes32 node) internal returns (MiniAccount) {
        bytes memory args = abi.encode(node, KEYSTORE);
        return MiniAccount(payable(LibClone.deployERC1967(address(implementation), args)));
    }

    /// @dev Gives the leaf other signers.
    function _setSigners(uint8 threshold, Key[] memory keys) internal {
        leaf.threshold = threshold;
        leaf.signersHash = _signersHash(threshold, keys);
    }

    /// @dev A new root with alice's leaf, taken.
    function _sync() internal {
        _sync(account, ALICE);
    }

    /// @dev A new root with a leaf, taken.
    function _sync(MiniAccount target, bytes32 node) internal {
        target.sync(_commit(node));
    }

    /// @dev A new root that has one leaf, and its proof.
    function _commit(bytes32 node) internal returns (Proof memory proof) {
        proof.value = _value();
        bytes32 key = keccak256(bytes.concat("mononym.account.v1", node));
        bytes32 root = TreeHash.leaf(key, keccak256(proof.value));
        oracle.set(KEYSTORE, Root(++rootNumber, uint64(block.timestamp), L1, root));
    }

    /// @dev The leaf's value (docs/proofs.md, "Tree").
    function _value() internal view returns (bytes memory) {
        Account memory a = leaf;
        return bytes.concat(
            abi.encodePacked(hex"01", a.nonce, a.historyHash, a.frozenUntil, a.retiredFrom),
            abi.encodePacked(a.threshold, a.signersHash, a.guardianThreshold, a.guardiansHash),
            abi.encodePacked(a.recoveryDelay, a.recoveryHash, a.implementation, a.outboxRoot),
            abi.encodePacked(a.limitsHash, a.registrar, a.policy)
        );
    }

    /// @dev Another operation of the account is in the log.
    function _next() internal {
        ++leaf.nonce;
        leaf.historyHash = keccak256(abi.encode(leaf.historyHash));
    }

    /// @dev The account has new signers, and this chain knows.
    function _rotate(uint8 threshold, Key[] memory keys) internal {
        _setSigners(threshold, keys);
        _next();
        _sync();
    }

    /// @dev The account has new limits, and this chain knows.
    function _limit(Limit[] memory limits) internal {
        leaf.limitsHash = limits.length == 0 ? bytes32(0) : keccak256(abi.encode(limits));
        _next();
        _sync();
    }

    /// @dev The chain has P256VERIFY from now on, or a stand-in for it, and the account knows.
    function _withP256() internal {
        vm.etch(address(0x100), type(P256VerifyStandIn).runtimeCode);
        _sync();
        vm.assertTrue(account.state().hasP256);
    }

    function _calls(address target, uint256 value, bytes memory data)
        internal
        pure
        returns (Call[] memory list)
    {
        list = new Call[](1);
        list[0] = Call(target, value, data);
    }

    function _calls(Call memory a, Call memory b) internal pure returns (Call[] memory list) {
        list = new Call[](2);
        (list[0], list[1]) = (a, b);
    }

    /// @dev A call that sends a wei to Bob.
    function _payBob(uint256 amount) internal pure returns (Call[] memory) {
        return _calls(BOB, amount, "");
    }

    function _transfer(uint256 amount) internal view returns (Call[] memory) {
        return _calls(address(token), 0, abi.encodeCall(token.transfer, (BOB, amount)));
    }

    function _noLimits() internal pure returns (Limit[] memory) {
        return new Limit[](0);
    }

    function _limits(address token_, uint128 amount, uint32 period)
        internal
        pure
        returns (Limit[] memory list)
    {
        list = new Limit[](1);
        list[0] = Limit(token_, amount, period);
    }

    /// @dev Coin and token limited.
    function _bothLimits(uint128 coins, uint128 tokens)
        internal
        view
        returns (Limit[] memory list)
    {
        list = new Limit[](2);
        list[0] = Limit(address(0), coins, 1 days);
        list[1] = Limit(address(token), tokens, 1 days);
    }

    /// @dev The digest that `executeSigned` wants, by hand.
    function _digest(MiniAccount target, Call[] memory calls, uint256 nonce, uint64 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes memory hashes;
        for (uint256 i; i < calls.length; ++i) {
            bytes32 typeHash = keccak256("Call(address target,uint256 value,bytes data)");
            hashes = bytes.concat(
                hashes,
                keccak256(
                    abi.encode(typeHash, calls[i].target, calls[i].value, keccak256(calls[i].data))
                )
            );
        }
        bytes32 typeHash_ = keccak256(
            "Execute(Call[] calls,uint256 nonce,uint64 deadline)Call(address target,uint256 value,bytes data)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash_, keccak256(hashes), nonce, deadline));
        return keccak256(abi.encodePacked(hex"1901", _separator(target), structHash));
    }

    /// @dev The account's domain, by hand.
    function _separator(MiniAccount target) internal view returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("Mononym Account"),
                keccak256("1"),
                block.chainid,
                target
            )
        );
    }

    /// @dev Calls as the EntryPoint does after it validated.
    function _execute(Call[] memory calls, Limit[] memory limits) internal {
        vm.prank(ENTRY_POINT);
        account.execute(calls, limits);
    }

    /// @dev Fails unless a call of the account reverts in its first call with this.
    function _failed(uint256 index, bytes memory reason) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("CallFailed(uint256,bytes)", index, reason);
    }
}
