// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {Vectors} from "../../Vectors.sol";

/// @title SignedResolver on the shared vectors: digests as the gateway signs them
contract SignedResolverVectorsTest is Vectors {
    /// @dev The signer's private key.
    uint256 private constant KEY = 0xA11CE;

    function test_acceptsEveryVectorFromItsSigner() external {
        string memory json = _vectors("digest");
        for (uint256 i = _count(json); i > 0; --i) {
            _check(
                _resolverAt(vm.parseJsonAddress(json, _at(i - 1, "resolver"))),
                uint64(vm.parseJsonUint(json, _at(i - 1, "expires"))),
                vm.parseJsonBytes(json, _at(i - 1, "callData")),
                vm.parseJsonBytes(json, _at(i - 1, "result")),
                vm.parseJsonBytes32(json, _at(i - 1, "digest"))
            );
        }
    }

    /// @dev Signs the vector's digest, not one that is computed here.
    function _check(
        SignedResolver resolver,
        uint64 expires,
        bytes memory callData,
        bytes memory result,
        bytes32 digest
    ) private {
        vm.warp(expires);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        bytes memory response = abi.encode(result, expires, abi.encodePacked(r, s, v));
        bytes memory extraData = abi.encode(callData, address(resolver));
        if (result.length % 32 == 0) {
            vm.assertEq(resolver.resolveWithProof(response, extraData), result);
        } else {
            vm.expectRevert(result);
            resolver.resolveWithProof(response, extraData);
        }
    }

    /// @dev A resolver at the address that the vector was signed for.
    function _resolverAt(address target) private returns (SignedResolver resolver) {
        SignedResolver model =
            new SignedResolver(address(this), _list("https://a.example"), _list(address(1)), 600);
        vm.etch(target, address(model).code);
        resolver = SignedResolver(target);
        // Ownable keeps the owner in slot 0.
        vm.store(target, 0, bytes32(uint256(uint160(address(this)))));
        if (!resolver.isSigner(vm.addr(KEY))) resolver.addSigner(vm.addr(KEY));
    }
}
