//! An account as a row, in the types that every database has.

use alloy_primitives::{Address, B256};
use mononym_keystore::{Account, Guardians, Policy, Spent};

use super::{
    StoreError,
    encoding::{
        Damage, outgoing_guardians_from_bytes, outgoing_guardians_to_bytes, outgoing_signers_from_bytes,
        outgoing_signers_to_bytes, recovery_from_bytes, recovery_to_bytes, signers_from_bytes,
        signers_to_bytes,
    },
};

/// The columns of an account.
pub(super) struct AccountRow {
    pub(super) node: B256,
    pub(super) name: String,
    pub(super) nonce: i64,
    pub(super) history_hash: Vec<u8>,
    pub(super) threshold: i64,
    pub(super) signers: Vec<u8>,
    pub(super) guardian_threshold: i64,
    pub(super) guardians_hash: Vec<u8>,
    pub(super) recovery_delay: i64,
    pub(super) recovery_nonce: i64,
    pub(super) recovery: Option<Vec<u8>>,
    pub(super) outgoing_guardians: Option<Vec<u8>>,
    pub(super) outgoing_signers: Option<Vec<u8>>,
    pub(super) spent: i64,
    pub(super) frozen_until: i64,
    pub(super) retired_from: i64,
    pub(super) implementation: Vec<u8>,
    pub(super) outbox_root: Vec<u8>,
    pub(super) limits_hash: Vec<u8>,
    pub(super) registrar: Vec<u8>,
    pub(super) policy: i64,
}

impl AccountRow {
    /// # Errors
    /// If a number does not fit 63 bits.
    pub(super) fn new(account: &Account) -> Result<Self, StoreError> {
        Ok(Self {
            node: account.node,
            name: account.name.clone(),
            nonce: to_i64(account.nonce)?,
            history_hash: account.history_hash.to_vec(),
            threshold: account.threshold.into(),
            signers: signers_to_bytes(&account.signers),
            guardian_threshold: account.guardians.threshold.into(),
            guardians_hash: account.guardians.hash.to_vec(),
            recovery_delay: account.guardians.recovery_delay.into(),
            recovery_nonce: to_i64(account.recovery_nonce)?,
            recovery: account.recovery.as_ref().map(recovery_to_bytes),
            outgoing_guardians: account
                .outgoing_guardians
                .as_ref()
                .map(outgoing_guardians_to_bytes),
            outgoing_signers: account.outgoing_signers.as_ref().map(outgoing_signers_to_bytes),
            spent: account.spent.code().into(),
            frozen_until: to_i64(account.frozen_until)?,
            retired_from: to_i64(account.retired_from)?,
            implementation: account.implementation.to_vec(),
            outbox_root: account.outbox_root.to_vec(),
            limits_hash: account.limits_hash.to_vec(),
            registrar: account.registrar.to_vec(),
            policy: account.policy.code().into(),
        })
    }

    /// # Errors
    /// If a column holds what it should not.
    pub(super) fn into_account(self) -> Result<Account, StoreError> {
        let node = self.node;
        self.decode().map_err(|Damage| StoreError::Damaged {
            what: "account",
            node,
        })
    }

    fn decode(self) -> Result<Account, Damage> {
        Ok(Account {
            node: self.node,
            name: self.name,
            nonce: number(self.nonce)?,
            history_hash: word(&self.history_hash)?,
            threshold: number(self.threshold)?,
            signers: signers_from_bytes(&self.signers)?,
            guardians: Guardians {
                threshold: number(self.guardian_threshold)?,
                hash: word(&self.guardians_hash)?,
                recovery_delay: number(self.recovery_delay)?,
            },
            recovery_nonce: number(self.recovery_nonce)?,
            recovery: self.recovery.as_deref().map(recovery_from_bytes).transpose()?,
            outgoing_guardians: self
                .outgoing_guardians
                .as_deref()
                .map(outgoing_guardians_from_bytes)
                .transpose()?,
            outgoing_signers: self
                .outgoing_signers
                .as_deref()
                .map(outgoing_signers_from_bytes)
                .transpose()?,
            spent: Spent::try_from(number::<u8>(self.spent)?).map_err(|_| Damage)?,
            frozen_until: number(self.frozen_until)?,
            retired_from: number(self.retired_from)?,
            implementation: address(&self.implementation)?,
            outbox_root: word(&self.outbox_root)?,
            limits_hash: word(&self.limits_hash)?,
            registrar: address(&self.registrar)?,
            policy: Policy::try_from(number::<u8>(self.policy)?).map_err(|_| Damage)?,
        })
    }
}

fn number<T: TryFrom<i64>>(column: i64) -> Result<T, Damage> {
    T::try_from(column).map_err(|_| Damage)
}

fn word(column: &[u8]) -> Result<B256, Damage> {
    B256::try_from(column).map_err(|_| Damage)
}

fn address(column: &[u8]) -> Result<Address, Damage> {
    Address::try_from(column).map_err(|_| Damage)
}

/// A number as the databases keep it.
///
/// # Errors
/// Above `i64::MAX`.
pub(super) fn to_i64(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number)
        .map_err(|_| StoreError::Database(format!("{number} does not fit a column: at most {}", i64::MAX)))
}

/// A bound of a query as the databases take it: nothing stands beyond the largest.
pub(super) fn bound(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}
