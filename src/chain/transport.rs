//! HTTP to one node: every request has an end, every answer a greatest length.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use alloy_json_rpc::{RequestPacket, ResponsePacket};
use alloy_transport::{TransportError, TransportErrorKind, TransportFut};
use tokio::{task, time};

use super::{NodeError, RpcUrl};

/// Bounds on one request to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeSettings {
    /// Longest time for one request.
    pub timeout: Duration,
    /// Longest answer in bytes.
    pub answer_bytes: u64,
}

impl Default for NodeSettings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            answer_bytes: 4 << 20,
        }
    }
}

/// Sends requests to one node, with the HTTP client that the rest of the program has.
#[derive(Clone)]
pub(super) struct Http {
    agent: ureq::Agent,
    url: RpcUrl,
    settings: NodeSettings,
}

impl Http {
    pub(super) fn new(url: RpcUrl, settings: NodeSettings) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would take the request, and trust, to another host.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(settings.timeout))
            .build()
            .into();
        Self { agent, url, settings }
    }

    async fn send(self, request: RequestPacket) -> Result<ResponsePacket, TransportError> {
        let timeout = self.settings.timeout;
        let body = request.serialize().map_err(TransportError::ser_err)?;
        let answer = task::spawn_blocking(move || self.post(body.get().as_bytes()));
        // Resolving a host may take longer than the client's own limit.
        let answer = time::timeout(timeout + timeout / 4, answer)
            .await
            .map_err(|_| NodeError::Timeout(timeout))
            .and_then(|joined| joined.map_err(|_| NodeError::Unreachable("the request was given up".into())))
            .and_then(|answer| answer)
            .map_err(TransportErrorKind::custom)?;
        serde_json::from_slice(&answer)
            // Without the text: nobody knows what is in it.
            .map_err(|error| TransportError::deser_err(error, ""))
    }

    fn post(&self, body: &[u8]) -> Result<Vec<u8>, NodeError> {
        let failed = |error| self.failure(error);
        let mut response = self
            .agent
            .post(self.url.expose())
            .content_type("application/json")
            .send(body)
            .map_err(failed)?;
        let limit = self.settings.answer_bytes;
        let answer = response.body_mut().with_config().limit(limit).read_to_vec();
        let status = response.status();
        match answer {
            // Many nodes answer a refusal with the status of an error, and say why in the body.
            Ok(answer) if status.is_success() || is_json(&answer) => Ok(answer),
            _ if !status.is_success() => Err(NodeError::Status(status.as_u16())),
            answer => answer.map_err(failed),
        }
    }

    fn failure(&self, error: ureq::Error) -> NodeError {
        let text = match error {
            ureq::Error::Timeout(_) => return NodeError::Timeout(self.settings.timeout),
            ureq::Error::BodyExceedsLimit(limit) => return NodeError::TooLong(limit),
            ureq::Error::StatusCode(status) => return NodeError::Status(status),
            ureq::Error::HostNotFound => "the host is not found".to_owned(),
            ureq::Error::Io(error) => error.to_string(),
            // These may quote the URL.
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => "the URL cannot be used".to_owned(),
            error => error.to_string(),
        };
        NodeError::Unreachable(self.url.redact(&text))
    }
}

fn is_json(answer: &[u8]) -> bool {
    answer.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<ResponsePacket>(answer).is_ok()
}

impl tower::Service<RequestPacket> for Http {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: RequestPacket) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}
