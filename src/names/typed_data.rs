//! EIP-712 typed data as wallets take it (`eth_signTypedData_v4`).

use std::collections::BTreeMap;

use mononym_keystore::Domain;
use serde::Serialize;
use utoipa::ToSchema;

/// An EIP-712 domain.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TypedDomain {
    #[schema(example = "Mononym Keystore")]
    name: &'static str,
    #[schema(example = "1")]
    version: &'static str,
    /// Chain id of the L1 network.
    #[schema(example = 31337)]
    chain_id: u64,
    /// Address of the `Keystore` contract.
    #[schema(example = "0xd4200a949c8974FE2C47Dc025cdEDE1bDBB67655")]
    verifying_contract: String,
}

impl From<&Domain> for TypedDomain {
    fn from(domain: &Domain) -> Self {
        Self {
            name: Domain::NAME,
            version: Domain::VERSION,
            chain_id: domain.l1_chain_id,
            verifying_contract: domain.keystore.to_string(),
        }
    }
}

/// A member of a struct type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Member {
    #[schema(example = "nonce")]
    name: String,
    #[serde(rename = "type")]
    #[schema(example = "uint64")]
    type_: String,
}

/// The struct types of an encoded type such as `A(B b,uint8 c)B(bytes d)`, and that of the domain.
pub(super) fn types(encoded: &str) -> BTreeMap<String, Vec<Member>> {
    const DOMAIN: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let structs = DOMAIN.split(')').chain(encoded.split(')'));
    structs
        .filter_map(|text| text.split_once('('))
        .map(|(name, members)| {
            let members = members.split(',').filter_map(|member| member.split_once(' '));
            let members = members.map(|(type_, name)| Member {
                name: name.to_owned(),
                type_: type_.to_owned(),
            });
            (name.to_owned(), members.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_split_at_their_parts() {
        let types = types("A(B[] b,uint8 c)B(bytes d)");
        let members = |name: &str| -> Vec<(&str, &str)> {
            types[name]
                .iter()
                .map(|member| (member.type_.as_str(), member.name.as_str()))
                .collect()
        };
        assert_eq!(members("A"), [("B[]", "b"), ("uint8", "c")]);
        assert_eq!(members("B"), [("bytes", "d")]);
        assert_eq!(members("EIP712Domain").len(), 4);
        assert_eq!(types.len(), 3);
    }
}
