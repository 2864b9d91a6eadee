// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProvenBase} from "./ProvenBase.sol";

/// @title Every profile: a call, its record, a value and the empty answer
abstract contract ProfileCases is ProvenBase {
    /// @dev One profile.
    /// @param call A call as a client sends it.
    /// @param record The call that its record is keyed by; empty if no single record is the answer.
    /// @param value A value of the record.
    /// @param empty The answer that says that there is nothing.
    struct Case {
        bytes call;
        bytes record;
        bytes value;
        bytes empty;
    }

    /// @dev All profiles but `multicall`.
    function _cases() internal pure returns (Case[] memory cases) {
        cases = new Case[](15);
        bytes memory some = abi.encode(hex"0102030405");
        bytes memory text = abi.encode("some text");
        bytes memory nothing = abi.encode("");
        bytes memory zero = abi.encode(0);
        cases[0] = _case(
            abi.encodeWithSelector(TEXT, ALICE, "a.key[1]"),
            abi.encodeWithSelector(TEXT, 0, "a.key[1]"),
            text,
            nothing
        );
        cases[1] = _nodeOnly(CONTENTHASH, some, nothing);
        cases[2] = _nodeOnly(NAME, text, nothing);
        cases[3] = _nodeOnly(ZONEHASH, some, nothing);
        cases[4] = _nodeOnly(PUBKEY, abi.encode(3, 4), abi.encode(0, 0));
        cases[5] = _case(
            abi.encodeWithSelector(INTERFACE, ALICE, bytes4(0x12345678)),
            abi.encodeWithSelector(INTERFACE, 0, bytes4(0x12345678)),
            abi.encode(OWNER),
            zero
        );
        cases[6] = _case(
            abi.encodeWithSelector(DNS_RECORD, ALICE, keccak256("dns"), type(uint16).max),
            abi.encodeWithSelector(DNS_RECORD, 0, keccak256("dns"), type(uint16).max),
            some,
            nothing
        );
        cases[7] = _case(
            abi.encodeWithSelector(DATA, ALICE, ""),
            abi.encodeWithSelector(DATA, 0, ""),
            some,
            nothing
        );
        cases[8] = _case(
            abi.encodeWithSelector(
                ADDR_OF_CHAIN, ALICE, bytes("eip155:1 chain, 32 bytes and more")
            ),
            abi.encodeWithSelector(ADDR_OF_CHAIN, 0, bytes("eip155:1 chain, 32 bytes and more")),
            some,
            nothing
        );
        cases[9] = _case(abi.encodeWithSelector(ADDR_OF, ALICE, BTC), _addrKey(BTC), some, nothing);
        cases[10] = _case(
            abi.encodeWithSelector(ABI, ALICE, 4),
            abi.encodeWithSelector(ABI, 0, 4),
            abi.encode(4, "abi"),
            abi.encode(0, "")
        );
        cases[11] = _case(abi.encodeWithSelector(ADDR, ALICE), "", "", zero);
        cases[12] = _case(abi.encodeWithSelector(ADDR_OF, ALICE, ETH), "", "", nothing);
        cases[13] = _case(abi.encodeWithSelector(HAS_ADDR, ALICE, ETH), "", "", zero);
        cases[14] = _case(abi.encodeWithSelector(DATA_KEYS, ALICE), "", "", nothing);
    }

    /// @dev Whether a selector is a profile's.
    function _isKnown(bytes4 selector) internal pure returns (bool) {
        Case[] memory cases = _cases();
        for (uint256 i; i < cases.length; ++i) {
            if (bytes4(cases[i].call) == selector) return true;
        }
        return selector == MULTICALL;
    }

    function _nodeOnly(bytes4 selector, bytes memory value, bytes memory empty)
        private
        pure
        returns (Case memory)
    {
        return _case(
            abi.encodeWithSelector(selector, ALICE),
            abi.encodeWithSelector(selector, 0),
            value,
            empty
        );
    }

    function _case(bytes memory call, bytes memory record, bytes memory value, bytes memory empty)
        private
        pure
        returns (Case memory)
    {
        return Case(call, record, value, empty);
    }
}
