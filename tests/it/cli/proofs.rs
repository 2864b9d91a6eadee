//! `mononym proof`: checked here, against a root that is known or the gateway's.

use std::fs;

use serde_json::Value;

use super::{
    run,
    world::{ALICE, World},
};

fn saved(world: &World, file: &str) -> Value {
    serde_json::from_slice(&fs::read(world.directory.path().join(file)).unwrap()).unwrap()
}

#[test]
fn a_proof_is_checked_offline_against_a_known_root() {
    let world = World::lived_in();
    let told = world.json(&["proof", ALICE, "--text", "url", "--save", "alice.proof"]);
    assert_eq!(
        (&told["value"], &told["trust"]),
        (&"second".into(), &"gateway".into())
    );
    let root = saved(&world, "alice.proof")["root"].as_str().unwrap().to_owned();
    assert_eq!(told["root"], root);

    // Nobody is there to be asked.
    let directory = world.stop();
    let offline = |arguments: &[&str]| {
        let all = [&["proof", ALICE, "--file", "alice.proof", "--json"], arguments].concat();
        run(directory.path(), &all)
    };
    let said = offline(&["--text", "url", "--root", &root]);
    assert_eq!(said.code, 0, "{}", said.err);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (&told["value"], &told["trust"]),
        (&"second".into(), &"named".into())
    );

    let other = root.replace(&root[2..6], "abcd");
    let said = offline(&["--text", "url", "--root", &other]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(
        said.err
            .contains("not proven: the proof of the account does not hold"),
        "{}",
        said.err
    );
    let said = offline(&["--text", "email", "--root", &root]);
    assert!(
        said.err.contains("not proven: the proof of record"),
        "{}",
        said.err
    );
    let said = run(
        directory.path(),
        &[
            "proof",
            "bob.mononym.eth",
            "--file",
            "alice.proof",
            "--root",
            &root,
        ],
    );
    assert!(said.err.contains("not proven"), "{}", said.err);
}

#[test]
fn an_altered_proof_proves_nothing() {
    let world = World::lived_in();
    world.json(&["proof", ALICE, "--text", "url", "--save", "good.proof"]);
    let mut proof = saved(&world, "good.proof");
    let response = proof["response"].as_str().unwrap().to_owned();
    // "second" becomes "seconc".
    assert_eq!(response.matches("7365636f6e64").count(), 1);
    proof["response"] = response.replace("7365636f6e64", "7365636f6e63").into();
    let write = |file: &str, proof: &Value| {
        fs::write(world.directory.path().join(file), proof.to_string()).unwrap();
    };
    write("bad.proof", &proof);
    let said = world.fails(&["proof", ALICE, "--text", "url", "--file", "bad.proof"]);
    assert!(said.contains("not proven: the proof of record"), "{said}");
    proof["response"] = response[..response.len() - 64].into();
    write("bad.proof", &proof);
    let said = world.fails(&["proof", ALICE, "--text", "url", "--file", "bad.proof"]);
    assert!(said.contains("not proven: the answer is none"), "{said}");
}

#[test]
fn that_there_is_nothing_is_proven_too() {
    let world = World::lived_in();
    for arguments in [
        &["proof", "nobody.mononym.eth"][..],
        &["proof", ALICE, "--text", "none"],
        &["proof", ALICE, "--contenthash"],
    ] {
        assert_eq!(world.json(arguments)["value"], Value::Null, "{arguments:?}");
    }
    let address = world.json(&["proof", ALICE]);
    assert_eq!(address["value"], world.json(&["resolve", ALICE])["value"]);
}

#[test]
fn a_proven_answer_needs_l1() {
    let world = World::lived_in();
    let said = world.run(&["resolve", ALICE, "--proven"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--l1"), "{}", said.err);
    let said = world.fails(&["resolve", ALICE, "--proven", "--l1", "http://127.0.0.1:1"]);
    assert!(
        said.contains("no root of the keystore on L1 is known here"),
        "{said}"
    );
    let said = world.fails(&["proof", ALICE, "--l1", "http://127.0.0.1:1/secret"]);
    assert!(said.contains("127.0.0.1:1") && !said.contains("secret"), "{said}");
}
