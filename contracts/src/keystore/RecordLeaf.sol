// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

/// @notice How a record stands in the tree.
enum RecordState {
    /// It has no leaf: what follows it counts, such as a derived address.
    Unset,
    /// Its owner wants it to answer nothing.
    None,
    /// It has a value.
    Value
}

/// @title Values of records in the keystore's tree
library RecordLeaf {
    /// @notice First byte of a record with a value.
    bytes1 internal constant TYPE_VALUE = 0x02;

    /// @notice The only byte of a record that is set to nothing.
    bytes1 internal constant TYPE_NONE = 0x03;

    /// @notice The value is no record's.
    /// @param value The value.
    error MalformedRecord(bytes value);

    /// @notice Reads a record.
    /// @param value The leaf's value; empty if there is no leaf.
    /// @return state How the record stands.
    /// @return answer The ABI encoding of what the record's call returns, if it has a value. These
    ///         are whole words, so that no value can be taken for an encoded error.
    function decode(bytes calldata value)
        internal
        pure
        returns (RecordState state, bytes calldata answer)
    {
        answer = value[value.length:];
        if (value.length == 0) return (RecordState.Unset, answer);
        if (value[0] == TYPE_NONE && value.length == 1) return (RecordState.None, answer);
        if (value[0] != TYPE_VALUE || value.length == 1 || value.length % 32 != 1) {
            revert MalformedRecord(value);
        }
        return (RecordState.Value, value[1:]);
    }
}
