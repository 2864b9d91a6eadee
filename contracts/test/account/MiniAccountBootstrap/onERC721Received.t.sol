// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ERC721} from "solady/tokens/ERC721.sol";
import {AccountProxy} from "../../../src/account/AccountProxy.sol";
import {MiniAccountBootstrap} from "../../../src/account/MiniAccountBootstrap.sol";
import {Placement} from "../Placement.sol";

/// @title A token that anyone may mint
contract Token is ERC721 {
    /// @notice Mints with the receiver's consent.
    /// @param to The receiver.
    /// @param id The token.
    function mint(address to, uint256 id) external {
        _safeMint(to, id);
    }

    /// @inheritdoc ERC721
    function name() public pure override returns (string memory) {
        return "Token";
    }

    /// @inheritdoc ERC721
    function symbol() public pure override returns (string memory) {
        return "T";
    }

    /// @inheritdoc ERC721
    function tokenURI(uint256) public pure override returns (string memory) {
        return "";
    }
}

/// @title MiniAccountBootstrap.onERC721Received
contract MiniAccountBootstrapOnERC721ReceivedTest is Placement {
    function testFuzz_takesTokens(uint256 id) external {
        Token token = new Token();
        address account = address(_alice());
        token.mint(account, id);
        vm.assertEq(token.ownerOf(id), account);
    }

    function testFuzz_returnsItsSelector(address a, address b, uint256 id, bytes calldata data)
        external
    {
        vm.assertEq(_alice().onERC721Received(a, b, id, data), bytes4(0x150b7a02));
    }

    function test_refusesADirectCall() external {
        vm.expectRevert(AccountProxy.NotThroughProxy.selector);
        bootstrap.onERC721Received(address(this), address(this), 1, "");
    }
}
