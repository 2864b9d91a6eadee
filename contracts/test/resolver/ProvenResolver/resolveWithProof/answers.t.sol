// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProofReader} from "../../../../src/resolver/ProofReader.sol";
import {ProfileCases} from "../../ProfileCases.sol";

/// @title ProvenResolver.resolveWithProof: the answer of each profile
contract ProvenResolverAnswersTest is ProfileCases {
    function test_valueNoneAndUnset() external {
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            Case memory c = cases[i];
            if (c.record.length == 0) continue;
            _answers(c.call, _calls(c.record), c.empty);
            _setRecord(c.record, c.value);
            _answers(c.call, _calls(c.record), c.value);
            _setNone(c.record);
            _answers(c.call, _calls(c.record), c.empty);
        }
    }

    function testFuzz_anUnknownCallHasItsValueOrNoAnswer(
        bytes4 selector,
        bytes calldata arguments,
        bytes32 node,
        bytes32[] calldata rest
    ) external {
        vm.assume(!_isKnown(selector));
        bytes memory call = bytes.concat(selector, node, arguments);
        bytes memory record = bytes.concat(selector, bytes32(0), arguments);
        _reverts(call, _calls(record), _unsupported(selector));
        bytes memory value = abi.encodePacked(bytes32(uint256(1)), rest);
        _setRecord(record, value);
        _answers(call, _calls(record), value);
        _setNone(record);
        _reverts(call, _calls(record), _unsupported(selector));
    }

    /// @dev Neither a selector without a node nor a list of keys can be proven.
    function testFuzz_aShortCallHasNoAnswer(bytes calldata call) external {
        bytes memory short = call.length < 36 ? call : call[:35];
        _reverts(short, _none(), _unsupported(bytes4(short)));
    }

    function test_35BytesAreShortForEveryProfile() external {
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            bytes memory short = cases[i].call;
            assembly {
                mstore(short, 35)
            }
            _reverts(short, _none(), _unsupported(bytes4(short)));
        }
        _reverts(new bytes(35), _none(), _unsupported(0));
    }

    function test_supportedDataKeysHasNoAnswer() external {
        _reverts(abi.encodeWithSelector(DATA_KEYS, ALICE), _none(), _unsupported(DATA_KEYS));
    }

    /// @dev A key that is longer than can be stored is answered like the gateway answers it.
    function test_aKeyOfMoreThan1024BytesHasNoAnswer() external {
        string memory longest = string(new bytes(1024));
        string memory longer = string(new bytes(1025));
        bytes4[3] memory selectors = [TEXT, DATA, ADDR_OF_CHAIN];
        for (uint256 i; i < 3; ++i) {
            _answers(
                abi.encodeWithSelector(selectors[i], ALICE, longest),
                _calls(abi.encodeWithSelector(selectors[i], 0, longest)),
                abi.encode("")
            );
            bytes memory call = abi.encodeWithSelector(selectors[i], ALICE, longer);
            _reverts(call, _none(), _unsupported(selectors[i]));
        }
    }

    /// @dev Over all masks and states: the first of 1, 2, 4, 8 that is asked for and has a value.
    function testFuzz_anABIComesFromTheLowestContentType(uint256 mask, uint8[4] memory states)
        external
    {
        // Mostly small masks, and any bits above.
        if (mask % 3 != 0) mask = mask % 16;
        bytes[] memory records = new bytes[](4);
        uint256 count;
        bytes memory answer = abi.encode(0, "");
        bool found;
        for (uint256 i; i < 4; ++i) {
            uint256 contentType = 2 ** i;
            bytes memory record = abi.encodeWithSelector(ABI, 0, contentType);
            bytes memory value = abi.encode(contentType, abi.encodePacked("abi", contentType));
            if (states[i] % 3 == 1) _setRecord(record, value);
            if (states[i] % 3 == 2) _setNone(record);
            if (found || mask / contentType % 2 == 0) continue;
            records[count++] = record;
            found = states[i] % 3 == 1;
            if (found) answer = value;
        }
        assembly {
            mstore(records, count)
        }
        bytes memory call = abi.encodeWithSelector(ABI, ALICE, mask);
        _answers(call, records, answer);
        if (count == 0) return;
        assembly {
            mstore(records, sub(count, 1))
        }
        _reverts(
            call, records, abi.encodeWithSelector(ProofReader.MissingProof.selector, count - 1)
        );
    }

    function test_gas() external {
        // 21 siblings for the account and the text, as among a million leaves.
        bytes32 key = _recordKey(ALICE, _textKey("url"));
        bytes32 account = _accountKey(ALICE);
        _setRecord(_textKey("url"), abi.encode("https://alice.example"));
        for (uint256 i; i < 21; ++i) {
            tree.set(key ^ bytes32(1 << (255 - i)), "x");
            tree.set(account ^ bytes32(1 << (255 - i)), "x");
        }
        vm.assertEq(tree.prove(key).siblings.length, 21);
        vm.assertEq(tree.prove(account).siblings.length, 21);
        bytes memory response = _response(_calls(_textKey("url")));
        bytes memory extraData = _extraData(ALICE_DNS, _text("url"));
        resolver.resolveWithProof(response, extraData);
        vm.snapshotGasLastCall("ProvenResolver", "text");

        response = _response(_calls(_addrKey(ETH)));
        extraData = _extraData(ALICE_DNS, abi.encodeWithSelector(ADDR, ALICE));
        resolver.resolveWithProof(response, extraData);
        vm.snapshotGasLastCall("ProvenResolver", "addr, derived");

        bytes[] memory calls = _calls(
            _text("url"),
            abi.encodeWithSelector(ADDR, ALICE),
            abi.encodeWithSelector(CONTENTHASH, ALICE)
        );
        response = _response(
            _calls(_textKey("url"), _addrKey(ETH), abi.encodeWithSelector(CONTENTHASH, 0))
        );
        extraData = _extraData(ALICE_DNS, _multicall(calls));
        resolver.resolveWithProof(response, extraData);
        vm.snapshotGasLastCall("ProvenResolver", "multicall of three");
    }
}
