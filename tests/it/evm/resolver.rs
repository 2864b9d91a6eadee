//! The resolver's contract with answers of the live gateway: ask, fetch, verify, as clients do.

use alloy_primitives::{Address, Bytes, hex};
use alloy_sol_types::{SolCall, SolError, SolValue};

use super::{Evm, SignedResolver, artifact, code};
use crate::{
    accounts::{BITCOIN, Key, addr as addr_record, text as text_record},
    harness::{ALICE, NOW, TestApp, ccip_post, signer_key},
    http::Request,
    wire::{self, Signed, multicallCall, textCall},
};

/// What the contract's documentation asks for: the default ttl, the default grid, a minute.
const MAX_TTL: u64 = 300 + 60 + 60;
const BASE: &str = "http://gateway.test";

/// A gateway and a resolver that trusts its key.
struct World {
    app: TestApp,
    evm: Evm,
    resolver: Address,
}

/// What a client has in hand after `resolve` reverted.
struct Lookup {
    urls: Vec<String>,
    call_data: Bytes,
    extra_data: Bytes,
}

impl World {
    fn new() -> Self {
        Self::with_signers(vec![signer_key().address()])
    }

    fn with_signers(signers: Vec<Address>) -> Self {
        let app = TestApp::with_alice(vec![
            text_record("url", "https://example.com"),
            text_record("long", &"long ".repeat(500)),
            addr_record(0, &BITCOIN),
        ]);
        let mut evm = Evm::new(NOW);
        let resolver = deploy(&mut evm, signers);
        Self { app, evm, resolver }
    }

    /// Asks the contract, which must send the client to the gateway.
    fn lookup(&mut self, name: &str, inner: &[u8]) -> Lookup {
        let call = SignedResolver::resolveCall {
            name: wire::dns(name).into(),
            data: Bytes::copy_from_slice(inner),
        };
        let revert = self.evm.try_call(self.resolver, &call).unwrap_err();
        let lookup = SignedResolver::OffchainLookup::abi_decode_validate(&revert).unwrap();
        assert_eq!(lookup.sender, self.resolver);
        assert_eq!(
            lookup.callbackFunction.0,
            SignedResolver::resolveWithProofCall::SELECTOR
        );
        assert_eq!(lookup.callData, wire::question(name, inner));
        Lookup {
            urls: lookup.urls,
            call_data: lookup.callData,
            extra_data: lookup.extraData,
        }
    }

    /// Fetches the answer from the contract's URL (ERC-3668, "Client Lookup Protocol").
    fn fetch(&self, lookup: &Lookup, sender: Address) -> Signed {
        let url = lookup.urls[0].strip_prefix(BASE).unwrap();
        let data = hex::encode_prefixed(&lookup.call_data);
        let request = if url.contains("{data}") {
            Request::get(
                url.replace("{sender}", &format!("{sender:#x}"))
                    .replace("{data}", &data),
            )
        } else {
            Request::post_json(url, &serde_json::json!({ "sender": sender, "data": data }))
        };
        crate::harness::signed(&self.app.send(&request), self.resolver, &lookup.call_data)
    }

    fn verify(&mut self, response: &Bytes, extra_data: &Bytes) -> Result<Bytes, Bytes> {
        let call = SignedResolver::resolveWithProofCall {
            response: response.clone(),
            extraData: extra_data.clone(),
        };
        let output = self.evm.try_call(self.resolver, &call)?;
        Ok(SignedResolver::resolveWithProofCall::abi_decode_returns_validate(&output).unwrap())
    }

    /// All of it.
    fn resolve(&mut self, name: &str, inner: &[u8]) -> Result<Bytes, Bytes> {
        let lookup = self.lookup(name, inner);
        let answer = self.fetch(&lookup, self.resolver);
        self.verify(&answer.response, &lookup.extra_data)
    }
}

fn deploy(evm: &mut Evm, signers: Vec<Address>) -> Address {
    let owner = Address::repeat_byte(9);
    let arguments = (owner, vec![BASE.to_owned()], signers, MAX_TTL).abi_encode_params();
    let creation = code(&artifact("SignedResolver"), "bytecode");
    evm.create([&creation[..], &arguments].concat().into())
}

fn encode(answer: &Signed) -> Bytes {
    (answer.result.clone(), answer.expires, answer.signature.clone())
        .abi_encode_params()
        .into()
}

#[test]
fn answers_of_the_gateway_are_accepted() {
    let mut world = World::new();
    let calls = [
        wire::addr(ALICE),
        wire::addr_of(ALICE, 60),
        wire::addr_of(ALICE, 0),
        wire::addr_of(ALICE, 0x8000_0000),
        wire::text(ALICE, "url"),
        wire::text(ALICE, "long"),
        wire::text(ALICE, "unset"),
        multicallCall {
            calls: vec![wire::addr(ALICE).into(), wire::text(ALICE, "url").into()],
        }
        .abi_encode(),
    ];
    for call in calls {
        let expected = world.app.result(ALICE, &call);
        assert_eq!(world.resolve(ALICE, &call), Ok(expected));
    }
    let url = world.resolve(ALICE, &wire::text(ALICE, "url")).unwrap();
    assert_eq!(textCall::abi_decode_returns(&url).unwrap(), "https://example.com");
    let nobody = "nobody.mononym.eth";
    assert_eq!(
        world.resolve(nobody, &wire::addr(nobody)),
        Ok(Bytes::from([0; 32]))
    );
}

#[test]
fn short_calls_are_fetched_and_long_ones_and_multicalls_posted() {
    let mut world = World::new();
    let resolver = format!("{BASE}/{:#x}", world.resolver);
    let get = format!("{resolver}/{{sender}}/{{data}}");
    assert_eq!(world.lookup(ALICE, &wire::addr(ALICE)).urls, [get]);
    let long = wire::text(ALICE, &"k".repeat(1000));
    assert_eq!(world.lookup(ALICE, &long).urls, std::slice::from_ref(&resolver));
    let multicall = multicallCall { calls: Vec::new() }.abi_encode();
    assert_eq!(world.lookup(ALICE, &multicall).urls, [resolver]);
    assert!(world.resolve(ALICE, &long).is_ok());
}

#[test]
fn behind_another_contract_the_answer_is_the_same() {
    let mut world = World::new();
    let lookup = world.lookup(ALICE, &wire::addr(ALICE));
    let answer = world.fetch(&lookup, Address::repeat_byte(0xee));
    assert!(world.verify(&answer.response, &lookup.extra_data).is_ok());
}

#[test]
fn a_profile_that_nobody_knows_is_the_error_that_says_so() {
    let mut world = World::new();
    let call = wire::recordVersionsCall {
        node: wire::namehash(ALICE),
    }
    .abi_encode();
    let error = world.resolve(ALICE, &call).unwrap_err();
    assert_eq!(error, wire::unsupported(wire::recordVersionsCall::SELECTOR));
}

#[test]
fn a_tampered_answer_is_rejected() {
    let mut world = World::new();
    let lookup = world.lookup(ALICE, &wire::addr(ALICE));
    let answer = world.fetch(&lookup, world.resolver);
    assert_eq!(encode(&answer), answer.response);
    assert!(world.verify(&answer.response, &lookup.extra_data).is_ok());

    let mut result = answer.result.to_vec();
    *result.last_mut().unwrap() ^= 1;
    let tampered = Signed {
        result: result.into(),
        ..answer.clone()
    };
    let error = world.verify(&encode(&tampered), &lookup.extra_data).unwrap_err();
    assert!(
        SignedResolver::UnknownSigner::abi_decode_validate(&error).is_ok(),
        "{error}"
    );

    let tampered = Signed {
        expires: answer.expires + 1,
        ..answer.clone()
    };
    let error = world.verify(&encode(&tampered), &lookup.extra_data).unwrap_err();
    assert!(
        SignedResolver::UnknownSigner::abi_decode_validate(&error).is_ok(),
        "{error}"
    );

    for index in [0, 31, 32, 63, 64] {
        let mut signature = answer.signature.to_vec();
        signature[index] ^= 1;
        let tampered = Signed {
            signature: signature.into(),
            ..answer.clone()
        };
        assert!(
            world.verify(&encode(&tampered), &lookup.extra_data).is_err(),
            "byte {index}"
        );
    }
    for length in [0, 64, 66] {
        let mut signature = answer.signature.to_vec();
        signature.resize(length, 0);
        let tampered = Signed {
            signature: signature.into(),
            ..answer.clone()
        };
        let error = world.verify(&encode(&tampered), &lookup.extra_data).unwrap_err();
        assert!(
            SignedResolver::MalformedSignature::abi_decode_validate(&error).is_ok(),
            "{length}: {error}"
        );
    }
}

#[test]
fn an_answer_to_another_call_or_for_another_resolver_is_rejected() {
    let mut world = World::new();
    let addr = world.lookup(ALICE, &wire::addr(ALICE));
    let text = world.lookup(ALICE, &wire::text(ALICE, "url"));
    let bob = world.lookup("bob.mononym.eth", &wire::addr(ALICE));
    let answer = world.fetch(&addr, world.resolver);
    for other in [&text, &bob] {
        let error = world.verify(&answer.response, &other.extra_data).unwrap_err();
        assert!(
            SignedResolver::UnknownSigner::abi_decode_validate(&error).is_ok(),
            "{error}"
        );
    }
    // Signed by the same key for another contract, fetched from that one's path.
    let another = deploy(&mut world.evm, vec![signer_key().address()]);
    let response = world.app.send(&ccip_post(another, another, &addr.call_data));
    let foreign = crate::harness::signed(&response, another, &addr.call_data);
    let error = world.verify(&foreign.response, &addr.extra_data).unwrap_err();
    assert!(
        SignedResolver::UnknownSigner::abi_decode_validate(&error).is_ok(),
        "{error}"
    );
    let extra_data = (addr.call_data.clone(), another).abi_encode_params().into();
    let error = world.verify(&foreign.response, &extra_data).unwrap_err();
    assert_eq!(
        SignedResolver::WrongTarget::abi_decode_validate(&error)
            .unwrap()
            .target,
        another
    );
}

#[test]
fn an_answer_by_a_key_that_the_resolver_does_not_list_is_rejected() {
    let mut world = World::with_signers(vec![Key::new("another signer").address()]);
    let error = world.resolve(ALICE, &wire::addr(ALICE)).unwrap_err();
    let error = SignedResolver::UnknownSigner::abi_decode_validate(&error).unwrap();
    assert_eq!(error.signer, signer_key().address());
}

#[test]
fn an_answer_is_accepted_until_it_expires_and_not_longer() {
    let mut world = World::new();
    let lookup = world.lookup(ALICE, &wire::addr(ALICE));
    let answer = world.fetch(&lookup, world.resolver);
    assert_eq!(answer.expires, NOW + 300);
    world.evm.set_time(answer.expires);
    assert!(world.verify(&answer.response, &lookup.extra_data).is_ok());
    world.evm.set_time(answer.expires + 1);
    let error = world.verify(&answer.response, &lookup.extra_data).unwrap_err();
    let error = SignedResolver::ResponseExpired::abi_decode_validate(&error).unwrap();
    assert_eq!(error.expires, answer.expires);
}

#[test]
fn an_answer_that_expires_too_far_ahead_is_rejected() {
    let mut world = World::new();
    let lookup = world.lookup(ALICE, &wire::addr(ALICE));
    // The longest life there is: just behind a step of the grid, and the chain a minute late.
    world.app.clock.set(NOW + 1);
    let answer = world.fetch(&lookup, world.resolver);
    assert_eq!(answer.expires, NOW + 360);
    world.evm.set_time(NOW + 1 - 60);
    assert!(world.verify(&answer.response, &lookup.extra_data).is_ok());
    world.evm.set_time(answer.expires - MAX_TTL - 1);
    let error = world.verify(&answer.response, &lookup.extra_data).unwrap_err();
    let error = SignedResolver::ExpiresTooLate::abi_decode_validate(&error).unwrap();
    assert_eq!(error.expires, answer.expires);
}
