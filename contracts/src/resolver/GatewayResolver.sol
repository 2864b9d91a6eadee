// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {LibString} from "solady/utils/LibString.sol";
import {DnsName} from "../libraries/DnsName.sol";
import {IExtendedResolver} from "./IExtendedResolver.sol";
import {IFeatures} from "./IFeatures.sol";
import {IOffchainMetadata} from "./IOffchainMetadata.sol";

/// @notice Asks the client to fetch an answer (ERC-3668).
/// @param sender The contract that asks.
/// @param urls Where to ask; with `{data}` by GET, without by POST.
/// @param callData What to send there.
/// @param callbackFunction The function of `sender` that takes the response.
/// @param extraData What to hand to that function beside the response.
error OffchainLookup(
    address sender, string[] urls, bytes callData, bytes4 callbackFunction, bytes extraData
);

/// @title What every resolver in front of a gateway shares
/// @notice The gateway's URLs, the metadata, and what clients ask a resolver about itself. How an
///         answer is trusted is the business of the contract that inherits from this.
abstract contract GatewayResolver is
    IExtendedResolver,
    IFeatures,
    IOffchainMetadata,
    IERC165,
    Ownable2Step
{
    /// @notice Longest GET URL, in bytes; longer calls are posted. Longer ones break in the wild.
    uint256 public constant MAX_GET_URL = 2048;

    /// @dev ERC-7996 feature "eth.ens.resolver.extended.multicall": `resolve` takes `multicall`.
    bytes4 private constant MULTICALL_FEATURE = 0x96b62db8;

    /// @dev `multicall(bytes[])`.
    bytes4 private constant MULTICALL = 0xac9650d8;

    /// @dev Base URLs of the gateway, in the order in which clients try them.
    string[] private _gateways;

    /// @dev ENSIP-16's `rpcURLs`.
    string[] private _rpcURLs;

    /// @dev ENSIP-16's `baseRegistry`.
    address private _baseRegistry;

    /// @notice The gateway's base URLs changed.
    /// @param gateways The new ones.
    event GatewaysChanged(string[] gateways);

    /// @notice A resolver needs at least one gateway.
    error NoGateway();

    /// @notice A base URL must not be empty or end with a slash.
    /// @param gateway The URL that was refused.
    error InvalidGateway(string gateway);

    /// @notice The answer was asked of another contract.
    /// @param target The contract that asked.
    error WrongTarget(address target);

    /// @notice The answer is to something other than what this contract asks.
    /// @param selector The selector of what was asked.
    error WrongCall(bytes4 selector);

    /// @notice The function of this selector has no answer here (ENSIP-23).
    /// @param selector The selector.
    error UnsupportedResolverProfile(bytes4 selector);

    /// @param owner_ Who may change the settings.
    /// @param gateways_ The gateway's base URLs, without a slash at the end.
    constructor(address owner_, string[] memory gateways_) Ownable(owner_) {
        _setGateways(gateways_);
    }

    /// @notice Replaces the gateway's base URLs.
    /// @param gateways_ The new ones, without a slash at the end, in the order of preference.
    function setGateways(string[] calldata gateways_) external onlyOwner {
        _setGateways(gateways_);
    }

    /// @notice Sets the metadata (ENSIP-16) of all names that this resolver serves.
    /// @param name The parent to announce it for, in DNS wire form; call again for each further one.
    /// @param rpcURLs JSON-RPC endpoints that serve the names' events; may be empty.
    /// @param baseRegistry The contract that emits those events; may be zero.
    function setMetadata(bytes calldata name, string[] memory rpcURLs, address baseRegistry)
        external
        onlyOwner
    {
        DnsName.countLabels(name);
        _rpcURLs = rpcURLs;
        _baseRegistry = baseRegistry;
        emit MetadataChanged(name, rpcURLs, 0, baseRegistry);
    }

    /// @notice The gateway's base URLs, in the order in which clients try them.
    /// @return The URLs, without a slash at the end.
    function gateways() external view returns (string[] memory) {
        return _gateways;
    }

    /// @inheritdoc IOffchainMetadata
    function metadata(bytes calldata)
        external
        view
        returns (string[] memory rpcURLs, uint256 chainId, address baseRegistry)
    {
        return (_rpcURLs, 0, _baseRegistry);
    }

    /// @inheritdoc IFeatures
    function supportsFeature(bytes4 feature) external pure returns (bool) {
        return feature == MULTICALL_FEATURE;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId
            || interfaceId == type(IExtendedResolver).interfaceId
            || interfaceId == type(IFeatures).interfaceId
            || interfaceId == type(IOffchainMetadata).interfaceId;
    }

    /// @dev Sends the client to the gateway.
    /// @param callData What the gateway is asked.
    /// @param data The profile call in it, which decides between GET and POST.
    /// @param callback The function that takes the response.
    function _lookup(bytes memory callData, bytes calldata data, bytes4 callback) internal view {
        revert OffchainLookup({
            sender: address(this),
            urls: _urls(callData.length, bytes4(data) == MULTICALL),
            callData: callData,
            callbackFunction: callback,
            extraData: abi.encode(callData, address(this))
        });
    }

    /// @dev What the gateway was asked, out of the extra data that `_lookup` gave. The client hands it
    ///      over, so it could be another contract's, or an answer to another question.
    /// @param extraData `abi.encode(bytes callData, address target)`.
    /// @param selector The function that this contract asks for.
    /// @return callData What the gateway was asked.
    function _asked(bytes calldata extraData, bytes4 selector)
        internal
        view
        returns (bytes memory callData)
    {
        address target;
        (callData, target) = abi.decode(extraData, (bytes, address));
        if (target != address(this)) revert WrongTarget(target);
        if (bytes4(callData) != selector) revert WrongCall(bytes4(callData));
    }

    /// @dev Gives an answer, or reverts with it if it is an encoded error: then, and only then, its
    ///      length is no multiple of 32.
    /// @param answer The ABI-encoded return values of the profile call, or an error.
    /// @return The answer.
    function _answerOrThrow(bytes memory answer) internal pure returns (bytes memory) {
        if (answer.length % 32 == 0) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    /// @dev The URLs hold this contract's own address, since behind another contract `{sender}` is
    ///      that one's, while the answer is signed or proven for this one.
    /// @param length Length of the call data, in bytes.
    /// @param post Whether to post in any case.
    /// @return urls One for each gateway.
    function _urls(uint256 length, bool post) private view returns (string[] memory urls) {
        string memory resolver = LibString.toHexString(address(this));
        urls = new string[](_gateways.length);
        for (uint256 i; i < urls.length; ++i) {
            string memory base = string.concat(_gateways[i], "/", resolver);
            // "/0x" and 40 digits of the sender, then "/0x" and two digits a byte.
            bool tooLong = bytes(base).length + 46 + 2 * length > MAX_GET_URL;
            urls[i] = post || tooLong ? base : string.concat(base, "/{sender}/{data}");
        }
    }

    /// @dev Checks and stores the gateway's base URLs.
    /// @param gateways_ The new ones.
    function _setGateways(string[] memory gateways_) private {
        if (gateways_.length == 0) revert NoGateway();
        for (uint256 i; i < gateways_.length; ++i) {
            bytes memory gateway = bytes(gateways_[i]);
            if (gateway.length == 0 || gateway[gateway.length - 1] == "/") {
                revert InvalidGateway(gateways_[i]);
            }
        }
        _gateways = gateways_;
        emit GatewaysChanged(gateways_);
    }
}
