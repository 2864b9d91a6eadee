// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {Proof} from "../keystore/KeystoreProof.sol";
import {MiniAccountProxy} from "../libraries/MiniAccountProxy.sol";
import {MiniAccountBootstrap} from "./MiniAccountBootstrap.sol";
import {Placed} from "./Placed.sol";

/// @title Deploys mini-accounts
/// @notice Anyone may deploy anybody's account: who controls it is fixed by its node and keystore,
///         which are part of its address. The factory has no constructor, no owner and no state, so
///         that CreateX puts the same bytes at the same address on every chain.
contract MiniAccountFactory {
    /// @notice The first implementation of every mini-account: `MiniAccountBootstrap`.
    address public constant BOOTSTRAP = Placed.BOOTSTRAP;

    /// @notice What creates accounts for EntryPoint 0.8
    ///         (0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108): its `senderCreator()`.
    address public constant SENDER_CREATOR = 0x449ED7C3e6Fee6a97311d4b55475DF59C44AdD33;

    /// @notice A mini-account was deployed.
    /// @param node The namehash of its name.
    /// @param keystore The Keystore that it obeys.
    /// @param account Its address.
    event Deployed(bytes32 indexed node, address indexed keystore, address indexed account);

    /// @notice The bootstrap is not yet on this chain; place it through CreateX first.
    /// @param bootstrap Where it must stand.
    error BootstrapMissing(address bootstrap);

    /// @notice Only EntryPoint's creator of senders may ask for this. Use `deployAndSync`.
    /// @param caller Who asked.
    error NotSenderCreator(address caller);

    /// @notice Deploys an account and lets it take what is proven of it. Anyone may call it, also for an
    ///         account that stands already.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @param proof The proof of the account's leaf under the newest root here.
    /// @return account The account's address.
    function deployAndSync(bytes32 node, address keystore, Proof calldata proof)
        public
        returns (address account)
    {
        account = deploy(node, keystore);
        MiniAccountBootstrap(payable(account)).sync(proof);
    }

    /// @notice The same, as the `initCode` of a user operation (ERC-4337). It reads the oracle and the
    ///         time, which bundlers of the public pool refuse during validation: there, call
    ///         `deployAndSync` beforehand and leave `initCode` empty.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @param proof The proof of the account's leaf under the newest root here.
    /// @return account The account's address.
    function createAccount(bytes32 node, address keystore, Proof calldata proof)
        external
        returns (address account)
    {
        if (msg.sender != SENDER_CREATOR) revert NotSenderCreator(msg.sender);
        return deployAndSync(node, keystore, proof);
    }

    /// @notice Deploys an account, or does nothing if it stands already.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @return account The account's address.
    function deploy(bytes32 node, address keystore) public returns (address account) {
        // A proxy without code behind it would swallow every call as a success.
        if (BOOTSTRAP.code.length == 0) revert BootstrapMissing(BOOTSTRAP);
        account = getAddress(node, keystore);
        if (account.code.length != 0) return account;
        LibClone.deployDeterministicERC1967(BOOTSTRAP, MiniAccountProxy.args(node, keystore), node);
        emit Deployed(node, keystore, account);
    }

    /// @notice The address of an account, deployed or not.
    /// @param node The namehash of the account's name.
    /// @param keystore The Keystore on L1 that the account obeys.
    /// @return The account's address.
    function getAddress(bytes32 node, address keystore) public view returns (address) {
        return MiniAccountProxy.addressOf(address(this), BOOTSTRAP, node, keystore);
    }
}
