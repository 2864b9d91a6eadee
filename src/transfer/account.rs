//! An account as a line: all of it, also what no API shows.

use alloy_primitives::{Address, B256};
use mononym_keystore::{
    Account, Guardians, OutgoingGuardians, OutgoingSigners, Policy, Recovery, Signer, Spent,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One list of the fields: the line, its way from an account and back, and the fields one by one in
/// this order for comparisons.
macro_rules! account_line {
    ($( $(#[$doc:meta])* $field:ident: $type:ty = |$account:ident| $from:expr; )*) => {
        /// An account.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct AccountLine {
            $( $(#[$doc])* pub $field: $type, )*
        }

        impl From<&Account> for AccountLine {
            fn from(account: &Account) -> Self {
                Self { $( $field: { let $account = account; $from }, )* }
            }
        }

        impl AccountLine {
            /// Each field's name and value.
            pub(super) fn fields(&self) -> Vec<(&'static str, Value)> {
                vec![$( (stringify!($field), serde_json::to_value(&self.$field).unwrap_or_default()), )*]
            }
        }
    };
}

account_line! {
    /// The name.
    name: String = |account| account.name.clone();
    /// Its namehash.
    node: B256 = |account| account.node;
    /// Operations accepted.
    nonce: u64 = |account| account.nonce;
    /// Hash over them.
    history_hash: B256 = |account| account.history_hash;
    /// Signatures that an operation needs.
    threshold: u8 = |account| account.threshold;
    /// The keys that may sign.
    signers: Vec<Signer> = |account| account.signers.clone();
    /// Who may recover it.
    guardians: GuardiansLine = |account| account.guardians.into();
    /// Recoveries started.
    recovery_nonce: u64 = |account| account.recovery_nonce;
    /// The recovery under way.
    recovery: Option<RecoveryLine> = |account| account.recovery.as_ref().map(Into::into);
    /// Guardians who were removed and still have their last word.
    outgoing_guardians: Option<OutgoingGuardiansLine> = |account| account.outgoing_guardians.map(Into::into);
    /// Signers who were removed and may still join a recovery.
    outgoing_signers: Option<OutgoingSignersLine> =
        |account| account.outgoing_signers.as_ref().map(Into::into);
    /// What single keys have done already.
    spent: SpentLine = |account| account.spent.into();
    /// Unix time in seconds at which a freeze ends; 0 if there was none.
    frozen_until: u64 = |account| account.frozen_until;
    /// Unix time in seconds from which it is retired; 0 if it is not to be.
    retired_from: u64 = |account| account.retired_from;
    /// Logic of the mini-accounts.
    implementation: Address = |account| account.implementation;
    /// What they are to execute.
    outbox_root: B256 = |account| account.outbox_root;
    /// Their spending rules.
    limits_hash: B256 = |account| account.limits_hash;
    /// Who vouches for names below.
    registrar: Address = |account| account.registrar;
    /// On what terms these are registered.
    policy: Policy = |account| account.policy;
}

impl From<AccountLine> for Account {
    fn from(line: AccountLine) -> Self {
        Self {
            name: line.name,
            node: line.node,
            nonce: line.nonce,
            history_hash: line.history_hash,
            threshold: line.threshold,
            signers: line.signers,
            guardians: line.guardians.into(),
            recovery_nonce: line.recovery_nonce,
            recovery: line.recovery.map(Into::into),
            outgoing_guardians: line.outgoing_guardians.map(Into::into),
            outgoing_signers: line.outgoing_signers.map(Into::into),
            spent: line.spent.into(),
            frozen_until: line.frozen_until,
            retired_from: line.retired_from,
            implementation: line.implementation,
            outbox_root: line.outbox_root,
            limits_hash: line.limits_hash,
            registrar: line.registrar,
            policy: line.policy,
        }
    }
}

/// A struct of the keystore as a line, field by field.
macro_rules! same_fields {
    ($(#[$doc:meta])* $line:ident = $of:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $line {
            $( pub $field: $type, )*
        }

        impl From<$of> for $line {
            fn from(value: $of) -> Self {
                Self { $( $field: value.$field.into(), )* }
            }
        }

        impl From<&$of> for $line {
            fn from(value: &$of) -> Self {
                value.clone().into()
            }
        }

        impl From<$line> for $of {
            fn from(line: $line) -> Self {
                Self { $( $field: line.$field.into(), )* }
            }
        }
    };
}

same_fields! {
    /// [`Guardians`]: all zero without any.
    GuardiansLine = Guardians { threshold: u8, hash: B256, recovery_delay: u32 }
}

same_fields! {
    /// [`Recovery`].
    RecoveryLine = Recovery {
        threshold: u8,
        signers: Vec<Signer>,
        after: u64,
        guardians: GuardiansLine,
        outgoing: bool,
        joined: bool,
    }
}

same_fields! {
    /// [`OutgoingGuardians`].
    OutgoingGuardiansLine = OutgoingGuardians { guardians: GuardiansLine, until: u64 }
}

same_fields! {
    /// [`OutgoingSigners`].
    OutgoingSignersLine = OutgoingSigners { threshold: u8, signers: Vec<Signer>, until: u64 }
}

same_fields! {
    /// [`Spent`].
    SpentLine = Spent { signer_freeze: bool, guardian_freeze: bool, signer_cancel: bool }
}
