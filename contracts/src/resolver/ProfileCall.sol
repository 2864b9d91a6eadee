// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {Profile} from "./Profile.sol";

/// @title Canonical profile calls
/// @notice A record's key is a hash of its call, so there must be exactly one call for each record: the
///         arguments of known calls are read, encoded again and compared. Only the node is ignored,
///         since the node of an answer is the name's, whatever the call says.
library ProfileCall {
    /// @notice A selector and a node: shorter calls name no record.
    uint256 internal constant SHORTEST = 36;

    /// @notice Longest key of `text`, `data` and `addr(bytes32,bytes)` that can be stored, in bytes.
    uint256 internal constant MAX_KEY = 1024;

    /// @notice The arguments of a known call are not encoded as `abi.encode` does it, or out of range.
    error NonCanonicalCall();

    /// @notice Brings a call into the form in which records are keyed: the node zeroed, `addr(bytes32)`
    ///         as `addr(bytes32,60)`. Reverts if a known call is not canonical; unknown ones are taken
    ///         as they are. Not for `multicall`, which has no node.
    /// @param data A profile call of at least `SHORTEST` bytes; its node is overwritten.
    /// @return The canonical call.
    function canonical(bytes memory data) internal pure returns (bytes memory) {
        assembly ("memory-safe") {
            mstore(add(data, 36), 0)
        }
        bytes4 selector = bytes4(data);
        (bool known, bytes memory again) = _encodeAgain(selector, data);
        if (!known) return data;
        if (!LibBytes.eq(again, data)) revert NonCanonicalCall();
        return selector == Profile.ADDR ? addr(60) : data;
    }

    /// @notice The call that the address record of a coin type is keyed by.
    /// @param coinType The chain's number in ENS.
    /// @return The canonical call.
    function addr(uint256 coinType) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(Profile.ADDR_OF, bytes32(0), coinType);
    }

    /// @notice The call that the ABI in one content type is keyed by.
    /// @param contentType 1, 2, 4 or 8.
    /// @return The canonical call.
    function abiOf(uint256 contentType) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(Profile.ABI, bytes32(0), contentType);
    }

    /// @notice The number behind the node.
    /// @param call A canonical `addr(bytes32,uint256)`, `hasAddr` or `ABI`.
    /// @return The coin type, or the mask of content types.
    function number(bytes memory call) internal pure returns (uint256) {
        return uint256(LibBytes.load(call, 36));
    }

    /// @notice Whether a call asks for a key that is too long to be stored.
    /// @param call A canonical call.
    /// @return True if it does.
    function keyTooLong(bytes memory call) internal pure returns (bool) {
        return _hasKey(bytes4(call)) && uint256(LibBytes.load(call, 68)) > MAX_KEY;
    }

    /// @notice The calls in a `multicall`; reverts if it is not canonical.
    /// @param call The `multicall`.
    /// @param limit How many calls to take.
    /// @return within Whether there are no more than that; otherwise they are not read.
    /// @return calls The calls.
    function elements(bytes memory call, uint256 limit)
        internal
        pure
        returns (bool within, bytes[] memory calls)
    {
        // Selector, offset of the list, its length.
        if (call.length < 68) revert NonCanonicalCall();
        uint256 count = uint256(LibBytes.load(call, 36));
        if (count > limit) return (false, calls);
        calls = new bytes[](count);
        for (uint256 i; i < count; ++i) {
            // Offsets in a list count from behind its length.
            calls[i] = _bytesAt(call, 68, 68 + 32 * i);
        }
        if (!LibBytes.eq(abi.encodeWithSelector(Profile.MULTICALL, calls), call)) {
            revert NonCanonicalCall();
        }
        return (true, calls);
    }

    /// @dev Reads the arguments of a call and encodes them again, the node as zero. Words are read
    ///      without a look at the call's length: if it is too short for them, the two differ in length.
    /// @param selector The call's selector.
    /// @param call The call.
    /// @return known Whether it is known what the function takes.
    /// @return again The call as it should be; where a value is out of range, something else than the
    ///         call.
    function _encodeAgain(bytes4 selector, bytes memory call)
        private
        pure
        returns (bool known, bytes memory again)
    {
        bytes32 second = LibBytes.load(call, 36);
        if (_hasNodeOnly(selector)) {
            again = abi.encodeWithSelector(selector, bytes32(0));
        } else if (_hasNumber(selector)) {
            again = abi.encodeWithSelector(selector, bytes32(0), second);
        } else if (_hasKey(selector)) {
            again = abi.encodeWithSelector(selector, bytes32(0), _bytesAt(call, 4, 36));
        } else if (selector == Profile.INTERFACE_IMPLEMENTER) {
            again = abi.encodeWithSelector(selector, bytes32(0), bytes4(second));
        } else if (selector == Profile.DNS_RECORD) {
            uint16 resource = uint16(uint256(LibBytes.load(call, 68)));
            again = abi.encodeWithSelector(selector, bytes32(0), second, resource);
        } else {
            return (false, again);
        }
        return (true, again);
    }

    /// @dev A dynamic value in a call.
    /// @param call The call.
    /// @param base What its offset counts from.
    /// @param head Where its offset stands.
    /// @return The value.
    function _bytesAt(bytes memory call, uint256 base, uint256 head)
        private
        pure
        returns (bytes memory)
    {
        // A head behind the call's end is some word; encoded again, the call is then longer.
        uint256 offset = uint256(LibBytes.load(call, head));
        // Compared before they are added, so that nothing overflows.
        if (offset > call.length) revert NonCanonicalCall();
        uint256 start = base + offset + 32;
        if (start > call.length) revert NonCanonicalCall();
        uint256 length = uint256(LibBytes.load(call, start - 32));
        if (length > call.length - start) revert NonCanonicalCall();
        return LibBytes.slice(call, start, start + length);
    }

    /// @dev Functions of the node alone.
    function _hasNodeOnly(bytes4 selector) private pure returns (bool) {
        return selector == Profile.ADDR || selector == Profile.CONTENTHASH
            || selector == Profile.NAME || selector == Profile.PUBKEY
            || selector == Profile.ZONEHASH || selector == Profile.SUPPORTED_DATA_KEYS;
    }

    /// @dev Functions of node and number.
    function _hasNumber(bytes4 selector) private pure returns (bool) {
        return
            selector == Profile.ADDR_OF || selector == Profile.HAS_ADDR || selector == Profile.ABI;
    }

    /// @dev Functions of node and string or bytes, which are encoded alike.
    function _hasKey(bytes4 selector) private pure returns (bool) {
        return
            selector == Profile.TEXT || selector == Profile.DATA
                || selector == Profile.ADDR_OF_CHAIN;
    }
}
