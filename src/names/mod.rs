//! The use case of the name service: register, operate, list, search, show.

mod addresses;
mod availability;
mod coin_address;
mod deployed;
mod draft;
mod genesis;
mod history;
mod list;
mod lookalike;
mod parents;
mod register;
mod reservations;
mod reserved;
mod resolve;
mod reverse;
mod rules;
pub mod schema;
mod tokens;
mod typed_data;
mod view;

use std::{sync::Arc, thread};

use alloy_primitives::Address;
use mononym_coins::AddressError;
use mononym_derive::InteroperableError;
use mononym_ens::{Limits, Name, NameError, NormalizeError};
use mononym_keystore::{Account, Domain, EncodingError, Operation, Rejection, SignedOperation};
use thiserror::Error;
use tokio::sync::{Semaphore, SemaphorePermit};

pub use addresses::{AddressesView, ChainAddress, OtherAddress};
pub use availability::{AvailabilityView, SuggestedRecord};
pub use coin_address::BadAddress;
pub use draft::{Draft, DraftError, DraftView};
pub use history::{ChangesPage, LogPage, LoggedView};
pub use list::{ListQuery, ListedView, NamesPage};
pub use register::MAX_BATCH;
pub use reservations::{ImportedName, ImportedRecord, reservation};
pub use reserved::Reserved;
pub use resolve::ResolvedView;
pub use reverse::{ResolvedChain, ReversePage, ReverseView};
pub use rules::{MinLength, MinLengthError, RegistrationRules, RuleError};
pub use tokens::{
    IssueToken, ListTokens, RevokeToken, SignedTokenRequest, TokenError, TokenRequest, TokenView,
};
pub use typed_data::{Member, TypedDomain};
pub use view::{NameView, RecordView, record_view};

use self::{coin_address::check_addresses, parents::Parents};
use crate::{
    clock::Clock,
    gateway::Epochs,
    sign::{LocalSigner, NativeCurves},
    store::{AcceptError, Accepted, PendingChange, Refused, Store, StoreError},
};

/// Registers names, changes them and shows them.
pub struct Names {
    store: Arc<dyn Store>,
    registrar: LocalSigner,
    clock: Clock,
    parents: Parents,
    /// Those on which signatures may be checked.
    cores: Semaphore,
    settings: NamesSettings,
}

/// What the name service serves.
#[derive(Clone, Debug)]
pub struct NamesSettings {
    /// Names whose subnames are registered here.
    pub parents: Vec<Name>,
    /// The deployment that operations are signed for.
    pub domain: Domain,
    /// What the registrar vouches for.
    pub rules: RegistrationRules,
    /// Bounds on what is accepted.
    pub limits: Limits,
    /// What mini-accounts run unless their owners choose otherwise.
    pub mini_account: Address,
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
    /// The chain behind the `@` is none, or the address there has another checksum.
    #[error(transparent)]
    Interoperable(#[from] InteroperableError),
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
    /// The registrar does not vouch for the name.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// The parent takes registrations through wallets with an API key only.
    #[error("names below {0} are registered with an API key: send it as `Authorization: Bearer …`")]
    NoToken(String),
    /// A batch of none, or too many.
    #[error("a batch has 1 to {MAX_BATCH} registrations, not {0}")]
    BatchSize(usize),
    /// One operation of a batch is not accepted, and so none is.
    #[error("registration {index}: {error}")]
    Batch {
        /// Its place in the batch, from 0.
        index: usize,
        /// Why.
        error: Box<NamesError>,
    },
    /// The operation cannot be drafted.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// A request about API keys is refused.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The text is an address of no coin.
    #[error(transparent)]
    MalformedAddress(AddressError),
    /// A record sets what is no address of its coin.
    #[error(transparent)]
    BadAddress(#[from] BadAddress),
    /// The operation is not accepted.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The store did not take it.
    #[error(transparent)]
    NotAccepted(#[from] AcceptError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The log holds an operation that does not decode.
    #[error("operation {sequence} of the log: {error}")]
    DamagedLog {
        /// Its place in the log.
        sequence: u64,
        /// What is wrong with it.
        error: EncodingError,
    },
}

impl Names {
    /// A name service over these parts; `epochs` tell which accounts changed.
    pub fn new(
        store: Arc<dyn Store>,
        registrar: LocalSigner,
        clock: Clock,
        epochs: Epochs,
        settings: NamesSettings,
    ) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self {
            store,
            registrar,
            clock,
            parents: Parents::new(epochs),
            cores: Semaphore::new(cores.saturating_sub(1).max(1)),
            settings,
        }
    }

    /// What this service serves.
    pub fn settings(&self) -> &NamesSettings {
        &self.settings
    }

    /// The present time, in Unix seconds.
    pub fn now(&self) -> u64 {
        self.clock.now()
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
        check_addresses(signed.operation.records(), &self.settings.limits)?;
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

    /// A name under one of the parents, registered or not.
    ///
    /// # Errors
    /// If the text is no such name.
    pub fn parse_served(&self, text: &str) -> Result<Name, NamesError> {
        let name = Name::from_text(text, &self.settings.limits)?;
        if self.settings.parents.iter().any(|parent| name.is_under(parent)) {
            Ok(name)
        } else {
            Err(NamesError::ForeignName(text.to_owned()))
        }
    }

    async fn accept(&self, signed: &SignedOperation) -> Result<Accepted, NamesError> {
        let core = self.core().await?;
        let change = self.verify(signed)?;
        drop(core);
        let accepted = self.store.accept(vec![change]).await;
        let accepted = accepted.map_err(|Refused { error, .. }| error)?;
        let accepted = accepted.into_iter().next().ok_or(StoreError::Closed)?;
        log_acceptance(&accepted, signed.operation.primary_type());
        Ok(accepted)
    }

    /// A core to check signatures on. One is left to whoever writes, or those who wait for the writer
    /// would keep it from writing.
    async fn core(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        self.cores.acquire().await.map_err(|_| StoreError::Closed)
    }

    /// Checks every signature of an operation, which needs no state.
    fn verify(&self, signed: &SignedOperation) -> Result<PendingChange, Rejection> {
        Ok(PendingChange {
            operation: signed.verify_with(&NativeCurves, &self.settings.domain, &self.settings.limits)?,
            body: signed.to_bytes(),
            vouched_here: false,
            token: None,
            accepted_at: None,
        })
    }
}

fn log_acceptance(accepted: &Accepted, kind: &str) {
    let (name, sequence) = (&accepted.name, accepted.sequence);
    tracing::info!(%name, kind, sequence, "{kind} for {name} accepted");
}
