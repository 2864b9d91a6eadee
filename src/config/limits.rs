//! Bounds on who may ask how much: the table `[limits]` of the file, flags and environment.

use std::time::Duration;

use axum::http::HeaderName;
use clap::Args;
use serde::Deserialize;

use super::{ConfigError, List, within};
use crate::http::{Clients, LimitSettings, Network, Rate};

/// Bounds as they are written. A rate or a number of registrations of 0 stands for no bound.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitTable {
    /// Proxies that say whom requests come from: addresses or networks such as 10.0.0.0/8,
    /// comma-separated; an empty list where clients connect by themselves. Bounds of clients hold only
    /// where this is set [default: not known]
    #[arg(long, env = "MONONYM_TRUSTED_PROXIES", value_name = "NETWORKS")]
    pub trusted_proxies: Option<List<Network>>,

    /// Header in which those proxies write it: x-forwarded-for, forwarded, or one like
    /// cf-connecting-ip [default: x-forwarded-for]
    #[arg(long, env = "MONONYM_CLIENT_HEADER", value_name = "NAME")]
    pub client_header: Option<String>,

    /// Bits of an IPv6 address that one client has: 64, or 48 against whoever has many networks
    /// [default: 64]
    #[arg(long, env = "MONONYM_CLIENT_IPV6_PREFIX", value_name = "BITS")]
    pub client_ipv6_prefix: Option<u64>,

    /// Clients without bounds of their own: addresses or networks, comma-separated [default: none]
    #[arg(long, env = "MONONYM_UNLIMITED_CLIENTS", value_name = "NETWORKS")]
    pub unlimited_clients: Option<List<Network>>,

    /// Requests of one client a second, in the long run; 0 for any [default: 100]
    #[arg(long, env = "MONONYM_CLIENT_RATE", value_name = "REQUESTS")]
    pub client_rate: Option<u64>,

    /// Requests of one client at once, after a rest [default: 1000]
    #[arg(long, env = "MONONYM_CLIENT_BURST", value_name = "REQUESTS")]
    pub client_burst: Option<u64>,

    /// Requests with one API key a second, in the long run; 0 for any [default: 100]
    #[arg(long, env = "MONONYM_KEY_RATE", value_name = "REQUESTS")]
    pub key_rate: Option<u64>,

    /// Requests with one API key at once, after a rest [default: 1000]
    #[arg(long, env = "MONONYM_KEY_BURST", value_name = "REQUESTS")]
    pub key_burst: Option<u64>,

    /// As how many requests a registration or another change counts [default: 10]
    #[arg(long, env = "MONONYM_CHANGE_COST", value_name = "REQUESTS")]
    pub change_cost: Option<u64>,

    /// Names that one client registers a day, without a voucher of the registrar; 0 for any
    /// [default: 1000]
    #[arg(long, env = "MONONYM_CLIENT_REGISTRATIONS_PER_DAY", value_name = "NAMES")]
    pub client_registrations_per_day: Option<u64>,

    /// Names that are registered with one API key a day, whatever its quota in all; 0 for any
    /// [default: 0]
    #[arg(long, env = "MONONYM_KEY_REGISTRATIONS_PER_DAY", value_name = "NAMES")]
    pub key_registrations_per_day: Option<u64>,

    /// Connections at a time [default: 4096]
    #[arg(long, env = "MONONYM_MAX_CONNECTIONS", value_name = "CONNECTIONS")]
    pub max_connections: Option<u64>,

    /// Connections of one client at a time; those of trusted proxies are not counted [default: 128]
    #[arg(long, env = "MONONYM_MAX_CLIENT_CONNECTIONS", value_name = "CONNECTIONS")]
    pub max_client_connections: Option<u64>,

    /// Requests under way at a time, lookups that were answered before not counted; others are told
    /// to come back [default: 512]
    #[arg(long, env = "MONONYM_MAX_REQUESTS", value_name = "REQUESTS")]
    pub max_requests: Option<u64>,

    /// Requests at a time that wait for changes [default: 1024]
    #[arg(long, env = "MONONYM_MAX_STREAMS", value_name = "REQUESTS")]
    pub max_streams: Option<u64>,

    /// Bytes of a request's URL and headers [default: 98304]
    #[arg(long, env = "MONONYM_MAX_HEAD_BYTES", value_name = "BYTES")]
    pub max_head_bytes: Option<u64>,

    /// Bytes of all bodies that are being received at a time [default: 268435456]
    #[arg(long, env = "MONONYM_MAX_UPLOAD_BYTES", value_name = "BYTES")]
    pub max_upload_bytes: Option<u64>,

    /// Seconds in which a connection's first request arrives, its body not counted [default: 10]
    #[arg(long, env = "MONONYM_HEAD_SECONDS", value_name = "SECONDS")]
    pub head_seconds: Option<u64>,

    /// Seconds from one request of a connection to the next; a proxy's own should be fewer
    /// [default: 75]
    #[arg(long, env = "MONONYM_IDLE_SECONDS", value_name = "SECONDS")]
    pub idle_seconds: Option<u64>,

    /// Seconds in which a body arrives [default: 20]
    #[arg(long, env = "MONONYM_BODY_SECONDS", value_name = "SECONDS")]
    pub body_seconds: Option<u64>,

    /// Seconds after which an answer is given up of which a client takes nothing [default: 30]
    #[arg(long, env = "MONONYM_WRITE_SECONDS", value_name = "SECONDS")]
    pub write_seconds: Option<u64>,

    /// Seconds that requests under way have when the service stops [default: 40]
    #[arg(long, env = "MONONYM_SHUTDOWN_SECONDS", value_name = "SECONDS")]
    pub shutdown_seconds: Option<u64>,
}

impl LimitTable {
    /// These settings, and for those that are absent, the others.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            client_header: self.client_header.or(other.client_header),
            client_ipv6_prefix: self.client_ipv6_prefix.or(other.client_ipv6_prefix),
            unlimited_clients: self.unlimited_clients.or(other.unlimited_clients),
            client_rate: self.client_rate.or(other.client_rate),
            client_burst: self.client_burst.or(other.client_burst),
            key_rate: self.key_rate.or(other.key_rate),
            key_burst: self.key_burst.or(other.key_burst),
            change_cost: self.change_cost.or(other.change_cost),
            client_registrations_per_day: self
                .client_registrations_per_day
                .or(other.client_registrations_per_day),
            key_registrations_per_day: self.key_registrations_per_day.or(other.key_registrations_per_day),
            max_connections: self.max_connections.or(other.max_connections),
            max_client_connections: self.max_client_connections.or(other.max_client_connections),
            max_requests: self.max_requests.or(other.max_requests),
            max_streams: self.max_streams.or(other.max_streams),
            max_head_bytes: self.max_head_bytes.or(other.max_head_bytes),
            max_upload_bytes: self.max_upload_bytes.or(other.max_upload_bytes),
            head_seconds: self.head_seconds.or(other.head_seconds),
            idle_seconds: self.idle_seconds.or(other.idle_seconds),
            body_seconds: self.body_seconds.or(other.body_seconds),
            write_seconds: self.write_seconds.or(other.write_seconds),
            shutdown_seconds: self.shutdown_seconds.or(other.shutdown_seconds),
        }
    }
}

pub(super) fn limits(table: &LimitTable) -> Result<LimitSettings, ConfigError> {
    const SECOND: Duration = Duration::from_secs(1);
    const DAY: Duration = Duration::from_secs(86_400);
    let change_cost = within("change_cost", table.change_cost, 10, 1..=10_000)?;
    let rate = |key, rate, burst_key, burst| {
        let burst = within(burst_key, burst, 1000, change_cost..=1_000_000)?;
        Ok::<_, ConfigError>(Rate::new(within(key, rate, 100, 0..=1_000_000)?, SECOND, burst))
    };
    let daily = |key, names, default| {
        let names = within(key, names, default, 0..=1_000_000_000)?;
        Ok::<_, ConfigError>(Rate::new(names, DAY, names))
    };
    let number = |key, number, default, range| {
        let number = within(key, number, default, range)?;
        usize::try_from(number).map_err(|_| ConfigError::OutOfRange {
            key,
            min: 0,
            max: usize::MAX as u64,
            found: number,
        })
    };
    let seconds = |key, seconds, default| within(key, seconds, default, 1..=3600).map(Duration::from_secs);
    Ok(LimitSettings {
        clients: clients(table)?,
        client_rate: rate(
            "client_rate",
            table.client_rate,
            "client_burst",
            table.client_burst,
        )?,
        key_rate: rate("key_rate", table.key_rate, "key_burst", table.key_burst)?,
        change_cost,
        client_registrations: daily(
            "client_registrations_per_day",
            table.client_registrations_per_day,
            1000,
        )?,
        key_registrations: daily("key_registrations_per_day", table.key_registrations_per_day, 0)?,
        connections: number("max_connections", table.max_connections, 4096, 1..=1_000_000)?,
        client_connections: number(
            "max_client_connections",
            table.max_client_connections,
            128,
            1..=1_000_000,
        )?,
        requests: number("max_requests", table.max_requests, 512, 1..=1_000_000)?,
        streams: number("max_streams", table.max_streams, 1024, 1..=1_000_000)?,
        // As much as hyper itself takes at least.
        head_bytes: number("max_head_bytes", table.max_head_bytes, 98_304, 8192..=1 << 20)?,
        // One batch at least.
        upload_bytes: number(
            "max_upload_bytes",
            table.max_upload_bytes,
            256 << 20,
            5 << 20..=1 << 40,
        )?,
        head_time: seconds("head_seconds", table.head_seconds, 10)?,
        idle_time: seconds("idle_seconds", table.idle_seconds, 75)?,
        body_time: seconds("body_seconds", table.body_seconds, 20)?,
        write_time: seconds("write_seconds", table.write_seconds, 30)?,
        shutdown_time: seconds("shutdown_seconds", table.shutdown_seconds, 40)?,
    })
}

/// How clients are told apart; nothing where nobody said who stands in front of the service. All its
/// clients would be one then, and bounded as one.
fn clients(table: &LimitTable) -> Result<Option<Clients>, ConfigError> {
    let Some(proxies) = &table.trusted_proxies else {
        let wants = [
            ("client_header", table.client_header.is_some()),
            ("client_ipv6_prefix", table.client_ipv6_prefix.is_some()),
            ("unlimited_clients", table.unlimited_clients.is_some()),
            ("client_rate", table.client_rate.is_some_and(|rate| rate > 0)),
            ("client_burst", table.client_burst.is_some()),
            (
                "client_registrations_per_day",
                table.client_registrations_per_day.is_some_and(|names| names > 0),
            ),
            ("max_client_connections", table.max_client_connections.is_some()),
        ];
        return match wants.into_iter().find(|(_, wanted)| *wanted) {
            Some((key, _)) => Err(ConfigError::ClientsUnknown(key)),
            None => Ok(None),
        };
    };
    let header = table.client_header.as_deref().unwrap_or("x-forwarded-for");
    let prefix = within("client_ipv6_prefix", table.client_ipv6_prefix, 64, 16..=128)?;
    Ok(Some(Clients {
        trusted_proxies: proxies.0.clone(),
        header: HeaderName::try_from(header).map_err(|_| ConfigError::Header(header.to_owned()))?,
        ipv6_prefix: u8::try_from(prefix).unwrap_or(64),
        unlimited: table
            .unlimited_clients
            .as_ref()
            .map(|list| list.0.clone())
            .unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;

    fn read(text: &str) -> Result<LimitSettings, ConfigError> {
        let settings: Settings = toml::from_str(text).unwrap();
        limits(&settings.limits)
    }

    #[test]
    fn without_settings_the_defaults_hold() {
        assert_eq!(read("").unwrap(), LimitSettings::default());
        assert_eq!(read("[limits]").unwrap(), LimitSettings::default());
    }

    #[test]
    fn bounds_of_clients_need_to_know_the_proxies() {
        for key in [
            "client_rate = 5",
            "client_burst = 50",
            "client_header = \"forwarded\"",
            "client_ipv6_prefix = 48",
            "client_registrations_per_day = 5",
            "unlimited_clients = [\"10.0.0.1\"]",
            "max_client_connections = 5",
        ] {
            let error = read(&format!("[limits]\n{key}")).unwrap_err();
            assert!(matches!(error, ConfigError::ClientsUnknown(_)), "{key}: {error}");
            let known = read(&format!("[limits]\ntrusted_proxies = []\n{key}")).unwrap();
            assert!(known.clients.is_some(), "{key}");
        }
        assert!(read("[limits]\nclient_rate = 0").unwrap().clients.is_none());
        let direct = read("[limits]\ntrusted_proxies = []").unwrap();
        assert_eq!(
            direct.clients.unwrap(),
            Clients {
                trusted_proxies: Vec::new(),
                header: HeaderName::from_static("x-forwarded-for"),
                ipv6_prefix: 64,
                unlimited: Vec::new(),
            }
        );
    }

    #[test]
    fn what_is_no_bound_is_refused() {
        for text in [
            "change_cost = 0",
            "key_burst = 9",
            "max_connections = 0",
            "max_head_bytes = 8191",
            "idle_seconds = 0",
            "trusted_proxies = []\nclient_ipv6_prefix = 129",
        ] {
            let error = read(&format!("[limits]\n{text}")).unwrap_err();
            assert!(matches!(error, ConfigError::OutOfRange { .. }), "{text}: {error}");
        }
        let error = read("[limits]\ntrusted_proxies = []\nclient_header = \"a b\"").unwrap_err();
        assert!(error.to_string().contains("\"a b\""), "{error}");
        for text in ["trusted_proxies = [\"proxy.example\"]", "max_conections = 5"] {
            let error = toml::from_str::<Settings>(&format!("[limits]\n{text}")).unwrap_err();
            let said = error.to_string();
            assert!(
                said.contains("proxy.example") || said.contains("max_conections"),
                "{said}"
            );
        }
    }

    #[test]
    fn the_first_of_two_settings_counts() {
        let table = |text: &str| toml::from_str::<LimitTable>(text).unwrap();
        let both = table("key_rate = 5").or(table("key_rate = 6\nmax_requests = 7"));
        assert_eq!((both.key_rate, both.max_requests), (Some(5), Some(7)));
    }
}
