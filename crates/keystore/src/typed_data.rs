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

    struct Voucher {
        string name;
        bytes32 signersHash;
        uint64 deadline;
    }
}
