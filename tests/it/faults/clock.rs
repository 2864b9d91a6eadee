//! Clocks that jump, forwards and back.

use super::client::{answer, looked_up, lookup};
use crate::{
    accounts::{DEADLINE, register, set_records, sign, text},
    harness::{ALICE, NOW, TestApp, alice},
};

/// What the service's settings say.
const TTL: u64 = 300;
const GRID: u64 = 60;
const DAY: u64 = 86_400;

fn expires(app: &TestApp) -> u64 {
    looked_up(&answer(app.address, &lookup(ALICE, "url"))).unwrap().1
}

/// Signed while the clock was right, nothing lives for longer than it may; and what was signed while it was ahead is
/// not given out once it is right again, since no contract takes it.
#[test]
fn no_answer_lives_for_too_long() {
    let app = TestApp::with_alice(vec![text("url", "one")]);
    let times = [
        NOW,
        NOW + 7,
        NOW + DAY,
        NOW + 30,
        NOW - DAY,
        NOW + 59,
        NOW + 61,
        NOW,
    ];
    for time in times {
        app.clock.set(time);
        // Made and kept.
        for _ in 0..2 {
            let expires = expires(&app);
            assert!(expires >= time + TTL, "at {time} one until {expires}");
            assert!(expires < time + TTL + GRID, "at {time} one until {expires}");
        }
    }
}

#[test]
fn an_answer_that_was_signed_ahead_of_time_goes_with_the_jump() {
    let app = TestApp::with_alice(vec![text("url", "one")]);
    let right = expires(&app);
    app.clock.set(NOW + DAY);
    assert!(expires(&app) > right + TTL + GRID);
    app.clock.set(NOW);
    assert_eq!(expires(&app), right);
}

#[test]
fn times_of_acceptance_never_go_back() {
    let mut app = TestApp::start();
    let (mut last, mut number) = (0, 0);
    for time in [NOW, NOW + 500, NOW + 100, NOW - DAY, NOW + 499, NOW + 900, NOW] {
        app.clock.set(time);
        for restart in [false, true] {
            if restart {
                app.restart();
            }
            number += 1;
            let accepted = app.register(&format!("name-{number}.mononym.eth"), Vec::new());
            let at = accepted["acceptedAt"].as_u64().unwrap();
            assert_eq!(at, time.max(last), "at {time}");
            last = at;
        }
    }
    // And all of the log together.
    let log = app.json("/v1/changes?after=0&limit=200");
    let times: Vec<u64> = log["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["acceptedAt"].as_u64().unwrap())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    assert_eq!(times.len(), 2 + number);
}

/// A clock that was ahead binds the log to its time until that has come: what was signed for earlier is refused
/// clearly, and what is signed for later is taken.
#[test]
fn after_a_jump_a_deadline_counts_by_the_logs_time() {
    let app = TestApp::with_alice(Vec::new());
    app.clock.set(NOW + DAY);
    let mut late = register("late.mononym.eth", &[&alice()]);
    late.deadline = NOW + DAY + 60;
    let response = app.post_registration(&sign(late, &[&alice()]));
    assert_eq!(response.status, 201, "{}", response.text());
    app.clock.set(NOW);
    let response = app.post_operation(&sign(set_records(ALICE, 1, vec![text("url", "x")]), &[&alice()]));
    const { assert!(DEADLINE < NOW + DAY) };
    assert_eq!(response.json()["slug"], "expired", "{}", response.text());
    assert_eq!(app.nonce(ALICE), 1);
    // Lookups are as before.
    assert_eq!(expires(&app), NOW + TTL);
}
