//! What must hold for any text that names a chain. The target of cargo-fuzz (in `fuzz/`) and the short run
//! in `interoperable.rs` call the same function.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "the fuzz crate calls it; a panic is a finding"
)]

use std::sync::LazyLock;

use mononym_derive::{Catalogue, InteroperableName, TargetChain};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::builtin().unwrap());

/// [`InteroperableName::parse`] and [`TargetChain::parse`]: a name keeps what stands before its `@`, its
/// chain is found by its id too, and errors are sentences.
pub fn interoperable(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    match InteroperableName::parse(text, &CATALOGUE) {
        Ok(Some(found)) => {
            assert!(text.starts_with(&format!("{}@", found.name)));
            if let Some(chain_id) = found.chain.chain_id {
                let again = TargetChain::parse(&format!("eip155:{chain_id}"), &CATALOGUE).unwrap();
                assert_eq!(again.coin_type, found.chain.coin_type);
            }
            let _ = found.verify(Some(data));
            let _ = found.verify(None);
        }
        Ok(None) => assert!(!text.contains('@')),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
