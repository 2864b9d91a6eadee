//! The operations, as their typed data has them.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Hex, SignerKey, Word};

/// Each operation, its message, and the message's members behind `name` and `deadline`.
macro_rules! messages {
    ($(
        $(#[$doc:meta])*
        $operation:ident($message:ident) { $( $(#[$attribute:meta])* $field:ident: $type:ty, )* }
    )*) => {
        /// Primary type and message of the EIP-712 typed data that was signed; the message exactly
        /// as it was signed, but that integers may stand as decimal strings.
        #[derive(Serialize, ToSchema)]
        #[serde(tag = "primaryType", content = "message")]
        pub enum Operation {
            $( $(#[$doc])* $operation($message), )*
        }

        $(
            $(#[$doc])*
            #[derive(Serialize, ToSchema)]
            #[serde(rename_all = "camelCase", deny_unknown_fields)]
            pub struct $message {
                /// The account's name in normalised form.
                #[schema(example = "alice.mononym.eth")]
                name: String,
                /// Unix time in seconds after which the operation is not accepted.
                #[schema(example = 4_102_444_800_u64)]
                deadline: u64,
                $( $(#[$attribute])* $field: $type, )*
            }
        )*
    };
}

messages! {
    /// Makes a name an account. Signed by every signer.
    Register(RegisterMessage) {
        /// 0: a name is registered once.
        nonce: u64,
        /// Signatures that later operations need.
        threshold: u8,
        /// The keys that may sign, in strictly ascending order of their keccak256 hash.
        signers: Vec<SignerKey>,
        /// Guardians that a recovery needs; 0 without guardians.
        guardian_threshold: u8,
        /// Salted hash of the guardians; zero without guardians.
        guardians_hash: Word,
        /// Seconds between the start and the end of a recovery; 0 without guardians.
        recovery_delay: u32,
        /// Logic of the mini-accounts; zero to choose it later.
        implementation: Address,
        /// First records.
        records: Vec<RecordMessage>,
    }

    /// Changes records, all or none. Signed by the threshold.
    SetRecords(SetRecordsMessage) {
        /// The account's nonce.
        nonce: u64,
        /// The records to change.
        records: Vec<RecordMessage>,
    }

    /// Says who vouches for names directly below this one, and on what terms. Signed by the
    /// threshold.
    SetRegistrar(SetRegistrarMessage) {
        /// The account's nonce.
        nonce: u64,
        /// Address of the key that signs vouchers; zero for nobody.
        registrar: Address,
        /// 0 closed, 1 open, 2 voucher, 3 token.
        #[schema(maximum = 3)]
        policy: u8,
    }

    /// Replaces the signers. Signed by the threshold, and by every signer who is new.
    SetSigners(SetSignersMessage) {
        /// The account's nonce.
        nonce: u64,
        /// Signatures that later operations need.
        threshold: u8,
        /// The keys that may sign, in strictly ascending order of their keccak256 hash.
        signers: Vec<SignerKey>,
    }

    /// Replaces the guardians. Signed by the threshold.
    SetGuardians(SetGuardiansMessage) {
        /// The account's nonce.
        nonce: u64,
        /// Guardians that a recovery needs; 0 without guardians.
        guardian_threshold: u8,
        /// Salted hash of the guardians; zero without guardians.
        guardians_hash: Word,
        /// Seconds between the start and the end of a recovery; 0 without guardians.
        recovery_delay: u32,
    }

    /// Chooses the logic of the mini-accounts. Signed by the threshold.
    SetImplementation(SetImplementationMessage) {
        /// The account's nonce.
        nonce: u64,
        /// The logic; zero to choose it later.
        implementation: Address,
    }

    /// Sets the spending rules of the mini-accounts. Signed by the threshold; once there are rules,
    /// by the threshold of guardians too.
    SetLimits(SetLimitsMessage) {
        /// The account's nonce.
        nonce: u64,
        /// Hash of the rules; zero for none.
        limits_hash: Word,
        /// The guardians' ids, where guardians sign; else empty.
        guardians: Vec<Word>,
        /// The guardians' salt; zero where no guardian signs.
        guardians_salt: Word,
    }

    /// Publishes what the mini-accounts are to execute. Signed by the threshold.
    SetOutbox(SetOutboxMessage) {
        /// The account's nonce.
        nonce: u64,
        /// Merkle root of it; zero for nothing.
        outbox_root: Word,
    }

    /// Starts a recovery. Signed by the threshold of guardians and by every new signer; a signer of
    /// the account may sign too: then nobody can cancel it.
    StartRecovery(StartRecoveryMessage) {
        /// Recoveries of the account started so far.
        recovery_nonce: u64,
        /// Signatures that operations will need.
        threshold: u8,
        /// The keys that will sign, in strictly ascending order of their keccak256 hash.
        signers: Vec<SignerKey>,
        /// The guardians' ids: the keccak256 hash of each, in strictly ascending order.
        guardians: Vec<Word>,
        /// The guardians' salt.
        guardians_salt: Word,
    }

    /// Cancels the recovery under way. Signed by one signer, once; from then on by the threshold.
    CancelRecovery(CancelRecoveryMessage) {
        /// The `recoveryNonce` of its start.
        recovery_nonce: u64,
    }

    /// Finishes the recovery under way, after its delay: the new signers take over. Signed by
    /// nobody: anyone may send it.
    FinishRecovery(FinishRecoveryMessage) {
        /// The `recoveryNonce` of its start.
        recovery_nonce: u64,
    }

    /// Freezes the account for one recovery delay: it answers empty. Signed by one signer or one
    /// guardian, once each; by the threshold of signers at any time.
    Freeze(FreezeMessage) {
        /// The account's nonce.
        nonce: u64,
        /// The guardians' ids, where a guardian signs; else empty.
        guardians: Vec<Word>,
        /// The guardians' salt; zero where no guardian signs.
        guardians_salt: Word,
    }

    /// Makes the account active again: lifts a freeze and calls off a retirement that has not
    /// begun. Signed by the threshold.
    Unfreeze(UnfreezeMessage) {
        /// The account's nonce.
        nonce: u64,
    }

    /// Retires the account, for ever, after one recovery delay. Signed by the threshold.
    Retire(RetireMessage) {
        /// The account's nonce.
        nonce: u64,
    }
}

/// `Record(bytes call,uint8 state,bytes value)`
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordMessage {
    /// The canonical profile call, its node argument zeroed.
    call: Hex,
    /// 0 unset, 1 set, 2 none: answers empty, without falling through.
    #[schema(maximum = 2)]
    state: u8,
    /// ABI encoding of the call's return values if set, else `0x`.
    value: Hex,
}
