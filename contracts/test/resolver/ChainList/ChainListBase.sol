// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ChainList} from "../../../src/resolver/ChainList.sol";
import {EvmAddressRule} from "../../../src/resolver/EvmAddressRule.sol";
import {IAddressRule} from "../../../src/resolver/IAddressRule.sol";
import {Base} from "../../Base.sol";

/// @title A list of Ethereum and Base, with a delay of 30 days
abstract contract ChainListBase is Base {
    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev Between announcement and effect, in seconds.
    uint64 internal constant DELAY = 30 days;

    /// @dev The list's owner.
    address internal constant OWNER = address(0x0511);

    EvmAddressRule internal rule = new EvmAddressRule();
    EvmAddressRule internal otherRule = new EvmAddressRule();
    ChainList internal list;

    function setUp() public {
        vm.warp(NOW);
        list = new ChainList(OWNER, DELAY, _rows(60, 0x80002105));
    }

    /// @dev Two rows with the same rule.
    function _rows(uint256 a, uint256 b) internal view returns (ChainList.Chain[] memory rows) {
        rows = new ChainList.Chain[](2);
        rows[0] = ChainList.Chain(a, rule);
        rows[1] = ChainList.Chain(b, rule);
    }

    /// @dev Checks one row.
    function _check(uint256 index, uint256 coinType, IAddressRule rule_, uint64 from)
        internal
        view
    {
        (uint256 coinType_, IAddressRule listed, uint64 effectiveFrom) = list.at(index);
        vm.assertEq(coinType_, coinType);
        vm.assertEq(address(listed), address(rule_));
        vm.assertEq(effectiveFrom, from);
    }

    /// @dev Whether a coin type cannot be added.
    function _isTaken(uint256 coinType) internal pure returns (bool) {
        return coinType == 60 || coinType == 0x80002105 || coinType == 0x80000000;
    }
}
