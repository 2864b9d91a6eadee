// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {TestMultiToken, TestNft} from "../../fixtures/Tokens.sol";
import {MiniAccountBase} from "./MiniAccountBase.sol";

/// @title What a MiniAccount receives and says of itself
contract MiniAccountViewsTest is MiniAccountBase {
    bytes4 private constant NOT_THROUGH_PROXY = bytes4(keccak256("NotThroughProxy()"));

    function test_nodeAndKeystore() external {
        vm.assertEq(account.node(), ALICE);
        vm.assertEq(account.keystore(), KEYSTORE);
        vm.expectRevert(NOT_THROUGH_PROXY);
        implementation.node();
        vm.expectRevert(NOT_THROUGH_PROXY);
        implementation.keystore();
    }

    function test_domain() external view {
        (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifying,
            bytes32 salt,
            uint256[] memory extensions
        ) = account.eip712Domain();
        vm.assertEq(bytes32(fields), bytes32(bytes1(0x0f)));
        vm.assertEq(name, "Mononym Account");
        vm.assertEq(version, "1");
        vm.assertEq(chainId, CHAIN);
        vm.assertEq(verifying, address(account));
        vm.assertEq(salt, 0);
        vm.assertEq(extensions.length, 0);
    }

    function test_interfaces() external view {
        bytes4[6] memory ids = [
            bytes4(0x01ffc9a7),
            bytes4(0x19822f7c),
            bytes4(0x1626ba7e),
            bytes4(0x84b0196e),
            bytes4(0x150b7a02),
            bytes4(0x4e2312e0)
        ];
        for (uint256 i; i < 6; ++i) {
            vm.assertTrue(account.supportsInterface(ids[i]));
        }
        vm.assertFalse(account.supportsInterface(0xffffffff));
        vm.assertFalse(account.supportsInterface(0x00000000));
    }

    function test_takesCoinsAndTokens() external {
        (bool success,) = address(account).call{value: 1}("");
        vm.assertTrue(success);
        vm.assertEq(address(account).balance, 100 ether + 1);
        TestNft nft = new TestNft();
        nft.mint(address(account), 1);
        vm.assertEq(nft.ownerOf(1), address(account));
        TestMultiToken multi = new TestMultiToken();
        multi.mint(address(account), 1, 2);
        multi.mintBoth(address(account));
        vm.assertEq(multi.balanceOf(address(account), 1), 3);
        vm.assertEq(multi.balanceOf(address(account), 2), 2);
    }

    function testFuzz_takesNothingElse(bytes4 selector) external {
        (bool known,) = address(implementation).call(bytes.concat(selector, new bytes(512)));
        vm.assume(!known);
        (bool success,) = address(account).call{value: 1}(bytes.concat(selector, hex"00"));
        bool receives = selector == 0x150b7a02 || selector == 0xf23a6e61 || selector == 0xbc197c81;
        vm.assertTrue(success == receives);
    }

    function test_theImplementationTakesNothing() external {
        (bool success, bytes memory answer) = address(implementation).call{value: 1}("");
        vm.assertFalse(success);
        vm.assertEq(answer, abi.encodeWithSelector(NOT_THROUGH_PROXY));
        TestNft nft = new TestNft();
        (success,) = address(nft).call(abi.encodeCall(nft.mint, (address(implementation), 1)));
        vm.assertFalse(success);
    }
}
