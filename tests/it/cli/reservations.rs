//! Names of another service, from a list to their owners.

use std::fs;

use serde_json::{Value, json};

use super::{
    Server, run,
    transfer::import,
    world::{ALICE, World},
};

const LIST: &str = r#"[
  {"name": "Alice", "domain": "mononym.eth", "address": "ALICE",
   "text_records": {"url": "https://old.example", "com.x": "alice"},
   "coin_types": {"0": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "2147492101": "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045", "501": "no hex"},
   "contenthash": "ipfs://QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4"},
  {"label": "dave", "address": "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"},
  {"name": "erin", "domain": "other.eth", "address": "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"},
  {"name": "no address", "domain": "mononym.eth"},
  {"name": "frank", "domain": "mononym.eth", "address": "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045"},
  {"name": "grace", "domain": "mononym.eth"},
  {"name": "bob", "domain": "mononym.eth", "address": "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"}
]"#;

#[test]
fn names_of_another_service_wait_for_their_owners() {
    let world = World::new();
    world.prints(&["register", "bob.mononym.eth", "--key", "bob.key"]);
    // Alice owned her name elsewhere by a key that she still has.
    world.prints(&["register", "temporary.mononym.eth", "--key", "alice.key"]);
    let signer = world.json(&["account", "show", "temporary.mononym.eth"])["signers"][0].clone();
    let address = format!("0x{}", &signer.as_str().unwrap()[4..]);
    fs::write(world.path("names.json"), LIST.replace("ALICE", &address)).unwrap();
    let directory = world.stop();
    let arguments = [
        "import",
        "--names",
        "names.json",
        "--parent",
        "mononym.eth",
        "--json",
    ];
    let report = |arguments: &[&str]| -> Value {
        let said = run(directory.path(), arguments);
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str(&said.out).unwrap()
    };
    let first = report(&arguments);
    assert_eq!(
        (&first["reserved"], &first["unchanged"]),
        (&json!(2), &json!(0)),
        "{first}"
    );
    let skipped: Vec<(u64, &str)> = first["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skipped| {
            (
                skipped["entry"].as_u64().unwrap(),
                skipped["reason"].as_str().unwrap(),
            )
        })
        .collect();
    for (entry, reason) in [
        (3, "not directly below a name that is served here"),
        (4, "cannot be normalised"),
        (5, "checksum"),
        (6, "has no `address`"),
        (7, "is registered"),
    ] {
        assert!(
            skipped
                .iter()
                .any(|(at, why)| *at == entry && why.contains(reason)),
            "{entry}: {skipped:?}"
        );
    }
    assert_eq!(skipped.len(), 5);
    assert_eq!(first["skippedRecords"].as_array().unwrap().len(), 1, "{first}");
    let again = report(&arguments);
    assert_eq!((&again["reserved"], &again["unchanged"]), (&json!(0), &json!(2)));

    let world = World {
        server: Server::start(&directory),
        directory,
    };
    let path = "/v1/names/alice.mononym.eth/availability";
    let shown = world.server.json(path);
    assert_eq!(shown["claimant"].as_str().unwrap().to_lowercase(), address);
    assert_eq!(shown["suggestedRecords"].as_array().unwrap().len(), 5, "{shown}");
    assert_eq!(
        world.prints(&["resolve", ALICE]),
        "(nothing)\n",
        "nobody has signed for it"
    );
    let thief = world.fails(&["register", ALICE, "--key", "thief.key"]);
    assert!(thief.contains("is reserved for 0x"), "{thief}");
    assert!(!world.path("thief.key").exists());
    let thief = world.fails(&["register", ALICE, "--key", "bob.key"]);
    assert!(thief.contains("is reserved for 0x"), "{thief}");
    // A thief with a client of his own, who names the claimant without its key.
    world.prints(&["account", "show", "bob.mononym.eth"]);
    let forged = world.run(&[
        "account",
        "create",
        ALICE,
        "--key",
        "bob.key",
        "--signer",
        &address,
        "--out",
        "forged.json",
    ]);
    assert_eq!(forged.code, 0, "{}", forged.err);
    let refused = world.fails(&["account", "send", "forged.json"]);
    assert!(refused.contains("new-signer-unsigned"), "{refused}");
    world.prints(&[
        "account",
        "create",
        ALICE,
        "--key",
        "alice.key",
        "--key",
        "more.key",
        "--text",
        "url=new",
    ]);
    assert_eq!(world.prints(&["resolve", ALICE, "--text", "url"]), "new\n");
    // What was claimed is no reservation any more, and an export tells both.
    let text = world.locally(&["export"]).out;
    assert_eq!(text.matches("{\"reservation\":").count(), 1);
    fs::write(world.path("all.jsonl"), &text).unwrap();
    assert_eq!(world.locally(&["audit", "--file", "all.jsonl"]).code, 0);
    assert_eq!(import(&world, "all.jsonl", "copy").code, 0);
    assert_eq!(world.locally(&["export", "--data-dir", "copy"]).out, text);
    assert_eq!(
        world
            .locally(&["export", "--gateway", &world.server.url])
            .out
            .matches("reservation\":{")
            .count(),
        0
    );
    // Names can be reserved while others are there already.
    let again = world.locally(&["import", "--names", "names.json"]);
    assert!(again.err.contains("is open in another service"), "{}", again.err);
}

#[test]
fn what_is_no_list_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("names.json"), "{\"name\": 1}").unwrap();
    for (arguments, code, reason) in [
        (
            &["import", "--names", "names.json"][..],
            1,
            "the list of names is a JSON array",
        ),
        (&["import", "--names", "missing.json"], 1, "missing.json"),
        (&["import"], 2, "required"),
        (
            &["import", "a.jsonl", "--names", "names.json"],
            2,
            "cannot be used with",
        ),
        (
            &["import", "a.jsonl", "--parent", "mononym.eth"],
            2,
            "cannot be used with",
        ),
    ] {
        let said = run(directory.path(), arguments);
        assert_eq!(said.code, code, "{arguments:?}");
        assert!(said.err.contains(reason), "{arguments:?}: {}", said.err);
    }
}
