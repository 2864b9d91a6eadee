// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Base} from "./Base.sol";
import {VectorHarness} from "./VectorHarness.sol";

/// @title Reads the vectors that Rust and Solidity share
abstract contract Vectors is Base {
    /// @dev The functions under test.
    VectorHarness internal immutable harness = new VectorHarness();

    /// @dev A file of tests/vectors.
    function _vectors(string memory name) internal view returns (string memory) {
        return vm.readFile(string.concat("../tests/vectors/", name, ".json"));
    }

    /// @dev How many vectors a file holds; fails if there are none.
    function _count(string memory json) internal view returns (uint256) {
        return _count(json, "");
    }

    /// @dev How many vectors a list of a file holds; fails if there are none.
    function _count(string memory json, string memory list) internal view returns (uint256 count) {
        while (vm.keyExistsJson(json, string.concat(".", list, "[", vm.toString(count), "]"))) {
            ++count;
        }
        vm.assertTrue(count != 0, "no vectors");
    }

    /// @dev The path of a field.
    function _at(uint256 index, string memory field) internal pure returns (string memory) {
        return _at("", index, field);
    }

    /// @dev The path of a field in a list.
    function _at(string memory list, uint256 index, string memory field)
        internal
        pure
        returns (string memory)
    {
        return string.concat(".", list, "[", vm.toString(index), "].", field);
    }
}
