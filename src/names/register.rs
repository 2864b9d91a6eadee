//! Registrations, one by one and in batches.

use alloy_primitives::{B256, keccak256};
use mononym_ens::{Name, is_normalized};
use mononym_keystore::{
    Operation, Policy, Register, Rejection, Secp256k1Signature, SignedOperation, Voucher, VoucherTerms,
    signers_hash,
};

use super::{Names, NamesError, coin_address::check_addresses, log_acceptance};
use crate::store::{AcceptError, Accepted, PendingChange, Refused, StoreError};

/// Most registrations of one batch.
pub const MAX_BATCH: usize = 256;
/// Registrations that are checked before another thread is worth its start.
const SHARE: usize = 8;

/// A registration on its way: the voucher is added where the registrar gives it.
struct Prepared {
    signed: SignedOperation,
    vouched_here: bool,
    /// Hash of the API key whose quota it uses.
    token: Option<B256>,
    /// Why the registrar does not vouch for it. A registration that was accepted before needs no
    /// voucher to be answered again.
    refusal: Option<NamesError>,
}

impl Names {
    /// Registers a name; `token` is the API key that the sender showed.
    ///
    /// # Errors
    /// [`NamesError`] says why not.
    pub async fn register(
        &self,
        signed: SignedOperation,
        token: Option<&str>,
    ) -> Result<Accepted, NamesError> {
        let result = self.register_all(vec![signed], token).await;
        match result {
            Ok(accepted) => accepted
                .into_iter()
                .next()
                .ok_or_else(|| StoreError::Closed.into()),
            Err(NamesError::Batch { error, .. }) => Err(*error),
            Err(error) => Err(error),
        }
    }

    /// Registers names, all or none.
    ///
    /// # Errors
    /// [`NamesError::Batch`] names the first that stands in the way.
    pub async fn register_batch(
        &self,
        batch: Vec<SignedOperation>,
        token: Option<&str>,
    ) -> Result<Vec<Accepted>, NamesError> {
        if batch.is_empty() || batch.len() > MAX_BATCH {
            return Err(NamesError::BatchSize(batch.len()));
        }
        self.register_all(batch, token).await
    }

    async fn register_all(
        &self,
        batch: Vec<SignedOperation>,
        token: Option<&str>,
    ) -> Result<Vec<Accepted>, NamesError> {
        let mut prepared = Vec::with_capacity(batch.len());
        for (index, signed) in batch.into_iter().enumerate() {
            prepared.push(self.prepare(signed, token).await.map_err(in_batch(index))?);
        }
        let changes = self.verify_all(&prepared).await?;
        match self.store.accept(changes).await {
            Ok(accepted) => {
                for accepted in &accepted {
                    log_acceptance(accepted, "Register");
                }
                Ok(accepted)
            }
            Err(Refused { index, error, .. }) => {
                let refusal = prepared
                    .get_mut(index)
                    .and_then(|prepared| prepared.refusal.take());
                let error = match (error, refusal) {
                    (AcceptError::Rejected(Rejection::NoVoucher(_)), Some(refusal)) => refusal,
                    (error, _) => error.into(),
                };
                Err(in_batch(index)(error))
            }
        }
    }

    async fn prepare(
        &self,
        mut signed: SignedOperation,
        token: Option<&str>,
    ) -> Result<Prepared, NamesError> {
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
        check_addresses(&operation.records, &self.settings.limits)?;
        let mut vouched_here = false;
        let mut used_token = None;
        let mut refusal = None;
        if signed.voucher.is_none() {
            match self.consent(&name, operation, token).await {
                Ok(consent) => {
                    vouched_here = consent.voucher.is_some();
                    signed.voucher = consent.voucher;
                    used_token = consent.token;
                }
                Err(error @ NamesError::Store(_)) => return Err(error),
                Err(error) => refusal = Some(error),
            }
        }
        Ok(Prepared {
            signed,
            vouched_here,
            token: used_token,
            refusal,
        })
    }

    /// Checks the signatures; where there are many, on all cores that nobody else checks any on.
    async fn verify_all(&self, prepared: &[Prepared]) -> Result<Vec<PendingChange>, NamesError> {
        let verify = |(index, prepared): (usize, &Prepared)| {
            let change = self
                .verify(&prepared.signed)
                .map_err(|error| in_batch(index)(error.into()))?;
            Ok(PendingChange {
                vouched_here: prepared.vouched_here,
                token: prepared.token,
                ..change
            })
        };
        let mut cores = vec![self.core().await?];
        if prepared.len() <= SHARE {
            return prepared.iter().enumerate().map(verify).collect();
        }
        while cores.len() < prepared.len().div_ceil(SHARE)
            && let Ok(another) = self.cores.try_acquire()
        {
            cores.push(another);
        }
        let share = prepared.len().div_ceil(cores.len()).max(SHARE);
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = prepared
                .chunks(share)
                .enumerate()
                .map(|(part, chunk)| {
                    scope.spawn(move || {
                        chunk
                            .iter()
                            .enumerate()
                            .map(|(index, prepared)| verify((part * share + index, prepared)))
                            .collect::<Result<Vec<_>, _>>()
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(StoreError::Closed.into())))
                .collect::<Result<Vec<_>, _>>()
        })?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Under the open and the token policy the service vouches on the registrar's behalf, so that
    /// the log alone stays checkable: each registration carries its parent's consent.
    async fn consent(
        &self,
        name: &Name,
        operation: &Register,
        token: Option<&str>,
    ) -> Result<Consent, NamesError> {
        let Some(parent) = name.parent() else {
            return Ok(Consent::default());
        };
        let Some(parent) = self.parents.find(self.store.as_ref(), &parent.node()).await? else {
            return Ok(Consent::default());
        };
        if parent.registrar != self.registrar.address() {
            return Ok(Consent::default());
        }
        let token = match parent.policy {
            Policy::Closed | Policy::Voucher => return Ok(Consent::default()),
            Policy::Open => None,
            Policy::Token => {
                let secret = token.ok_or_else(|| NamesError::NoToken(parent.name.clone()))?;
                Some(keccak256(secret))
            }
        };
        self.settings.rules.check(&operation.name)?;
        let terms = VoucherTerms {
            name: &operation.name,
            signers_hash: signers_hash(operation.threshold, &operation.signers),
            deadline: operation.deadline,
        };
        let signature = self.registrar.sign_digest(&terms.digest(&self.settings.domain));
        let signature = Secp256k1Signature::try_from(signature.as_slice()).map_err(Rejection::from)?;
        Ok(Consent {
            voucher: Some(Voucher {
                deadline: operation.deadline,
                signature,
            }),
            token,
        })
    }
}

#[derive(Default)]
struct Consent {
    voucher: Option<Voucher>,
    token: Option<B256>,
}

fn in_batch(index: usize) -> impl FnOnce(NamesError) -> NamesError {
    move |error| NamesError::Batch {
        index,
        error: Box::new(error),
    }
}
