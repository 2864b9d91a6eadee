//! Who a request comes from: the address of its connection, or what a proxy that is trusted says.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

/// Most proxies that a request is followed back through. Whoever writes more of them into a header is
/// none.
const MOST_HOPS: usize = 16;

/// Addresses with a common beginning: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

/// The text is no network.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no network: write an address, or one with the bits that count, such as 10.0.0.0/8")]
pub struct NetworkError(String);

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let network = text
            .parse()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| NetworkError(text.to_owned()))?;
        Ok(Self(network))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// How clients are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clients {
    /// Proxies whose header is believed.
    pub trusted_proxies: Vec<Network>,
    /// The header that they write. One alone is read: a proxy passes the others on as it got them.
    pub header: HeaderName,
    /// Bits of an IPv6 address that one client has: whoever has a /64 has all its addresses.
    pub ipv6_prefix: u8,
    /// Clients without bounds.
    pub unlimited: Vec<Network>,
}

/// One client: an IPv4 address, or the beginning of an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::http) struct Client(pub(super) IpAddr);

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Peer {
    /// A client.
    Client(Client),
    /// A proxy that is trusted, and speaks for many clients.
    Proxy(IpAddr),
    /// One without bounds.
    Unbounded,
}

impl Clients {
    /// Who is at the other end of a connection.
    pub(super) fn peer(&self, address: IpAddr) -> Peer {
        let address = address.to_canonical();
        if self.trusts(address) {
            return Peer::Proxy(address);
        }
        self.bounded(address).map_or(Peer::Unbounded, Peer::Client)
    }

    /// The client of a request that came over a connection of `peer`; nothing for one without bounds.
    pub(super) fn of(&self, peer: Peer, headers: &HeaderMap) -> Option<Client> {
        match peer {
            Peer::Client(client) => Some(client),
            Peer::Proxy(address) => self.bounded(self.behind(address, headers)),
            Peer::Unbounded => None,
        }
    }

    fn bounded(&self, address: IpAddr) -> Option<Client> {
        if self.unlimited.iter().any(|network| network.contains(address)) {
            return None;
        }
        Some(Client(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(self.ipv6_prefix.min(128)))
                    .unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
        }))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    }

    /// Goes back from proxy to proxy, from the right: each wrote down whom it heard from. The first
    /// that is no proxy of ours is the client; what stands left of it anybody may have written.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let parse = if self.header.as_str() == "forwarded" {
            forwarded_for
        } else {
            address_of
        };
        let mut nearest = peer;
        let hops = headers
            .get_all(&self.header)
            .iter()
            .rev()
            .flat_map(|value| value.to_str().unwrap_or_default().rsplit(','))
            .take(MOST_HOPS);
        for hop in hops {
            // An obscured or garbled hop hides who stands behind it.
            let Some(address) = parse(hop.trim()) else {
                return nearest;
            };
            nearest = address;
            if !self.trusts(address) {
                return nearest;
            }
        }
        nearest
    }
}

/// An address, as X-Forwarded-For and its like have it: some proxies add the port.
fn address_of(hop: &str) -> Option<IpAddr> {
    let address = match hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(bracketed) => IpAddr::V6(bracketed.parse().ok()?),
        None => hop
            .parse()
            .or_else(|_| hop.parse::<SocketAddr>().map(|socket| socket.ip()))
            .ok()?,
    };
    Some(address.to_canonical())
}

/// `for=` of one element of Forwarded (RFC 7239, section 6).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") {
            if found.is_some() {
                return None;
            }
            let value = value
                .strip_prefix('"')
                .and_then(|rest| rest.strip_suffix('"'))
                .unwrap_or(value);
            found = Some(address_of(value)?);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn clients(proxies: &[&str], header: &str) -> Clients {
        Clients {
            trusted_proxies: proxies.iter().map(|text| text.parse().unwrap()).collect(),
            header: header.parse().unwrap(),
            ipv6_prefix: 64,
            unlimited: Vec::new(),
        }
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    /// The client that these header lines, sent by `peer`, show.
    fn seen(clients: &Clients, peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(clients.header.clone(), HeaderValue::from_str(line).unwrap());
        }
        let client = clients.of(clients.peer(ip(peer)), &headers);
        client.unwrap().0.to_string()
    }

    #[test]
    fn a_header_counts_from_a_proxy_only() {
        let behind = clients(&["10.0.0.0/8", "2001:db8::1"], "x-forwarded-for");
        assert_eq!(seen(&behind, "10.1.2.3", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(seen(&behind, "2001:db8::1", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(seen(&behind, "::ffff:10.1.2.3", &["192.0.2.7"]), "192.0.2.7");
        assert_eq!(seen(&behind, "203.0.113.9", &["192.0.2.7"]), "203.0.113.9");
        assert_eq!(seen(&behind, "2001:db8::2", &["192.0.2.7"]), "2001:db8::");
        assert_eq!(seen(&behind, "10.1.2.3", &[]), "10.1.2.3");
        let direct = clients(&[], "x-forwarded-for");
        assert_eq!(seen(&direct, "10.1.2.3", &["192.0.2.7"]), "10.1.2.3");
    }

    #[test]
    fn of_many_hops_the_last_that_no_proxy_of_ours_wrote_counts() {
        let behind = clients(&["10.0.0.0/8"], "x-forwarded-for");
        for (lines, expected) in [
            (&["1.1.1.1, 192.0.2.7"][..], "192.0.2.7"),
            (&["1.1.1.1", "192.0.2.7"], "192.0.2.7"),
            (&["1.1.1.1, 192.0.2.7, 10.9.9.9"], "192.0.2.7"),
            (&["192.0.2.7:4711, 10.9.9.9:80"], "192.0.2.7"),
            (&["[2001:db8::7]:4711"], "2001:db8::"),
            (&["[2001:db8:1:2:3:4:5:6]"], "2001:db8:1:2::"),
            (&["::ffff:192.0.2.7"], "192.0.2.7"),
            // Nobody but proxies: the one that is furthest away.
            (&["10.0.0.1, 10.0.0.2"], "10.0.0.1"),
            // What cannot be read hides what stands left of it.
            (&["1.1.1.1, unknown, 10.0.0.2"], "10.0.0.2"),
            (&["1.1.1.1, "], "10.1.2.3"),
            (&["1.1.1.1, 999.1.1.1"], "10.1.2.3"),
            (&["1.1.1.1%eth0"], "10.1.2.3"),
            (&["\u{e9}"], "10.1.2.3"),
        ] {
            assert_eq!(seen(&behind, "10.1.2.3", lines), expected, "{lines:?}");
        }
        let many = vec!["10.0.0.1"; 10_000].join(",");
        assert_eq!(seen(&behind, "10.1.2.3", &[&many]), "10.0.0.1");
    }

    #[test]
    fn forwarded_is_read_as_its_standard_writes_it() {
        let behind = clients(&["10.0.0.0/8"], "forwarded");
        for (line, expected) in [
            ("for=192.0.2.43", "192.0.2.43"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::"),
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("proto=https; for=\"192.0.2.60:80\"", "192.0.2.60"),
            ("for=1.1.1.1, for=198.51.100.17, for=10.0.0.4", "198.51.100.17"),
            ("for=1.1.1.1, for=_hidden", "10.1.2.3"),
            ("for=1.1.1.1, for=unknown", "10.1.2.3"),
            ("for=1.1.1.1;for=2.2.2.2", "10.1.2.3"),
            ("by=203.0.113.43", "10.1.2.3"),
            ("192.0.2.43", "10.1.2.3"),
            // A comma within quotes splits all the same, and neither half is an address.
            ("for=\"1.1.1.1, 2.2.2.2\"", "10.1.2.3"),
        ] {
            assert_eq!(seen(&behind, "10.1.2.3", &[line]), expected, "{line}");
        }
    }

    #[test]
    fn whoever_has_a_prefix_is_one_client() {
        let mut clients = clients(&[], "x-forwarded-for");
        let seen = |clients: &Clients, peer: &str| clients.peer(ip(peer));
        assert_eq!(
            seen(&clients, "2001:db8:1:2::1"),
            seen(&clients, "2001:db8:1:2:ffff::9")
        );
        assert_ne!(
            seen(&clients, "2001:db8:1:2::1"),
            seen(&clients, "2001:db8:1:3::1")
        );
        clients.ipv6_prefix = 48;
        assert_eq!(
            seen(&clients, "2001:db8:1:2::1"),
            seen(&clients, "2001:db8:1:3::1")
        );
        clients.ipv6_prefix = 128;
        assert_ne!(seen(&clients, "2001:db8::1"), seen(&clients, "2001:db8::2"));
        assert_ne!(seen(&clients, "192.0.2.1"), seen(&clients, "192.0.2.2"));
        assert_eq!(seen(&clients, "::ffff:192.0.2.1"), seen(&clients, "192.0.2.1"));
    }

    #[test]
    fn some_have_no_bounds() {
        let mut clients = clients(&["10.0.0.0/8"], "x-forwarded-for");
        clients.unlimited = vec!["192.0.2.0/24".parse().unwrap()];
        let peer = |address: &str| clients.peer(ip(address));
        assert_eq!(peer("192.0.2.1"), Peer::Unbounded);
        assert_eq!(peer("10.0.0.1"), Peer::Proxy(ip("10.0.0.1")));
        assert_eq!(peer("192.0.3.1"), Peer::Client(Client(ip("192.0.3.1"))));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("192.0.2.1"));
        assert_eq!(clients.of(peer("10.0.0.1"), &headers), None);
        let other = clients.of(peer("203.0.113.1"), &headers);
        assert!(other.is_some(), "only a proxy may say so");
    }

    #[test]
    fn networks_are_addresses_or_their_beginnings() {
        for (text, shown) in [
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("192.0.2.1", "192.0.2.1/32"),
            ("::1", "::1/128"),
        ] {
            assert_eq!(text.parse::<Network>().unwrap().to_string(), shown);
        }
        for text in ["", "10.0.0.0/33", "10.0.0/8", "example.com", "*", "10.0.0.0/-1"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }
}
