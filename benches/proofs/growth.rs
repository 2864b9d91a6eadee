//! How the tree and its proofs grow with the number of accounts.

use std::time::Instant;

use mononym_ens::{CoinType, RecordCall};
use mononym_keystore::{Proof, ProvenAnswer, prove};

use crate::{
    Result,
    gas::{self, Case, Gas},
    leaves::{Leaves, keys, node, spread, values},
    memory::{Stored, VERSION, prove_account},
    shared::stats::median,
};

/// Accounts whose proofs are measured at each size.
const SAMPLE: usize = 2000;
/// Accounts whose proofs are checked in an EVM.
const GAS_SAMPLE: usize = 50;

/// One size.
pub(crate) struct Size {
    pub(crate) accounts: usize,
    pub(crate) leaves: usize,
    pub(crate) build_seconds: f64,
    pub(crate) nodes: usize,
    pub(crate) node_bytes: usize,
    /// Of nodes and values, with their places and versions.
    pub(crate) all_bytes: usize,
    /// Over all leaves.
    pub(crate) sum_of_siblings: usize,
    pub(crate) most_siblings: usize,
    /// Bytes of a proven answer: an account and its record.
    pub(crate) answer_bytes: f64,
    /// Microseconds of its two proofs, by nodes as they are stored, and by nodes whose hashes are known.
    pub(crate) prove_stored: f64,
    pub(crate) prove_known: f64,
    pub(crate) gas: Gas,
}

impl Size {
    /// The mean.
    pub(crate) fn siblings(&self) -> f64 {
        self.sum_of_siblings as f64 / self.leaves as f64
    }
}

pub(crate) fn measure(sizes: &[usize]) -> Result<Vec<Size>> {
    sizes.iter().map(|accounts| size(*accounts)).collect()
}

fn size(accounts: usize) -> Result<Size> {
    let leaves = Leaves::of(accounts)?;
    let start = Instant::now();
    std::hint::black_box(leaves.build(VERSION, |_, node| drop(std::hint::black_box(node.to_bytes())))?);
    let build_seconds = start.elapsed().as_secs_f64();
    let tree = Stored::build(&leaves)?;
    let (mut sum_of_siblings, mut most_siblings) = (0, 0);
    for depth in leaves.depths() {
        sum_of_siblings += depth;
        most_siblings = most_siblings.max(depth);
    }
    // A place of 33 bytes and a version of 8.
    let value_bytes: usize = leaves.0.iter().map(|leaf| 41 + leaf.value().len()).sum();

    let sample: Vec<u32> = (0..SAMPLE.min(accounts))
        .map(|lookup| spread(lookup, accounts))
        .collect();
    let known = tree.known(sample.iter().flat_map(|account| keys(*account)))?;
    let (mut prove_stored, mut prove_known, mut bytes) = (Vec::new(), Vec::new(), 0);
    for account in &sample {
        let start = Instant::now();
        std::hint::black_box(prove_account(&tree, *account)?);
        prove_stored.push(start.elapsed().as_secs_f64() * 1e6);
        let start = Instant::now();
        std::hint::black_box(prove_account(&known, *account)?);
        prove_known.push(start.elapsed().as_secs_f64() * 1e6);
        bytes += case(&tree, *account)?.text.encode().len();
    }
    let cases: Vec<Case> = sample
        .iter()
        .take(GAS_SAMPLE)
        .map(|account| case(&tree, *account))
        .collect::<Result<_>>()?;
    Ok(Size {
        accounts,
        leaves: leaves.0.len(),
        build_seconds,
        nodes: tree.nodes(),
        node_bytes: tree.bytes(),
        all_bytes: tree.bytes() + value_bytes,
        sum_of_siblings,
        most_siblings,
        answer_bytes: bytes as f64 / sample.len() as f64,
        prove_stored: median(prove_stored.into_iter()),
        prove_known: median(prove_known.into_iter()),
        gas: gas::measure(tree.root, &cases)?,
    })
}

/// What the gateway sends about an account: its text, and the derived address, whose record is not
/// there.
fn case(tree: &Stored, account: u32) -> Result<Case> {
    let [of_account, of_record] = values(account);
    let absent = RecordCall::addr(CoinType::ETH).key(&node(account));
    let [account_proof, record] = prove_account(tree, account)?;
    let account_proof = Proof::new(account_proof, Some(of_account))?;
    let answer = |record| ProvenAnswer {
        number: gas::NUMBER,
        account: account_proof.clone(),
        records: vec![record],
    };
    Ok(Case {
        account,
        text: answer(Proof::new(record, Some(of_record))?),
        derived: answer(Proof::new(prove(tree, VERSION, &absent)?, None)?),
    })
}
