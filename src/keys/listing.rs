//! What the resolvers on L1 list as their signers.

use std::collections::BTreeSet;

use alloy_primitives::Address;

use crate::chain::{ChainError, L1, signers_of};

/// Resolvers, and where they are.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Where they are.
    pub l1: L1,
    /// The resolvers; proven ones list nobody.
    pub resolvers: Vec<Address>,
}

/// The signers of one resolver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolverSigners {
    /// The resolver.
    pub resolver: Address,
    /// Whose answers it accepts.
    pub signers: BTreeSet<Address>,
}

/// The signers of every resolver that has any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed(pub Vec<ResolverSigners>);

impl Listing {
    /// Reads them all.
    ///
    /// # Errors
    /// If L1 cannot be read.
    pub async fn read(&self) -> Result<Listed, ChainError> {
        let mut found = Vec::new();
        for resolver in self.resolvers.iter().copied() {
            let signers = self
                .l1
                .ask(async |node| {
                    let block = node.latest_block().await?;
                    signers_of(&node, block, resolver).await
                })
                .await?;
            if let Some(signers) = signers {
                found.push(ResolverSigners { resolver, signers });
            }
        }
        Ok(Listed(found))
    }
}

impl Listed {
    /// Those that every resolver lists; nothing where none lists anybody.
    pub fn common(&self) -> Option<BTreeSet<Address>> {
        let mut sets = self.0.iter().map(|found| found.signers.clone());
        let first = sets.next()?;
        Some(sets.fold(first, |common, signers| &common & &signers))
    }
}
