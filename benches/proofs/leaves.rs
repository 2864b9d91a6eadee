//! The leaves of many accounts, each with one record, without anybody's signature.

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, Bytes, keccak256};
use mononym_ens::{Answer, Limits, Name, RecordCall, child_node};
use mononym_keystore::{
    AccountLeaf, Builder, Guardians, Node, Path, Policy, RecordState, account_key, record_leaf,
};

use crate::Result;

/// The text record that every account has.
pub(crate) const TEXT: &str = "url";

static PARENT: LazyLock<B256> = LazyLock::new(|| {
    Name::from_text("mononym.eth", &Limits::default()).map_or(B256::ZERO, |name| name.node())
});
static CALL: LazyLock<RecordCall> = LazyLock::new(|| RecordCall::text(TEXT));

/// One leaf.
pub(crate) struct Leaf {
    pub(crate) key: B256,
    pub(crate) value_hash: B256,
    /// Twice the account's index, and one more for its record.
    id: u32,
}

/// All leaves in the order of their keys.
pub(crate) struct Leaves(pub(crate) Vec<Leaf>);

impl Leaves {
    pub(crate) fn of(accounts: usize) -> Result<Self> {
        let mut leaves = Vec::with_capacity(2 * accounts);
        for id in 0..u32::try_from(2 * accounts)? {
            let [account, record] = keys(id / 2);
            leaves.push(Leaf {
                key: if id % 2 == 0 { account } else { record },
                value_hash: keccak256(value(id)),
                id,
            });
        }
        leaves.sort_unstable_by_key(|leaf| leaf.key);
        Ok(Self(leaves))
    }

    /// The root of their tree, whose nodes are given to `emit`.
    pub(crate) fn build(&self, version: u64, emit: impl FnMut(Path, Node)) -> Result<B256> {
        let mut builder = Builder::new(version, emit);
        for leaf in &self.0 {
            builder.push(&leaf.key, leaf.value_hash)?;
        }
        Ok(builder.finish())
    }

    /// Siblings of each leaf's proof: it shares all bits but the last with a neighbour.
    pub(crate) fn depths(&self) -> impl Iterator<Item = usize> {
        let key = |index: Option<usize>| index.and_then(|index| self.0.get(index)).map(|leaf| leaf.key);
        (0..self.0.len()).map(move |index| {
            let near = [key(index.checked_sub(1)), key(index.checked_add(1))];
            let shared = near
                .into_iter()
                .flatten()
                .filter_map(|other| key(Some(index)).map(|own| shared_bits(&own, &other)));
            shared.max().map_or(0, |shared| shared + 1)
        })
    }
}

impl Leaf {
    pub(crate) fn value(&self) -> Vec<u8> {
        value(self.id)
    }
}

/// Bits that both keys begin with.
pub(crate) fn shared_bits(left: &B256, right: &B256) -> usize {
    let differs = left.iter().zip(right).position(|(left, right)| left != right);
    differs.map_or(256, |byte| {
        let bits = left
            .get(byte)
            .zip(right.get(byte))
            .map_or(0, |(left, right)| (left ^ right).leading_zeros());
        8 * byte + bits as usize
    })
}

/// Another account each time, spread over all of them.
pub(crate) fn spread(lookup: usize, accounts: usize) -> u32 {
    u32::try_from(lookup.wrapping_mul(2_654_435_761) % accounts).unwrap_or_default()
}

pub(crate) fn name(account: u32) -> String {
    format!("{}.mononym.eth", label(account))
}

fn label(account: u32) -> String {
    format!("name{account:08}")
}

pub(crate) fn node(account: u32) -> B256 {
    child_node(*PARENT, label(account).as_bytes())
}

/// The keys of an account and of its record.
pub(crate) fn keys(account: u32) -> [B256; 2] {
    let node = node(account);
    [account_key(&node), CALL.key(&node)]
}

/// The values of an account and of its record.
pub(crate) fn values(account: u32) -> [Bytes; 2] {
    [value(2 * account).into(), value(2 * account + 1).into()]
}

fn value(id: u32) -> Vec<u8> {
    let account = id / 2;
    let word = B256::left_padding_from(&account.to_be_bytes());
    if id % 2 == 1 {
        let text = Answer::Text(format!("https://{}.example/", label(account))).encode();
        return record_leaf(RecordState::Set, &text).unwrap_or_default();
    }
    let leaf = AccountLeaf {
        nonce: 1,
        history_hash: keccak256(word),
        frozen_until: 0,
        retired_from: 0,
        threshold: 1,
        signers_hash: !word,
        guardians: Guardians::default(),
        recovery_hash: word,
        implementation: Address::ZERO,
        outbox_root: B256::ZERO,
        limits_hash: B256::ZERO,
        registrar: Address::ZERO,
        policy: Policy::Closed,
    };
    leaf.to_bytes()
}
