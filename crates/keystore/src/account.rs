//! The keystore's record of one name.

use alloc::{string::String, vec::Vec};

use alloy_primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::signer::Signer;

/// Shortest recovery delay with guardians: one day, in seconds. Also how long a freeze lasts, and
/// how long a retirement waits, where there are no guardians.
pub const MIN_RECOVERY_DELAY: u32 = 86_400;
/// Longest recovery delay: 28 days, in seconds. Shorter than the 30 days for which a change of
/// the root verifier on L1 is public, so that owners can act before it.
pub const MAX_RECOVERY_DELAY: u32 = 28 * 86_400;

/// Who may change a name, who may recover it, and who may register names below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name in normalised form, without a final dot.
    pub name: String,
    /// The name's namehash.
    pub node: B256,
    /// Operations accepted so far, and so the nonce of the next one.
    pub nonce: u64,
    /// Hash over every accepted operation, in order: [`next_history_hash`].
    pub history_hash: B256,
    /// Signatures that an operation needs.
    pub threshold: u8,
    /// The keys that may sign, in strictly ascending order of [`Signer::id`].
    pub signers: Vec<Signer>,
    /// Who may recover the account.
    pub guardians: Guardians,
    /// Recoveries started so far, and so the number of the next one.
    pub recovery_nonce: u64,
    /// The recovery under way.
    pub recovery: Option<Recovery>,
    /// Guardians who were removed and still have their last word.
    pub outgoing_guardians: Option<OutgoingGuardians>,
    /// Signers who were removed and may still join their guardians' recovery.
    pub outgoing_signers: Option<OutgoingSigners>,
    /// What a single key has done already and may not do again.
    pub spent: Spent,
    /// Unix time in seconds at which a freeze ends; 0 if it was never frozen.
    pub frozen_until: u64,
    /// Unix time in seconds from which the account is retired, for ever; 0 if it is not to be.
    pub retired_from: u64,
    /// Logic of the mini-accounts; zero if not chosen yet.
    pub implementation: Address,
    /// Merkle root of what the mini-accounts are to execute; zero for nothing.
    pub outbox_root: B256,
    /// Hash of the spending rules of the mini-accounts; zero for none.
    pub limits_hash: B256,
    /// Who vouches for names directly below this one; zero for nobody.
    pub registrar: Address,
    /// On what terms names below this one are registered.
    pub policy: Policy,
}

impl Account {
    /// Whether the account answers at `time` (Unix seconds). Freezes end and retirements begin by
    /// themselves.
    pub fn status(&self, time: u64) -> Status {
        Status::at(time, self.frozen_until, self.retired_from)
    }

    /// Seconds that a freeze lasts and a retirement waits.
    pub fn delay(&self) -> u64 {
        u64::from(self.guardians.recovery_delay.max(MIN_RECOVERY_DELAY))
    }
}

/// Who may recover an account: known by a hash until they act. All zero without guardians.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guardians {
    /// Guardians that a recovery needs.
    pub threshold: u8,
    /// [`guardians_hash`](crate::guardians_hash).
    pub hash: B256,
    /// Seconds between the start and the end of a recovery.
    pub recovery_delay: u32,
}

/// A recovery under way: new signers who take over unless it is cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Signatures that operations will need.
    pub threshold: u8,
    /// The keys that will sign.
    pub signers: Vec<Signer>,
    /// Unix time in seconds from which it can be finished.
    pub after: u64,
    /// The guardians who started it: they are the account's guardians when it is finished.
    pub guardians: Guardians,
    /// Whether these had been removed when they started it: their last word.
    pub outgoing: bool,
    /// Whether the threshold of the account's signers, or of those just removed, joined the
    /// guardians: then nobody can cancel it.
    pub joined: bool,
}

/// Guardians who were removed and may still start a recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutgoingGuardians {
    /// Who they are.
    pub guardians: Guardians,
    /// Unix time in seconds of their last moment.
    pub until: u64,
}

/// Signers who were removed and may still join a recovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingSigners {
    /// Signatures that operations needed of them.
    pub threshold: u8,
    /// Who they are.
    pub signers: Vec<Signer>,
    /// Unix time in seconds of their last moment.
    pub until: u64,
}

/// What one key alone may do once: a stolen one cannot do it again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// One signer froze the account; given back by new signers.
    pub signer_freeze: bool,
    /// One guardian froze the account; given back by new guardians.
    pub guardian_freeze: bool,
    /// One signer cancelled a recovery; given back by new signers.
    pub signer_cancel: bool,
}

impl Spent {
    /// The flags as bits, lowest first in the order of the fields.
    pub fn code(self) -> u8 {
        u8::from(self.signer_freeze) | u8::from(self.guardian_freeze) << 1 | u8::from(self.signer_cancel) << 2
    }
}

impl TryFrom<u8> for Spent {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        if code > 7 {
            return Err(UnknownCode {
                what: "set of spent rights",
                code,
            });
        }
        Ok(Self {
            signer_freeze: code & 1 != 0,
            guardian_freeze: code & 2 != 0,
            signer_cancel: code & 4 != 0,
        })
    }
}

/// `keccak256(previous ‖ operation hash)`: tells two histories of equal length apart.
pub fn next_history_hash(previous: &B256, operation_hash: &B256) -> B256 {
    keccak256([previous.as_slice(), operation_hash.as_slice()].concat())
}

/// Whether an account answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Answers and can be changed.
    Active,
    /// Answers empty until the freeze ends or is lifted.
    Frozen,
    /// Answers empty, for ever; nobody else gets the name.
    Retired,
}

impl Status {
    /// The status at `time` of an account with these two times ([`Account::frozen_until`],
    /// [`Account::retired_from`]).
    pub fn at(time: u64, frozen_until: u64, retired_from: u64) -> Self {
        if retired_from != 0 && time >= retired_from {
            Self::Retired
        } else if time < frozen_until {
            Self::Frozen
        } else {
            Self::Active
        }
    }
}

/// On what terms names below a parent are registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// Nobody registers.
    Closed,
    /// Everybody does: the service signs the voucher.
    Open,
    /// Whoever has a voucher of the registrar.
    Voucher,
    /// Whoever comes through a wallet with an API key: the service signs the voucher for it.
    Token,
}

/// A stored or received code that this release does not know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} {code} is unknown to this release")]
pub struct UnknownCode {
    /// What the code stands for.
    pub what: &'static str,
    /// The code.
    pub code: u8,
}

impl Policy {
    /// The code that is signed, stored and hashed.
    pub fn code(self) -> u8 {
        match self {
            Self::Closed => 0,
            Self::Open => 1,
            Self::Voucher => 2,
            Self::Token => 3,
        }
    }
}

impl TryFrom<u8> for Policy {
    type Error = UnknownCode;

    fn try_from(code: u8) -> Result<Self, UnknownCode> {
        match code {
            0 => Ok(Self::Closed),
            1 => Ok(Self::Open),
            2 => Ok(Self::Voucher),
            3 => Ok(Self::Token),
            code => Err(UnknownCode {
                what: "registration policy",
                code,
            }),
        }
    }
}
