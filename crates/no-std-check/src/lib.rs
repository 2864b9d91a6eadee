//! A library without std that uses the crates which promise to need none. It is built and not run.
//!
//! The panic handler below is std's if any crate linked here brings std, and rustc refuses a second
//! one: "found duplicate lang item `panic_impl`".
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;
use core::slice;

use alloy_primitives::Address;
use mononym_ens::{Call, Limits, SignedResponse, answer, ccip, response_digest};
use mononym_keystore::{Domain, SignedOperation, State, apply};

/// Reads a call, answers it with nothing and encodes the answer; gives its length, or 0.
///
/// # Safety
/// `call_data` points at `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ens(call_data: *const u8, length: usize) -> usize {
    // SAFETY: the caller's promise.
    let call_data = unsafe { slice::from_raw_parts(call_data, length) };
    let Ok(Call::Resolve(lookup) | Call::Prove(lookup)) = ccip::decode_call(call_data, &Limits::default()) else {
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
