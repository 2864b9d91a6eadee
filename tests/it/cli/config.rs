//! Configuration: flags before the environment, that before the file, that before defaults.

use std::fs;

use super::{Server, fails_to_serve, mononym, refuses_to_serve, run};

#[test]
fn without_arguments_it_serves_on_defaults() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::spawn(mononym(directory.path()).env("MONONYM_LISTEN", "127.0.0.1:0"));
    assert_eq!(server.json("/v1/parents")["parents"][0]["name"], "mononym.eth");
    assert_eq!(server.json("/v1/parents")["ttl"], 300);
    assert_eq!(server.json("/v1/keystore")["domain"]["chainId"], 31337);
    for file in ["mononym.db", "signer.key", "registrar.key"] {
        assert!(
            directory.path().join("mononym-data").join(file).exists(),
            "{file}"
        );
    }
    assert!(server.log.contains("for trying out"), "{}", server.log);
    assert!(
        server.log.contains("signing for any resolver contract"),
        "{}",
        server.log
    );
}

#[test]
fn a_flag_comes_before_the_environment_and_that_before_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    fs::write(
        path.join("mononym.toml"),
        "ttl = 11\nparents = [\"file.eth\"]\nlisten = \"127.0.0.1:0\"\n",
    )
    .unwrap();
    let file = |data: &str| {
        let mut command = mononym(path);
        command.args(["serve", "--config", "mononym.toml", "--data-dir", data]);
        command
    };
    let of = |server: &Server| {
        let parents = server.json("/v1/parents");
        (
            parents["ttl"].as_u64().unwrap(),
            parents["parents"][0]["name"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(of(&Server::spawn(&mut file("1"))), (11, "file.eth".to_owned()));
    let mut environment = file("2");
    environment
        .env("MONONYM_TTL", "22")
        .env("MONONYM_PARENTS", "a.eth,b.eth");
    let server = Server::spawn(&mut environment);
    assert_eq!(of(&server), (22, "a.eth".to_owned()));
    assert_eq!(server.json("/v1/parents")["parents"][1]["name"], "b.eth");
    let mut flag = file("3");
    flag.env("MONONYM_TTL", "22").args(["--ttl", "33"]);
    assert_eq!(of(&Server::spawn(&mut flag)), (33, "file.eth".to_owned()));
    // The file may be named by the environment too.
    let mut named = mononym(path);
    named
        .env("MONONYM_CONFIG", "mononym.toml")
        .env("MONONYM_DATA_DIR", "4");
    assert_eq!(of(&Server::spawn(&mut named)), (11, "file.eth".to_owned()));
}

#[test]
fn a_key_of_the_file_that_does_not_exist_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for (text, reason) in [
        ("ttll = 5", "unknown field `ttll`"),
        ("[server]\nttl = 5", "unknown field `server`"),
        ("ttl = \"five\"", "invalid type"),
        ("ttl = 5\nttl = 6", "duplicate key"),
        ("ttl =", "mononym.toml"),
    ] {
        fs::write(directory.path().join("mononym.toml"), text).unwrap();
        let said = refuses_to_serve(directory.path(), &["--config", "mononym.toml"]);
        assert_eq!(said.code, 1, "{text}");
        assert!(
            said.err.starts_with("error: the configuration file mononym.toml"),
            "{}",
            said.err
        );
        assert!(said.err.contains(reason), "{text}: {}", said.err);
    }
    let said = refuses_to_serve(directory.path(), &["--config", "missing.toml"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("cannot read the configuration file missing.toml"),
        "{}",
        said.err
    );
    assert!(
        !directory.path().join("mononym-data").exists(),
        "nothing was begun"
    );
}

#[test]
fn a_variable_that_means_nothing_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = mononym(directory.path());
    let said = fails_to_serve(
        command
            .env("MONONYM_TLL", "5")
            .env("MONONYM_LISTEN", "127.0.0.1:0"),
    );
    assert_eq!(said.code, 1);
    assert!(
        said.err
            .contains("the environment variable MONONYM_TLL means nothing here"),
        "{}",
        said.err
    );
}

#[test]
fn values_out_of_range_are_refused_and_said_why() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, reason) in [
        (["--ttl", "0"], "ttl is from 1 to 86400 seconds, not 0"),
        (["--ttl", "86401"], "ttl is from 1 to 86400 seconds, not 86401"),
        (["--ttl-grid", "0"], "ttl_grid is from 1 to 86400 seconds, not 0"),
        (["--parents", ""], "name at least one parent"),
        (["--parents", "Mononym.eth"], "write \"mononym.eth\""),
        (["--parents", "a..eth"], "a..eth"),
        (
            ["--database-url", "mysql://user:secret@host/db"],
            "the database \"mysql\" is not known",
        ),
        (["--database-url", "mononym.db"], "write sqlite:// and a file"),
    ] {
        let said = refuses_to_serve(directory.path(), &arguments);
        assert_eq!(said.code, 1, "{arguments:?}");
        assert!(said.err.contains(reason), "{arguments:?}: {}", said.err);
        assert!(!said.err.contains("secret"), "{}", said.err);
    }
    for arguments in [
        ["--listen", "nowhere"],
        ["--ttl", "soon"],
        ["--resolvers", "0x1"],
        ["--nonsense", "1"],
    ] {
        let said = refuses_to_serve(directory.path(), &arguments);
        assert_eq!(said.code, 2, "{arguments:?}");
        assert!(said.err.contains(arguments[0]), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn one_service_at_a_time_has_the_data() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(&directory);
    let said = refuses_to_serve(directory.path(), &[]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("is open in another service"), "{}", said.err);
    assert_eq!(server.json("/v1/parents")["ttl"], 300);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(&directory);
    let address = server.url.strip_prefix("http://").unwrap();
    let said = refuses_to_serve(directory.path(), &["--listen", address, "--data-dir", "other"]);
    assert_eq!(said.code, 1);
    assert!(
        said.err.contains(&format!("cannot listen on {address}")),
        "{}",
        said.err
    );
}

#[test]
fn it_ends_when_it_is_asked_to_and_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let (code, log) = Server::start(&directory).terminate();
    assert_eq!(code, Some(0));
    assert!(log.contains("stopping"), "{log}");
    // What it held is free again.
    Server::start(&directory);
}

#[test]
fn help_names_every_command_and_a_way_to_begin() {
    let directory = tempfile::tempdir().unwrap();
    let said = run(directory.path(), &["--help"]);
    assert_eq!(said.code, 0);
    for word in [
        "serve",
        "register",
        "resolve",
        "addresses",
        "account",
        "openapi",
        "Try it",
    ] {
        assert!(said.out.contains(word), "{word}");
    }
    for command in ["serve", "register", "resolve", "addresses", "account"] {
        let said = run(directory.path(), &[command, "--help"]);
        assert_eq!(said.code, 0, "{command}");
        assert!(said.out.contains("Usage: mononym"), "{command}");
    }
    let said = run(directory.path(), &["serve", "--help"]);
    for variable in [
        "MONONYM_LISTEN",
        "MONONYM_DATA_DIR",
        "MONONYM_DATABASE_URL",
        "MONONYM_PARENTS",
        "MONONYM_SIGNER_KEY",
        "MONONYM_TTL",
    ] {
        assert!(said.out.contains(variable), "{variable}");
    }
    assert_eq!(run(directory.path(), &["openapi"]).code, 0);
}
