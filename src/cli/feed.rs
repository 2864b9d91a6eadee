//! A gateway's public pages, for exports and audits.

use serde::Deserialize;
use serde_json::Value;

use super::client::{Client, ClientError, segment};
use crate::transfer::{Feed, FeedEntry, FeedError, Header};

/// Operations and names that are asked for at once.
const PAGE: &str = "200";

pub(super) struct ClientFeed {
    client: Client,
}

impl ClientFeed {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }
}

#[derive(Deserialize)]
struct Changes {
    changes: Vec<FeedEntry>,
}

#[derive(Deserialize)]
struct Names {
    names: Vec<Listed>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    name: String,
}

#[derive(Deserialize)]
struct Parents {
    parents: Vec<Listed>,
}

impl From<ClientError> for FeedError {
    fn from(error: ClientError) -> Self {
        Self(Box::new(error))
    }
}

impl Feed for ClientFeed {
    fn header(&mut self) -> Result<Header, FeedError> {
        let parents: Parents = self.client.get("/v1/parents")?;
        let parents = parents.parents.into_iter().map(|parent| parent.name).collect();
        Ok(Header::new(&self.client.domain()?, parents))
    }

    fn changes(&mut self, after: u64) -> Result<Vec<FeedEntry>, FeedError> {
        let after = after.to_string();
        let query = [("after", after.as_str()), ("limit", PAGE)];
        let page: Changes = self.client.get_query("/v1/changes", &query)?;
        Ok(page.changes)
    }

    fn names(&mut self, after: Option<&str>) -> Result<(Vec<String>, Option<String>), FeedError> {
        let mut query = vec![("limit", PAGE)];
        query.extend(after.map(|after| ("after", after)));
        let page: Names = self.client.get_query("/v1/names", &query)?;
        Ok((
            page.names.into_iter().map(|listed| listed.name).collect(),
            page.next,
        ))
    }

    fn show(&mut self, name: &str) -> Result<Option<Value>, FeedError> {
        match self.client.get(&format!("/v1/names/{}", segment(name))) {
            Ok(shown) => Ok(Some(shown)),
            Err(ClientError::Refused { slug, .. }) if slug == "unknown-name" => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
