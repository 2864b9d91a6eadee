//! Vouchers: a parent's consent to a registration.

use alloc::borrow::ToOwned;

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolStruct;
use serde::{Deserialize, Serialize};

use crate::{
    domain::Domain,
    signature::{Curves, Secp256k1Signature},
    typed_data,
};

/// What a registrar consents to: this name, for these signers, until then.
///
/// The registrar has no power over the name afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherTerms<'a> {
    /// The name to be registered.
    pub name: &'a str,
    /// [`signers_hash`](crate::signers_hash) of the new account.
    pub signers_hash: B256,
    /// Unix time in seconds after which the voucher no longer serves.
    pub deadline: u64,
}

impl VoucherTerms<'_> {
    /// The EIP-712 digest that the registrar signs.
    pub fn digest(&self, domain: &Domain) -> B256 {
        typed_data::Voucher {
            name: self.name.to_owned(),
            signersHash: self.signers_hash,
            deadline: self.deadline,
        }
        .eip712_signing_hash(&domain.eip712())
    }
}

/// A signed voucher; name and signers are those of the operation that it comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// Unix time in seconds after which the voucher no longer serves.
    pub deadline: u64,
    /// The registrar's signature over [`VoucherTerms::digest`].
    pub signature: Secp256k1Signature,
}

impl Voucher {
    /// The address of the registrar who signed this voucher for `name` and `signers_hash`; nothing
    /// if no key can have signed it.
    pub fn registrar(
        &self,
        curves: &impl Curves,
        domain: &Domain,
        name: &str,
        signers_hash: B256,
    ) -> Option<Address> {
        let terms = VoucherTerms {
            name,
            signers_hash,
            deadline: self.deadline,
        };
        curves.recover(&self.signature, &terms.digest(domain))
    }
}
