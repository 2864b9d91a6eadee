// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {CoinType} from "./CoinType.sol";
import {IAddressRule} from "./IAddressRule.sol";

/// @title Chains on which every account has an address
/// @notice Money goes to the addresses that follow from this list, so a row is never changed or
///         removed, and a new one takes effect only after a public delay. The list need not be
///         trusted for longer than it takes to read what is announced.
contract ChainList is Ownable2Step {
    /// @notice A chain of the first rows.
    /// @param coinType Its number in ENS.
    /// @param rule How nodes become addresses there.
    struct Chain {
        uint256 coinType;
        IAddressRule rule;
    }

    /// @dev What is known of a chain.
    struct Row {
        IAddressRule rule;
        uint64 effectiveFrom;
    }

    /// @notice Time between the announcement of a row and its effect, in seconds.
    uint64 public immutable delay;

    /// @dev The listed coin types, in the order in which they came.
    uint256[] private _coinTypes;

    /// @dev The row of each coin type.
    mapping(uint256 coinType => Row row) private _rows;

    /// @notice A row was announced.
    /// @param coinType The chain's number in ENS.
    /// @param rule How nodes become addresses there.
    /// @param effectiveFrom From when on it counts (Unix seconds).
    event ChainAdded(uint256 indexed coinType, IAddressRule indexed rule, uint64 effectiveFrom);

    /// @notice Without a delay nobody could see a row before it counts.
    error ZeroDelay();

    /// @notice The chain has a row already, perhaps one that is still to take effect.
    /// @param coinType The chain's number in ENS.
    error AlreadyListed(uint256 coinType);

    /// @notice The default of all EVM chains (0x80000000) is the owner's to set, never derived.
    error DefaultIsNoChain();

    /// @notice There is no contract at a rule's address.
    /// @param rule The address.
    error NoRule(IAddressRule rule);

    /// @param owner_ Who may announce further rows.
    /// @param delay_ How long before they take effect, in seconds.
    /// @param chains_ The first rows, which count at once.
    constructor(address owner_, uint64 delay_, Chain[] memory chains_) Ownable(owner_) {
        if (delay_ == 0) revert ZeroDelay();
        delay = delay_;
        for (uint256 i; i < chains_.length; ++i) {
            _add(chains_[i].coinType, chains_[i].rule, uint64(block.timestamp));
        }
    }

    /// @notice Announces a row. It takes effect after `delay`, and cannot be taken back.
    /// @param coinType The chain's number in ENS.
    /// @param rule How nodes become addresses there.
    function add(uint256 coinType, IAddressRule rule) external onlyOwner {
        _add(coinType, rule, uint64(block.timestamp) + delay);
    }

    /// @notice The rule of a chain.
    /// @param coinType The chain's number in ENS.
    /// @return The rule; zero if the chain is not listed or its row has not yet taken effect.
    function ruleOf(uint256 coinType) external view returns (IAddressRule) {
        Row memory row = _rows[coinType];
        return block.timestamp < row.effectiveFrom ? IAddressRule(address(0)) : row.rule;
    }

    /// @notice The number of rows, with those that are still to take effect.
    /// @return The number.
    function length() external view returns (uint256) {
        return _coinTypes.length;
    }

    /// @notice One row, in the order in which they came.
    /// @param index Its place, from 0.
    /// @return coinType The chain's number in ENS.
    /// @return rule How nodes become addresses there.
    /// @return effectiveFrom From when on it counts (Unix seconds).
    function at(uint256 index)
        external
        view
        returns (uint256 coinType, IAddressRule rule, uint64 effectiveFrom)
    {
        coinType = _coinTypes[index];
        Row memory row = _rows[coinType];
        return (coinType, row.rule, row.effectiveFrom);
    }

    /// @dev Checks and stores a row.
    /// @param coinType The chain's number in ENS.
    /// @param rule How nodes become addresses there.
    /// @param effectiveFrom From when on it counts (Unix seconds).
    function _add(uint256 coinType, IAddressRule rule, uint64 effectiveFrom) private {
        if (coinType == CoinType.DEFAULT_EVM) revert DefaultIsNoChain();
        if (address(_rows[coinType].rule) != address(0)) revert AlreadyListed(coinType);
        if (address(rule).code.length == 0) revert NoRule(rule);
        _rows[coinType] = Row(rule, effectiveFrom);
        _coinTypes.push(coinType);
        emit ChainAdded(coinType, rule, effectiveFrom);
    }
}
