// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";

/// @title What every test shares
abstract contract Base {
    /// @dev Foundry's cheatcodes.
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    /// @dev CreateX's canonical address.
    address internal constant CREATEX = 0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed;

    /// @dev Node of alice.mononym.eth.
    bytes32 internal constant ALICE =
        0x46bf08ce4f7d8f18ddf29a8403948fbee4019a1abbd280c5127d17603e59a01b;

    /// @dev alice.mononym.eth in DNS wire form.
    bytes internal constant ALICE_DNS = hex"05616c696365076d6f6e6f6e796d0365746800";

    /// @dev A fuzz input brought into a range, both ends included.
    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        if (value >= low && value <= high) return value;
        return low + value % (high - low + 1);
    }

    /// @dev A list of one.
    function _list(string memory a) internal pure returns (string[] memory list) {
        list = new string[](1);
        list[0] = a;
    }

    /// @dev A list of two.
    function _list(string memory a, string memory b) internal pure returns (string[] memory list) {
        list = new string[](2);
        (list[0], list[1]) = (a, b);
    }

    /// @dev A list of one.
    function _list(address a) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = a;
    }

    /// @dev A list of two.
    function _list(address a, address b) internal pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (a, b);
    }
}
