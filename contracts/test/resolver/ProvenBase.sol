// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Proof} from "../../src/keystore/KeystoreProof.sol";
import {ChainList} from "../../src/resolver/ChainList.sol";
import {EvmAddressRule} from "../../src/resolver/EvmAddressRule.sol";
import {ProvenResolver} from "../../src/resolver/ProvenResolver.sol";
import {Base} from "../Base.sol";
import {KeystoreStandIn} from "../fixtures/KeystoreStandIn.sol";
import {ReferenceTree} from "../fixtures/ReferenceTree.sol";

/// @title A ProvenResolver, a tree, and a gateway in front of it
/// @notice alice.mononym.eth is registered. On Ethereum (60) and Base addresses are derived, on
///         Polygon and others not.
abstract contract ProvenBase is Base {
    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev How old a root may be, in seconds.
    uint64 internal constant MAX_AGE = 6 hours;

    /// @dev The number of the commit whose root is the tree's.
    uint64 internal constant NUMBER = 7;

    /// @dev The owner of resolver and list.
    address internal constant OWNER = address(0x0511);

    /// @dev bob.mononym.eth in DNS wire form; nobody has registered it.
    bytes internal constant BOB_DNS = hex"03626f62076d6f6e6f6e796d0365746800";

    /// @dev Ethereum, where addresses are derived.
    uint256 internal constant ETH = 60;

    /// @dev Base, where addresses are derived.
    uint256 internal constant BASE = 0x80002105;

    /// @dev Polygon, where they are not.
    uint256 internal constant POLYGON = 0x80000089;

    /// @dev Bitcoin, which is no EVM chain.
    uint256 internal constant BTC = 0;

    /// @dev The owner's address for all EVM chains.
    uint256 internal constant DEFAULT = 0x80000000;

    /// @dev Selectors, from the ENS facts and not from what is tested.
    bytes4 internal constant ADDR = 0x3b3b57de;
    bytes4 internal constant ADDR_OF = 0xf1cb7e06;
    bytes4 internal constant ADDR_OF_CHAIN = 0xcd04a8c9;
    bytes4 internal constant HAS_ADDR = 0x32f111d7;
    bytes4 internal constant TEXT = 0x59d1d43c;
    bytes4 internal constant CONTENTHASH = 0xbc1c58d1;
    bytes4 internal constant NAME = 0x691f3431;
    bytes4 internal constant PUBKEY = 0xc8690233;
    bytes4 internal constant ABI = 0x2203ab56;
    bytes4 internal constant INTERFACE = 0x124a319c;
    bytes4 internal constant DNS_RECORD = 0xa8fa5682;
    bytes4 internal constant ZONEHASH = 0x5c98042b;
    bytes4 internal constant DATA = 0xecbfada3;
    bytes4 internal constant DATA_KEYS = 0x29fb1892;
    bytes4 internal constant MULTICALL = 0xac9650d8;
    bytes4 internal constant UNKNOWN = 0x12345678;

    ReferenceTree internal tree = new ReferenceTree();
    KeystoreStandIn internal keystore = new KeystoreStandIn();
    EvmAddressRule internal rule = new EvmAddressRule();
    ChainList internal chains;
    ProvenResolver internal resolver;

    function setUp() public virtual {
        vm.warp(NOW);
        ChainList.Chain[] memory rows = new ChainList.Chain[](2);
        rows[0] = ChainList.Chain(ETH, rule);
        rows[1] = ChainList.Chain(BASE, rule);
        chains = new ChainList(OWNER, 30 days, rows);
        resolver = new ProvenResolver(OWNER, _list("https://a.example"), keystore, chains, MAX_AGE);
        _setAccount(ALICE, 0, 0);
        // Others in the tree, so that proofs have siblings.
        for (uint256 i; i < 6; ++i) {
            _setAccount(keccak256(abi.encode(i)), 0, 0);
        }
    }

    /// @dev Registers an account, or changes it.
    function _setAccount(bytes32 node, uint64 frozenUntil, uint64 retiredFrom) internal {
        bytes memory value = abi.encodePacked(
            hex"01", uint64(1), keccak256("history"), frozenUntil, retiredFrom, new bytes(207)
        );
        tree.set(_accountKey(node), value);
    }

    /// @dev Sets a record of alice's.
    function _setRecord(bytes memory call, bytes memory value) internal {
        tree.set(_recordKey(ALICE, call), bytes.concat(hex"02", value));
    }

    /// @dev Sets a record of alice's to nothing.
    function _setNone(bytes memory call) internal {
        tree.set(_recordKey(ALICE, call), hex"03");
    }

    function _accountKey(bytes32 node) internal pure returns (bytes32) {
        return keccak256(bytes.concat("mononym.account.v1", node));
    }

    function _recordKey(bytes32 node, bytes memory call) internal pure returns (bytes32) {
        return keccak256(bytes.concat("mononym.record.v1", node, keccak256(call)));
    }

    /// @dev The call that an address record is keyed by.
    function _addrKey(uint256 coinType) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ADDR_OF, 0, coinType);
    }

    /// @dev A call as a client sends it.
    function _addrOf(uint256 coinType) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ADDR_OF, ALICE, coinType);
    }

    /// @dev A call as a client sends it.
    function _text(string memory key) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(TEXT, ALICE, key);
    }

    /// @dev The call that a text record is keyed by.
    function _textKey(string memory key) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(TEXT, 0, key);
    }

    /// @dev A multicall.
    function _multicall(bytes[] memory calls) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(MULTICALL, calls);
    }

    /// @dev The error that a call is answered with that has no answer.
    function _unsupported(bytes4 selector) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(0x7b1c461b, selector);
    }

    /// @dev A list of none.
    function _none() internal pure returns (bytes[] memory list) {}

    /// @dev A list of one.
    function _calls(bytes memory a) internal pure returns (bytes[] memory list) {
        list = new bytes[](1);
        list[0] = a;
    }

    /// @dev A list of two.
    function _calls(bytes memory a, bytes memory b) internal pure returns (bytes[] memory list) {
        list = new bytes[](2);
        (list[0], list[1]) = (a, b);
    }

    /// @dev A list of three.
    function _calls(bytes memory a, bytes memory b, bytes memory c)
        internal
        pure
        returns (bytes[] memory list)
    {
        list = new bytes[](3);
        (list[0], list[1], list[2]) = (a, b, c);
    }

    /// @dev The address that is derived for a node, by EIP-1014 and the proxy's code as the factory
    ///      deploys it.
    function _derived(bytes32 node) internal view returns (address) {
        return address(bytes20(rule.derive(node, address(keystore))));
    }

    /// @dev A gateway's response: alice's account and records, under a root that is final by now.
    function _response(bytes[] memory records) internal returns (bytes memory) {
        return _response(ALICE, records);
    }

    /// @dev A gateway's response.
    function _response(bytes32 node, bytes[] memory records) internal returns (bytes memory) {
        keystore.set(NUMBER, tree.root(), NOW - 60);
        Proof[] memory proofs = new Proof[](records.length);
        for (uint256 i; i < records.length; ++i) {
            proofs[i] = tree.prove(_recordKey(node, records[i]));
        }
        return abi.encode(NUMBER, tree.prove(_accountKey(node)), proofs);
    }

    /// @dev The resolver's own extra data.
    function _extraData(bytes memory name, bytes memory data) internal view returns (bytes memory) {
        bytes memory callData = abi.encodeWithSignature("prove(bytes,bytes)", name, data);
        return abi.encode(callData, address(resolver));
    }

    /// @dev Checks the answer to a call, when the gateway sends the proofs of these records.
    function _answers(bytes memory data, bytes[] memory records, bytes memory answer) internal {
        bytes memory response = _response(records);
        vm.assertEq(resolver.resolveWithProof(response, _extraData(ALICE_DNS, data)), answer);
    }

    /// @dev Checks that a call reverts, when the gateway sends the proofs of these records.
    function _reverts(bytes memory data, bytes[] memory records, bytes memory reason) internal {
        bytes memory response = _response(records);
        vm.expectRevert(reason);
        resolver.resolveWithProof(response, _extraData(ALICE_DNS, data));
    }
}
