//! What is asked, and the part of it that is counted.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use alloy_primitives::{Bytes, hex};
use axum::{
    body::Body,
    extract::Request,
    http::{Method, StatusCode},
    response::Response,
};
use mononym::{
    http,
    sign::{LocalSigner, SecretKey},
};
use mononym_ens::{CoinType, Query, ccip, response_digest};
use tower::Service;

use crate::{
    Result,
    world::{NAMES, TEXT, World, name},
};

/// Lookups that are counted in each case, after as many that warm up.
pub(crate) const COUNTED: usize = 128;

const RESOLVER: &str = "0x1111111111111111111111111111111111111111";
const SENDER: &str = "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

/// A kind of lookup.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    /// Answered before, by GET.
    HotSigned,
    /// Answered before, by POST.
    HotSignedPost,
    /// Proven before.
    HotProven,
    /// A text record, read and signed.
    ColdText,
    /// The same by POST.
    ColdTextPost,
    /// An address that is computed.
    ColdDerived,
    /// A name that nobody has registered.
    ColdUnknown,
    /// Address, text and contenthash in one.
    ColdMulticall,
    /// A text record, read and proven.
    ColdProven,
    /// No lookup: the digest of an answer and its signature alone.
    Signature,
}

impl Case {
    pub(crate) const ALL: [Self; 10] = [
        Self::HotSigned,
        Self::HotSignedPost,
        Self::HotProven,
        Self::ColdText,
        Self::ColdTextPost,
        Self::ColdDerived,
        Self::ColdUnknown,
        Self::ColdMulticall,
        Self::ColdProven,
        Self::Signature,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::HotSigned => "hot-signed",
            Self::HotSignedPost => "hot-signed-post",
            Self::HotProven => "hot-proven",
            Self::ColdText => "cold-text",
            Self::ColdTextPost => "cold-text-post",
            Self::ColdDerived => "cold-derived",
            Self::ColdUnknown => "cold-unknown",
            Self::ColdMulticall => "cold-multicall",
            Self::ColdProven => "cold-proven",
            Self::Signature => "signature",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|case| case.name() == name);
        found.ok_or_else(|| format!("there is no case {name}").into())
    }

    /// Asks all, counting the second half.
    pub(crate) fn run(self, world: World) -> Result<()> {
        if matches!(self, Self::Signature) {
            return signatures();
        }
        let requests = (0..2 * COUNTED)
            .map(|lookup| self.request(lookup))
            .collect::<Result<Vec<_>>>()?;
        // What waits for a time needs a runtime around it.
        let _runtime = world.runtime.enter();
        let mut service = http::service(world.app);
        for (lookup, request) in requests.into_iter().enumerate() {
            let response = if lookup < COUNTED {
                // Not by a function of its own: the compiler would make one of two that are alike.
                answer(&mut service, request)
            } else {
                counted_lookup(&mut service, request)
            };
            match response.map(|response| response.status()) {
                Some(StatusCode::OK) => {}
                other => return Err(format!("lookup {lookup} was answered {other:?}").into()),
            }
        }
        Ok(())
    }

    fn request(self, lookup: usize) -> Result<Request> {
        // Names spread over the database, another for each lookup; hot ones are the same again.
        let index = match self {
            Self::HotSigned | Self::HotSignedPost | Self::HotProven => lookup % 8,
            _ => lookup,
        };
        let index = index.wrapping_mul(2_654_435_761) % NAMES;
        let (name, query) = match self {
            Self::ColdDerived => (name(index)?, Query::AddrOf(CoinType::ETH)),
            Self::ColdUnknown => (name(NAMES + index)?, Query::Text(TEXT.to_owned())),
            Self::ColdMulticall => (
                name(index)?,
                Query::Multicall(vec![
                    Ok(Query::Addr),
                    Ok(Query::Text(TEXT.to_owned())),
                    Ok(Query::Contenthash),
                ]),
            ),
            _ => (name(index)?, Query::Text(TEXT.to_owned())),
        };
        let inner = query.encode(name.node());
        let call_data = match self {
            Self::HotProven | Self::ColdProven => ccip::encode_prove(&name, &inner),
            _ => ccip::encode_resolve(&name, &inner),
        };
        let data = hex::encode_prefixed(call_data);
        match self {
            Self::HotSignedPost | Self::ColdTextPost => Ok(Request::builder()
                .method(Method::POST)
                .uri(format!("/{RESOLVER}"))
                .body(Body::from(format!(
                    "{{\"sender\":\"{SENDER}\",\"data\":\"{data}\"}}"
                )))?),
            _ => Ok(Request::get(format!("/{RESOLVER}/{SENDER}/{data}")).body(Body::empty())?),
        }
    }
}

/// Answers a request. Callgrind counts from its beginning to its end, by its name: so nothing else
/// may have that in its own.
#[inline(never)]
fn counted_lookup<S: Service<Request, Response = Response>>(
    service: &mut S,
    request: Request,
) -> Option<Response> {
    answer(service, request)
}

/// The response, of a service that need not wait for anything.
#[inline(always)]
fn answer<S: Service<Request, Response = Response>>(service: &mut S, request: Request) -> Option<Response> {
    let mut context = Context::from_waker(Waker::noop());
    let mut future = pin!(service.call(request));
    match future.as_mut().poll(&mut context) {
        Poll::Ready(response) => response.ok(),
        Poll::Pending => None,
    }
}

fn signatures() -> Result<()> {
    let signer = LocalSigner::new(SecretKey::generate());
    let name = name(0)?;
    let inner = Query::Text(TEXT.to_owned()).encode(name.node());
    let call_data = Bytes::from(ccip::encode_resolve(&name, &inner));
    let result = mononym_ens::Answer::Text("https://name00000000.example/".to_owned()).encode();
    for expires in 0..COUNTED as u64 {
        counted_lookup_signature(&signer, expires, &call_data, &result)?;
    }
    Ok(())
}

#[inline(never)]
fn counted_lookup_signature(
    signer: &LocalSigner,
    expires: u64,
    call_data: &[u8],
    result: &[u8],
) -> Result<()> {
    let digest = response_digest(&RESOLVER.parse()?, expires, call_data, result);
    std::hint::black_box(signer.sign_digest(&digest));
    Ok(())
}
