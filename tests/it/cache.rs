//! Answers kept as finished bytes: what may be given again, to whom, and until when.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use alloy_primitives::{Address, Bytes, hex};
use mononym::config::Settings;

use crate::{
    accounts::{BITCOIN, Key, addr, set_records, sign, text},
    harness::{ALICE, NOW, RESOLVER, TestApp, alice, ccip_get, ccip_post, signed},
    http::Request,
    wire,
};

const OUTER: Address = Address::repeat_byte(0xee);

fn question() -> Bytes {
    wire::question(ALICE, &wire::text(ALICE, "url"))
}

fn app() -> TestApp {
    TestApp::with_alice(vec![text("url", "first")])
}

#[test]
fn expiries_lie_on_a_grid_and_give_the_ttl_at_least() {
    let app = app();
    for (now, expires) in [
        (NOW, NOW + 300),
        (NOW + 1, NOW + 360),
        (NOW + 59, NOW + 360),
        (NOW + 60, NOW + 360),
        (NOW + 61, NOW + 420),
    ] {
        app.clock.set(now);
        assert_eq!(app.ask_raw(&question()).expires, expires, "at {}", now - NOW);
    }
}

#[test]
fn ttl_and_grid_are_settings() {
    let app = TestApp::with(Settings {
        ttl: Some(10),
        ttl_grid: Some(7),
        ..Settings::default()
    });
    let expires = app.ask_raw(&question()).expires;
    assert_eq!(expires % 7, 0);
    assert!((NOW + 10..NOW + 17).contains(&expires));
    assert_eq!(app.json("/v1/parents")["ttl"], 10);
}

#[test]
fn one_answer_serves_get_and_post_and_every_sender_behind_a_resolver() {
    let app = app();
    let first = app.send(&ccip_post(RESOLVER, RESOLVER, &question()));
    signed(&first, RESOLVER, &question());
    let data = hex::encode_prefixed(question());
    for request in [
        ccip_post(RESOLVER, RESOLVER, &question()),
        ccip_post(RESOLVER, OUTER, &question()),
        ccip_get(RESOLVER, RESOLVER, &question()),
        ccip_get(RESOLVER, OUTER, &question()),
        Request::get(format!("/{RESOLVER:#x}/{data}.json")),
    ] {
        let again = app.send(&request);
        assert_eq!(again.body, first.body, "{request:?}");
        signed(&again, RESOLVER, &question());
    }
}

#[test]
fn an_answer_for_one_resolver_is_not_given_for_another() {
    let app = app();
    let ours = app.send(&ccip_get(RESOLVER, OUTER, &question()));
    let theirs = app.send(&ccip_get(OUTER, RESOLVER, &question()));
    assert_ne!(ours.body, theirs.body);
    signed(&ours, RESOLVER, &question());
    signed(&theirs, OUTER, &question());
}

#[test]
fn an_answer_is_given_again_as_long_as_it_would_live_as_long_as_a_new_one() {
    let app = app();
    app.clock.set(NOW + 1);
    let first = app.ask_raw(&question());
    app.clock.set(NOW + 60);
    assert_eq!(
        app.ask_raw(&question()),
        first,
        "the same signature, byte for byte"
    );
    app.clock.set(NOW + 61);
    let second = app.ask_raw(&question());
    assert_eq!(second.expires, first.expires + 60);
    assert_eq!(second.result, first.result);
}

#[test]
fn a_change_is_seen_at_once_by_every_form_of_request() {
    let app = app();
    for value in ["second", "third", ""] {
        let data = hex::encode_prefixed(question());
        let forms = [
            ccip_post(RESOLVER, OUTER, &question()),
            ccip_get(RESOLVER, OUTER, &question()),
            Request::get(format!("/{RESOLVER:#x}/{data}")),
        ];
        // Into the cache, and from it.
        for request in forms.iter().chain(&forms) {
            app.send(request);
        }
        app.set(ALICE, vec![text("url", value)]);
        for request in &forms {
            let answer = signed(&app.send(request), RESOLVER, &question());
            let url: String = alloy_sol_types::SolValue::abi_decode_params(&answer.result)
                .map(|(url,): (String,)| url)
                .unwrap();
            assert_eq!(url, value);
        }
    }
}

#[test]
fn a_registration_is_seen_at_once_though_nothing_was_answered_before() {
    let app = TestApp::start();
    assert_eq!(app.text(ALICE, "url"), "");
    assert_eq!(app.addr(ALICE, 60), Bytes::new());
    app.register(ALICE, vec![text("url", "first")]);
    assert_eq!(app.text(ALICE, "url"), "first");
    assert_eq!(app.addr(ALICE, 60).len(), 20);
}

#[test]
fn a_change_of_one_record_is_seen_in_every_answer_about_the_name() {
    let app = app();
    let multicall = wire::multicallCall {
        calls: vec![wire::text(ALICE, "url").into(), wire::addr_of(ALICE, 0).into()],
    };
    let multicall = alloy_sol_types::SolCall::abi_encode(&multicall);
    let before = app.result(ALICE, &multicall);
    app.set(ALICE, vec![addr(0, &BITCOIN)]);
    let after = app.result(ALICE, &multicall);
    assert_ne!(after, before);
    assert_eq!(app.result(ALICE, &multicall), after);
}

#[test]
fn a_refused_change_changes_no_answer() {
    let app = app();
    let before = app.ask_raw(&question());
    let thief = Key::new("thief");
    let forged = sign(set_records(ALICE, 1, vec![text("url", "theirs")]), &[&thief]);
    assert_eq!(app.post_operation(&forged).status, 403);
    assert_eq!(app.ask_raw(&question()), before);
}

#[test]
fn a_service_without_a_cache_answers_the_same() {
    let small = TestApp::with(Settings {
        cache_bytes: Some(0),
        ..Settings::default()
    });
    let app = app();
    small.register(ALICE, vec![text("url", "first")]);
    assert_eq!(small.ask_raw(&question()), app.ask_raw(&question()));
    assert_eq!(small.ask_raw(&question()), app.ask_raw(&question()));
}

#[test]
fn no_reader_sees_an_older_value_than_one_that_was_acknowledged() {
    const CHANGES: usize = 60;
    let app = TestApp::with_alice(vec![text("url", "0")]);
    let operations: Vec<_> = (1..=CHANGES)
        .map(|value| {
            sign(
                set_records(ALICE, value as u64, vec![text("url", &value.to_string())]),
                &[&alice()],
            )
        })
        .collect();
    let acknowledged = AtomicUsize::new(0);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    while last < CHANGES {
                        let least = acknowledged.load(Ordering::SeqCst);
                        let found: usize = app.text(ALICE, "url").parse().unwrap();
                        assert!(
                            found >= least && found >= last,
                            "{found} after {least} and {last}"
                        );
                        last = found;
                    }
                })
            })
            .collect();
        for (value, operation) in (1..).zip(&operations) {
            assert_eq!(app.post_operation(operation).status, 200);
            acknowledged.store(value, Ordering::SeqCst);
        }
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
}

#[test]
fn metrics_tell_how_the_cache_is_doing() {
    let app = app();
    let first = app.ask_raw(&question());
    for _ in 0..3 {
        assert_eq!(app.ask_raw(&question()), first);
    }
    app.ask_raw(&wire::question("nobody.mononym.eth", &wire::text(ALICE, "url")));
    let metrics = app.get("/metrics").text().to_owned();
    for sample in [
        "mononym_answer_cache_hits_total 3",
        "mononym_answer_cache_misses_total 2",
        "mononym_answer_cache_entries 2",
    ] {
        assert!(metrics.lines().any(|line| line == sample), "{sample}: {metrics}");
    }
    assert!(!metrics.contains("mononym_answer_cache_bytes 0\n"), "{metrics}");
}
