// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ResponseDigest} from "../../src/libraries/ResponseDigest.sol";
import {SignedResolver} from "../../src/resolver/SignedResolver.sol";
import {Base} from "../Base.sol";

/// @title A resolver with two gateways and one signer
abstract contract ResolverBase is Base {
    /// @dev The signer's private key.
    uint256 internal constant KEY = 0xA11CE;

    /// @dev Another private key.
    uint256 internal constant OTHER_KEY = 0xB0B;

    /// @dev How far ahead answers may expire, in seconds.
    uint64 internal constant MAX_TTL = 600;

    /// @dev The tests' time.
    uint64 internal constant NOW = 1_800_000_000;

    /// @dev The resolver's owner.
    address internal constant OWNER = address(0x0511);

    /// @dev The one address that Solady's set keeps for its own use; nobody has its key.
    address internal constant SENTINEL = address(0xfbb67fda52d4bfb8bf);

    /// @dev addr(ALICE)
    bytes internal constant ADDR = abi.encodePacked(bytes4(0x3b3b57de), ALICE);

    SignedResolver internal resolver;

    function setUp() public virtual {
        vm.warp(NOW);
        resolver = new SignedResolver(
            OWNER, _list("https://a.example", "https://b.example/x"), _list(vm.addr(KEY)), MAX_TTL
        );
    }

    /// @dev What the gateway is asked when alice.mononym.eth is resolved.
    function _callData(bytes memory data) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(0x9061b923, ALICE_DNS, data);
    }

    /// @dev The resolver's own extra data.
    function _extraData(bytes memory callData) internal view returns (bytes memory) {
        return abi.encode(callData, address(resolver));
    }

    /// @dev A gateway's signature over an answer.
    function _sign(
        uint256 key,
        address target,
        uint64 expires,
        bytes memory callData,
        bytes memory result
    ) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key, ResponseDigest.hash(target, expires, callData, result)
        );
        return abi.encodePacked(r, s, v);
    }

    /// @dev A gateway's response.
    function _response(uint256 key, uint64 expires, bytes memory callData, bytes memory result)
        internal
        view
        returns (bytes memory)
    {
        return abi.encode(result, expires, _sign(key, address(resolver), expires, callData, result));
    }

    /// @dev Expects that someone who is not the owner is refused.
    function _expectUnauthorized(address caller) internal {
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller));
        vm.prank(caller);
    }
}
