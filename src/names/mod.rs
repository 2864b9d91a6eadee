//! The use case of the name service: register, operate, show.

mod addresses;
mod genesis;
mod view;

use std::sync::Arc;

use alloy_primitives::B256;
use mononym_ens::{Limits, Name, NameError, NormalizeError, is_normalized};
use mononym_keystore::{
    Account, Domain, Operation, Policy, Rejection, SignedOperation, Voucher, VoucherTerms, signers_hash,
};
use thiserror::Error;

pub use addresses::{AddressesView, ChainAddress, Inputs, OtherAddress};
pub use view::{NameView, RecordView};

use crate::{
    clock::Clock,
    sign::{LocalSigner, ResponseSigner},
    store::{AcceptError, Accepted, PendingChange, Store, StoreError},
};

/// Registers names, changes them and shows them.
pub struct Names {
    store: Arc<dyn Store>,
    registrar: LocalSigner,
    clock: Clock,
    settings: NamesSettings,
}

/// What the name service serves.
#[derive(Clone, Debug)]
pub struct NamesSettings {
    /// Names whose subnames are registered here.
    pub parents: Vec<Name>,
    /// The deployment that operations are signed for.
    pub domain: Domain,
    /// Bounds on what is accepted.
    pub limits: Limits,
}

/// Why a name is not shown or changed. Nothing was changed.
#[derive(Debug, Error)]
pub enum NamesError {
    /// The text is no name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The name is not in normalised form.
    #[error(transparent)]
    NotNormalized(#[from] NormalizeError),
    /// The name is under none of our parents.
    #[error("{0} is under no name that is served here")]
    ForeignName(String),
    /// A registration below a name that is not ours.
    #[error("{0} cannot be registered here: it is under no name that is served here")]
    ForeignParent(String),
    /// Nobody has registered it.
    #[error("{0} is not registered")]
    Unknown(String),
    /// The operation in the body is for another name than the address of the request.
    #[error("the request is for {path} and the operation for {operation}: they must be one name")]
    OtherName {
        /// Name in the request's path.
        path: String,
        /// Name in the operation.
        operation: String,
    },
    /// An operation that is sent to the wrong place.
    #[error("{found} is not accepted here: send it to {place}")]
    WrongPlace {
        /// The operation's primary type.
        found: &'static str,
        /// Where it belongs.
        place: &'static str,
    },
    /// The operation is not accepted.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The store did not take it.
    #[error(transparent)]
    NotAccepted(#[from] AcceptError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Names {
    /// A name service over these parts.
    pub fn new(store: Arc<dyn Store>, registrar: LocalSigner, clock: Clock, settings: NamesSettings) -> Self {
        Self {
            store,
            registrar,
            clock,
            settings,
        }
    }

    /// What this service serves.
    pub fn settings(&self) -> &NamesSettings {
        &self.settings
    }

    /// Registers a name.
    ///
    /// # Errors
    /// [`NamesError`] says why not.
    pub async fn register(&self, mut signed: SignedOperation) -> Result<Accepted, NamesError> {
        let Operation::Register(operation) = &signed.operation else {
            return Err(NamesError::WrongPlace {
                found: signed.operation.primary_type(),
                place: "POST /v1/names/{name}/operations",
            });
        };
        let name = self.parse_served(&operation.name).map_err(|error| match error {
            NamesError::ForeignName(name) => NamesError::ForeignParent(name),
            error => error,
        })?;
        is_normalized(&operation.name, &self.settings.limits)?;
        if signed.voucher.is_none() {
            let hash = signers_hash(operation.threshold, &operation.signers);
            signed.voucher = self
                .consent(&name, &operation.name, hash, operation.deadline)
                .await?;
        }
        self.accept(&signed).await
    }

    /// Changes a name.
    ///
    /// # Errors
    /// [`NamesError`] says why not.
    pub async fn operate(&self, name: &str, signed: SignedOperation) -> Result<Accepted, NamesError> {
        if matches!(signed.operation, Operation::Register(_)) {
            return Err(NamesError::WrongPlace {
                found: "Register",
                place: "POST /v1/names",
            });
        }
        if signed.operation.name() != name {
            return Err(NamesError::OtherName {
                path: name.to_owned(),
                operation: signed.operation.name().to_owned(),
            });
        }
        self.parse_served(name)?;
        self.accept(&signed).await
    }

    /// The account of a name.
    ///
    /// # Errors
    /// If there is none, or the text is no name that is served here.
    pub async fn get(&self, name: &str) -> Result<Account, NamesError> {
        let parsed = self.parse_served(name)?;
        self.store
            .find_account(&parsed.node())
            .await?
            .ok_or_else(|| NamesError::Unknown(name.to_owned()))
    }

    /// The configured parents with their accounts.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn list_parents(&self) -> Result<Vec<Account>, NamesError> {
        let mut accounts = Vec::with_capacity(self.settings.parents.len());
        for parent in &self.settings.parents {
            accounts.extend(self.store.find_account(&parent.node()).await?);
        }
        Ok(accounts)
    }

    fn parse_served(&self, text: &str) -> Result<Name, NamesError> {
        let name = Name::from_text(text, &self.settings.limits)?;
        if self.settings.parents.iter().any(|parent| name.is_under(parent)) {
            Ok(name)
        } else {
            Err(NamesError::ForeignName(text.to_owned()))
        }
    }

    /// Under an open policy the service vouches for everybody, so that the log alone stays
    /// checkable: each registration carries its parent's consent.
    async fn consent(
        &self,
        name: &Name,
        text: &str,
        signers_hash: B256,
        deadline: u64,
    ) -> Result<Option<Voucher>, NamesError> {
        let Some(parent) = name.parent() else {
            return Ok(None);
        };
        let Some(parent) = self.store.find_account(&parent.node()).await? else {
            return Ok(None);
        };
        if parent.policy != Policy::Open || parent.registrar != self.registrar.address() {
            return Ok(None);
        }
        let digest = VoucherTerms {
            name: text,
            signers_hash,
            deadline,
        }
        .digest(&self.settings.domain);
        let signature = self.registrar.sign_digest(&digest);
        let signature =
            mononym_keystore::Signature::try_from(signature.as_slice()).map_err(Rejection::from)?;
        Ok(Some(Voucher { deadline, signature }))
    }

    async fn accept(&self, signed: &SignedOperation) -> Result<Accepted, NamesError> {
        let operation = signed.verify(&self.settings.domain, &self.settings.limits)?;
        let name = operation.name().clone();
        let kind = operation.operation().primary_type();
        let accepted = self
            .store
            .accept(PendingChange {
                operation,
                body: signed.to_bytes(),
            })
            .await?;
        tracing::info!(%name, kind, sequence = accepted.sequence, "{kind} for {name} accepted");
        Ok(accepted)
    }
}
