// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {ProfileAnswer} from "../../../src/resolver/ProfileAnswer.sol";
import {Base} from "../../Base.sol";

/// @title ProfileAnswer.decodeAddr
contract ProfileAnswerDecodeAddrTest is Base {
    function testFuzz_readsWhatAbiEncodeWrites(bytes calldata account) external view {
        vm.assertEq(this.decodeAddr(abi.encode(account)), account);
    }

    function testFuzz_refusesAnythingElse(bytes calldata account, uint256 place, bytes1 change)
        external
    {
        vm.assume(change != 0);
        bytes memory value = abi.encode(account);
        _refuses(bytes.concat(value, change));
        _refuses(bytes.concat(value, bytes32(0)));
        // Within the address itself a change gives another address.
        place = _bound(place, 0, 63);
        value[place] ^= change;
        if (place < 32) _refuses(value);
    }

    function test_refusesOtherLayouts() external {
        bytes32 data = bytes32(bytes20(address(5)));
        vm.assertEq(this.decodeAddr(abi.encode(32, 20, data)), abi.encodePacked(address(5)));
        _refuses("");
        _refuses(abi.encode(32));
        _refuses(abi.encode(32, 20));
        _refuses(abi.encode(32, 20, data | bytes32(uint256(1))));
        _refuses(abi.encode(32, 33, data));
        _refuses(abi.encode(32, type(uint256).max, data));
        _refuses(abi.encode(0, 20, data));
        _refuses(abi.encode(64, 20, data));
    }

    /// @notice The function under test, as an external call.
    /// @param value A record's value.
    /// @return The address.
    function decodeAddr(bytes calldata value) external pure returns (bytes memory) {
        return ProfileAnswer.decodeAddr(value);
    }

    function _refuses(bytes memory value) private {
        vm.expectRevert(abi.encodeWithSelector(ProfileAnswer.MalformedAddress.selector, value));
        this.decodeAddr(value);
    }
}
