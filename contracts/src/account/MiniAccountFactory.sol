// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {MiniAccountProxy} from "../libraries/MiniAccountProxy.sol";

/// @title Deploys mini-accounts
/// @notice Anyone may deploy anybody's account: who controls it is fixed by its node and keystore,
///         which are part of its address. The factory has no constructor, no owner and no state, so
///         that CreateX puts the same bytes at the same address on every chain.
contract MiniAccountFactory {
    /// @notice The first implementation of every mini-account (`MiniAccountBootstrap`), where CreateX
    ///         places it with the salt keccak256("mononym.bootstrap.v1").
    address public constant BOOTSTRAP = 0x1530AE78103f9cBf51Ac17752f3B4e48aca2de55;

    /// @notice A mini-account was deployed.
    /// @param node The namehash of its name.
    /// @param keystore The Keystore that it obeys.
    /// @param account Its address.
    event Deployed(bytes32 indexed node, address indexed keystore, address indexed account);

    /// @notice The bootstrap is not yet on this chain; place it through CreateX first.
    /// @param bootstrap Where it must stand.
    error BootstrapMissing(address bootstrap);

    /// @notice Deploys an account, or does nothing if it stands already.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @return account The account's address.
    function deploy(bytes32 node, address keystore) external returns (address account) {
        // A proxy without code behind it would swallow every call as a success.
        if (BOOTSTRAP.code.length == 0) revert BootstrapMissing(BOOTSTRAP);
        account = addressOf(node, keystore);
        if (account.code.length != 0) return account;
        LibClone.deployDeterministicERC1967(BOOTSTRAP, MiniAccountProxy.args(node, keystore), node);
        emit Deployed(node, keystore, account);
    }

    /// @notice The address of an account, deployed or not.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @return The account's address.
    function addressOf(bytes32 node, address keystore) public view returns (address) {
        return MiniAccountProxy.addressOf(address(this), BOOTSTRAP, node, keystore);
    }
}
