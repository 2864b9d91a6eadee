//! Registrations of one client, and with one API key, within a day: those that the service itself
//! vouches for. Whoever brings the registrar's voucher is the registrar's own business.

use std::{convert::Infallible, hash::BuildHasher};

use axum::{extract::FromRequestParts, http::request::Parts};
use mononym_keystore::SignedOperation;

use super::{super::ApiKey, Limiter, Rate, Refusal, client::Client};

/// Who registers names.
pub(in crate::http) struct Registrant {
    client: Option<Client>,
    /// The API key that was shown.
    pub(in crate::http) key: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Registrant {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let client = parts.extensions.get().copied();
        let ApiKey(key) = ApiKey::from_request_parts(parts, state).await?;
        Ok(Self { client, key })
    }
}

/// Registrations that were counted; those that come to nothing are put back.
#[must_use]
pub(in crate::http) struct Counted<'a> {
    limiter: &'a Limiter,
    taken: Vec<(u64, Rate)>,
    names: u64,
}

impl Counted<'_> {
    /// The names were registered.
    pub(in crate::http) fn keep(mut self) {
        self.taken.clear();
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        for (bucket, rate) in &self.taken {
            self.limiter.registrations.put_back(*bucket, self.names, *rate);
        }
    }
}

impl Limiter {
    /// Counts registrations before they are tried, so that many at once do not pass together.
    pub(in crate::http) fn count_registrations(
        &self,
        registrant: &Registrant,
        registrations: &[SignedOperation],
    ) -> Result<Counted<'_>, Refusal> {
        let unvouched = registrations.iter().filter(|signed| signed.voucher.is_none());
        let mut counted = Counted {
            limiter: self,
            taken: Vec::new(),
            names: u64::try_from(unvouched.count()).unwrap_or(u64::MAX),
        };
        let by_client = registrant.client.map(|client| self.hasher.hash_one(client));
        let by_key = registrant.key.as_ref().map(|key| self.hasher.hash_one(key));
        self.count(
            &mut counted,
            by_client,
            self.settings.client_registrations,
            Refusal::ClientRegistrations,
        )?;
        self.count(
            &mut counted,
            by_key,
            self.settings.key_registrations,
            Refusal::KeyRegistrations,
        )?;
        Ok(counted)
    }

    fn count(
        &self,
        counted: &mut Counted<'_>,
        bucket: Option<u64>,
        rate: Option<Rate>,
        refusal: fn(std::time::Duration) -> Refusal,
    ) -> Result<(), Refusal> {
        let (Some(bucket), Some(rate)) = (bucket, rate) else {
            return Ok(());
        };
        if counted.names > rate.burst() {
            return Err(self.refuse(Refusal::Batch(rate.burst())));
        }
        self.registrations
            .take(bucket, self.now(), counted.names, rate)
            .map_err(|wait| self.refuse(refusal(wait)))?;
        counted.taken.push((bucket, rate));
        Ok(())
    }
}
