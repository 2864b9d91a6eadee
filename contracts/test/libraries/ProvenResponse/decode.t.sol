// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Proof} from "../../../src/keystore/KeystoreProof.sol";
import {ProvenResponse} from "../../../src/libraries/ProvenResponse.sol";
import {Base} from "../../Base.sol";

/// @title ProvenResponse.decode
contract ProvenResponseDecodeTest is Base {
    function testFuzz_readsWhatAbiEncodeWrites(
        uint64 number,
        Proof calldata account,
        Proof[2] calldata records,
        uint256 count
    ) external view {
        _accepts(abi.encode(number, account, _some(records, count)));
    }

    function testFuzz_refusesEveryTruncation(
        uint64 number,
        Proof calldata account,
        Proof[2] calldata records,
        uint256 count,
        uint256 length
    ) external {
        bytes memory response = abi.encode(number, account, _some(records, count));
        length = _bound(length, 0, response.length - 1);
        assembly {
            mstore(response, length)
        }
        _refuses(response);
    }

    function testFuzz_refusesAnyExtension(
        uint64 number,
        Proof calldata account,
        Proof[2] calldata records,
        uint256 count,
        bytes calldata more
    ) external {
        vm.assume(more.length != 0);
        _refuses(bytes.concat(abi.encode(number, account, _some(records, count)), more));
        _refuses(bytes.concat(abi.encode(number, account, _some(records, count)), new bytes(32)));
    }

    /// @dev Offsets, lengths, padding: whatever is changed, it is another answer or none.
    function testFuzz_everyByteCounts(
        uint64 number,
        Proof calldata account,
        Proof[2] calldata records,
        uint256 place,
        bytes1 change
    ) external view {
        bytes memory response = abi.encode(number, account, _some(records, 2));
        place = _bound(place, 0, response.length - 1);
        vm.assume(change != 0);
        response[place] ^= change;
        _agrees(response);
    }

    /// @dev Agrees with abi.decode on everything that abi.encode writes, and refuses the rest.
    function testFuzz_takesNothingButWhatAbiEncodeWrites(uint256[24] memory words, uint256 length)
        external
        view
    {
        for (uint256 i; i < 24; ++i) {
            if (words[i] % 4 != 0) words[i] = words[i] % 256;
        }
        bytes memory response = abi.encode(words);
        length = _bound(length, 0, response.length);
        assembly {
            mstore(response, length)
        }
        _agrees(response);
    }

    /// @dev The account's proof and the list in the other order, as another encoder might write them.
    function test_refusesAnotherOrderOfTheParts() external {
        _refuses(abi.encode([uint256(1), 128, 96, 0, 128, 192, 0, 0, 0, 0]));
    }

    /// @dev Two records that share their bytes.
    function test_refusesSharedBytes() external {
        _accepts(
            abi.encode([uint256(1), 96, 288, 128, 160, 0, 0, 0, 0, 1, 32, 128, 160, 0, 0, 0, 0])
        );
        _refuses(
            abi.encode([uint256(1), 96, 288, 128, 160, 0, 0, 0, 0, 2, 64, 64, 128, 160, 0, 0, 0, 0])
        );
    }

    function test_refusesANumberOver64Bits() external {
        _refuses(abi.encode([uint256(1) << 64, 96, 288, 128, 160, 0, 0, 0, 0, 0]));
        _accepts(abi.encode([uint256(type(uint64).max), 96, 288, 128, 160, 0, 0, 0, 0, 0]));
    }

    function test_refusesLengthsNearTheEndOfNumbers() external {
        for (uint256 shift; shift < 8; ++shift) {
            uint256 huge = type(uint256).max << (4 * shift);
            _refuses(abi.encode([uint256(1), 96, 288, 128, 160, 0, 0, huge, 0, 0]));
            _refuses(abi.encode([uint256(1), 96, 288, 128, 160, 0, 0, 0, huge, 0]));
            _refuses(abi.encode([uint256(1), 96, 288, 128, 160, 0, 0, 0, 0, huge]));
            _refuses(abi.encode([uint256(1), huge, 288, 128, 160, 0, 0, 0, 0, 0]));
            _refuses(abi.encode([uint256(1), 96, huge, 128, 160, 0, 0, 0, 0, 0]));
            _refuses(abi.encode([uint256(1), 96, 288, huge, 160, 0, 0, 0, 0, 0]));
            _refuses(abi.encode([uint256(1), 96, 288, 128, huge, 0, 0, 0, 0, 0]));
            _refuses(
                abi.encode(
                    [uint256(1), 96, 288, 128, 160, 0, 0, 0, 0, 1, huge, 128, 160, 0, 0, 0, 0]
                )
            );
        }
    }

    function test_refusesDirtyPadding() external {
        for (uint256 length = 1; length < 32; ++length) {
            uint256 dirty = 1 << (256 - 8 * length - 1);
            _refuses(abi.encode([uint256(1), 96, 320, 128, 192, 0, 0, length, dirty, 0, 0]));
            _refuses(abi.encode([uint256(1), 96, 320, 128, 192, 0, 0, length, 1, 0, 0]));
            _accepts(abi.encode([uint256(1), 96, 320, 128, 192, 0, 0, length, dirty << 1, 0, 0]));
        }
    }

    /// @dev None, one or two of them.
    function _some(Proof[2] calldata records, uint256 count)
        private
        pure
        returns (Proof[] memory list)
    {
        list = new Proof[](count % 3);
        for (uint256 i; i < list.length; ++i) {
            list[i] = records[i];
        }
    }

    /// @dev Both give the same, or this refuses and abi.encode would write something else.
    function _agrees(bytes memory response) private view {
        try this.abiAgain(response) returns (bytes memory again) {
            if (keccak256(again) == keccak256(response)) {
                _accepts(response);
                return;
            }
        } catch {}
        try this.decode(response) {
            vm.assertTrue(false, "accepted what abi.encode does not write");
        } catch (bytes memory reason) {
            vm.assertEq(reason, _malformed(response.length));
        }
    }

    function _accepts(bytes memory response) private view {
        vm.assertEq(this.decode(response), response);
    }

    function _refuses(bytes memory response) private {
        vm.expectRevert(_malformed(response.length));
        this.decode(response);
    }

    function _malformed(uint256 length) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ProvenResponse.MalformedResponse.selector, length);
    }

    /// @notice The function under test, and what it gives encoded again.
    /// @param response The envelope.
    /// @return The envelope as it was understood.
    function decode(bytes calldata response) external pure returns (bytes memory) {
        (uint64 number, Proof calldata account, Proof[] calldata records) =
            ProvenResponse.decode(response);
        return abi.encode(number, account, records);
    }

    /// @notice What Solidity makes of an envelope, encoded again.
    /// @param response The envelope.
    /// @return The envelope as it was understood.
    function abiAgain(bytes calldata response) external pure returns (bytes memory) {
        (uint64 number, Proof memory account, Proof[] memory records) =
            abi.decode(response, (uint64, Proof, Proof[]));
        return abi.encode(number, account, records);
    }
}
