//! The REST API: registrations, operations and what is shown, good and bad.

mod bad_records;
mod bodies;
mod operate;
mod read;
mod register;
mod signatures;
mod signers;
mod vouchers;

use mononym_keystore::SignedOperation;
use serde::Serialize;

use crate::http::Request;

/// A post to `/v1/names`.
fn registration(body: &impl Serialize) -> Request {
    Request::post_json("/v1/names", body)
}

/// A post to the operations of the name that the operation is for.
fn operation(signed: &SignedOperation) -> Request {
    let name = signed.operation.name();
    Request::post_json(format!("/v1/names/{name}/operations"), signed)
}
