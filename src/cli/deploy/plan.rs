//! What is deployed, where, and with which settings: known before anything is sent, since CreateX's
//! addresses follow from code and settings.

use std::collections::HashMap;

use alloy_primitives::{Address, B256, Bytes, U256, aliases::U96, keccak256};
use alloy_sol_types::SolValue;
use mononym_derive::{Catalogue, Rule, createx};

use super::artifact::Artifact;
use crate::{
    chain::{CreateX, Request},
    cli::CliError,
};

/// A contract, and where CreateX puts it.
pub(super) struct Contract {
    pub(super) name: &'static str,
    pub(super) artifact: Artifact,
    pub(super) salt: B256,
    /// What its constructor is given (contract ABI).
    pub(super) arguments: Bytes,
    pub(super) address: Address,
    createx: Address,
}

/// What the contracts of a Keystore are given. contracts/README.md says what each means.
pub(super) struct Settings {
    pub(super) owner: Address,
    pub(super) gateways: Vec<String>,
    pub(super) signers: Vec<Address>,
    pub(super) proposers: Vec<Address>,
    pub(super) threshold: u64,
    pub(super) delay: u64,
    pub(super) forced_period: u32,
    pub(super) forced_fee: U96,
    pub(super) forced_fee_per_byte: U96,
    pub(super) list_delay: u64,
    pub(super) max_ttl: u64,
    pub(super) max_age: u64,
    pub(super) salt: String,
}

/// A Keystore with all that belongs to it.
pub(super) struct Deployment {
    pub(super) settings: Settings,
    pub(super) verifier: Address,
    pub(super) keystore: Address,
    pub(super) chain_list: Address,
    pub(super) signed_resolver: Address,
    pub(super) proven_resolver: Address,
}

/// Contracts in an order in which each stands behind those that it needs.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) contracts: Vec<Contract>,
    pub(super) deployment: Option<Deployment>,
}

impl Contract {
    fn new(
        createx: Address,
        name: &'static str,
        salt: B256,
        arguments: impl Into<Bytes>,
    ) -> Result<Self, CliError> {
        let artifact = Artifact::of(name)?;
        let arguments = arguments.into();
        let mut contract = Self {
            name,
            artifact,
            salt,
            arguments,
            address: Address::ZERO,
            createx,
        };
        let hash = keccak256(contract.init_code());
        contract.address = createx::create2_address(createx, salt, hash)
            .ok_or_else(|| CliError::Usage("CreateX guards this salt: choose another --salt".to_owned()))?;
        Ok(contract)
    }

    /// Creation code and arguments.
    pub(super) fn init_code(&self) -> Bytes {
        [self.artifact.bytecode.as_ref(), &self.arguments].concat().into()
    }

    /// The transaction that places it.
    pub(super) fn request(&self) -> Request {
        let call = CreateX::deployCreate2Call {
            salt: self.salt,
            initCode: self.init_code(),
        };
        Request::call(self.createx, &call)
    }
}

impl Plan {
    /// What mini-accounts need on every chain; on L1 what brings roots to others, too.
    pub(super) fn accounts(catalogue: &Catalogue, on_l1: bool) -> Result<Self, CliError> {
        let placement = catalogue.placement();
        let mut contracts = Vec::new();
        for (role, placed) in placement.contracts() {
            let name = match role {
                "messenger" if on_l1 => "RootMessenger",
                "broadcaster" if on_l1 => "RootBroadcaster",
                "oracle" => "RootOracle",
                "bootstrap" => "MiniAccountBootstrap",
                "factory" => "MiniAccountFactory",
                "p256_fallback" => "P256Fallback",
                "replay_rules" => "ReplayRules",
                "mini_account" => "MiniAccount",
                _ => continue,
            };
            let contract = Contract::new(placement.createx, name, keccak256(&placed.salt), Bytes::new())?;
            contracts.push(contract);
        }
        Ok(Self {
            contracts,
            deployment: None,
        })
    }

    /// All that, and a Keystore with verifier, list of chains and resolvers.
    pub(super) fn keystore(catalogue: &Catalogue, settings: Settings) -> Result<Self, CliError> {
        let mut plan = Self::accounts(catalogue, true)?;
        let createx = catalogue.placement().createx;
        let salt = keccak256(&settings.salt);
        let mut add = |name, arguments: Vec<u8>| -> Result<Address, CliError> {
            let contract = Contract::new(createx, name, salt, arguments)?;
            let address = contract.address;
            plan.contracts.push(contract);
            Ok(address)
        };
        let owner = settings.owner;
        let proposers = (
            settings.proposers.clone(),
            U256::from(settings.threshold),
            settings.delay,
        );
        let verifier = add("ProposerVerifier", proposers.abi_encode_params())?;
        let fees = (settings.forced_fee, settings.forced_fee_per_byte);
        let keystore = (owner, verifier, settings.forced_period, fees.0, fees.1);
        let keystore = add("Keystore", keystore.abi_encode_params())?;
        let rows = rows(catalogue, &mut add)?;
        let chain_list = add(
            "ChainList",
            (owner, settings.list_delay, rows).abi_encode_params(),
        )?;
        let gateways = settings.gateways.clone();
        let signed = (
            owner,
            gateways.clone(),
            settings.signers.clone(),
            settings.max_ttl,
        );
        let signed_resolver = add("SignedResolver", signed.abi_encode_params())?;
        let proven = (owner, gateways, keystore, chain_list, settings.max_age);
        let proven_resolver = add("ProvenResolver", proven.abi_encode_params())?;
        plan.deployment = Some(Deployment {
            settings,
            verifier,
            keystore,
            chain_list,
            signed_resolver,
            proven_resolver,
        });
        Ok(plan)
    }
}

/// The rows of the list of chains: every receivable one of the catalogue. Their rules are added.
fn rows(
    catalogue: &Catalogue,
    add: &mut impl FnMut(&'static str, Vec<u8>) -> Result<Address, CliError>,
) -> Result<Vec<(U256, Address)>, CliError> {
    let mut known: HashMap<(&'static str, Vec<u8>), Address> = HashMap::new();
    let mut rows = Vec::new();
    for chain in catalogue.chains().iter().filter(|chain| chain.receivable()) {
        let (name, arguments) = match &chain.rule {
            Rule::Evm(_) | Rule::EvmEmulator(_) => ("EvmAddressRule", Vec::new()),
            Rule::ZkStack(rule) => {
                let given = (rule.factory, rule.implementation, rule.bytecode_hash);
                ("ZkStackAddressRule", given.abi_encode_params())
            }
            Rule::Tron(rule) => {
                let given = (rule.factory, rule.implementation);
                ("TronAddressRule", given.abi_encode_params())
            }
            Rule::Solana(rule) => ("SolanaAddressRule", rule.program.abi_encode()),
            Rule::CosmWasm(rule) => {
                let given = (rule.checksum, rule.creator.canonical.clone());
                ("CosmWasmAddressRule", given.abi_encode_params())
            }
            Rule::Starknet(_) => {
                let reason = format!(
                    "{} is receivable, and no contract on L1 can compute addresses of {}: give it no root path \
                     (docs/chains.md)",
                    chain.short_name,
                    chain.rule.as_str()
                );
                return Err(CliError::Usage(reason));
            }
        };
        let key = (name, arguments);
        let rule = match known.get(&key) {
            Some(rule) => *rule,
            None => {
                let rule = add(key.0, key.1.clone())?;
                known.insert(key, rule);
                rule
            }
        };
        rows.extend(chain.coin_types.iter().map(|coin_type| (coin_type.0, rule)));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_placed_where_the_catalogue_expects_them() {
        let catalogue = Catalogue::builtin().unwrap();
        let plan = Plan::accounts(&catalogue, true).unwrap();
        let found: Vec<Address> = plan.contracts.iter().map(|contract| contract.address).collect();
        let placed = catalogue.placement().contracts();
        let expected: Vec<Address> = placed.iter().map(|(_, placed)| placed.address).collect();
        assert_eq!(found, expected);
        let elsewhere = Plan::accounts(&catalogue, false).unwrap();
        assert_eq!(
            elsewhere.contracts.len(),
            catalogue.placement().on_every_chain().len()
        );
    }
}
