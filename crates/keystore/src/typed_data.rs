//! The EIP-712 types that wallets sign. A change here is another format: vectors pin it.
//!
//! Operations carry the readable name instead of its node, so that a wallet shows what is being
//! signed; node and parent follow from the name and cannot contradict it.

use alloy_sol_types::sol;

sol! {
    struct Record {
        bytes call;
        uint8 state;
        bytes value;
    }

    struct Register {
        string name;
        uint64 nonce;
        uint64 deadline;
        uint8 threshold;
        bytes[] signers;
        uint8 guardianThreshold;
        bytes32 guardiansHash;
        uint32 recoveryDelay;
        address implementation;
        Record[] records;
    }

    struct SetRecords {
        string name;
        uint64 nonce;
        uint64 deadline;
        Record[] records;
    }

    struct SetRegistrar {
        string name;
        uint64 nonce;
        uint64 deadline;
        address registrar;
        uint8 policy;
    }

    struct SetSigners {
        string name;
        uint64 nonce;
        uint64 deadline;
        uint8 threshold;
        bytes[] signers;
    }

    struct SetGuardians {
        string name;
        uint64 nonce;
        uint64 deadline;
        uint8 guardianThreshold;
        bytes32 guardiansHash;
        uint32 recoveryDelay;
    }

    struct SetImplementation {
        string name;
        uint64 nonce;
        uint64 deadline;
        address implementation;
    }

    struct SetLimits {
        string name;
        uint64 nonce;
        uint64 deadline;
        bytes32 limitsHash;
        bytes32[] guardians;
        bytes32 guardiansSalt;
    }

    struct SetOutbox {
        string name;
        uint64 nonce;
        uint64 deadline;
        bytes32 outboxRoot;
    }

    struct StartRecovery {
        string name;
        uint64 recoveryNonce;
        uint64 deadline;
        uint8 threshold;
        bytes[] signers;
        bytes32[] guardians;
        bytes32 guardiansSalt;
    }

    struct CancelRecovery {
        string name;
        uint64 recoveryNonce;
        uint64 deadline;
    }

    struct FinishRecovery {
        string name;
        uint64 recoveryNonce;
        uint64 deadline;
    }

    struct Freeze {
        string name;
        uint64 nonce;
        uint64 deadline;
        bytes32[] guardians;
        bytes32 guardiansSalt;
    }

    struct Unfreeze {
        string name;
        uint64 nonce;
        uint64 deadline;
    }

    struct Retire {
        string name;
        uint64 nonce;
        uint64 deadline;
    }

    struct Voucher {
        string name;
        bytes32 signersHash;
        uint64 deadline;
    }
}
