// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibString} from "solady/utils/LibString.sol";
import {OffchainLookup} from "../../../src/resolver/GatewayResolver.sol";
import {IProofGateway} from "../../../src/resolver/IProofGateway.sol";
import {ProvenResolver} from "../../../src/resolver/ProvenResolver.sol";
import {ProvenBase} from "../ProvenBase.sol";

/// @title ProvenResolver.resolve
contract ProvenResolverResolveTest is ProvenBase {
    function test_selectors() external pure {
        vm.assertEq(IProofGateway.prove.selector, bytes4(keccak256("prove(bytes,bytes)")));
        vm.assertEq(ProvenResolver.resolveWithProof.selector, bytes4(0xf4d4d2f8));
    }

    function testFuzz_sendsEveryCallToTheGateway(bytes calldata name, bytes calldata data)
        external
    {
        vm.assume(bytes4(data) != MULTICALL && name.length + data.length < 500);
        _expectLookup("/{sender}/{data}", name, data);
        resolver.resolve(name, data);
    }

    function test_postsAMulticall() external {
        bytes memory data = _multicall(_calls(_addrOf(ETH)));
        _expectLookup("", ALICE_DNS, data);
        resolver.resolve(ALICE_DNS, data);
    }

    /// @dev What `resolve` gives is what `resolveWithProof` takes.
    function test_itsExtraDataIsTakenBack() external {
        bytes memory data = _text("url");
        try resolver.resolve(ALICE_DNS, data) {
            vm.assertTrue(false, "no lookup");
        } catch (bytes memory reason) {
            bytes memory arguments = new bytes(reason.length - 4);
            for (uint256 i; i < arguments.length; ++i) {
                arguments[i] = reason[i + 4];
            }
            (,,,, bytes memory extraData) =
                abi.decode(arguments, (address, string[], bytes, bytes4, bytes));
            vm.assertEq(extraData, _extraData(ALICE_DNS, data));
            bytes memory response = _response(_calls(_textKey("url")));
            vm.assertEq(resolver.resolveWithProof(response, extraData), abi.encode(""));
        }
    }

    function _expectLookup(string memory rest, bytes memory name, bytes memory data) private {
        bytes memory callData = abi.encodeWithSignature("prove(bytes,bytes)", name, data);
        string memory own = LibString.toHexString(address(resolver));
        vm.expectRevert(
            abi.encodeWithSelector(
                OffchainLookup.selector,
                address(resolver),
                _list(string.concat("https://a.example/", own, rest)),
                callData,
                bytes4(0xf4d4d2f8),
                abi.encode(callData, address(resolver))
            )
        );
    }
}
