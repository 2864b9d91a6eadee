//! Where CreateX puts a contract when its salt is guarded by nothing.
//!
//! CreateX gives special meaning to salts that begin with the sender's address or with twenty zero
//! bytes. Every other salt it hashes once before use, so that the same salt leads to the same
//! address for every sender and on every chain
//! (`_guard` in [CreateX.sol](https://github.com/pcaversaccio/createx/blob/main/src/CreateX.sol)).
//! That is the only rule used here.

use alloy_primitives::{Address, B256, address, b256, keccak256};

use crate::evm;

/// CreateX's canonical address, the same on every chain (createx's README, "Deployments").
pub const CREATEX: Address = address!("0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed");

/// Hash of CreateX's runtime code, to tell it from anything else at that address.
pub const CREATEX_CODE_HASH: B256 =
    b256!("0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f");

/// Hash of the init code of the little proxy through which CreateX does CREATE3
/// (`computeCreate3Address` in CreateX.sol).
pub const CREATE3_PROXY_INIT_CODE_HASH: B256 =
    b256!("0x21c35dbe1b344a2488cf3321d6ce542f8e9f305544ff09e4993a62319a497c1f");

/// The salt that CreateX hands to CREATE2, or nothing when `salt` begins with twenty zero bytes,
/// to which CreateX applies another rule.
///
/// Nor may it begin with the sender's address. Salts here are themselves hashes, so nobody can
/// hold an address that begins one.
#[must_use]
pub fn guarded_salt(salt: B256) -> Option<B256> {
    let sender_part = salt.iter().take(Address::len_bytes());
    let guarded_by_zeros = sender_part.copied().all(|byte| byte == 0);
    (!guarded_by_zeros).then(|| keccak256(salt))
}

/// Address of what `createx.deployCreate2(salt, init code)` creates, for whoever calls it.
/// Nothing for a salt that [`guarded_salt`] refuses.
#[must_use]
pub fn create2_address(createx: Address, salt: B256, init_code_hash: B256) -> Option<Address> {
    guarded_salt(salt).map(|salt| evm::create2(createx, salt, init_code_hash))
}

/// Address of what `createx.deployCreate3(salt, any init code)` creates, for whoever calls it: it
/// is known before the contract's code is. Nothing for a salt that [`guarded_salt`] refuses.
#[must_use]
pub fn create3_address(createx: Address, salt: B256) -> Option<Address> {
    let proxy = create2_address(createx, salt, CREATE3_PROXY_INIT_CODE_HASH)?;
    Some(first_created_by(proxy))
}

/// Address of the first contract that a new contract creates: the RLP list of creator and nonce 1
/// (EIP-161), hashed.
fn first_created_by(creator: Address) -> Address {
    let rlp: Vec<u8> = [0xd6, 0x94].into_iter().chain(creator).chain([0x01]).collect();
    Address::from_word(keccak256(rlp))
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;

    use super::*;

    #[test]
    fn proxy_hash_is_that_of_the_proxy_code() {
        // `_CREATE3` proxy init code as printed in CreateX.sol.
        let init_code = hex!("67363d3d37363d34f03d5260086018f3");
        assert_eq!(keccak256(init_code), CREATE3_PROXY_INIT_CODE_HASH);
    }

    #[test]
    fn salts_with_a_rule_of_their_own_are_refused() {
        let mut salt = B256::ZERO;
        assert_eq!(guarded_salt(salt), None);
        salt.0[31] = 1;
        assert_eq!(guarded_salt(salt), None, "the first twenty bytes decide");
        assert_eq!(create2_address(CREATEX, salt, B256::ZERO), None);
        assert_eq!(create3_address(CREATEX, salt), None);
        salt.0[19] = 1;
        assert_eq!(guarded_salt(salt), Some(keccak256(salt)));
    }
}
