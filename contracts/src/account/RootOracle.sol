// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibClone} from "solady/utils/LibClone.sol";
import {IKeystore} from "../keystore/IKeystore.sol";
import {IRootOracle, Root} from "./IRootOracle.sol";
import {L1Chains} from "./L1Chains.sol";
import {Placed} from "./Placed.sol";

/// @title Says which root of a Keystore counts on this chain
/// @notice On an L1 it reads the Keystore. Elsewhere it believes what two contracts say that can exist
///         only if a root is final (docs/mini-accounts.md, "Roots"). It has no owner and no setting, and
///         stands at the same address on every chain.
contract RootOracle is IRootOracle {
    /// @notice What messengers are clones of: `RootMessenger`.
    address public constant MESSENGER = Placed.MESSENGER;

    /// @dev What rollups add to the address of a contract on L1 that sends them a message, so that nobody
    ///      on their own chain has it.
    uint160 private constant ALIAS_OFFSET = uint160(0x1111000000000000000000000000000000001111);

    /// @dev The newest root of each Keystore, where they come by message.
    mapping(address keystore => Root) private _roots;

    /// @dev Which messengers have said that a root is final: 1 the first, 2 the second.
    mapping(bytes32 id => uint256 messengers) private _said;

    /// @notice A final root has both its messengers.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param root The root of the tree.
    /// @param messengers The messengers.
    event MessengersCreated(
        address indexed keystore, uint64 indexed number, bytes32 root, address[2] messengers
    );

    /// @notice One of its messengers says that a root is final; the other one has not yet.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param root The root of the tree.
    event HalfPushed(address indexed keystore, uint64 indexed number, bytes32 root);

    /// @notice A root counts from now on.
    /// @param keystore The Keystore.
    /// @param number The commit's number.
    /// @param root The root of the tree.
    /// @param asOf The time of the log that it shows (Unix seconds).
    event Pushed(address indexed keystore, uint64 indexed number, bytes32 root, uint64 asOf);

    /// @notice No root of the Keystore has been brought here. Anyone can bring one from L1.
    /// @param keystore The Keystore.
    error NoRoot(address keystore);

    /// @notice Messengers exist on L1 only.
    /// @param chainId This chain's id.
    error NotL1(uint256 chainId);

    /// @notice On L1 the Keystore itself is read.
    /// @param chainId This chain's id.
    error ReadsKeystore(uint256 chainId);

    /// @notice What messengers are clones of is not yet on this chain; place it through CreateX first.
    /// @param messenger Where it must stand.
    error MessengerMissing(address messenger);

    /// @notice The root is not newer than the one that counts here.
    /// @param number The commit's number.
    /// @param known The number of the one that counts.
    error OlderRoot(uint64 number, uint64 known);

    /// @notice The caller is no messenger of the root.
    /// @param caller Who called.
    /// @param messengers Whose messages count, as addresses on L1.
    error NotMessenger(address caller, address[2] messengers);

    /// @notice Creates the messengers of a final root, on L1; does nothing if they exist. Anyone may call
    ///         it.
    /// @param keystore The Keystore.
    /// @param number The number of a commit that is final.
    /// @return pair The messengers. Each of them must call `push` on the chains that are to know the root.
    function messengers(address keystore, uint64 number) external returns (address[2] memory pair) {
        if (!L1Chains.contains(block.chainid)) revert NotL1(block.chainid);
        if (MESSENGER.code.length == 0) revert MessengerMissing(MESSENGER);
        Root memory root = _read(keystore, number);
        bytes32 id = _id(keystore, root);
        bool created;
        for (uint256 i; i < 2; ++i) {
            pair[i] = _messenger(id, i);
            if (pair[i].code.length != 0) continue;
            LibClone.cloneDeterministic(MESSENGER, _salt(id, i));
            created = true;
        }
        if (created) emit MessengersCreated(keystore, number, root.root, pair);
    }

    /// @notice Takes a root, elsewhere than on L1, when both its messengers have called this, in any order
    ///         and each as the message that it is: under its aliased address.
    /// @param keystore The Keystore.
    /// @param root The root.
    function push(address keystore, Root calldata root) external {
        if (L1Chains.contains(block.chainid)) revert ReadsKeystore(block.chainid);
        uint64 known = _roots[keystore].number;
        if (root.number <= known) revert OlderRoot(root.number, known);
        bytes32 id = _id(keystore, root);
        uint256 said = _said[id] | _speaker(id);
        if (said == 3) {
            delete _said[id];
            _roots[keystore] = root;
            emit Pushed(keystore, root.number, root.root, root.asOf);
        } else {
            _said[id] = said;
            emit HalfPushed(keystore, root.number, root.root);
        }
    }

    /// @inheritdoc IRootOracle
    function latest(address keystore) external view returns (Root memory root) {
        // Nowhere else: at a Keystore's address on another chain anything can stand.
        if (L1Chains.contains(block.chainid)) {
            return _read(keystore, IKeystore(keystore).latestFinal());
        }
        root = _roots[keystore];
        if (root.number == 0) revert NoRoot(keystore);
    }

    /// @notice The messengers of a root, wherever they are asked for. They exist, on the root's L1, only if
    ///         it is final there.
    /// @param keystore The Keystore.
    /// @param root The root.
    /// @return pair Their addresses on L1.
    function messengersOf(address keystore, Root calldata root)
        external
        view
        returns (address[2] memory pair)
    {
        return _pair(_id(keystore, root));
    }

    /// @dev Which of a root's messengers calls: 1 the first, 2 the second.
    /// @param id What stands for the root.
    /// @return Its bit.
    function _speaker(bytes32 id) private view returns (uint256) {
        address[2] memory pair = _pair(id);
        for (uint256 i; i < 2; ++i) {
            if (msg.sender == _aliased(pair[i])) return i + 1;
        }
        revert NotMessenger(msg.sender, pair);
    }

    /// @dev A final root, from the Keystore itself.
    /// @param keystore The Keystore, on this chain.
    /// @param number The commit's number.
    /// @return The root.
    function _read(address keystore, uint64 number) private view returns (Root memory) {
        (bytes32 root, uint64 asOf) = IKeystore(keystore).finalRoot(number);
        return Root({number: number, asOf: asOf, l1ChainId: uint64(block.chainid), root: root});
    }

    /// @dev The messengers of a root.
    /// @param id What stands for the root.
    /// @return pair Their addresses on L1.
    function _pair(bytes32 id) private view returns (address[2] memory pair) {
        return [_messenger(id, 0), _messenger(id, 1)];
    }

    /// @dev A messenger of a root.
    /// @param id What stands for the root.
    /// @param index Which one: 0 or 1.
    /// @return Its address on L1.
    function _messenger(bytes32 id, uint256 index) private view returns (address) {
        return LibClone.predictDeterministicAddress(MESSENGER, _salt(id, index), address(this));
    }

    /// @dev The salt that a messenger is created with.
    /// @param id What stands for the root.
    /// @param index Which one: 0 or 1.
    /// @return The salt.
    function _salt(bytes32 id, uint256 index) private pure returns (bytes32) {
        return keccak256(abi.encode(id, index));
    }

    /// @dev What stands for a root.
    /// @param keystore The Keystore.
    /// @param root The root.
    /// @return The hash.
    function _id(address keystore, Root memory root) private pure returns (bytes32) {
        return keccak256(abi.encode(keystore, root.number, root.asOf, root.l1ChainId, root.root));
    }

    /// @dev The sender that a message has which a contract on L1 sends.
    /// @param sender The contract's address on L1.
    /// @return Its alias.
    function _aliased(address sender) private pure returns (address) {
        unchecked {
            return address(uint160(sender) + ALIAS_OFFSET);
        }
    }
}
