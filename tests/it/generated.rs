//! Thousands of requests that chance has spoilt: each gets a well-formed answer, none leaves a trace.

use alloy_primitives::{Bytes, hex};
use alloy_sol_types::SolCall;
use mononym_keystore::Operation;

use crate::{
    accounts::{BITCOIN, addr as addr_record, register, set_records, sign, text as text_record},
    harness::{ALICE, PARENT, RESOLVER, TestApp, alice, ccip_get, ccip_post, signed},
    http::{Request, Response},
    wire::{self, multicallCall},
};

/// SplitMix64 (Steele, Lea and Flood, 2014): the same requests in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Spoils bytes at one to four places.
    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(7) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, self.next().to_le_bytes()[0]),
                2 if !bytes.is_empty() => drop(bytes.remove(at)),
                3 if !bytes.is_empty() => {
                    bytes[at] = *self.pick(&[0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xff, b'"', b'{', b'%'])
                }
                4 => {
                    let end = at + self.below(bytes.len() - at);
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                // A word that may be an offset or a length.
                5 if bytes.len() >= 36 => {
                    let word = 4 + 32 * self.below((bytes.len() - 4) / 32);
                    let small = self.next().to_le_bytes()[0];
                    bytes[word..word + 32].fill(*self.pick(&[0, 0, 0xff]));
                    bytes[word + 31] = small;
                }
                _ if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                _ => {}
            }
        }
    }
}

fn assert_ccip(response: &Response, call_data: &[u8], case: &str) -> u16 {
    match response.status {
        200 => drop(signed(response, RESOLVER, call_data)),
        400 | 404 | 413 => {
            let body = response.json();
            assert!(!body["message"].as_str().unwrap().is_empty(), "{case}");
            assert_eq!(body["message"], body["error"], "{case}");
            assert_eq!(
                response.header("access-control-allow-origin"),
                Some("*"),
                "{case}"
            );
        }
        status => panic!("{case}: HTTP {status} {}", response.text()),
    }
    response.status
}

fn assert_rest(response: &Response, case: &str) -> u16 {
    let problem = response.json();
    let slug = problem["slug"]
        .as_str()
        .unwrap_or_else(|| panic!("{case}: {problem}"));
    assert!(
        matches!(response.status, 400 | 403 | 404 | 405 | 409 | 413 | 422),
        "{case}: {problem}"
    );
    assert_eq!(problem["type"], format!("urn:mononym:problem:{slug}"), "{case}");
    assert!(!problem["detail"].as_str().unwrap().is_empty(), "{case}");
    response.status
}

#[test]
fn spoilt_lookups() {
    let app = TestApp::with_alice(vec![text_record("url", "x"), addr_record(0, &BITCOIN)]);
    let before = app.dump();
    let calls = [
        wire::question(ALICE, &wire::addr(ALICE)),
        wire::question(ALICE, &wire::text(ALICE, "url")),
        wire::question(PARENT, &wire::addr_of(PARENT, 0)),
        wire::question(
            "nobody.mononym.eth",
            &multicallCall {
                calls: vec![
                    Bytes::from(wire::addr(ALICE)),
                    Bytes::from(wire::text(ALICE, "url")),
                ],
            }
            .abi_encode(),
        ),
        wire::question("vitalik.eth", &wire::addr("vitalik.eth")),
    ];
    let mut chance = Chance(1);
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..3000 {
        let mut call = chance.pick(&calls).to_vec();
        chance.spoil(&mut call);
        let get = chance.below(2) == 0;
        let request = if get {
            ccip_get(RESOLVER, RESOLVER, &call)
        } else {
            ccip_post(RESOLVER, RESOLVER, &call)
        };
        let case = format!("round {round}: {}", hex::encode_prefixed(&call));
        *seen
            .entry(assert_ccip(&app.send(&request), &call, &case))
            .or_insert(0) += 1;
    }
    assert!(
        [200, 400, 404].iter().all(|status| seen[status] > 50),
        "chance is fair: {seen:?}"
    );
    assert_eq!(app.dump(), before);
}

#[test]
fn spoilt_ccip_bodies() {
    let app = TestApp::with_alice(Vec::new());
    let call = wire::question(ALICE, &wire::addr(ALICE));
    let body = serde_json::json!({ "sender": RESOLVER, "data": call }).to_string();
    let mut chance = Chance(2);
    for round in 0..1000 {
        let mut spoilt = body.clone().into_bytes();
        chance.spoil(&mut spoilt);
        let case = format!("round {round}: {}", String::from_utf8_lossy(&spoilt));
        let target = chance.pick(&["/", "/0x1111111111111111111111111111111111111111"]);
        let response = app.send(&Request::post(*target, spoilt));
        match response.status {
            // Spoilt into another good question, maybe for another sender.
            200 => assert!(response.text().starts_with("{\"data\":\"0x"), "{case}"),
            _ => drop(assert_ccip(&response, &[], &case)),
        }
    }
}

#[test]
fn spoilt_operations() {
    let app = TestApp::with_alice(Vec::new());
    let mut registration = register(ALICE, &[&alice()]);
    registration.records = vec![text_record("url", "x")];
    let thief = crate::accounts::Key::new("thief");
    // None of these is acceptable as it stands, so whatever chance makes of them is not either.
    let bodies = [
        sign(Operation::Register(registration), &[&alice()]),
        sign(
            set_records(ALICE, 0, vec![text_record("url", "x"), addr_record(60, &[1; 20])]),
            &[&alice()],
        ),
        sign(set_records(ALICE, 1, vec![text_record("url", "x")]), &[&thief]),
    ]
    .map(|signed| serde_json::to_vec(&signed).unwrap());
    let before = app.dump();
    let mut chance = Chance(3);
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..2000 {
        let mut spoilt = chance.pick(&bodies).clone();
        chance.spoil(&mut spoilt);
        let target = chance.pick(&[
            "/v1/names",
            "/v1/names/alice.mononym.eth/operations",
            "/v1/names/bob.mononym.eth/operations",
        ]);
        let case = format!("round {round}: {target} {}", String::from_utf8_lossy(&spoilt));
        let response = app.send(&Request::post(*target, spoilt));
        *seen.entry(assert_rest(&response, &case)).or_insert(0) += 1;
    }
    assert!(seen[&400] > 100 && seen[&422] > 20, "chance is fair: {seen:?}");
    assert_eq!(app.dump(), before);
}

#[test]
fn spoilt_paths() {
    let app = TestApp::with_alice(Vec::new());
    let paths = [
        "/v1/names/alice.mononym.eth",
        "/v1/names/nobody.mononym.eth/addresses",
        "/v1/chains",
    ];
    let mut chance = Chance(4);
    for round in 0..1000 {
        let mut spoilt = chance.pick(&paths).as_bytes().to_vec();
        chance.spoil(&mut spoilt);
        let path: String = spoilt
            .iter()
            .map(|byte| match byte {
                b'/' | b'.' | b'a'..=b'z' | b'0'..=b'9' => char::from(*byte).to_string(),
                other => format!("%{other:02x}"),
            })
            .collect();
        let method = *chance.pick(&["GET", "POST", "DELETE", "PUT"]);
        let response = app.send(&Request::new(
            method,
            format!("/{}", path.trim_start_matches('/')),
        ));
        let case = format!(
            "round {round}: {method} {path}: {} {}",
            response.status,
            response.text()
        );
        match response.status {
            200 => {}
            400 | 403 | 404 | 405 | 422 => {
                let body = response.json();
                assert!(
                    body["detail"].is_string() || body["message"].is_string(),
                    "{case}"
                );
            }
            _ => panic!("{case}"),
        }
    }
    assert_eq!(app.get("/healthz").status, 200);
}
