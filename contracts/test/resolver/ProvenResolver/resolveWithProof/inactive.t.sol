// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProofReader} from "../../../../src/resolver/ProofReader.sol";
import {ProfileCases} from "../../ProfileCases.sol";

/// @title ProvenResolver.resolveWithProof: accounts that are absent, frozen or retired
contract ProvenResolverInactiveTest is ProfileCases {
    function test_anUnregisteredNameIsEmptyForEveryProfile() external {
        tree.set(_accountKey(ALICE), "");
        _allEmpty();
    }

    /// @dev Records may outlast an account's retirement; they are not answered.
    function test_aRetiredAccountIsEmptyForEveryProfile() external {
        _setAccount(ALICE, 0, NOW);
        _allEmpty();
    }

    function test_aFrozenAccountIsEmptyForEveryProfile() external {
        _setAccount(ALICE, NOW + 1, 0);
        _allEmpty();
    }

    /// @dev The block's time decides, to the second, under one and the same root.
    function testFuzz_theBlocksTimeDecides(uint64 time, uint64 frozenUntil, uint64 retiredFrom)
        external
    {
        time = uint64(_bound(time, NOW - 60, NOW + 60));
        frozenUntil = uint64(_bound(frozenUntil, NOW - 60, NOW + 60));
        retiredFrom = uint64(_bound(retiredFrom, NOW - 60, NOW + 60));
        if (retiredFrom % 3 == 0) retiredFrom = 0;
        _setAccount(ALICE, frozenUntil, retiredFrom);
        _setRecord(_textKey("url"), abi.encode("here"));
        vm.warp(time);
        bool active = time >= frozenUntil && (retiredFrom == 0 || time < retiredFrom);
        _answers(
            _text("url"),
            active ? _calls(_textKey("url")) : _none(),
            active ? abi.encode("here") : abi.encode("")
        );
    }

    /// @dev Its own call is checked nevertheless, and errors are errors.
    function test_errorsStayErrors() external {
        tree.set(_accountKey(ALICE), "");
        _reverts(abi.encodeWithSelector(UNKNOWN, ALICE), _none(), _unsupported(UNKNOWN));
        _reverts(hex"59d1d43c", _none(), _unsupported(TEXT));
        string memory longer = string(new bytes(1025));
        _reverts(_text(longer), _none(), _unsupported(TEXT));
        _reverts(
            bytes.concat(_text("url"), hex"00"),
            _none(),
            abi.encodeWithSignature("NonCanonicalCall()")
        );
    }

    function test_multicallsAreEmptyElementByElement() external {
        tree.set(_accountKey(ALICE), "");
        bytes[] memory inner = _calls(_addrOf(ETH), _multicall(_none()), hex"1234");
        bytes[] memory outer =
            _calls(_text("url"), abi.encodeWithSelector(UNKNOWN, ALICE), _multicall(inner));
        bytes[] memory innerAnswers =
            _calls(abi.encode(""), _unsupported(MULTICALL), _unsupported(0x12340000));
        bytes[] memory answers =
            _calls(abi.encode(""), _unsupported(UNKNOWN), abi.encode(innerAnswers));
        _answers(_multicall(outer), _none(), abi.encode(answers));
    }

    /// @dev Every profile is empty without a proof of a record, and refuses one.
    function _allEmpty() private {
        Case[] memory cases = _cases();
        bytes memory leftOver = abi.encodeWithSelector(ProofReader.LeftOverProofs.selector, 1);
        for (uint256 i; i < cases.length; ++i) {
            _setRecord(cases[i].record, cases[i].value);
            _answers(cases[i].call, _none(), cases[i].empty);
            _reverts(cases[i].call, _calls(cases[i].call), leftOver);
        }
    }
}
