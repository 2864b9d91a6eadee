// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IAddressRule} from "../../../../src/resolver/IAddressRule.sol";
import {ProfileAnswer} from "../../../../src/resolver/ProfileAnswer.sol";
import {ProofReader} from "../../../../src/resolver/ProofReader.sol";
import {ProvenBase} from "../../ProvenBase.sol";

/// @title A chain family on which only some nodes have an address, of 32 bytes; for tests only
contract SomeAddresses is IAddressRule {
    /// @inheritdoc IAddressRule
    function derive(bytes32 node, address keystore) external pure returns (bytes memory) {
        if (uint256(node) % 2 == 0) return "";
        return abi.encode(keccak256(abi.encode(node, keystore)));
    }
}

/// @title ProvenResolver.resolveWithProof: addresses
contract ProvenResolverAddressesTest is ProvenBase {
    /// @dev addr(ALICE)
    bytes private constant PLAIN = abi.encodePacked(ADDR, ALICE);

    function test_theOrderOnAChainWithDerivedAddresses() external {
        address derived = _derived(ALICE);
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _answers(PLAIN, _calls(_addrKey(ETH)), abi.encode(derived));
        _answers(_addrOf(ETH), _calls(_addrKey(ETH)), _bytes(derived));
        _answers(_addrOf(BASE), _calls(_addrKey(BASE)), _bytes(derived));
        _setRecord(_addrKey(ETH), abi.encode(abi.encodePacked(address(0xE))));
        _answers(PLAIN, _calls(_addrKey(ETH)), abi.encode(address(0xE)));
        _answers(_addrOf(ETH), _calls(_addrKey(ETH)), _bytes(address(0xE)));
        _answers(_addrOf(BASE), _calls(_addrKey(BASE)), _bytes(derived));
        _setNone(_addrKey(ETH));
        _answers(PLAIN, _calls(_addrKey(ETH)), abi.encode(0));
        _answers(_addrOf(ETH), _calls(_addrKey(ETH)), abi.encode(""));
    }

    function test_theOrderOnAnEvmChainWithout() external {
        bytes[] memory both = _calls(_addrKey(POLYGON), _addrKey(DEFAULT));
        _answers(_addrOf(POLYGON), both, abi.encode(""));
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _answers(_addrOf(POLYGON), both, _bytes(address(0xD)));
        _setNone(_addrKey(DEFAULT));
        _answers(_addrOf(POLYGON), both, abi.encode(""));
        // The chain's own record, also one that is set to nothing, needs no proof of the default.
        bytes[] memory own = _calls(_addrKey(POLYGON));
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _setNone(_addrKey(POLYGON));
        _answers(_addrOf(POLYGON), own, abi.encode(""));
        _setRecord(_addrKey(POLYGON), abi.encode(abi.encodePacked(address(0xE))));
        _answers(_addrOf(POLYGON), own, _bytes(address(0xE)));
        bytes memory leftOver = abi.encodeWithSelector(ProofReader.LeftOverProofs.selector, 1);
        _reverts(_addrOf(POLYGON), both, leftOver);
    }

    /// @dev The default's proof cannot be left out to hide the default.
    function test_theDefaultMustBeProven() external {
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _reverts(
            _addrOf(POLYGON),
            _calls(_addrKey(POLYGON)),
            abi.encodeWithSelector(ProofReader.MissingProof.selector, 1)
        );
    }

    /// @dev Over all states of both records, chains and forms of the question: as the gateway does it.
    function testFuzz_theOrder(uint8 own, uint8 byDefault, uint8 chain, uint8 form) external {
        uint256[6] memory chains_ = [ETH, BASE, POLYGON, BTC, DEFAULT, uint256(0xffffffff)];
        uint256 coinType = form % 3 == 0 ? ETH : chains_[chain % 6];
        if (byDefault % 3 == 1) _setRecord(_addrKey(DEFAULT), _bytes(address(0xD)));
        if (byDefault % 3 == 2) _setNone(_addrKey(DEFAULT));
        if (coinType == DEFAULT) own = byDefault;
        else if (own % 3 == 1) _setRecord(_addrKey(coinType), _bytes(address(0xE)));
        else if (own % 3 == 2) _setNone(_addrKey(coinType));

        bytes[] memory records = _calls(_addrKey(coinType));
        address found;
        if (own % 3 == 1) {
            found = coinType == DEFAULT ? address(0xD) : address(0xE);
        } else if (own % 3 == 0 && (coinType == ETH || coinType == BASE)) {
            found = _derived(ALICE);
        } else if (own % 3 == 0 && form % 3 != 2 && (coinType == POLYGON || coinType == 0xffffffff))
        {
            records = _calls(_addrKey(coinType), _addrKey(DEFAULT));
            if (byDefault % 3 == 1) found = address(0xD);
        }
        if (form % 3 == 0) {
            _answers(PLAIN, records, abi.encode(found));
        } else if (form % 3 == 1) {
            bytes memory raw = found == address(0) ? bytes("") : abi.encodePacked(found);
            _answers(_addrOf(coinType), records, abi.encode(raw));
        } else {
            _has(coinType, found != address(0));
        }
    }

    function test_theDefaultItself() external {
        _answers(_addrOf(DEFAULT), _calls(_addrKey(DEFAULT)), abi.encode(""));
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _answers(_addrOf(DEFAULT), _calls(_addrKey(DEFAULT)), _bytes(address(0xD)));
    }

    function test_noDefaultForOtherChains() external {
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        // Bitcoin, the legacy number of Ethereum Classic, and a number above all of EVM's.
        uint256[3] memory others = [BTC, 61, 0x100000001];
        for (uint256 i; i < 3; ++i) {
            _answers(_addrOf(others[i]), _calls(_addrKey(others[i])), abi.encode(""));
            bytes memory value = abi.encode(abi.encodePacked("script", i));
            _setRecord(_addrKey(others[i]), value);
            _answers(_addrOf(others[i]), _calls(_addrKey(others[i])), value);
        }
    }

    function test_hasAddrDoesNotCountTheDefault() external {
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        _has(POLYGON, false);
        _has(BTC, false);
        _has(DEFAULT, true);
        // Derived addresses count.
        _has(ETH, true);
        _setRecord(_addrKey(POLYGON), abi.encode(abi.encodePacked(address(0xE))));
        _has(POLYGON, true);
        _setRecord(_addrKey(BTC), abi.encode("script"));
        _has(BTC, true);
        _setNone(_addrKey(ETH));
        _has(ETH, false);
        _setNone(_addrKey(BTC));
        _has(BTC, false);
    }

    /// @dev A row of the list counts from its time on, for everybody.
    function test_aNewChainIsDerivedAfterTheDelay() external {
        vm.prank(OWNER);
        chains.add(POLYGON, rule);
        bytes[] memory both = _calls(_addrKey(POLYGON), _addrKey(DEFAULT));
        _answers(_addrOf(POLYGON), both, abi.encode(""));
        vm.warp(NOW + 30 days);
        keystore.set(NUMBER, tree.root(), NOW + 30 days);
        bytes memory response = _late(_calls(_addrKey(POLYGON)));
        bytes memory extraData = _extraData(ALICE_DNS, _addrOf(POLYGON));
        vm.assertEq(resolver.resolveWithProof(response, extraData), _bytes(_derived(ALICE)));
    }

    /// @dev Another family's rule: addresses of another length, and none for some nodes.
    function test_otherFamilies() external {
        SomeAddresses some = new SomeAddresses();
        uint256 solana = 501;
        uint256 chain = 0x80000539;
        vm.prank(OWNER);
        chains.add(solana, some);
        vm.prank(OWNER);
        chains.add(chain, some);
        vm.warp(NOW + 30 days);
        _setRecord(_addrKey(DEFAULT), abi.encode(abi.encodePacked(address(0xD))));
        // ALICE is odd.
        bytes memory derived = some.derive(ALICE, address(keystore));
        vm.assertEq(derived.length, 32);
        _lateAnswers(ALICE_DNS, _addrOf(solana), _calls(_addrKey(solana)), abi.encode(derived));
        _lateAnswers(ALICE_DNS, _addrOf(chain), _calls(_addrKey(chain)), abi.encode(derived));
    }

    /// @dev Where a rule has no address for a node, the default counts as if the chain had none.
    function test_aRuleWithoutAddressFallsThrough() external {
        SomeAddresses some = new SomeAddresses();
        bytes memory name = _evenName();
        bytes32 node = _nodeOf(name);
        vm.assertEq(uint256(node) % 2, 0);
        uint256 chain = 0x80000539;
        vm.prank(OWNER);
        chains.add(chain, some);
        vm.warp(NOW + 30 days);
        _setAccount(node, 0, 0);
        tree.set(
            _recordKey(node, _addrKey(DEFAULT)),
            bytes.concat(hex"02", abi.encode(abi.encodePacked(address(0xD))))
        );
        bytes memory response = _response(node, _calls(_addrKey(chain), _addrKey(DEFAULT)));
        keystore.set(NUMBER, tree.root(), NOW + 30 days);
        vm.assertEq(
            resolver.resolveWithProof(response, _extraData(name, _addrOf(chain))),
            _bytes(address(0xD))
        );
    }

    /// @dev Only 20 bytes can stand in a word. No state of the log holds others for an EVM chain.
    function test_addrOfAnotherLengthIsZero() external {
        _setRecord(_addrKey(ETH), abi.encode(new bytes(21)));
        _answers(PLAIN, _calls(_addrKey(ETH)), abi.encode(0));
        bytes memory value = abi.encode(bytes.concat(bytes19(uint152(1))));
        _setRecord(_addrKey(ETH), value);
        _answers(PLAIN, _calls(_addrKey(ETH)), abi.encode(0));
        _answers(_addrOf(ETH), _calls(_addrKey(ETH)), value);
    }

    function test_refusesAValueThatIsNoAddress() external {
        bytes memory value = abi.encode(OWNER);
        _setRecord(_addrKey(ETH), value);
        bytes memory reason = abi.encodeWithSelector(ProfileAnswer.MalformedAddress.selector, value);
        _reverts(PLAIN, _calls(_addrKey(ETH)), reason);
        _reverts(_addrOf(ETH), _calls(_addrKey(ETH)), reason);
    }

    function testFuzz_theAddressIsTheNodesOwn(bytes32 a, bytes32 b) external view {
        vm.assume(a != b);
        vm.assertNotEq(_derived(a), _derived(b));
    }

    function _has(uint256 coinType, bool has) private {
        _answers(
            abi.encodeWithSelector(HAS_ADDR, ALICE, coinType),
            _calls(_addrKey(coinType)),
            abi.encode(has)
        );
    }

    function _lateAnswers(
        bytes memory name,
        bytes memory call,
        bytes[] memory records,
        bytes memory answer
    ) private {
        bytes memory response = _late(records);
        vm.assertEq(resolver.resolveWithProof(response, _extraData(name, call)), answer);
    }

    /// @dev A response under a root of 30 days later.
    function _late(bytes[] memory records) private returns (bytes memory response) {
        response = _response(records);
        keystore.set(NUMBER, tree.root(), NOW + 30 days);
    }

    /// @dev A name whose node is even.
    function _evenName() private pure returns (bytes memory name) {
        for (uint8 i = 97;; ++i) {
            name = bytes.concat(hex"01", bytes1(i), hex"00");
            if (uint256(_nodeOf(name)) % 2 == 0) return name;
        }
    }

    /// @dev The node of a name with one label of one letter.
    function _nodeOf(bytes memory name) private pure returns (bytes32) {
        return keccak256(abi.encode(bytes32(0), keccak256(bytes.concat(name[1]))));
    }

    function _bytes(address account) private pure returns (bytes memory) {
        return abi.encode(abi.encodePacked(account));
    }
}
