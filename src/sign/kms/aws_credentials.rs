//! Credentials for AWS, where AWS's own tools find them: the environment, the container's agent (ECS,
//! EKS Pod Identity), the machine's metadata (IMDSv2), in this order.

use std::{fmt, fs, net::IpAddr, sync::Mutex};

use serde::Deserialize;
use ureq::Agent;
use zeroize::Zeroizing;

use super::http::{self, Failure};
use crate::sign::{Environment, KeyOpener};

/// For how many seconds credentials that end by themselves are used. New ones are there at least five
/// minutes before the old ones end.
const LIFE: u64 = 240;
/// The agent of ECS.
const ECS: &str = "http://169.254.170.2";
/// The agents of ECS and of EKS, the only hosts besides this one that are asked without TLS.
const AGENTS: [&str; 3] = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
/// The machine's metadata.
const IMDS: &str = "http://169.254.169.254";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// Who asks. Wiped from memory when dropped, never printed.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) id: String,
    pub(super) secret: Zeroizing<String>,
    pub(super) token: Option<Zeroizing<String>>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Credentials as agents and metadata give them.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    access_key_id: String,
    #[serde(deserialize_with = "http::secret")]
    secret_access_key: Zeroizing<String>,
    #[serde(deserialize_with = "http::secret")]
    token: Zeroizing<String>,
}

impl From<Answer> for Credentials {
    fn from(answer: Answer) -> Self {
        Self {
            id: answer.access_key_id,
            secret: answer.secret_access_key,
            token: Some(answer.token),
        }
    }
}

/// Finds credentials, and keeps them for a while.
pub(super) struct Finder {
    opener: KeyOpener,
    agent: Agent,
    /// The credentials, and when they were found.
    kept: Mutex<Option<(Credentials, u64)>>,
}

impl Finder {
    pub(super) fn new(opener: &KeyOpener) -> Self {
        Self {
            opener: opener.clone(),
            agent: http::agent(opener.remote.timeout),
            kept: Mutex::new(None),
        }
    }

    /// Credentials that are in force.
    pub(super) fn find(&self) -> Result<Credentials, String> {
        if let Some(credentials) = from_environment(&self.opener.environment) {
            return Ok(credentials);
        }
        let now = self.opener.clock.now();
        // Held while they are asked for, so that one asks; whoever panicked has changed nothing.
        let mut kept = self
            .kept
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((credentials, found_at)) = &*kept
            && now < found_at.saturating_add(LIFE)
        {
            return Ok(credentials.clone());
        }
        match self.ask() {
            Ok(credentials) => {
                *kept = Some((credentials.clone(), now));
                Ok(credentials)
            }
            // The old ones may still do.
            Err(error) => kept.clone().map(|(credentials, _)| credentials).ok_or(error),
        }
    }

    fn ask(&self) -> Result<Credentials, String> {
        let environment = &self.opener.environment;
        if let Some(path) = environment.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            return self.ask_container(&format!("{ECS}{}", path.as_str()));
        }
        if let Some(url) = environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            return self.ask_container(&url);
        }
        self.ask_machine()
    }

    fn ask_container(&self, url: &str) -> Result<Credentials, String> {
        let environment = &self.opener.environment;
        if !may_be_asked(url) {
            return Err(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must begin with https://, or name this host or an agent of AWS"
                    .to_owned(),
            );
        }
        let token = match environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            Some(path) => Some(
                fs::read_to_string(path.trim())
                    .map(Zeroizing::new)
                    .map_err(|error| format!("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: {error}"))?,
            ),
            None => environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"),
        };
        let token = token.as_deref().map(|token| token.trim()).unwrap_or_default();
        let mut request = self.agent.get(url);
        if !token.is_empty() {
            request = request.header("authorization", token);
        }
        let answer: Result<Answer, Failure> = http::json(request.call());
        answer.map(Credentials::from).map_err(|failure| {
            let shown = failure.show(&[token], |_| None);
            format!("the container's credentials cannot be had: {shown}")
        })
    }

    fn ask_machine(&self) -> Result<Credentials, String> {
        let environment = &self.opener.environment;
        if environment
            .get("AWS_EC2_METADATA_DISABLED")
            .is_some_and(|text| text.eq_ignore_ascii_case("true"))
        {
            return Err(
                "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned(),
            );
        }
        let base = environment.get("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        let base = base.as_deref().map_or(IMDS, |base| base.trim_end_matches('/'));
        self.ask_imds(base).map_err(|failure| {
            let shown = failure.show(&[], |_| None);
            format!(
                "there are no credentials in the environment, and the machine's metadata has none: {shown}; set \
                 AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role"
            )
        })
    }

    fn ask_imds(&self, base: &str) -> Result<Credentials, Failure> {
        let session = http::text(
            self.agent
                .put(format!("{base}/latest/api/token"))
                .header("x-aws-ec2-metadata-token-ttl-seconds", "60")
                .send_empty(),
        )?;
        let get = |url: String| {
            self.agent
                .get(url)
                .header("x-aws-ec2-metadata-token", session.trim())
                .call()
        };
        let roles = http::text(get(format!("{base}{ROLES}")))?;
        let role = roles.lines().next().unwrap_or_default().trim();
        let answer: Answer = http::json(get(format!("{base}{ROLES}{role}")))?;
        Ok(answer.into())
    }
}

fn from_environment(environment: &Environment) -> Option<Credentials> {
    Some(Credentials {
        id: environment.get("AWS_ACCESS_KEY_ID")?.trim().to_owned(),
        secret: environment.get("AWS_SECRET_ACCESS_KEY")?,
        token: environment.get("AWS_SESSION_TOKEN"),
    })
}

/// Whether credentials may come from there.
fn may_be_asked(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(host) = url
        .parse::<ureq::http::Uri>()
        .ok()
        .and_then(|url| Some(url.host()?.to_owned()))
    else {
        return false;
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_here || host == "localhost" || AGENTS.contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_from_this_host_from_agents_or_by_tls() {
        for url in [
            "https://anywhere.example/x",
            "http://localhost:1/x",
            "http://127.0.0.1/x",
            "http://[::1]:80/x",
            "http://169.254.170.23/v1/credentials",
            "http://[fd00:ec2::23]/v1/credentials",
        ] {
            assert!(may_be_asked(url), "{url}");
        }
        for url in [
            "http://anywhere.example/x",
            "http://169.254.170.2.example/",
            "ftp://x",
            "",
        ] {
            assert!(!may_be_asked(url), "{url}");
        }
    }

    #[test]
    fn credentials_do_not_show_themselves() {
        let environment = Environment::of([
            ("AWS_ACCESS_KEY_ID", "AKID"),
            ("AWS_SECRET_ACCESS_KEY", "open sesame"),
            ("AWS_SESSION_TOKEN", "a token"),
        ]);
        let credentials = from_environment(&environment).unwrap();
        assert_eq!(credentials.token.as_deref().map(String::as_str), Some("a token"));
        let shown = format!("{credentials:?} {environment:?}");
        assert!(shown.contains("AKID"), "{shown}");
        assert!(!shown.contains("sesame") && !shown.contains("a token"), "{shown}");
    }
}
