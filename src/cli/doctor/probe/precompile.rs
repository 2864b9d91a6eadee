//! What accounts use of a chain besides our own contracts.

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, U256, address, hex};

use crate::{
    chain::{Endpoint, NodeError, TypedDataDomain},
    cli::doctor::report::Report,
};

/// EntryPoint 0.8 (ERC-4337), the same on every chain.
const ENTRY_POINT: Address = address!("0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108");
/// P256VERIFY (RIP-7212, EIP-7951).
const P256VERIFY: Address = address!("0x0000000000000000000000000000000000000100");
/// Hash, r, s, x and y of a signature that a browser made (tests/vectors/p256.json).
const SIGNATURE: [u8; 160] = hex!(
    "af9613760f72635fbdb44a5a0a63c39f12af30f950a6ee5c971be188e89c4051"
    "64d8f096b69214654b01613950b5b2dd9e185a6c5143a6737e85b36e38e3e29c"
    "2b57dd05bfa08aa366703dff84af309871ec1ede1b0717e718f7467d8dd98eda"
    "9b59cc99072c3a4bac8dc167a5589a8587b90dd5d6d79874b6875964c70f34b6"
    "40c9df9af18c32b30fd53f45b7a9063302539876c97b065020001d966b8a962a"
);

/// Its code is another on every chain, since it holds the chain id: its EIP-712 domain tells it.
pub(super) async fn entry_point(
    endpoint: &Endpoint,
    chain_id: u64,
    report: &mut Report,
) -> Result<(), NodeError> {
    let without = "accounts there take executeSigned, but no user operations (ERC-4337)";
    if endpoint.code(ENTRY_POINT, BlockId::latest()).await?.is_empty() {
        report.warning(
            "entry-point",
            format!("there is no EntryPoint 0.8 at {ENTRY_POINT}: {without}"),
        );
        return Ok(());
    }
    let domain = endpoint.call(
        ENTRY_POINT,
        &TypedDataDomain::eip712DomainCall {},
        BlockId::latest(),
    );
    match domain.await {
        Ok(domain)
            if domain.name == "ERC4337"
                && domain.chainId == U256::from(chain_id)
                && domain.verifyingContract == ENTRY_POINT =>
        {
            report.ok("entry-point", format!("{ENTRY_POINT}, EntryPoint 0.8"));
        }
        Ok(_) => report.problem(
            "entry-point",
            format!("the contract at {ENTRY_POINT} is another: {without}"),
        ),
        Err(error) if error.is_of_contract() => {
            report.problem(
                "entry-point",
                format!("the contract at {ENTRY_POINT} is another: {without}"),
            );
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// A right signature gives 1, a wrong one nothing.
pub(super) async fn p256(endpoint: &Endpoint, report: &mut Report) -> Result<(), NodeError> {
    let mut wrong = SIGNATURE;
    if let Some(byte) = wrong.first_mut() {
        *byte ^= 1;
    }
    let right = verify(endpoint, SIGNATURE.into()).await?;
    let wrong = verify(endpoint, wrong.into()).await?;
    let is_one = right.as_ref() == U256::ONE.to_be_bytes::<32>();
    match (is_one, wrong.is_empty()) {
        (true, true) => report.ok("p256", "P256VERIFY tells right signatures from wrong ones"),
        (false, true) if right.is_empty() => report.warning(
            "p256",
            format!("there is no P256VERIFY at {P256VERIFY}: P-256 keys and passkeys cost more gas there"),
        ),
        _ => report.problem(
            "p256",
            format!("what answers at {P256VERIFY} is no P256VERIFY: {right} for a right signature, {wrong} for a wrong one"),
        ),
    }
    Ok(())
}

/// Nothing where it refuses.
async fn verify(endpoint: &Endpoint, input: Bytes) -> Result<Bytes, NodeError> {
    match endpoint.call_raw(P256VERIFY, input, BlockId::latest()).await {
        Err(error) if error.is_of_contract() => Ok(Bytes::new()),
        answer => answer,
    }
}
