// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {Proof} from "../keystore/KeystoreProof.sol";
import {AccountProxy} from "./AccountProxy.sol";
import {AccountSync} from "./AccountSync.sol";

/// @title First implementation of every mini-account
/// @notice Knows which account it is, receives what is sent to it, and moves to the implementation that
///         the account chose once that is proven; before, nothing can leave. Its bytes are part of every
///         account's address: it has no constructor, no setting and no delegatecall.
contract MiniAccountBootstrap is IERC721Receiver, IERC1155Receiver {
    /// @dev The call must come through a mini-account's proxy.
    modifier onlyProxy() {
        AccountProxy.requireInUse();
        _;
    }

    /// @notice Takes the chain's native coin.
    receive() external payable onlyProxy {}

    /// @notice Takes the account as it is proven under the newest root here, and moves to the
    ///         implementation that it chose. Anyone may call it.
    /// @param account The proof of the account's leaf.
    function sync(Proof calldata account) external onlyProxy {
        (bytes32 node_, address keystore_) = AccountProxy.args();
        AccountSync.take(node_, keystore_, account);
    }

    /// @notice The namehash of the name whose account this is.
    /// @return The node.
    function node() external view onlyProxy returns (bytes32) {
        (bytes32 node_,) = AccountProxy.args();
        return node_;
    }

    /// @notice The Keystore on L1 that this account obeys.
    /// @return The Keystore's address on L1.
    function keystore() external view onlyProxy returns (address) {
        (, address keystore_) = AccountProxy.args();
        return keystore_;
    }

    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address, uint256, bytes calldata)
        external
        view
        onlyProxy
        returns (bytes4)
    {
        return IERC721Receiver.onERC721Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155Received(address, address, uint256, uint256, bytes calldata)
        external
        view
        onlyProxy
        returns (bytes4)
    {
        return IERC1155Receiver.onERC1155Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155BatchReceived(
        address,
        address,
        uint256[] calldata,
        uint256[] calldata,
        bytes calldata
    ) external view onlyProxy returns (bytes4) {
        return IERC1155Receiver.onERC1155BatchReceived.selector;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external view onlyProxy returns (bool) {
        return interfaceId == type(IERC165).interfaceId
            || interfaceId == type(IERC721Receiver).interfaceId
            || interfaceId == type(IERC1155Receiver).interfaceId;
    }
}
