//! What this program is when it runs itself on the server's core: the bare handler, the loop of
//! signatures.

use std::{
    hint::black_box,
    io::Write,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use alloy_primitives::{Address, Bytes};
use axum::{
    body::Bytes as Body,
    extract::Request,
    handler::HandlerWithoutStateExt,
    http::{
        Method, StatusCode,
        header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE},
    },
};
use http_body_util::BodyExt;
use mononym::sign::{LocalSigner, SecretKey};
use mononym_ens::response_digest;

use crate::{Result, load::template::SENDER, names, stats};

/// The limit of the HTTP server: the same response, and no router before it; with call data, after
/// one signature each. The runtime is the one that `mononym serve` has.
pub(crate) fn serve_bare(port: u16, body: Vec<u8>, signed: Option<Bytes>) -> Result<()> {
    let body = Body::from(body);
    let signing = signed.map(Signing::new).transpose()?.map(Arc::new);
    let answer = async move |request: Request| {
        if request.method() == Method::POST {
            // Read to its end, as whoever wants the question must.
            request
                .into_body()
                .collect()
                .await
                .map_err(|_| StatusCode::BAD_REQUEST)?;
        }
        if let Some(signing) = &signing {
            signing.once();
        }
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        ];
        Ok::<_, StatusCode>((headers, body.clone()))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        axum::serve(listener, answer.into_make_service()).await
    })?;
    Ok(())
}

/// The limit of the signature: [`Signing`] in a loop. Prints how many a second of CPU time.
pub(crate) fn sign_for(time: Duration, call_data: Bytes) -> Result<()> {
    let signing = Signing::new(call_data)?;
    let pid = std::process::id();
    let (mut count, before) = (0, stats::cpu_time(pid)?);
    let end = Instant::now() + time;
    while Instant::now() < end {
        for _ in 0..100 {
            signing.once();
        }
        count += 100;
    }
    let rate = f64::from(count) / (stats::cpu_time(pid)? - before).as_secs_f64();
    writeln!(std::io::stdout(), "{rate}")?;
    Ok(())
}

/// Makes digests of one lookup, each with another expiry, and signs them.
struct Signing {
    signer: LocalSigner,
    resolver: Address,
    call_data: Bytes,
    result: Bytes,
    expires: AtomicU64,
}

impl Signing {
    fn new(call_data: Bytes) -> Result<Self> {
        Ok(Self {
            signer: LocalSigner::new(SecretKey::generate()),
            resolver: SENDER,
            call_data,
            result: names::answer(0),
            expires: AtomicU64::new(0),
        })
    }

    fn once(&self) {
        let expires = self.expires.fetch_add(1, Ordering::Relaxed);
        let result = black_box(&self.result);
        let digest = response_digest(&self.resolver, expires, &self.call_data, result);
        black_box(self.signer.sign_digest(&digest));
    }
}
