//! The use case of ERC-3668: decode, find, answer, sign.

mod answer;
mod cache;
mod expiry;
mod lists;
mod needs;
mod proof;
pub mod trust;

use std::{collections::HashSet, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, hex};
use mononym_derive::{Catalogue, Deployment};
use mononym_ens::{Call, EnvelopeError, Limits, Name, Query, SignedResponse, ccip, response_digest};
use thiserror::Error;
use tokio::sync::watch;

pub use answer::{AddressSource, ResolvedAddress, resolve_address};
use cache::Life;
pub use cache::{AnswerCache, Epoch, Epochs};
pub use expiry::Expiry;
pub use lists::{ChainListError, ChainLists};
pub use proof::{ProvenLookup, UnprovenError, answer_from_proofs, prove};

use crate::{
    chain::Anchor,
    clock::Clock,
    keys::Keys,
    sign::SignError,
    store::{ProveError, Store, StoreError},
};

/// Answers CCIP-Read requests.
pub struct Gateway {
    store: Arc<dyn Store>,
    keys: Keys,
    cache: AnswerCache,
    clock: Clock,
    anchor: watch::Receiver<Option<Anchor>>,
    settings: GatewaySettings,
}

/// What a gateway serves, and how.
#[derive(Clone, Debug)]
pub struct GatewaySettings {
    /// Names whose subnames are served.
    pub parents: Vec<Name>,
    /// Resolver contracts to sign for; empty for any.
    pub resolvers: HashSet<Address>,
    /// How long signed answers live.
    pub expiry: Expiry,
    /// Bounds on what is decoded.
    pub limits: Limits,
    /// Chains whose addresses are derived.
    pub catalogue: Arc<Catalogue>,
    /// What enters every derived address.
    pub deployment: Deployment,
}

/// Why a request has no signed answer.
#[derive(Clone, Debug, Error)]
pub enum GatewayError {
    /// The call data is none.
    #[error(transparent)]
    Malformed(#[from] EnvelopeError),
    /// The resolver is not one of ours.
    #[error("resolver {0} is not served here")]
    UnknownResolver(Address),
    /// The name is under none of our parents.
    #[error("{0} is under no name that is served here")]
    UnknownName(Name),
    /// Nothing to prove against.
    #[error("no root of the keystore on L1 is known here: ask for a signed answer, or another gateway")]
    NoAnchor,
    /// L1 has another root than the log of this service.
    #[error("the root on L1 is not that of this service's log after operation {sequence}")]
    OtherRoot {
        /// Sequence of the operation.
        sequence: u64,
    },
    /// The database has no such proof.
    #[error(transparent)]
    Prove(#[from] ProveError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signer failed.
    #[error(transparent)]
    Sign(#[from] SignError),
}

impl Gateway {
    /// A gateway over these parts.
    pub fn new(
        store: Arc<dyn Store>,
        keys: Keys,
        cache: AnswerCache,
        clock: Clock,
        anchor: watch::Receiver<Option<Anchor>>,
        settings: GatewaySettings,
    ) -> Self {
        Self {
            store,
            keys,
            cache,
            clock,
            anchor,
            settings,
        }
    }

    /// What this gateway serves.
    pub fn settings(&self) -> &GatewaySettings {
        &self.settings
    }

    /// The keys that sign.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The finished response body for a request that was answered before, if that still stands.
    pub fn cached(&self, resolver: &Address, call_data: &[u8]) -> Option<Bytes> {
        let now = self.clock.now();
        if ccip::asks_for_proof(call_data) {
            let number = (*self.anchor.borrow())?.number;
            let key = proven_key(number, call_data);
            return self.cache.get(resolver, &key, now, now);
        }
        self.cache
            .get(resolver, call_data, now, self.settings.expiry.fresh_until(now))
    }

    /// The response body, `{"data":"0x…"}`, for a request: from the cache, or made and kept.
    ///
    /// # Errors
    /// [`GatewayError`] says why there is none. A name or record that does not exist is no error:
    /// its answer is a signed empty value.
    pub async fn respond(&self, resolver: &Address, call_data: &[u8]) -> Result<Bytes, GatewayError> {
        if let Some(body) = self.cached(resolver, call_data) {
            return Ok(body);
        }
        if !self.settings.resolvers.is_empty() && !self.settings.resolvers.contains(resolver) {
            return Err(GatewayError::UnknownResolver(*resolver));
        }
        let call = ccip::decode_call(call_data, &self.settings.limits)?;
        let lookup = call.lookup();
        if !self
            .settings
            .parents
            .iter()
            .any(|parent| lookup.name.is_under(parent))
        {
            return Err(GatewayError::UnknownName(lookup.name.clone()));
        }
        let node = lookup.name.node();
        if let Call::Prove(lookup) = &call {
            return self
                .respond_proven(resolver, call_data, &node, &lookup.query)
                .await;
        }
        // Before the read: a change after it makes what was read stale.
        let epoch = self.cache.epochs().of(&node);
        let now = self.clock.now();
        let (result, wrong_from) = self.answer(&node, &lookup.query, now).await?;
        let expires = self.settings.expiry.at(now);
        let digest = response_digest(resolver, expires, call_data, &result);
        let signature = self.keys.sign(&digest).await?;
        let response = SignedResponse {
            result: result.into(),
            expires,
            signature,
        }
        .encode();
        let body = body(&response);
        let life = Life { expires, wrong_from };
        self.cache.insert(resolver, call_data, body.clone(), epoch, life);
        Ok(body)
    }

    /// The same with proofs under the newest root that L1 takes for final.
    async fn respond_proven(
        &self,
        resolver: &Address,
        call_data: &[u8],
        node: &B256,
        query: &Query,
    ) -> Result<Bytes, GatewayError> {
        let anchor = (*self.anchor.borrow()).ok_or(GatewayError::NoAnchor)?;
        let epoch = self.cache.epochs().of(node);
        let proven = self.prove(Some(anchor.sequence), node, query).await?;
        if proven.root != anchor.root {
            return Err(GatewayError::OtherRoot {
                sequence: anchor.sequence,
            });
        }
        let life = Life {
            expires: u64::MAX,
            wrong_from: proven.wrong_from,
        };
        let body = body(&proven.into_answer(anchor.number).encode());
        let key = proven_key(anchor.number, call_data);
        self.cache.insert(resolver, &key, body.clone(), epoch, life);
        Ok(body)
    }

    /// Proofs of what the answer to a query follows from, in a version of the tree; in the newest
    /// if none is named.
    ///
    /// # Errors
    /// If that version is not kept, or the database fails.
    pub async fn prove(
        &self,
        version: Option<u64>,
        node: &B256,
        query: &Query,
    ) -> Result<ProvenLookup, ProveError> {
        let catalogue = &self.settings.catalogue;
        prove(&*self.store, version, node, query, catalogue, self.clock.now()).await
    }

    /// The newest root of the keystore that L1 takes for final; nothing where L1 is not watched, or
    /// has none of ours.
    pub fn anchor(&self) -> Option<Anchor> {
        *self.anchor.borrow()
    }

    /// The unsigned answer to a query about a node, and when time alone makes it wrong.
    async fn answer(&self, node: &B256, query: &Query, now: u64) -> Result<(Vec<u8>, u64), GatewayError> {
        let keys: Vec<B256> = query.record_calls().iter().map(|call| call.key(node)).collect();
        let found = self.store.find(node, &keys).await?;
        let data_keys = match &found {
            Some(_) if answer::asks_for_data_keys(query) => self.data_keys(node).await?,
            _ => Vec::new(),
        };
        let context = answer::Context {
            node,
            now,
            found: found.as_ref(),
            data_keys: Some(&data_keys),
            catalogue: &self.settings.catalogue,
            deployment: &self.settings.deployment,
        };
        let wrong_from = found.as_ref().map_or(u64::MAX, |found| found.next_status(now));
        Ok((answer::answer(&context, query)?, wrong_from))
    }

    async fn data_keys(&self, node: &B256) -> Result<Vec<String>, StoreError> {
        let records = self.store.list_records(node).await?;
        Ok(answer::data_keys(&records, &self.settings.limits))
    }
}

/// Answers under different commits are different answers.
fn proven_key(number: u64, call_data: &[u8]) -> Vec<u8> {
    [call_data, &number.to_be_bytes()].concat()
}

/// `{"data":"0x…"}`.
fn body(response: &[u8]) -> Bytes {
    let mut body = Vec::with_capacity(response.len().saturating_mul(2).saturating_add(13));
    body.extend_from_slice(br#"{"data":""#);
    body.extend_from_slice(hex::encode_prefixed(response).as_bytes());
    body.extend_from_slice(br#""}"#);
    body.into()
}
