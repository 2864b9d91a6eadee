//! The REST API: registrations, operations and what is shown, good and bad.

mod bad_records;
mod batch;
mod bodies;
mod coins;
mod conditional;
mod drafts;
mod feed;
mod lists;
mod operate;
mod proofs;
mod read;
mod recovery;
mod register;
mod resolve;
mod reverse;
mod rules;
mod signatures;
mod signers;
mod slugs;
mod status;
mod tokens;
mod vouchers;

use alloy_primitives::Address;
use mononym_keystore::{Policy, SignedOperation};
use serde::Serialize;

use crate::{
    accounts::{Key, set_registrar, sign},
    harness::TestApp,
    http::Request,
};

/// A post to `/v1/names`.
fn registration(body: &impl Serialize) -> Request {
    Request::post_json("/v1/names", body)
}

/// A post to the operations of the name that the operation is for.
fn operation(signed: &SignedOperation) -> Request {
    let name = signed.operation.name();
    Request::post_json(format!("/v1/names/{name}/operations"), signed)
}

/// Sets registrar and policy of a parent that `key` owns.
fn set_policy(app: &TestApp, parent: &str, key: &Key, registrar: Address, policy: Policy) {
    let nonce = app.nonce(parent);
    app.accepts(&sign(set_registrar(parent, nonce, registrar, policy), &[key]));
}
