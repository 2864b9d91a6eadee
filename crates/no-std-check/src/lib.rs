//! A library without std that uses the crates which promise to need none. It is built and not run.
//!
//! The panic handler below is std's if any crate linked here brings std, and rustc refuses a second
//! one: "found duplicate lang item `panic_impl`".
#![no_std]

extern crate alloc;

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::slice;

use alloy_primitives::{Address, keccak256};
use mononym_ens::{Call, Limits, SignedResponse, answer, ccip, response_digest};
use mononym_keystore::{
    AccountLeaf, Builder, Domain, Node, Path, Proof, ProvenAnswer, SignedOperation, State, Tree, account_key,
    account_leaf, apply, leaf_changes, missing, prove,
};

/// Reads a call, answers it with nothing and encodes the answer; gives its length, or 0.
///
/// # Safety
/// `call_data` points at `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ens(call_data: *const u8, length: usize) -> usize {
    // SAFETY: the caller's promise.
    let call_data = unsafe { slice::from_raw_parts(call_data, length) };
    let Ok(Call::Resolve(lookup) | Call::Prove(lookup)) = ccip::decode_call(call_data, &Limits::default())
    else {
        return 0;
    };
    let records = lookup.query.record_calls();
    let keys = records.iter().map(|record| record.key(&lookup.name.node()));
    let result = answer::empty(&lookup.query);
    let digest = response_digest(&Address::ZERO, keys.count() as u64, call_data, &result);
    let mut signature = [27; 65];
    signature[..32].copy_from_slice(digest.as_slice());
    let response = SignedResponse {
        result: result.into(),
        expires: 0,
        signature,
    };
    response.encode().len()
}

/// Reads a stored operation, verifies it and applies it to no account at `accepted_at`; gives the
/// nonce after it, or 0.
///
/// # Safety
/// `operation` points at `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keystore(operation: *const u8, length: usize, accepted_at: u64) -> u64 {
    // SAFETY: the caller's promise.
    let operation = unsafe { slice::from_raw_parts(operation, length) };
    let domain = Domain {
        l1_chain_id: 1,
        keystore: Address::ZERO,
    };
    let Ok(signed) = SignedOperation::from_bytes(operation) else {
        return 0;
    };
    let Ok(verified) = signed.verify(&domain, &Limits::default()) else {
        return 0;
    };
    let state = State {
        account: None,
        parent: None,
        is_root: true,
    };
    apply(state, &verified, accepted_at).map_or(0, |change| change.account.nonce)
}

/// Does what an operation does to the tree of `version`, of which only the root node is known, and
/// proves the account after it; gives the length of the proven answer, or 0.
///
/// # Safety
/// `operation` points at `length` bytes, `root` at `root_length`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tree(
    operation: *const u8,
    length: usize,
    root: *const u8,
    root_length: usize,
    version: u64,
) -> usize {
    // SAFETY: the caller's promise.
    let operation = unsafe { slice::from_raw_parts(operation, length) };
    // SAFETY: the caller's promise.
    let root = unsafe { slice::from_raw_parts(root, root_length) };
    proven(operation, root, version).map_or(0, |answer| answer.encode().len())
}

fn proven(operation: &[u8], root: &[u8], version: u64) -> Option<ProvenAnswer> {
    let limits = Limits::default();
    let domain = Domain {
        l1_chain_id: 1,
        keystore: Address::ZERO,
    };
    let signed = SignedOperation::from_bytes(operation).ok()?;
    let verified = signed.verify(&domain, &limits).ok()?;
    let state = State {
        account: None,
        parent: None,
        is_root: true,
    };
    let change = apply(state, &verified, 0).ok()?;
    let key = account_key(&change.account.node);

    let node = Arc::new(Node::from_bytes(root).ok()?);
    let mut nodes = BTreeMap::from([((Path::ROOT, version), node)]);
    missing(&nodes, version, &[key]).is_empty().then_some(())?;
    let mut tree = Tree::open(&nodes, version).ok()?;
    let mut builder = Builder::new(version, |_, node| drop(node));
    for (key, leaf) in leaf_changes(&change) {
        tree.set(&key, leaf.as_ref().map(keccak256)).ok()?;
        builder.push(&key, keccak256(leaf.unwrap_or_default())).ok()?;
    }
    builder.finish();
    let root = tree.root();
    let next = version.saturating_add(1);
    for (path, node) in tree.finish(next).nodes {
        nodes.insert((path, next), Arc::new(Node::from_bytes(&node.to_bytes()).ok()?));
    }

    let proof = prove(&nodes, next, &key).ok()?;
    let account = Proof::new(proof, Some(account_leaf(&change.account).into())).ok()?;
    AccountLeaf::from_bytes(account.check(&root, &key).ok()??).ok()?;
    let answer = ProvenAnswer {
        number: next,
        account,
        records: Vec::new(),
    };
    ProvenAnswer::decode(&answer.encode(), &limits).ok()
}

/// Has no memory to give.
struct Empty;

// SAFETY: a null pointer says that there is no memory, and so none is ever given back.
unsafe impl GlobalAlloc for Empty {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Empty = Empty;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
