//! The ENS protocol without I/O: names, queries, answers, coin types, the CCIP-Read envelope and
//! its signing digest.
//!
//! A lookup crosses this crate twice, on its way in and on its way out:
//!
//! ```text
//!  call data                                                          response
//!     │                                                                  ▲
//!     ▼                                                                  │
//!  ccip::decode_call ─► Call::Resolve(Lookup { name, query })   SignedResponse::encode
//!                                        │     │                         ▲
//!                  Name::node ◄──────────┘     │                         │ signature
//!                      │                       ▼                  response_digest
//!                      │              Query::record_calls                ▲
//!                      │                       │                         │ result
//!                      └──► RecordCall::key ◄──┘                         │
//!                                  │                                     │
//!                                  ▼                                     │
//!                 a stored value, a derived address, or nothing ─► answer::{encode_addr, empty}
//! ```
//!
//! ```
//! use mononym_ens::{Call, Limits, Lookup, Name, Query, answer, ccip};
//!
//! let limits = Limits::default();
//! let alice = Name::from_text("alice.mononym.eth", &limits)?;
//! let query = Query::Text("url".into());
//! let call_data = ccip::encode_resolve(&alice, &query.encode(alice.node()));
//!
//! let call = ccip::decode_call(&call_data, &limits)?;
//! let lookup = call.lookup();
//! assert_eq!(*lookup, Lookup { name: alice, query });
//! assert_eq!(answer::decode_text(&answer::empty(&lookup.query))?, "");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Call::Prove`] asks the same and is answered with proofs, which another crate makes.
//!
//! A change crosses it once: `normalize` says which spelling of a name may be registered,
//! [`RecordCall::parse`] and [`RecordCall::check_value`] which records may be set.
//!
//! Everything here takes bytes that anyone may have sent. So no function panics, each takes time
//! and memory linear in its input (`normalize` alone is quadratic, in an input that is bounded
//! first), and every bound is a field of [`Limits`]. Errors are typed, and each is displayed as a
//! sentence that says what was wrong and what to do.
//!
//! # Features
//!
//! With none the crate needs a memory allocator and no std, so that it also runs where there is no
//! operating system, such as the guest of a zkVM.
//!
//! - `normalize`, on unless switched off: `normalize`, `is_normalized` and `NormalizeError`
//!   (ENSIP-15). What they build on needs std, so `std` comes with it.
//! - `std`: the dependencies with std. Nothing here depends on it.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "normalize")]
extern crate std;

mod abi;
pub mod answer;
pub mod ccip;
mod coin;
mod digest;
mod limits;
mod name;
#[cfg(feature = "normalize")]
mod normalize;
mod query;
mod record;
pub mod selector;

pub use abi::AbiError;
pub use answer::Answer;
pub use ccip::{Call, EnvelopeError, HexError, Lookup, ResponseError, SignedResponse};
pub use coin::{CoinType, CoinTypeError};
pub use digest::response_digest;
pub use limits::Limits;
pub use name::{Name, NameError, child_node, namehash};
#[cfg(feature = "normalize")]
pub use normalize::{NormalizeError, is_normalized, normalize};
pub use query::{BadCall, CallError, Element, Query};
pub use record::{RecordCall, RecordError};
