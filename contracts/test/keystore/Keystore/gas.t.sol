// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {Keystore} from "../../../src/keystore/Keystore.sol";
import {OpenVerifier} from "../../fixtures/Verifiers.sol";
import {KeystoreBase} from "../KeystoreBase.sol";

/// @title What a Keystore's calls cost that has been running for long
/// @notice Its ring is full, its queue has been used before. Everything is cold, as in a transaction of
///         its own. The figures leave out the 21,000 of a transaction; `call data` gives what its bytes
///         cost, plainly (4 and 16 gas) and at least (10 and 40, EIP-7623: a transaction pays
///         whichever is more, call data and execution, or this).
contract KeystoreGasTest is KeystoreBase {
    /// @dev Bytes of an operation: a typical one, shortened.
    uint256 private constant BODY_BYTES = 330;

    /// @dev One in so many of them is zero, where a run of zeros was shortened.
    uint256 private constant ZERO_EVERY = 12;

    /// @dev How many operations wait in the queue.
    uint256 private constant QUEUED = 16;

    function setUp() public override {
        super.setUp();
        OpenVerifier open = new OpenVerifier();
        keystore = new Keystore(OWNER, open, PERIOD, FLAT_FEE, FEE_PER_BYTE);
        vm.prank(OWNER);
        keystore.announceVerifier(proposers);
        for (uint256 i; i < 8192; ++i) {
            keystore.commit(EMPTY, NOW, "", "");
        }
        vm.warp(NOW + 30 days);
        keystore.replaceVerifier();
        vm.deal(SENDER, 1 ether);
        for (uint256 i; i < QUEUED; ++i) {
            _force(_body(i));
        }
    }

    function test_gas_heartbeat() external {
        _measure(_draft(), "commit, heartbeat");
    }

    function test_gas_1() external {
        _measure(_operations(1), "commit, 1 operation");
    }

    function test_gas_10() external {
        _measure(_operations(10), "commit, 10 operations");
    }

    function test_gas_100() external {
        _measure(_operations(100), "commit, 100 operations");
    }

    function test_gas_serveOne() external {
        Draft memory draft = _draft();
        _apply(draft, draft.asOf, "one");
        _measure(draft, "commit, 1 forced and applied");
    }

    function test_gas_rejectOne() external {
        Draft memory draft = _draft();
        _reject(draft, draft.asOf, 1);
        _measure(draft, "commit, 1 forced and rejected");
    }

    function test_gas_rejectAll() external {
        Draft memory draft = _draft();
        for (uint256 i; i < QUEUED; ++i) {
            _reject(draft, draft.asOf, 1);
        }
        _measure(draft, "commit, 16 forced and rejected");
    }

    function test_gas_force() external {
        bytes memory body = _body(99);
        vm.cool(address(keystore));
        _force(body);
        vm.snapshotGasLastCall("Keystore", "force, 330 bytes");
    }

    /// @dev A commit of several operations.
    function _operations(uint256 count) private view returns (Draft memory draft) {
        draft = _draft();
        for (uint256 i; i < count; ++i) {
            _add(draft, draft.asOf, _body(i), keccak256(abi.encode("root", i)));
        }
    }

    /// @dev An operation's bytes: none are zero but one in `ZERO_EVERY`.
    function _body(uint256 seed) private pure returns (bytes memory body) {
        body = new bytes(BODY_BYTES);
        for (uint256 i; i < BODY_BYTES; ++i) {
            if (i % ZERO_EVERY != ZERO_EVERY - 1) body[i] = bytes1(uint8(1 + (seed + i) % 255));
        }
    }

    /// @dev Commits and records what it costs.
    function _measure(Draft memory draft, string memory name) private {
        bytes memory approval = _approval(draft);
        bytes memory callData =
            abi.encodeCall(Keystore.commit, (draft.preRoot, draft.asOf, draft.steps, approval));
        uint256 tokens;
        for (uint256 i; i < callData.length; ++i) {
            tokens += callData[i] == 0 ? 1 : 4;
        }
        vm.snapshotValue("Keystore", string.concat(name, ": call data, bytes"), callData.length);
        vm.snapshotValue("Keystore", string.concat(name, ": call data, gas"), 4 * tokens);
        vm.snapshotValue("Keystore", string.concat(name, ": call data, least gas"), 10 * tokens);

        vm.cool(address(keystore));
        vm.cool(address(proposers));
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
        vm.snapshotGasLastCall("Keystore", name);
    }
}

/// @title What the first commit of a new Keystore costs
contract KeystoreFirstGasTest is KeystoreBase {
    function test_gas() external {
        Draft memory draft = _draft();
        _add(draft);
        bytes memory approval = _approval(draft);
        vm.cool(address(keystore));
        vm.cool(address(proposers));
        vm.prank(SENDER);
        keystore.commit(draft.preRoot, draft.asOf, draft.steps, approval);
        vm.snapshotGasLastCall("Keystore", "commit, 1 short operation, first round");
    }

    function test_gas_force() external {
        vm.cool(address(keystore));
        _force(BODY);
        vm.snapshotGasLastCall("Keystore", "force, 51 bytes, first of all");
    }
}
