//! Requests as clients send them, and what their answers look like.

use alloy_primitives::{Bytes, U256};
use mononym_ens::{CoinType, Element, Query, ccip};

use crate::{
    Result,
    load::{
        plan::Expected,
        template::{self, Template},
    },
    names,
};

/// What is asked about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ask {
    /// Its text record, signed.
    Signed,
    /// The same, proven.
    Proven,
    /// Its text record, its address and its contenthash in one call, signed.
    Multicall,
    /// A text record that it does not have.
    RandomText,
    /// Its address under a coin type that nobody uses.
    RandomCoin,
}

/// How.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Method {
    Get,
    Post,
}

impl Ask {
    fn query(self) -> Query {
        match self {
            Self::Signed | Self::Proven => names::query(),
            Self::Multicall => {
                let queries = [names::query(), Query::Addr, Query::Contenthash];
                Query::Multicall(queries.into_iter().map(Element::Ok).collect())
            }
            Self::RandomText => Query::Text(template::KEY.to_owned()),
            Self::RandomCoin => Query::AddrOf(CoinType(U256::from(template::COIN))),
        }
    }

    /// The call data about the name of an index.
    pub(crate) fn call_data(self, index: u64) -> Result<Bytes> {
        let name = names::parsed(index)?;
        let inner = self.query().encode(name.node());
        Ok(match self {
            Self::Proven => ccip::encode_prove(&name, &inner),
            _ => ccip::encode_resolve(&name, &inner),
        }
        .into())
    }

    /// Path and body of the request about the name of an index, by whoever asks first.
    pub(crate) fn parts(self, method: Method, index: u64) -> Result<(String, Option<String>)> {
        let (sender, data) = (template::SENDER, self.call_data(index)?);
        Ok(match method {
            Method::Get => (format!("/{sender:#x}/{data}.json"), None),
            Method::Post => {
                let body = format!(r#"{{"sender":"{sender:#x}","data":"{data}"}}"#);
                ("/".to_owned(), Some(body))
            }
        })
    }

    /// The same as it travels.
    pub(crate) fn request(self, method: Method, index: u64) -> Result<String> {
        let (path, body) = self.parts(method, index)?;
        Ok(body.map_or_else(|| get(&path), |body| post(&path, &body)))
    }

    /// The same, to be filled.
    pub(crate) fn template(self, method: Method, is_known: bool) -> Result<Template> {
        Ok(Template::new(self.request(method, 0)?, is_known))
    }
}

pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

pub(crate) fn post(path: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// An answer of this many bytes, or between these.
pub(crate) fn answer_of(bytes: (usize, usize)) -> Expected {
    Expected {
        status: 200,
        bytes,
        head: r#"{"data":"0x"#.to_owned(),
    }
}

/// An answer of the API.
pub(crate) fn json(status: u16) -> Expected {
    Expected {
        status,
        bytes: (2, usize::MAX),
        head: "{".to_owned(),
    }
}
