//! The committed OpenAPI document is the one that the code makes.

use std::{collections::BTreeSet, fs, path::Path};

use alloy_primitives::hex;
use mononym_keystore::Operation;
use serde_json::Value;

use crate::{
    harness::{ALICE, TestApp},
    http::Request,
    wire,
};

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
    assert!(paths.len() >= 15);
    for (path, operations) in paths {
        for method in operations.as_object().unwrap().keys() {
            let path = path.replace("{name}", "mononym.eth");
            let request = Request::new(&method.to_uppercase(), path.as_str());
            let response = app.send(&request);
            assert_ne!(response.status, 405, "{method} {path}");
            assert!(!response.text().contains("no-such-route"), "{method} {path}");
        }
    }
}

#[test]
fn the_list_of_problems_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/problems.md");
    assert!(
        fs::read_to_string(path).unwrap() == mononym::http::problems(),
        "make it anew: mononym problems > docs/problems.md"
    );
}

#[test]
fn its_operations_are_those_that_are_read() {
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let schemas = &document["components"]["schemas"];
    let variants = schemas["Operation"]["oneOf"].as_array().unwrap();
    let names: Vec<&str> = variants
        .iter()
        .map(|variant| variant["properties"]["primaryType"]["enum"][0].as_str().unwrap())
        .collect();
    assert_eq!(names, Operation::PRIMARY_TYPES);
    // The vectors hold each of them as a wallet signed it.
    let vectors: Value = serde_json::from_str(include_str!("../vectors/operations.json")).unwrap();
    let mut seen = BTreeSet::new();
    for vector in vectors["typedData"].as_array().unwrap() {
        let name = vector["primaryType"].as_str().unwrap();
        if !names.contains(&name) {
            continue;
        }
        let schema = &schemas[format!("{name}Message")];
        let keys: BTreeSet<&String> = vector["message"].as_object().unwrap().keys().collect();
        let properties: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(keys, properties, "{name}");
        assert_eq!(schema["required"].as_array().unwrap().len(), keys.len(), "{name}");
        seen.insert(name);
    }
    assert_eq!(seen.len(), names.len());
}

#[test]
fn its_examples_work() {
    let app = TestApp::start();
    let document: Value = serde_json::from_str(&committed()).unwrap();
    let filled = |path: &str| {
        path.replace("{name}", ALICE)
            .replace("{address}", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    };
    let mut posted = 0;
    for (path, status) in [
        ("/v1/typed-data", 200),
        ("/v1/names", 201),
        ("/v1/names/batch", 201),
        ("/v1/names/{name}/operations", 200),
        ("/v1/parents/{name}/tokens", 200),
    ] {
        let body = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"];
        let example = match body.get("example") {
            Some(example) => example,
            None => {
                let reference = body["schema"]["$ref"].as_str().unwrap();
                &document.pointer(reference.strip_prefix('#').unwrap()).unwrap()["example"]
            }
        };
        let response = app.send(&Request::post_json(filled(path), example));
        assert_eq!(response.status, status, "{path}: {}", response.text());
        posted += 1;
    }
    let paths = document["paths"].as_object().unwrap();
    let posts = |path: &str| path.starts_with("/v1/") && paths[path].get("post").is_some();
    assert_eq!(posted, paths.keys().filter(|path| posts(path)).count());
    for path in paths.keys().filter(|path| path.starts_with("/v1/")) {
        if let Some(get) = paths[path].get("get") {
            let query: Vec<String> = get["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "query")
                .filter_map(|parameter| {
                    let example = parameter["example"].as_str()?;
                    Some(format!("{}={example}", parameter["name"].as_str().unwrap()))
                })
                .collect();
            app.json(&format!("{}?{}", filled(path), query.join("&")));
        }
    }
    assert_eq!(app.text(ALICE, "url"), "https://example.com");
    let lookup = &paths["/{sender}/{data}"]["get"]["parameters"][1];
    assert_eq!(lookup["name"], "data");
    let call_data = hex::decode(lookup["example"].as_str().unwrap()).unwrap();
    assert_eq!(
        app.ask_raw(&call_data.into()).result,
        app.result(ALICE, &wire::addr(ALICE))
    );
}
