// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibString} from "solady/utils/LibString.sol";
import {GatewayResolver, OffchainLookup} from "../../../src/resolver/GatewayResolver.sol";
import {IExtendedResolver} from "../../../src/resolver/IExtendedResolver.sol";
import {SignedResolver} from "../../../src/resolver/SignedResolver.sol";
import {ResolverBase} from "../ResolverBase.sol";

/// @title SignedResolver.resolve
contract SignedResolverResolveTest is ResolverBase {
    function test_selectors() external pure {
        vm.assertEq(IExtendedResolver.resolve.selector, bytes4(0x9061b923));
        vm.assertEq(SignedResolver.resolveWithProof.selector, bytes4(0xf4d4d2f8));
        vm.assertEq(OffchainLookup.selector, bytes4(0x556f1830));
    }

    function testFuzz_sendsEveryCallToTheGateway(bytes calldata name, bytes calldata data)
        external
    {
        vm.assume(bytes4(data) != 0xac9650d8 && name.length + data.length < 500);
        _expectLookup(_urls("/{sender}/{data}"), name, data);
        resolver.resolve(name, data);
    }

    function test_postsAMulticall() external {
        bytes[] memory calls = new bytes[](1);
        calls[0] = ADDR;
        bytes memory data = abi.encodeWithSelector(0xac9650d8, calls);
        _expectLookup(_urls(""), ALICE_DNS, data);
        resolver.resolve(ALICE_DNS, data);
    }

    /// @dev At the limit each URL decides for itself: the second base is two bytes longer.
    function testFuzz_postsWhatIsTooLongForAUrl(uint256 words) external {
        words = _bound(words, 0, 64);
        bytes memory data = new bytes(words * 32);
        uint256 length = abi.encodeCall(IExtendedResolver.resolve, (ALICE_DNS, data)).length;
        string[] memory urls = _urls("");
        for (uint256 i; i < urls.length; ++i) {
            uint256 whole = bytes(urls[i]).length + 43 + 3 + 2 * length;
            if (whole <= resolver.MAX_GET_URL()) {
                urls[i] = string.concat(urls[i], "/{sender}/{data}");
            }
        }
        _expectLookup(urls, ALICE_DNS, data);
        resolver.resolve(ALICE_DNS, data);
    }

    /// @dev The longest call that is still fetched makes a URL of exactly the limit or just below.
    function test_theLimitIsThatOfTheWholeUrl() external {
        string memory base = "https://gateway.example/";
        // 4 + 5 words + name (1 word) + 18 words of data = 772 bytes of call data.
        bytes memory data = new bytes(18 * 32);
        bytes memory callData = abi.encodeCall(IExtendedResolver.resolve, (ALICE_DNS, data));
        uint256 rest = 43 + 43 + 3 + 2 * callData.length;
        while (bytes(base).length + rest < 2048) base = string.concat(base, "x");
        vm.prank(OWNER);
        resolver.setGateways(_list(base, string.concat(base, "x")));
        string memory own = LibString.toHexString(address(resolver));
        string[] memory urls = _list(
            string.concat(base, "/", own, "/{sender}/{data}"), string.concat(base, "x/", own)
        );
        _expectLookup(urls, ALICE_DNS, data);
        resolver.resolve(ALICE_DNS, data);
    }

    function test_usesTheGatewaysOfTheDay() external {
        vm.prank(OWNER);
        resolver.setGateways(_list("https://new.example"));
        string memory own = LibString.toHexString(address(resolver));
        _expectLookup(
            _list(string.concat("https://new.example/", own, "/{sender}/{data}")), ALICE_DNS, ADDR
        );
        resolver.resolve(ALICE_DNS, ADDR);
    }

    /// @dev The URLs of the two gateways, with the resolver's own address in lower case.
    function _urls(string memory rest) private view returns (string[] memory) {
        string memory own = LibString.toHexString(address(resolver));
        return _list(
            string.concat("https://a.example/", own, rest),
            string.concat("https://b.example/x/", own, rest)
        );
    }

    function _expectLookup(string[] memory urls, bytes memory name, bytes memory data) private {
        bytes memory callData = abi.encodeWithSelector(0x9061b923, name, data);
        vm.expectRevert(
            abi.encodeWithSelector(
                OffchainLookup.selector,
                address(resolver),
                urls,
                callData,
                bytes4(0xf4d4d2f8),
                abi.encode(callData, address(resolver))
            )
        );
    }
}
