// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {SignedResponse} from "../../../src/libraries/SignedResponse.sol";
import {Base} from "../../Base.sol";

/// @title SignedResponse.decode
contract SignedResponseDecodeTest is Base {
    function testFuzz_readsWhatAbiEncodeWrites(
        bytes calldata result,
        uint64 expires,
        bytes calldata signature
    ) external view {
        (bytes memory result_, uint64 expires_, bytes memory signature_) =
            this.decode(abi.encode(result, expires, signature));
        vm.assertEq(result_, result);
        vm.assertEq(expires_, expires);
        vm.assertEq(signature_, signature);
    }

    function testFuzz_refusesEveryTruncation(uint256 length) external {
        bytes memory response = abi.encode(new bytes(64), uint64(1), new bytes(65));
        // The padding of the last value is not needed.
        length = _bound(length, 0, response.length - 32);
        assembly {
            mstore(response, length)
        }
        _expectMalformed(length);
        this.decode(response);
    }

    /// @dev Agrees with abi.decode on everything: the same values, or both refuse.
    function testFuzz_agreesWithAbiDecode(uint256[8] memory words, uint256 length) external view {
        // Small numbers make offsets and lengths that often fit.
        for (uint256 i; i < 8; ++i) {
            if (words[i] % 4 != 0) words[i] = words[i] % 256;
        }
        bytes memory response = abi.encode(words);
        length = _bound(length, 0, response.length);
        assembly {
            mstore(response, length)
        }
        try this.abiDecode(response) returns (bytes memory r, uint64 e, bytes memory s) {
            (bytes memory result, uint64 expires, bytes memory signature) = this.decode(response);
            vm.assertEq(result, r);
            vm.assertEq(expires, e);
            vm.assertEq(signature, s);
        } catch {
            try this.decode(response) {
                vm.assertTrue(false, "accepted what abi.decode refuses");
            } catch (bytes memory reason) {
                vm.assertEq(
                    reason,
                    abi.encodeWithSelector(SignedResponse.MalformedResponse.selector, length)
                );
            }
        }
    }

    function test_refusesAnOffsetNearTheEndOfNumbers() external {
        bytes memory response = abi.encode(type(uint256).max - 31, 1, 96, 0, 0);
        _expectMalformed(response.length);
        this.decode(response);
    }

    function test_refusesALengthNearTheEndOfNumbers() external {
        bytes memory response = abi.encode(96, 1, 128, type(uint256).max, 0);
        _expectMalformed(response.length);
        this.decode(response);
    }

    function test_refusesAnExpiryOver64Bits() external {
        bytes memory response = abi.encode(96, uint256(1) << 64, 128, 0, 0);
        _expectMalformed(response.length);
        this.decode(response);
    }

    /// @notice The function under test, as an external call.
    /// @param response The envelope.
    /// @return The result, the expiry and the signature.
    function decode(bytes calldata response)
        external
        pure
        returns (bytes memory, uint64, bytes memory)
    {
        return SignedResponse.decode(response);
    }

    /// @notice What Solidity makes of an envelope.
    /// @param response The envelope.
    /// @return The result, the expiry and the signature.
    function abiDecode(bytes calldata response)
        external
        pure
        returns (bytes memory, uint64, bytes memory)
    {
        return abi.decode(response, (bytes, uint64, bytes));
    }

    function _expectMalformed(uint256 length) private {
        vm.expectRevert(abi.encodeWithSelector(SignedResponse.MalformedResponse.selector, length));
    }
}
