//! Several nodes, asked in order.

use alloy_primitives::Address;
use mononym_keystore::Domain;

use super::{ChainError, Node, NodeError, NodeSettings, RpcUrl};

/// The nodes of L1.
#[derive(Clone, Debug)]
pub struct L1 {
    nodes: Vec<Node>,
    domain: Domain,
}

impl L1 {
    /// These nodes, in this order.
    pub fn new(urls: Vec<RpcUrl>, domain: Domain, settings: NodeSettings) -> Self {
        let nodes = urls
            .into_iter()
            .map(|url| Node::new(url, domain, settings))
            .collect();
        Self { nodes, domain }
    }

    /// Chain id and Keystore.
    pub fn domain(&self) -> Domain {
        self.domain
    }

    /// All of them, in order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The Keystore's address.
    pub fn keystore(&self) -> Address {
        self.domain.keystore
    }

    /// Asks the first node that is of the right network and answers. Whatever belongs together is
    /// asked of one node.
    ///
    /// # Errors
    /// If none does: why, of each.
    pub async fn ask<T, F>(&self, question: impl Fn(Node) -> F) -> Result<T, ChainError>
    where
        F: Future<Output = Result<T, NodeError>>,
    {
        let mut failures = Vec::new();
        for node in &self.nodes {
            let answer = match node.check_chain().await {
                Ok(()) => question(node.clone()).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => failures.push((node.host().to_owned(), error)),
            }
        }
        Err(ChainError { failures })
    }
}
