//! The service itself publishes its log, and shows how far it is.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use mononym::{chain::Keystore, config::Settings};
use mononym_keystore::{StepLimits, decode_steps, restore};
use serde_json::Value;

use super::{
    proxy::{Proxy, SECRET},
    world::{DELAY, World, purse_key},
};
use crate::harness::TestApp;

/// Makes blocks until `/v1/keystore` shows this.
fn until(world: &World, app: &TestApp, shows: impl Fn(&Value) -> bool) -> Value {
    let started = Instant::now();
    loop {
        let keystore = app.json("/v1/keystore");
        if shows(&keystore["l1"]) {
            return keystore;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{keystore}");
        world.mine(12);
        app.clock.set(world.clock.now());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The samples of `/metrics`.
fn metrics(app: &TestApp) -> Vec<(String, f64)> {
    let response = app.get("/metrics");
    assert_eq!(response.status, 200);
    assert!(
        response
            .header("content-type")
            .unwrap()
            .starts_with("text/plain; version=0.0.4")
    );
    let text = response.text();
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    samples
        .map(|line| {
            let (name, value) = line.split_once(' ').unwrap();
            let name = name.split('{').next().unwrap();
            assert!(text.contains(&format!("# HELP {name} ")) && text.contains(&format!("# TYPE {name} ")));
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

fn value(app: &TestApp, name: &str) -> f64 {
    metrics(app)
        .into_iter()
        .find(|(found, _)| found == name)
        .unwrap()
        .1
}

#[test]
fn the_service_publishes_its_log() {
    let world = World::new();
    let proxy = Proxy::new(&world.anvil.url);
    let directory = tempfile::tempdir().unwrap();
    let key = directory.path().join("publisher.key");
    fs::write(&key, purse_key().to_hex()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let mut app = TestApp::with(Settings {
        l1_rpc: Some(proxy.url.parse().unwrap()),
        l1_poll_seconds: Some(1),
        publisher_key: Some(crate::harness::places(&key)),
        publish_seconds: Some(1),
        keystore: Some(world.domain.keystore),
        ..Settings::default()
    });
    // The parents are accounts too.
    let head = app.json("/v1/keystore")["head"].as_u64().unwrap();
    assert!(head >= 2);
    let keystore = until(&world, &app, |l1| {
        l1["latest"]["sequence"] == head && l1["uncommitted"] == 0
    });
    let l1 = &keystore["l1"];
    assert_eq!(l1["state"], "good");
    assert_eq!(l1["uncommittedSeconds"], 0);
    assert_eq!(l1["lagOperations"], head, "nothing is final yet");
    let address: alloy_primitives::Address = l1["publisher"]["address"].as_str().unwrap().parse().unwrap();
    assert_eq!(address, purse_key().address());
    assert_eq!(world.committed().1, head);
    assert_eq!(value(&app, "mononym_log_head"), 2.0);
    assert_eq!(value(&app, "mononym_l1_committed_sequence"), 2.0);
    assert_eq!(value(&app, "mononym_l1_uncommitted_operations"), 0.0);
    assert_eq!(value(&app, "mononym_l1_lag_seconds"), 0.0);
    assert!(value(&app, "mononym_publisher_balance_wei") > 9e17);

    // L1 has just what `/v1/changes` gives.
    let changes = app.json("/v1/changes?after=0");
    let mut hashes = changes["changes"].as_array().unwrap().iter();
    for commit in world.events::<Keystore::Committed>() {
        for step in decode_steps(&commit.steps, &StepLimits::default()).unwrap() {
            let mononym_keystore::Step::Operation { body, .. } = step else {
                panic!()
            };
            let signed =
                mononym_keystore::SignedOperation::from_bytes(&restore(&body, 1 << 20).unwrap()).unwrap();
            let change = hashes.next().unwrap();
            assert_eq!(
                change["operationHash"],
                signed.operation.hash(&world.domain).to_string()
            );
        }
    }
    assert!(hashes.next().is_none());

    // Final after the delay.
    world.mine(DELAY);
    app.clock.set(world.clock.now());
    let keystore = until(&world, &app, |l1| l1["final"]["sequence"] == head);
    assert_eq!(keystore["l1"]["final"]["root"], keystore["l1"]["latest"]["root"]);
    assert!(value(&app, "mononym_l1_root_age_seconds") >= 600.0);
    assert_eq!(value(&app, "mononym_publisher_failures_total"), 0.0);
    assert!(!app.get("/v1/keystore").text().contains(SECRET));

    // And the same after a restart.
    app.restart();
    until(&world, &app, |l1| {
        l1["publisher"]["state"] == "idle" && l1["final"]["sequence"] == head
    });
}

#[test]
fn without_l1_there_is_none() {
    let app = TestApp::start();
    assert_eq!(app.json("/v1/keystore")["l1"], Value::Null);
    let names: Vec<String> = metrics(&app).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"mononym_log_head".to_owned()), "{names:?}");
    let of_l1 = |name: &&String| name.contains("_l1_") || name.contains("_publisher_");
    assert_eq!(names.iter().find(of_l1), None);
}

#[test]
fn a_service_that_cannot_reach_l1_says_so_and_serves() {
    let app = TestApp::with(Settings {
        l1_rpc: Some(super::proxy::nobody().parse().unwrap()),
        l1_poll_seconds: Some(1),
        ..Settings::default()
    });
    let started = Instant::now();
    while app.json("/v1/keystore")["l1"]["state"] != "failing" {
        assert!(started.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    let l1 = &app.json("/v1/keystore")["l1"];
    assert!(l1["detail"].as_str().unwrap().contains("no connection"), "{l1}");
    assert!(!l1.to_string().contains(SECRET));
    assert_eq!(l1["publisher"]["state"], "watch-only");
    assert_eq!(l1["latest"], Value::Null);
    assert_eq!(l1["uncommitted"], app.json("/v1/keystore")["head"]);
    assert_eq!(app.get("/readyz").status, 200);
}
