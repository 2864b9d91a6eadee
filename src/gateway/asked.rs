//! What is asked, as the cache and the flights know it.

use std::hash::{BuildHasher, Hash, Hasher};

use alloy_primitives::{Address, Bytes};
use foldhash::quality::RandomState;
use mononym_ens::ccip;

/// A call to answer, and for which resolver: the key of its answer, hashed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    hash: u64,
    /// Number of the commit on L1 under which is proven: answers under different commits are
    /// different answers. None for a signed answer, and where there is no commit yet.
    commit: Option<u64>,
    resolver: Address,
    call_data: Bytes,
}

impl Asked {
    /// `hasher` has a seed of its own in each process: nobody can tell which questions collide.
    pub(super) fn new(
        hasher: &RandomState,
        resolver: Address,
        call_data: Bytes,
        commit: impl FnOnce() -> Option<u64>,
    ) -> Self {
        let commit = if ccip::asks_for_proof(&call_data) {
            commit()
        } else {
            None
        };
        let mut state = hasher.build_hasher();
        state.write(resolver.as_slice());
        state.write(&call_data);
        state.write_u64(commit.unwrap_or_default());
        Self {
            hash: state.finish(),
            commit,
            resolver,
            call_data,
        }
    }

    /// For whom the answer is signed.
    pub fn resolver(&self) -> &Address {
        &self.resolver
    }

    /// What is called.
    pub fn call_data(&self) -> &Bytes {
        &self.call_data
    }

    /// Whether it asks for a proof where there is nothing to prove against.
    pub(super) fn lacks_commit(&self) -> bool {
        self.commit.is_none() && ccip::asks_for_proof(&self.call_data)
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }
}

impl Hash for Asked {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}
