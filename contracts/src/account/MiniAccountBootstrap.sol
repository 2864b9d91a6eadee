// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {LibClone} from "solady/utils/LibClone.sol";

/// @title First implementation of every mini-account
/// @notice Knows which account it is and receives what is sent to it; nothing can leave yet. Its
///         bytes are part of every account's address: it has no constructor, no setting and no
///         delegatecall.
contract MiniAccountBootstrap is IERC721Receiver, IERC1155Receiver {
    /// @dev keccak256("eip1967.proxy.implementation") - 1 (ERC-1967).
    bytes32 private constant IMPLEMENTATION_SLOT =
        0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    /// @notice The call did not come through a mini-account's proxy.
    error NotThroughProxy();

    /// @dev A proxy has its implementation in its ERC-1967 slot from its first instruction on, the
    ///      bootstrap itself never. (An immutable copy of its own address would need a constructor.)
    modifier onlyProxy() {
        _requireProxy();
        _;
    }

    /// @notice Takes the chain's native coin.
    receive() external payable onlyProxy {}

    /// @notice The namehash of the name whose account this is.
    /// @return The node.
    function node() external view onlyProxy returns (bytes32) {
        (bytes32 node_,) = _args();
        return node_;
    }

    /// @notice The Keystore on L1 that this account obeys.
    /// @return The Keystore's address on L1.
    function keystore() external view onlyProxy returns (address) {
        (, address keystore_) = _args();
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

    /// @dev The immutable arguments that stand behind the proxy's code.
    function _args() private view returns (bytes32, address) {
        return abi.decode(LibClone.argsOnERC1967(address(this)), (bytes32, address));
    }

    /// @dev Reverts unless the storage in use is a proxy's.
    function _requireProxy() private view {
        bytes32 implementation;
        assembly ("memory-safe") {
            implementation := sload(IMPLEMENTATION_SLOT)
        }
        if (implementation == 0) revert NotThroughProxy();
    }
}
