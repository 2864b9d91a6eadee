//! URLs of L1 nodes. They often hold API keys, so only their host is ever shown.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, de};
use thiserror::Error;

/// Shortest part of a URL that is taken for a secret: shorter ones are words such as `v3`.
const SECRET_LENGTH: usize = 6;

/// The URL of an L1 node.
#[derive(Clone, PartialEq, Eq)]
pub struct RpcUrl {
    url: String,
    host: String,
}

impl RpcUrl {
    /// Host and port: all of it that may be shown.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The whole URL, with its secrets.
    pub(super) fn expose(&self) -> &str {
        &self.url
    }

    /// A text without the secrets of this URL, on one line and of bounded length.
    pub(super) fn redact(&self, text: &str) -> String {
        const LONGEST: usize = 300;
        let mut text = text.replace(&self.url, &self.host);
        let after_scheme = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let host_at = after_scheme.find(&self.host).unwrap_or_default();
        let (user, rest) = after_scheme.split_at_checked(host_at).unwrap_or_default();
        let path = rest.strip_prefix(&*self.host).unwrap_or_default();
        let mut secrets: Vec<&str> = [user, path]
            .iter()
            .flat_map(|part| part.split(['/', '?', '&', '=', ':', '@', '#', '.']))
            .filter(|part| part.len() >= SECRET_LENGTH)
            .collect();
        // The longest first: one may be part of another.
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
        for secret in secrets {
            text = text.replace(secret, "…");
        }
        let mut clean: String = text
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character })
            .take(LONGEST)
            .collect();
        if text.chars().nth(LONGEST).is_some() {
            clean.push('…');
        }
        clean
    }
}

impl fmt::Debug for RpcUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RpcUrl").field(&self.host).finish()
    }
}

/// Why a text is no URL of a node. Never shows the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the URL of a node is http:// or https://, a host, and maybe a port, a path and a query")]
pub struct RpcUrlError;

impl FromStr for RpcUrl {
    type Err = RpcUrlError;

    fn from_str(text: &str) -> Result<Self, RpcUrlError> {
        let uri: ureq::http::Uri = text.parse().map_err(|_| RpcUrlError)?;
        let known = matches!(uri.scheme_str(), Some("http" | "https"));
        let authority = uri.authority().filter(|_| known).ok_or(RpcUrlError)?;
        let host = authority.as_str().rsplit('@').next().unwrap_or_default();
        if authority.host().is_empty() {
            return Err(RpcUrlError);
        }
        Ok(Self {
            url: text.to_owned(),
            host: host.to_owned(),
        })
    }
}

impl<'de> Deserialize<'de> for RpcUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Errors of other kinds would show the text.
        let text = String::deserialize(deserializer).map_err(|_| de::Error::custom(RpcUrlError))?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://user:pass-word@node.example:8545/v3/0123456789abcdef?apikey=feedbeef";

    #[test]
    fn only_the_host_shows() {
        let url: RpcUrl = URL.parse().unwrap();
        assert_eq!(url.host(), "node.example:8545");
        assert_eq!(format!("{url:?}"), "RpcUrl(\"node.example:8545\")");
        assert_eq!(url.expose(), URL);
    }

    #[test]
    fn secrets_leave_a_text() {
        let url: RpcUrl = URL.parse().unwrap();
        let text = format!("no access to {URL}\nwith 0123456789abcdef, feedbeef, pass-word at v3");
        assert_eq!(
            url.redact(&text),
            "no access to node.example:8545 with …, …, … at v3"
        );
        assert_eq!(url.redact(&"x".repeat(1000)).chars().count(), 301);
    }

    #[test]
    fn what_is_no_url_of_a_node_is_refused_and_not_shown() {
        for text in [
            "",
            "node.example",
            "ftp://secret.example",
            "https://",
            "ws://secret",
            "/secret",
            "http:// secret",
        ] {
            let error = text.parse::<RpcUrl>().unwrap_err();
            assert!(!error.to_string().contains("secret"), "{text}");
        }
        #[derive(Debug, Deserialize)]
        struct File {
            #[serde(rename = "url")]
            _url: RpcUrl,
        }
        let error = toml::from_str::<File>("url = 17").unwrap_err();
        assert!(error.message().contains("http://"), "{error}");
    }
}
