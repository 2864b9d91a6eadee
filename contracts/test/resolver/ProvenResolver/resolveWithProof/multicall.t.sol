// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileCases} from "../../ProfileCases.sol";

/// @title ProvenResolver.resolveWithProof: multicalls
contract ProvenResolverMulticallTest is ProfileCases {
    function setUp() public override {
        super.setUp();
        _setRecord(_textKey("url"), abi.encode("https://alice.example"));
    }

    function test_ofNone() external {
        _answers(_multicall(_none()), _none(), abi.encode(_none()));
    }

    function test_answersEachInItsPlace() external {
        _answers(
            _multicall(_calls(_addrOf(POLYGON), _text("url"), _addrOf(ETH))),
            _fourRecords(),
            abi.encode(
                _calls(
                    abi.encode(""),
                    abi.encode("https://alice.example"),
                    abi.encode(abi.encodePacked(_derived(ALICE)))
                )
            )
        );
    }

    /// @dev A call without an answer does not spoil the others, and needs no proof if it cannot be
    ///      proven.
    function test_anErrorStandsInItsPlace() external {
        _answers(
            _multicall(_calls(hex"", _text("url"), hex"59d1d4")),
            _calls(_textKey("url")),
            abi.encode(
                _calls(
                    _unsupported(0), abi.encode("https://alice.example"), _unsupported(0x59d1d400)
                )
            )
        );
        bytes memory unknown = abi.encodeWithSelector(UNKNOWN, ALICE);
        _answers(
            _multicall(_calls(abi.encodeWithSelector(DATA_KEYS, ALICE), unknown, _text("url"))),
            _calls(abi.encodeWithSelector(UNKNOWN, 0), _textKey("url")),
            abi.encode(
                _calls(
                    _unsupported(DATA_KEYS),
                    _unsupported(UNKNOWN),
                    abi.encode("https://alice.example")
                )
            )
        );
    }

    function test_everyProfile() external {
        Case[] memory cases = _cases();
        bytes[] memory calls = new bytes[](11);
        bytes[] memory records = new bytes[](11);
        bytes[] memory answers = new bytes[](11);
        for (uint256 i; i < 11; ++i) {
            (calls[i], records[i]) = (cases[i].call, cases[i].record);
            if (i % 2 == 0) _setRecord(records[i], cases[i].value);
            answers[i] = i % 2 == 0 ? cases[i].value : cases[i].empty;
        }
        _answers(_multicall(calls), records, abi.encode(answers));
    }

    function test_nestsOnceAndNotDeeper() external {
        bytes memory leaf = _multicall(_calls(_text("url")));
        bytes memory answer = abi.encode(_calls(abi.encode("https://alice.example")));
        _answers(
            _multicall(_calls(leaf, leaf)),
            _calls(_textKey("url"), _textKey("url")),
            abi.encode(_calls(answer, answer))
        );
        bytes memory deep = _multicall(_calls(leaf));
        _answers(
            _multicall(_calls(deep, leaf)),
            _calls(_textKey("url")),
            abi.encode(_calls(abi.encode(_calls(_unsupported(MULTICALL))), answer))
        );
    }

    function test_takes64Calls() external {
        bytes[] memory calls = new bytes[](64);
        bytes[] memory answers = new bytes[](64);
        for (uint256 i; i < 64; ++i) {
            answers[i] = _unsupported(0);
        }
        _answers(_multicall(calls), _none(), abi.encode(answers));
        _reverts(_multicall(new bytes[](65)), _none(), _unsupported(MULTICALL));
        _reverts(
            abi.encodeWithSelector(MULTICALL, 32, type(uint256).max),
            _none(),
            _unsupported(MULTICALL)
        );
    }

    /// @dev One count for all, in the order in which they stand: what does not fit is left out, and
    ///      what comes after may fit again.
    function test_countsNestedCallsToo() external {
        bytes[] memory outer = _calls(
            _multicall(new bytes[](40)), _multicall(new bytes[](22)), _multicall(new bytes[](21))
        );
        bytes[] memory answers =
            _calls(abi.encode(_shorts(40)), _unsupported(MULTICALL), abi.encode(_shorts(21)));
        _answers(_multicall(outer), _none(), abi.encode(answers));
    }

    /// @dev The gateway answers such a call by meaning, or with an error in its place; here it has no
    ///      record, so it cannot be answered.
    function test_refusesACallThatIsNotCanonical() external {
        bytes memory reason = abi.encodeWithSignature("NonCanonicalCall()");
        bytes memory bad = bytes.concat(_text("url"), hex"00");
        _reverts(_multicall(_calls(bad, _text("url"))), _none(), reason);
        bytes memory good = _multicall(_calls(_text("url")));
        _reverts(_multicall(_calls(bytes.concat(good, hex"00"))), _none(), reason);
    }

    function _shorts(uint256 count) private pure returns (bytes[] memory answers) {
        answers = new bytes[](count);
        for (uint256 i; i < count; ++i) {
            answers[i] = _unsupported(0);
        }
    }

    function _fourRecords() private pure returns (bytes[] memory records) {
        records = new bytes[](4);
        (records[0], records[1]) = (_addrKey(POLYGON), _addrKey(DEFAULT));
        (records[2], records[3]) = (_textKey("url"), _addrKey(ETH));
    }
}
