// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity 0.8.37;

import {LibBytes} from "solady/utils/LibBytes.sol";
import {AccountLeaf, Status} from "../keystore/AccountLeaf.sol";
import {IKeystore} from "../keystore/IKeystore.sol";
import {KeystoreProof, Proof} from "../keystore/KeystoreProof.sol";
import {RecordState} from "../keystore/RecordLeaf.sol";
import {DnsName} from "../libraries/DnsName.sol";
import {ProvenResponse} from "../libraries/ProvenResponse.sol";
import {ChainList} from "./ChainList.sol";
import {CoinType} from "./CoinType.sol";
import {GatewayResolver} from "./GatewayResolver.sol";
import {IAddressRule} from "./IAddressRule.sol";
import {IExtendedResolver} from "./IExtendedResolver.sol";
import {IProofGateway} from "./IProofGateway.sol";
import {Profile} from "./Profile.sol";
import {ProfileAnswer} from "./ProfileAnswer.sol";
import {ProfileCall} from "./ProfileCall.sol";
import {ProofReader} from "./ProofReader.sol";

/// @title Resolver whose answers are proven against the Keystore's root
/// @notice Sends every `resolve` to the gateway (ERC-3668) and works the answer out from proofs of
///         records, or of their absence, under a final root. The gateway can refuse to answer, or
///         choose among roots that are recent enough; it cannot answer anything else.
contract ProvenResolver is GatewayResolver {
    using ProofReader for ProofReader.Reader;

    /// @notice The cap on `maxAge`: half of the shortest recovery delay. As an operation is backdated
    ///         by at most `maxAge` where answers are given, no recovery ends before half its delay.
    uint64 public constant LONGEST_MAX_AGE = 12 hours;

    /// @notice Calls in a `multicall`, those of nested ones counted too: the gateway's limit.
    uint256 public constant MULTICALL_CALLS = 64;

    /// @notice How deep a `multicall` may stand, 1 for none inside another: the gateway's limit.
    uint256 public constant MULTICALL_DEPTH = 2;

    /// @notice Whose roots the proofs lead to, and which mini-accounts obey.
    IKeystore public immutable keystore;

    /// @notice The chains whose addresses are derived.
    ChainList public immutable chains;

    /// @notice How old a root may be, in seconds since the time of the log that it shows.
    uint64 public immutable maxAge;

    /// @notice The age must be at least a second and at most `LONGEST_MAX_AGE`.
    /// @param maxAge The age.
    error MaxAgeOutOfRange(uint64 maxAge);

    /// @notice There is no contract at this address.
    /// @param account The address.
    error NoContract(address account);

    /// @notice The root shows a state of the log that is too long ago; ask again.
    /// @param asOf The time of the log that it shows (Unix seconds).
    /// @param maxAge How old it may be, in seconds.
    error RootTooOld(uint64 asOf, uint64 maxAge);

    /// @param owner_ Who may change gateways and metadata; not what is true.
    /// @param gateways_ The gateway's base URLs, without a slash at the end.
    /// @param keystore_ The Keystore on this chain.
    /// @param chains_ The chains whose addresses are derived.
    /// @param maxAge_ How old a root may be, in seconds: more than twice the time between heartbeats.
    constructor(
        address owner_,
        string[] memory gateways_,
        IKeystore keystore_,
        ChainList chains_,
        uint64 maxAge_
    ) GatewayResolver(owner_, gateways_) {
        if (maxAge_ == 0 || maxAge_ > LONGEST_MAX_AGE) {
            revert MaxAgeOutOfRange(maxAge_);
        }
        if (address(keystore_).code.length == 0) revert NoContract(address(keystore_));
        if (address(chains_).code.length == 0) revert NoContract(address(chains_));
        keystore = keystore_;
        chains = chains_;
        maxAge = maxAge_;
    }

    /// @inheritdoc IExtendedResolver
    /// @dev Always reverts with `OffchainLookup`; the answer comes from `resolveWithProof`.
    function resolve(bytes calldata name, bytes calldata data)
        external
        view
        returns (bytes memory)
    {
        bytes memory callData = abi.encodeCall(IProofGateway.prove, (name, data));
        _lookup(callData, data, this.resolveWithProof.selector);
    }

    /// @notice Takes the gateway's response (the callback of ERC-3668).
    /// @param response `abi.encode(uint64 number, Proof account, Proof[] records)`.
    /// @param extraData `abi.encode(bytes callData, address target)`, as `resolve` gave it.
    /// @return The ABI-encoded return values of the profile call. A call that cannot be proven reverts
    ///         with `UnsupportedResolverProfile`.
    function resolveWithProof(bytes calldata response, bytes calldata extraData)
        external
        view
        returns (bytes memory)
    {
        (bytes memory name, bytes memory call) = abi.decode(
            LibBytes.slice(_asked(extraData, IProofGateway.prove.selector), 4), (bytes, bytes)
        );
        (uint64 number, Proof calldata account, Proof[] calldata records) =
            ProvenResponse.decode(response);

        ProofReader.Reader memory reader;
        reader.root = _recentRoot(number);
        reader.node = DnsName.namehash(name);
        reader.callsLeft = MULTICALL_CALLS;
        bool active = _isActive(reader, account);
        bytes memory answer = _answer(reader, records, call, active, MULTICALL_DEPTH);
        reader.finish(records);
        return _answerOrThrow(answer);
    }

    /// @notice How long ago the state is that answers under a commit show.
    /// @param number The commit's number. It must be final and still kept.
    /// @return Its age in seconds; answers need at most `maxAge`.
    function answerAge(uint64 number) external view returns (uint256) {
        (, uint64 asOf) = keystore.finalRoot(number);
        return block.timestamp - asOf;
    }

    /// @dev The root of a commit, unless it is too old.
    /// @param number The commit's number.
    /// @return root Its root.
    function _recentRoot(uint64 number) private view returns (bytes32 root) {
        uint64 asOf;
        (root, asOf) = keystore.finalRoot(number);
        if (block.timestamp > uint256(asOf) + maxAge) revert RootTooOld(asOf, maxAge);
    }

    /// @dev Whether the account answers at all now: it is there, and neither frozen nor retired.
    /// @param reader Root and node.
    /// @param proof The proof of the account, or of its absence.
    /// @return True if it does.
    function _isActive(ProofReader.Reader memory reader, Proof calldata proof)
        private
        view
        returns (bool)
    {
        bytes calldata value = KeystoreProof.check(reader.root, AccountLeaf.key(reader.node), proof);
        return value.length != 0 && AccountLeaf.statusAt(value, block.timestamp) == Status.Active;
    }

    /// @dev The answer to a call, or the error that stands for it.
    /// @param reader How far the answer is.
    /// @param records The proofs of records.
    /// @param call The call; its node is overwritten.
    /// @param active Whether the account answers.
    /// @param depthLeft How many multicalls may still stand in each other.
    /// @return The encoded answer or error.
    function _answer(
        ProofReader.Reader memory reader,
        Proof[] calldata records,
        bytes memory call,
        bool active,
        uint256 depthLeft
    ) private view returns (bytes memory) {
        if (call.length < ProfileCall.SHORTEST) {
            return ProfileAnswer.unsupported(call);
        }
        bytes4 selector = bytes4(call);
        if (selector == Profile.MULTICALL) {
            return _multicall(reader, records, call, active, depthLeft);
        }
        call = ProfileCall.canonical(call);
        if (ProfileCall.keyTooLong(call)) return ProfileAnswer.unsupported(call);
        if (!active) return ProfileAnswer.empty(bytes.concat(selector));

        if (selector == Profile.ADDR || selector == Profile.ADDR_OF || selector == Profile.HAS_ADDR)
        {
            bytes memory found =
                _address(reader, records, ProfileCall.number(call), selector != Profile.HAS_ADDR);
            return ProfileAnswer.encodeAddr(selector, found);
        }
        if (selector == Profile.ABI) return _abi(reader, records, call);
        // Which keys have data, no proof of single records can tell.
        if (selector == Profile.SUPPORTED_DATA_KEYS) return ProfileAnswer.unsupported(call);

        (RecordState state, bytes calldata answer) = reader.read(records, call);
        return state == RecordState.Value ? answer : ProfileAnswer.empty(call);
    }

    /// @dev The answers to the calls of a `multicall`, an error in its place.
    /// @param reader How far the answer is.
    /// @param records The proofs of records.
    /// @param call The `multicall`.
    /// @param active Whether the account answers.
    /// @param depthLeft How many multicalls may still stand in each other.
    /// @return The encoded answers, or an error if there are too many calls or they stand too deep.
    function _multicall(
        ProofReader.Reader memory reader,
        Proof[] calldata records,
        bytes memory call,
        bool active,
        uint256 depthLeft
    ) private view returns (bytes memory) {
        if (depthLeft == 0) return ProfileAnswer.unsupported(call);
        (bool within, bytes[] memory answers) = ProfileCall.elements(call, reader.callsLeft);
        if (!within) return ProfileAnswer.unsupported(call);
        reader.callsLeft -= answers.length;
        for (uint256 i; i < answers.length; ++i) {
            answers[i] = _answer(reader, records, answers[i], active, depthLeft - 1);
        }
        return abi.encode(answers);
    }

    /// @dev An address: the owner's record, then the derived one, then the owner's default.
    /// @param reader How far the answer is.
    /// @param records The proofs of records.
    /// @param coinType The chain's number in ENS.
    /// @param withDefault Whether the default counts.
    /// @return The address in the chain's binary form; empty for none.
    function _address(
        ProofReader.Reader memory reader,
        Proof[] calldata records,
        uint256 coinType,
        bool withDefault
    ) private view returns (bytes memory) {
        (RecordState state, bytes calldata value) = reader.read(records, ProfileCall.addr(coinType));
        if (state == RecordState.Unset) {
            IAddressRule rule = chains.ruleOf(coinType);
            bytes memory derived = address(rule) == address(0)
                ? bytes("")
                : rule.derive(reader.node, address(keystore));
            if (derived.length != 0) return derived;
            if (!withDefault || !CoinType.isEvmChain(coinType)) return "";
            (state, value) = reader.read(records, ProfileCall.addr(CoinType.DEFAULT_EVM));
        }
        return state == RecordState.Value ? ProfileAnswer.decodeAddr(value) : bytes("");
    }

    /// @dev The ABI in the lowest of the content types asked for that has one (ENSIP-4).
    /// @param reader How far the answer is.
    /// @param records The proofs of records.
    /// @param call The canonical call, with the mask of content types.
    /// @return The encoded answer.
    function _abi(ProofReader.Reader memory reader, Proof[] calldata records, bytes memory call)
        private
        pure
        returns (bytes memory)
    {
        uint256 mask = ProfileCall.number(call);
        for (uint256 contentType = 1; contentType <= 8; contentType <<= 1) {
            if (mask & contentType == 0) continue;
            (RecordState state, bytes calldata answer) =
                reader.read(records, ProfileCall.abiOf(contentType));
            if (state == RecordState.Value) return answer;
        }
        return ProfileAnswer.empty(call);
    }
}
