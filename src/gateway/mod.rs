//! The use case of ERC-3668: decode, find, answer, sign.

mod answer;
mod asked;
mod cache;
mod counter;
mod epochs;
mod expiry;
mod flights;
mod lists;
mod needs;
mod proof;
pub mod trust;

use std::{collections::HashSet, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, hex};
use foldhash::quality::RandomState;
use mononym_derive::{Catalogue, Deployment};
use mononym_ens::{Call, EnvelopeError, Limits, Name, Query, SignedResponse, ccip, response_digest};
use thiserror::Error;
use tokio::sync::watch;

pub use answer::{AddressSource, ResolvedAddress, resolve_address};
pub use asked::Asked;
use cache::{Answer, Life};
pub use cache::{AnswerCache, CacheFigures};
pub use epochs::{Epoch, Epochs};
pub use expiry::Expiry;
use flights::{Flights, Outcome, Turn};
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
    flights: Flights,
    hasher: RandomState,
    clock: Clock,
    anchor: watch::Receiver<Option<Anchor>>,
    /// Nodes of the parents, in their order.
    parent_nodes: Vec<B256>,
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
            flights: Flights::default(),
            hasher: RandomState::default(),
            clock,
            anchor,
            parent_nodes: settings.parents.iter().map(Name::node).collect(),
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

    /// How the cache of answers is doing.
    pub fn cache_figures(&self) -> CacheFigures {
        self.cache.figures()
    }

    /// What a request asks.
    pub fn asked(&self, resolver: Address, call_data: Bytes) -> Asked {
        Asked::new(&self.hasher, resolver, call_data, || {
            self.anchor().map(|anchor| anchor.number)
        })
    }

    /// The finished response body for a request that was answered before, if that still stands.
    pub fn cached(&self, asked: &Asked) -> Option<Bytes> {
        if asked.lacks_commit() {
            return None;
        }
        let now = self.clock.now();
        self.cache.get(asked, now, self.settings.expiry.kept(now))
    }

    /// The response body, `{"data":"0x…"}`, for a request: from the cache, or made and kept.
    ///
    /// # Errors
    /// As [`Gateway::answer_anew`].
    pub async fn respond(&self, asked: Asked) -> Result<Bytes, GatewayError> {
        match self.cached(&asked) {
            Some(body) => Ok(body),
            None => self.answer_anew(asked).await,
        }
    }

    /// The response body for a request that the cache has no answer to: made and kept, once for all
    /// who ask meanwhile.
    ///
    /// # Errors
    /// [`GatewayError`] says why there is none. A name or record that does not exist is no error:
    /// its answer is a signed empty value.
    pub async fn answer_anew(&self, asked: Asked) -> Result<Bytes, GatewayError> {
        loop {
            match self.flights.join(&asked) {
                Turn::Lead(lead) => {
                    // Another's answer may have landed since the cache was looked into.
                    if let Some(body) = self.landed(&asked) {
                        return Ok(body);
                    }
                    let outcome = self.answer_and_keep(&asked).await;
                    lead.land(&outcome);
                    return outcome.map(|answer| answer.body);
                }
                Turn::Follow(outcome) => match outcome.await {
                    Ok(Ok(answer)) if self.serves(&answer) => return Ok(answer.body),
                    // It was read before a change that was acknowledged before we asked, perhaps.
                    Ok(Ok(_)) => {
                        return self.answer_and_keep(&asked).await.map(|answer| answer.body);
                    }
                    Ok(Err(error)) => return Err(error),
                    // Whoever led has hung up.
                    Err(_) => {}
                },
            }
        }
    }

    fn landed(&self, asked: &Asked) -> Option<Bytes> {
        let now = self.clock.now();
        self.cache.find(asked, now, self.settings.expiry.kept(now))
    }

    fn serves(&self, answer: &Answer) -> bool {
        let now = self.clock.now();
        self.cache.serves(answer, now, self.settings.expiry.kept(now))
    }

    async fn answer_and_keep(&self, asked: &Asked) -> Outcome {
        let answer = self.make(asked.resolver(), asked.call_data()).await?;
        self.cache.insert(asked.clone(), answer.clone());
        Ok(answer)
    }

    async fn make(&self, resolver: &Address, call_data: &[u8]) -> Outcome {
        if !self.settings.resolvers.is_empty() && !self.settings.resolvers.contains(resolver) {
            return Err(GatewayError::UnknownResolver(*resolver));
        }
        match ccip::decode_call(call_data, &self.settings.limits)? {
            Call::Resolve(lookup) => {
                let node = self.node(lookup.name)?;
                self.sign(resolver, call_data, &node, &lookup.query).await
            }
            Call::Prove(lookup) => {
                let node = self.node(lookup.name)?;
                self.prove_final(&node, &lookup.query).await
            }
        }
    }

    /// The node of a name under one of our parents.
    fn node(&self, name: Name) -> Result<B256, GatewayError> {
        let mut parents = self.settings.parents.iter().zip(&self.parent_nodes);
        parents
            .find_map(|(parent, node)| name.node_under(parent, *node))
            .ok_or(GatewayError::UnknownName(name))
    }

    async fn sign(&self, resolver: &Address, call_data: &[u8], node: &B256, query: &Query) -> Outcome {
        // Before the read: a change after it makes what was read stale.
        let epoch = self.cache.epochs().of(node);
        let now = self.clock.now();
        let (result, wrong_from) = self.answer(node, query, now).await?;
        let expires = self.settings.expiry.at(now);
        let digest = response_digest(resolver, expires, call_data, &result);
        let signature = self.keys.sign(&digest).await?;
        let response = SignedResponse {
            result: result.into(),
            expires,
            signature,
        };
        Ok(Answer {
            body: body(&response.encode()),
            epoch,
            life: Life { expires, wrong_from },
        })
    }

    /// Proofs under the newest root that L1 takes for final.
    async fn prove_final(&self, node: &B256, query: &Query) -> Outcome {
        let anchor = self.anchor().ok_or(GatewayError::NoAnchor)?;
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
        Ok(Answer {
            body: body(&proven.into_answer(anchor.number).encode()),
            epoch,
            life,
        })
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
        let calls = query.record_calls();
        let keys: Vec<B256> = calls.iter().map(|call| call.key(node)).collect();
        let found = self.store.find(node, &keys).await?;
        let data_keys = match &found {
            Some(_) if answer::asks_for_data_keys(query) => self.data_keys(node).await?,
            _ => Vec::new(),
        };
        let context = answer::Context {
            node,
            now,
            found: found.as_ref(),
            keys: &calls.into_iter().zip(keys).collect::<Vec<_>>(),
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

/// `{"data":"0x…"}`.
fn body(response: &[u8]) -> Bytes {
    const HEAD: &[u8] = br#"{"data":"0x"#;
    const TAIL: &[u8] = br#""}"#;
    let digits = response.len().saturating_mul(2);
    let length = (HEAD.len() + TAIL.len()).saturating_add(digits);
    let mut body = Vec::with_capacity(length);
    body.extend_from_slice(HEAD);
    body.resize(HEAD.len().saturating_add(digits), 0);
    let hex = body.get_mut(HEAD.len()..).unwrap_or_default();
    // There are two digits for each byte.
    let _ = hex::encode_to_slice(response, hex);
    body.extend_from_slice(TAIL);
    body.into()
}

#[cfg(test)]
mod tests;
