//! Bindings of contracts on L1: ours (contracts/src), and those of ENS.
#![allow(
    missing_docs,
    reason = "the contracts document their functions, and the macro makes much of its own"
)]

use alloy_sol_types::sol;

sol! {
    #[derive(Debug, PartialEq, Eq)]
    interface Keystore {
        event Committed(uint64 indexed number, bytes32 indexed root, uint64 asOf, uint64 sequence, bytes32 preRoot, bytes32 stepsHash, bytes steps);
        event Forced(uint64 indexed index, bytes32 operationHash, uint64 dueBy, bytes body);
        event Served(uint64 indexed index, bool applied, uint8 reason);

        error WrongPreRoot(bytes32 expected, bytes32 found);
        error AsOfBeforePrevious(uint64 asOf, uint64 previous);
        error AsOfAhead(uint64 asOf, uint256 time);
        error AcceptedTooEarly(uint256 step, uint64 acceptedAt, uint64 earliest);
        error AcceptedTooLate(uint256 step, uint64 acceptedAt, uint64 asOf);
        error AcceptedBeforeQueued(uint256 step, uint64 acceptedAt, uint64 queuedAt);
        error RootUnchanged(uint256 step, bytes32 root);
        error QueueEmpty(uint256 step);
        error ForcedOverdue(uint64 index, uint64 dueBy);
        error RingFull(uint64 number, uint64 finalFrom);
        error FutureCommit(uint64 number, uint64 head);
        error OverwrittenCommit(uint64 number, uint64 oldest);
        error NotFinal(uint64 number, uint64 finalFrom);

        function commit(bytes32 preRoot, uint64 asOf, bytes steps, bytes approval) external;
        function force(bytes body) external payable returns (uint64 index);
        function forcedFee(uint256 length) external view returns (uint256);
        function head() external view returns (uint64 number, bytes32 root, uint64 sequence, uint64 asOf);
        function commitAt(uint64 number) external view returns (bytes32 root, uint64 asOf, uint64 finalFrom, uint64 sequence);
        function finalRoot(uint64 number) external view returns (bytes32 root, uint64 asOf);
        function latestFinal() external view returns (uint64 number);
        function queue() external view returns (uint64 first, uint64 end);
        function forcedAt(uint64 index) external view returns (bytes32 operationHash, uint64 queuedAt, uint64 dueBy, uint256 fee);
        function verifier() external view returns (address);
        function nextVerifier() external view returns (address);
        function nextVerifierFrom() external view returns (uint64);
        function owner() external view returns (address);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface ProposerVerifier {
        error MalformedApproval(uint256 length);
        error TooFewSignatures(uint256 required, uint256 found);
        error MalformedSignature(bytes signature);
        error SignersNotAscending(address previous, address signer);
        error UnknownProposer(address signer);

        function proposers() external view returns (address[] memory);
        function threshold() external view returns (uint256);
        function delay() external view returns (uint64);
    }

    /// What both resolvers share, then each one's own (contracts/src/resolver).
    #[derive(Debug, PartialEq, Eq)]
    interface Resolver {
        function supportsInterface(bytes4 interfaceId) external view returns (bool);
        function gateways() external view returns (string[] memory);
        function owner() external view returns (address);

        function keystore() external view returns (address);
        function chains() external view returns (address);
        function maxAge() external view returns (uint64);

        function signers() external view returns (address[] memory);
        function addSigner(address signer) external;
        function removeSigner(address signer) external;
        function maxTtl() external view returns (uint64);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface ChainList {
        function length() external view returns (uint256);
        function at(uint256 index) external view returns (uint256 coinType, address rule, uint64 effectiveFrom);
        function delay() external view returns (uint64);
        function owner() external view returns (address);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface AddressRule {
        function derive(bytes32 node, address keystore) external view returns (bytes memory);
    }

    /// The part of CreateX (github.com/pcaversaccio/createx) that places our contracts.
    #[derive(Debug, PartialEq, Eq)]
    interface CreateX {
        function deployCreate2(bytes32 salt, bytes initCode) external payable returns (address newContract);
    }

    /// ERC-5267.
    #[derive(Debug, PartialEq, Eq)]
    interface TypedDataDomain {
        function eip712Domain() external view returns (bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions);
    }

    #[derive(Debug, PartialEq, Eq)]
    interface EnsRegistry {
        function owner(bytes32 node) external view returns (address);
        function resolver(bytes32 node) external view returns (address);
        function setResolver(bytes32 node, address resolver) external;
    }

    #[derive(Debug, PartialEq, Eq)]
    interface NameWrapper {
        function getData(uint256 id) external view returns (address owner, uint32 fuses, uint64 expiry);
    }
}
