//! The committed OpenAPI document is the one that the code makes.

use std::{fs, path::Path};

use serde_json::Value;

use crate::harness::TestApp;

fn committed() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json")).unwrap()
}

#[test]
fn the_committed_document_is_up_to_date() {
    let made = serde_json::to_string_pretty(&mononym::http::openapi()).unwrap();
    assert!(
        committed().trim_end() == made,
        "make it anew: mononym openapi > openapi/openapi.json"
    );
}

#[test]
fn the_service_serves_it() {
    let committed: Value = serde_json::from_str(&committed()).unwrap();
    assert_eq!(TestApp::start().json("/openapi.json"), committed);
}

/// Every `$ref` below a value.
fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(array) => array.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_in_it_leads_somewhere() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_route_in_it_exists() {
    let app = TestApp::start();
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 10);
    for (path, operations) in paths {
        for method in operations.as_object().unwrap().keys() {
            let path = path.replace("{name}", "mononym.eth");
            let request = crate::http::Request::new(&method.to_uppercase(), path.as_str());
            let response = app.send(&request);
            assert_ne!(response.status, 405, "{method} {path}");
            assert!(!response.text().contains("no-such-route"), "{method} {path}");
        }
    }
}
